"""Remembers that the database did not answer a moment ago, so that not each request waits for it.

A connection to a silent host takes seconds to fail. Without this, each request to the hub would
hold one of the web server's threads for as long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import cache

from feeds.errors import StateError

QUIET_SECONDS = 2.0


class Absence:
    """Whether the database is away, as of the newest attempt. Safe to use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._reason = ""  # empty while it is not away
        self._until = 0.0  # when the next caller may try

    def refuse(self, part: str = "the hub's database") -> None:
        """To be called before an attempt. While the database is away, one caller at a time
        may try it, and only some seconds after the last attempt.

        :raise StateError: `part` cannot be used, with the reason of a moment ago
        """
        with self._lock:
            if not self._reason:
                return
            if self._clock() < self._until:
                raise StateError(f"cannot use {part}: {self._reason}")
            self._until = self._clock() + QUIET_SECONDS

    def begin(self, error: Exception) -> None:
        """An attempt failed."""
        with self._lock:
            self._reason = str(error) or "no answer"
            self._until = self._clock() + QUIET_SECONDS

    def end(self) -> None:
        """An attempt succeeded."""
        with self._lock:
            self._reason = ""


@cache
def absence_of(url: str) -> Absence:
    """The one that all connections of this process to the database at this address share."""
    return Absence()
