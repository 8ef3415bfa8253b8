"""Logs a failure that lasts: one line a minute, however often the failing work is tried again.

Every request and every second of a worker meet a full disk or a missing database. One line a minute
tells the operator; many lines would hide it, and fill the disk further.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from collections.abc import Callable
from typing import TypeVar

from feeds.errors import PostwireError

QUIET_SECONDS = 60.0
_AGAIN_SECONDS = 1.0

_Result = TypeVar("_Result")

MENDABLE = (PostwireError, OSError, sqlite3.Error)
"""Errors that an operator can mend. Any other one is a fault of the code."""


class Outage:
    """Something that is needed, and may be out of reach. Safe to use from any thread."""

    def __init__(
        self,
        what: str,
        logger: logging.Logger,
        most: int = 1,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`what` begins each line; the error follows it. At most `most` lines a minute, each
        different: several where what fails may be several things."""
        self._what = what
        self._logger = logger
        self._most = most
        self._clock = clock
        self._lock = threading.Lock()
        self._logged: dict[str, float] = {}  # the lines of the last minute, and when

    def report(self, error: Exception) -> None:
        """Log it, unless that was done within the last minute. A fault of the code is logged with
        its traceback."""
        line = one_line(error)
        with self._lock:
            now = self._clock()
            self._logged = {
                line: at for line, at in self._logged.items() if now < at + QUIET_SECONDS
            }
            if line in self._logged or len(self._logged) >= self._most:
                return
            self._logged[line] = now
        if isinstance(error, MENDABLE):
            self._logger.warning("%s: %s", self._what, line)
        else:
            self._logger.error("%s: %s", self._what, line, exc_info=error)


def patiently(what: str, logger: logging.Logger, run: Callable[[], _Result]) -> _Result:
    """Run what needs a part that may be away at its start as well: again, each second, until it
    returns without such an error. One line a minute says what it waits for."""
    outage = Outage(what, logger)
    while True:
        try:
            return run()
        except MENDABLE as error:
            outage.report(error)
            time.sleep(_AGAIN_SECONDS)


def one_line(error: Exception) -> str:
    """What an error says, on one line, after its kind where that is none of ours."""
    words = " ".join(str(error).split())
    if isinstance(error, PostwireError) and words:
        return words
    return ": ".join(filter(None, (type(error).__name__, words)))
