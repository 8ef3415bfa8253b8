"""One writer at a time, on a host: a lock on a file, and what its last holder did.

Who waited for the lock while another began and ended a full scan has been answered by it: so a
burst of refreshes is two scans at most, whichever processes asked.
"""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from feeds.errors import StateError
from feeds.model import Changes, Term

_BOOT = Path("/proc/sys/kernel/random/boot_id")


class Turn:
    """The lock while it is held."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self.started = _ticks()

    def done_since(self, arrived: int) -> Changes | None:
        """What a full scan found that began after `arrived` (a value of `arrival`); else None."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        try:
            last = json.loads(os.read(self._descriptor, 1 << 26))
        except ValueError:
            return None
        if last["boot"] != _boot() or last["started"] < arrived:
            return None
        return _changes(last["changes"])

    def record(self, changes: Changes) -> None:
        """Leave what this holder's full scan found for those who wait."""
        last = {"boot": _boot(), "started": self.started, "changes": asdict(changes)}
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, json.dumps(last).encode(), 0)


def arrival() -> int:
    """When somebody asked, on the one clock of all processes of a host."""
    return _ticks()


@contextmanager
def turn(state: Path) -> Iterator[Turn]:
    """Wait for the lock of a state folder and hold it.

    :raise StateError: where the folder cannot be written
    """
    try:
        descriptor = os.open(state / "refresh.lock", os.O_RDWR | os.O_CREAT, 0o644)
    except OSError as error:
        raise StateError(f"cannot write in the state folder {state}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield Turn(descriptor)
    finally:
        os.close(descriptor)


def _ticks() -> int:
    return time.clock_gettime_ns(time.CLOCK_MONOTONIC)


def _boot() -> str:
    return _BOOT.read_text().strip() if _BOOT.exists() else ""


def _changes(fields: dict[str, Any]) -> Changes:
    feeds = tuple(Term(kind, name) for kind, name in fields.pop("feeds"))
    rebuilt = fields.pop("rebuilt")
    return Changes(feeds=feeds, rebuilt=rebuilt, **{key: tuple(v) for key, v in fields.items()})
