"""A note of the last refresh: when it ended, how long it took, and the error that it met.

Any process may refresh: the web server, the worker, a watch, a command. The note is in the state
folder, where all of them read it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from feeds.files import replaced
from feeds.outages import MENDABLE, one_line

_NAME = "refresh.last"


class LastRefresh(NamedTuple):
    ended: datetime
    seconds: float
    error: str | None = None


@contextmanager
def noted_refresh(state: Path) -> Iterator[None]:
    """Note when the refresh within ends, and whether it fails. Where the
    state folder cannot be written, there is no note, and no failure."""
    started, error = perf_counter(), None
    try:
        yield
    except MENDABLE as met:
        error = one_line(met)
        raise
    finally:
        note = {
            "ended": datetime.now(UTC).timestamp(),
            "seconds": round(perf_counter() - started, 3),
            "error": error,
        }
        with suppress(OSError), replaced(state / _NAME) as draft:
            draft.write_text(json.dumps(note), "utf-8")


def last_refresh(state: Path) -> LastRefresh | None:
    """The note on the last refresh; None where there is none."""
    try:
        note = json.loads((state / _NAME).read_text("utf-8"))
        ended = datetime.fromtimestamp(note["ended"], UTC)
        return LastRefresh(ended, float(note["seconds"]), note["error"])
    except (OSError, ValueError, KeyError, TypeError, OverflowError):
        return None
