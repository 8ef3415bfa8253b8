"""Remembers that the database did not answer a moment ago, so that not each request waits for it.

A connection to a silent host takes seconds to fail. Without this, each request to the hub would
hold one of the web server's threads for as long.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy import Engine, event

from feeds.errors import StateError

QUIET_SECONDS = 2.0


class Absence:
    """Whether the database is away, as of the newest attempt. Safe to use from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._reason = ""  # empty while it is not away
        self._until = 0.0  # when the next caller may try

    def refuse(self) -> None:
        """To be called before an attempt. While the database is away, one caller at a time
        may try it, and only some seconds after the last attempt.

        :raise StateError: it was away a moment ago, with the reason of then
        """
        with self._lock:
            if not self._reason:
                return
            if self._clock() < self._until:
                raise StateError(self._reason)
            self._until = self._clock() + QUIET_SECONDS

    def begin(self, error: Exception) -> None:
        """An attempt failed."""
        with self._lock:
            self._reason = f"cannot use the hub's database: {error}"
            self._until = self._clock() + QUIET_SECONDS

    def end(self) -> None:
        """An attempt succeeded."""
        with self._lock:
            self._reason = ""


def heed_absence(engine: Engine) -> None:
    """Have each new connection of this engine refused at once while its database is away."""
    absence = Absence()

    @event.listens_for(engine, "do_connect")
    def _connect(dialect: Any, _: Any, arguments: Any, named: Any) -> Any:
        absence.refuse()
        try:
            connection = dialect.connect(*arguments, **named)
        except dialect.loaded_dbapi.Error as error:
            absence.begin(error)
            raise
        absence.end()
        return connection
