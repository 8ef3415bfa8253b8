"""Limits of a worker's open connections: how many there may be, and how long each may be silent.

gunicorn limits only the pause between two requests. This module also limits how long a client may
take to send a whole head and to receive its reply, and closes idle connections when the worker
ends.
"""

from __future__ import annotations

import resource
import time
from collections import OrderedDict
from typing import Protocol

SWEEP_SECONDS = 1.0  # between two looks at all connections
# A client that takes its reply more slowly than the rate, for longer than the time, is ended.
_SLOW_SECONDS = 300.0
_LEAST_RATE = 1024.0  # bytes a second
# What a connection may cost beside what `ClientMemory` counts, with gunicorn's protocol and task.
_CONNECTION_BYTES = 16 * 1024
_SPARE = 200  # files and sockets that a worker needs beside its clients'


class Connection(Protocol):
    """What `Connections` needs of a connection."""

    @property
    def is_busy(self) -> bool:
        """Whether the client waits for an answer."""

    @property
    def is_sending(self) -> bool:
        """Whether the client has yet to take some of a reply."""

    def is_slower_than(self, seconds: float, bytes_a_second: float) -> bool:
        """Whether the client takes a reply more slowly than this, for longer than that."""

    def close(self) -> None:
        """End it when all that was written has been sent."""

    def abort(self) -> None:
        """End it at once."""


class Connections:
    """The connections of a worker, in the order of their silence, the longest first."""

    def __init__(self, silent_seconds: float, most_bytes: int) -> None:
        """`most_bytes` is the memory that all connections may take, without what clients keep."""
        self._silent_seconds = silent_seconds
        self._last_heard: OrderedDict[Connection, float] = OrderedDict()  # by the monotonic clock
        self._most = min(_most_connections(), max(most_bytes // _CONNECTION_BYTES, 100))

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
        if connection.is_sending:
            if connection.is_slower_than(_SLOW_SECONDS, _LEAST_RATE):
                connection.abort()
        elif connection.is_busy:
            self.heard(connection)
        else:
            connection.close()


def _most_connections() -> int:
    """As many as the system allows this process; the soft limit is often 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = min(hard, 1 << 20) if hard != resource.RLIM_INFINITY else 1 << 20
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    return max(allowed, soft) - _SPARE
