"""The lock of the index, for one writer of a host at a time, and the changes of its last holder.

A refresh that waited for the lock while another refresh began and ended a full scan takes the
result of that scan. So a burst of refreshes causes two scans at most, in whichever processes.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from io import FileIO
from pathlib import Path
from typing import Any

from feeds.errors import StateError
from feeds.files import locked, locked_if_free
from feeds.model import Changes, Term

_FILE_NAME = "refresh.lock"
_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Turn:
    """The lock while it is held."""

    def __init__(self, file: FileIO) -> None:
        self._file = file
        self.started = _ticks()

    def done_since(self, arrived: int) -> Changes | None:
        """What the last full scan changed, if it began after `arrived` (a value of `arrival`)."""
        last = self._last_since(arrived)
        return _changes(last["changes"]) if "changes" in last else None

    def failed_since(self, arrived: int) -> str | None:
        """Why the last holder failed, if it began after `arrived` and recorded that."""
        reason = self._last_since(arrived).get("failure")
        return None if reason is None else str(reason)

    def record(self, changes: Changes) -> None:
        """Leave the result of this holder's full scan to the refreshes that wait."""
        self._record(changes=asdict(changes))

    def record_failure(self, reason: str) -> None:
        """Spare those that wait the same failure."""
        self._record(failure=reason)

    def _last_since(self, arrived: int) -> dict[str, Any]:
        self._file.seek(0)
        try:
            last: dict[str, Any] = json.loads(self._file.readall())
        except ValueError:
            return {}
        return last if last["boot"] == _boot() and last["started"] >= arrived else {}

    def _record(self, **result: object) -> None:
        last = {"boot": _boot(), "started": self.started, **result}
        self._file.truncate(0)
        self._file.write(json.dumps(last).encode())


def arrival() -> int:
    """Now, on a clock that all processes of a host share, for `Turn.done_since`."""
    return _ticks()


@contextmanager
def turn(state: Path) -> Iterator[Turn]:
    """Wait for the lock of a state folder and hold it.

    :raise StateError: where the folder cannot be written
    """
    with ExitStack() as holding:
        try:
            file = holding.enter_context(locked(state / _FILE_NAME))
        except OSError as error:
            reason = f"cannot write in the state folder {state}: {error.strerror}"
            raise StateError(reason) from error
        os.utime(file.fileno())  # for `seconds_under_way`
        yield Turn(file)


def seconds_under_way(state: Path, now: float) -> float:
    """For how long a refresh has been holding the lock; 0 where none does. `now` is in seconds
    since 1970."""
    path = state / _FILE_NAME
    try:
        with locked_if_free(path) as is_free:
            return 0.0 if is_free else max(0.0, now - path.stat().st_mtime)
    except OSError:  # no refresh can have begun where the file cannot be opened
        return 0.0


def _ticks() -> int:
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def _boot() -> str:
    """What names this start of the host; "" where the host does not tell, or not to this user."""
    try:
        return _BOOT.read_text().strip()
    except OSError:
        return ""


def _changes(fields: dict[str, Any]) -> Changes:
    feeds = tuple(Term(kind, name) for kind, name in fields.pop("feeds"))
    rebuilt = fields.pop("rebuilt")
    return Changes(feeds=feeds, rebuilt=rebuilt, **{key: tuple(v) for key, v in fields.items()})
