"""The open connections of one worker: how many there may be, and which are closed for silence.

gunicorn bounds only the pauses between requests. Here a head has a time to be whole, a client has a
time to take its reply, and a worker that ends does not wait for idle clients.
"""

from __future__ import annotations

import resource
import time
from collections import OrderedDict
from typing import Protocol

SWEEP_SECONDS = 1.0  # between two looks at all connections
_PATIENCE = 10  # times as long as for silence, for a client that takes its reply slowly
_SPARE = 200  # files and sockets that a worker needs beside its clients'


class Connection(Protocol):
    """What has to be known of a connection."""

    @property
    def is_busy(self) -> bool:
        """Whether the client waits for an answer."""

    @property
    def is_sending(self) -> bool:
        """Whether the client has yet to take some of a reply."""

    def close(self) -> None:
        """End it when all that was written has been sent."""

    def abort(self) -> None:
        """End it at once."""


class Connections:
    """All of a worker, the one that has been silent for longest first."""

    def __init__(self, silent_seconds: float) -> None:
        self._silent_seconds = silent_seconds
        self._last_heard: OrderedDict[Connection, float] = OrderedDict()  # by the monotonic clock
        self._most = _most_connections()

    def heard(self, connection: Connection) -> None:
        """Note that a client connected, sent a whole head, or got an answer. Beyond the number of
        connections that there may be, the one that has been silent for longest is ended."""
        self._last_heard[connection] = time.monotonic()
        self._last_heard.move_to_end(connection)
        if len(self._last_heard) > self._most:
            next(iter(self._last_heard)).abort()

    def forget(self, connection: Connection) -> None:
        self._last_heard.pop(connection, None)

    def sweep(self, is_ending: bool) -> None:
        """Close what has been silent too long; every idle connection once the worker is ending."""
        latest = time.monotonic() - (0 if is_ending else self._silent_seconds)
        silent = [each for each, heard in self._last_heard.items() if heard < latest]
        for connection in silent:
            self._close(connection)

    def _close(self, connection: Connection) -> None:
        if connection.is_busy:
            self.heard(connection)
        elif not connection.is_sending:
            connection.close()
        elif self._last_heard[connection] < time.monotonic() - _PATIENCE * self._silent_seconds:
            connection.abort()


def _most_connections() -> int:
    """As many as the system allows this process; the soft limit is often 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = min(hard, 1 << 20) if hard != resource.RLIM_INFINITY else 1 << 20
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    return max(allowed, soft) - _SPARE
