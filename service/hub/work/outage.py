"""Logging an outage: one line a minute, however often what fails is tried again."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from feeds.errors import PostwireError

_QUIET_SECONDS = 60

log = logging.getLogger("postwire.hub")


class Outage:
    """Something the hub needs that may be out of reach. Safe to use from any thread."""

    def __init__(self, what: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._what = what
        self._clock = clock
        self._lock = threading.Lock()
        self._quiet_until = -1.0

    def report(self, error: Exception) -> None:
        """Log it, unless the same was logged within the last minute."""
        with self._lock:
            if self._clock() < self._quiet_until:
                return
            self._quiet_until = self._clock() + _QUIET_SECONDS
        log.warning("%s: %s", self._what, _one_line(error))


class StepFailures:
    """The failures of steps: an error that an operator can mend is one line a minute, any other
    one is a fault of the code, and logged with its traceback."""

    def __init__(self) -> None:
        self._outage = Outage("the hub waits")

    def report(self, error: Exception) -> None:
        if isinstance(error, PostwireError):
            self._outage.report(error)
        else:
            log.error("a step of the hub failed", exc_info=error)


def _one_line(error: Exception) -> str:
    return " ".join((str(error) or type(error).__name__).split())
