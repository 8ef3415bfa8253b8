"""A transport that keeps no copy of the bytes that a slow client has yet to take.

asyncio copies the bytes that a socket does not take at once. This transport keeps the reply itself,
shared with the cache and with all clients that wait for it, and sends it a piece at a time.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Callable, Iterable
from typing import Any

PIECE = 64 * 1024  # bytes: what one client may have in a buffer of its own

Buffer = bytes | bytearray | memoryview


class PacedTransport(asyncio.Transport):
    """Stands before the transport of a socket. Writers cannot set its limits: writing is paused as
    soon as the socket does not take everything."""

    def __init__(self, transport: Any, changed: Callable[[], None]) -> None:
        """`changed` is called where something begins to wait, and where the protocol behind wishes
        to read or not to read."""
        super().__init__()
        self._transport = transport
        self._changed = changed
        self._waiting: deque[memoryview] = deque()
        self._is_ending = False  # closed, or at its end, once all has been taken
        self.wants_to_read = True  # as the protocol behind this one wishes
        self._blocked_since: float | None = None  # the client has yet to take some of a reply
        self._taken_bytes = 0  # of what waited
        transport.set_write_buffer_limits(high=0)

    def write(self, data: Buffer) -> None:
        if self._waiting or len(data) > PIECE:
            self._waiting.append(memoryview(data))
            if not self.send_waiting():
                self._changed()
        else:
            self._transport.write(data)

    def writelines(self, parts: Iterable[Buffer]) -> None:
        for part in parts:
            self.write(part)

    def send_waiting(self) -> bool:
        """Send pieces for as long as the socket takes them. False while something waits."""
        while self._waiting and not self._transport.get_write_buffer_size():
            first = self._waiting.popleft()
            if len(first) > PIECE:
                self._waiting.appendleft(first[PIECE:])
            self._transport.write(first[:PIECE])
            self._taken_bytes += len(first[:PIECE])
        if self._waiting and not self._transport.is_closing():
            return False
        self._waiting.clear()
        if self._is_ending:
            self._transport.close()
        return not self._transport.get_write_buffer_size()

    @property
    def is_blocked(self) -> bool:
        """Whether the client has yet to take some of a reply."""
        return self._blocked_since is not None

    def block(self) -> None:
        """The client does not take what it is sent; measure from here how slowly it does."""
        if self._blocked_since is None:
            self._blocked_since = time.monotonic()
            self._taken_bytes = 0

    def unblock(self) -> None:
        """The client took all."""
        self._blocked_since = None

    def is_slower_than(self, seconds: float, bytes_a_second: float) -> bool:
        """Whether the client takes a reply more slowly than this, for longer than that."""
        if self._blocked_since is None:
            return False
        allowed = seconds + self._taken_bytes / bytes_a_second
        return time.monotonic() - self._blocked_since > allowed

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """They stay as they are."""

    def get_write_buffer_size(self) -> int:
        waiting = sum(len(each) for each in self._waiting)
        return waiting + int(self._transport.get_write_buffer_size())

    def get_extra_info(self, name: str, default: Any = None) -> Any:
        return self._transport.get_extra_info(name, default)

    def largest_waiting(self) -> bytes:
        """The largest body that waits, whole; empty where nothing does."""
        bodies = [each.obj for each in self._waiting if isinstance(each.obj, bytes)]
        return max(bodies, key=len, default=b"")

    def share(self, body: bytes) -> None:
        """Wait with this object instead of an equal one."""
        for number, waiting in enumerate(self._waiting):
            if waiting.obj is not body and waiting.obj == body:
                self._waiting[number] = memoryview(body)[len(body) - len(waiting) :]

    def write_eof(self) -> None:
        """Nothing is written after this. A client sees the end of the connection with `close`."""

    def can_write_eof(self) -> bool:
        return False

    def close(self) -> None:
        """End the connection when all that was written has been taken."""
        self._is_ending = True
        if self._waiting:
            self._transport.pause_reading()
        else:
            self._transport.close()

    def abort(self) -> None:
        self._waiting.clear()
        self._transport.abort()

    def is_closing(self) -> bool:
        return self._is_ending or bool(self._transport.is_closing())

    def pause_reading(self) -> None:
        self.wants_to_read = False
        self._changed()

    def resume_reading(self) -> None:
        self.wants_to_read = True
        self._changed()
