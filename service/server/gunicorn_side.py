"""gunicorn's side of a connection: its own protocol, which `protocol` hands requests over to, and
which gives the connection back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from service.server.heads import LONGEST_HEAD

MakeProtocol = Callable[[Callable[[], None]], Any]
"""Makes gunicorn's protocol, given what to call whenever that begins to wait for a request."""


class GunicornSide:
    """The protocol is made once it is needed: most connections ask for feeds alone."""

    def __init__(self, make: MakeProtocol, begins_to_wait: Callable[[], None]) -> None:
        self._make = make
        self._begins_to_wait = begins_to_wait
        self._protocol: Any = None
        self._unread = 0  # bytes of a head that it has and that is not whole

    def begin(self, transport: Any) -> None:
        """Have a protocol for what is handed over."""
        if self._protocol is None:
            self._protocol = self._make(self._waits)
            self._protocol.connection_made(transport)

    def _waits(self) -> None:
        self._unread = 0
        self._begins_to_wait()

    @property
    def is_waiting(self) -> bool:
        """Whether gunicorn has no whole request yet."""
        return bool(self._protocol.is_waiting)

    @property
    def has_too_much(self) -> bool:
        """Whether a head that is not whole is longer than any may be."""
        return self._unread > LONGEST_HEAD

    def give(self, data: bytes) -> None:
        """:raise ValueError: a length that Python does not read"""
        self._protocol.data_received(data)

    def count(self, data: bytes) -> None:
        """Count bytes that are about to follow on an incomplete head."""
        if self.is_waiting:
            self._unread += len(data)

    def pause_writing(self) -> None:
        if self._protocol is not None:
            self._protocol.pause_writing()

    def resume_writing(self) -> None:
        if self._protocol is not None:
            self._protocol.resume_writing()

    def eof_received(self) -> bool | None:
        return None if self._protocol is None else self._protocol.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        if self._protocol is not None:
            self._protocol.connection_lost(error)
