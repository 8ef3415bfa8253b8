"""A socket that takes so many bytes for each request, and ends where a subscriber sends more.

An answer may be preceded by interim ones (RFC 9110 section 15.2), without end. Each byte of them
takes time of the event loop that all requests share, until the request's own time is over.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable
from typing import Any

_MOST_BYTES = 64 * 1024  # far more than the head of an answer, and the part of its body that counts
_PIECE = 16 * 1024  # so that what was received is looked at before there is much more of it


class BoundedSocket(socket.socket):
    """Whatever is sent begins a request: the bound counts from there."""

    _received = 0

    def send(self, data: Any, flags: int = 0, /) -> int:
        """As of any socket."""
        self._received = 0
        return super().send(data, flags)

    def sendmsg(self, buffers: Iterable[Any], /, *rest: Any) -> int:
        """As of any socket."""
        self._received = 0
        return super().sendmsg(buffers, *rest)

    def recv(self, size: int, flags: int = 0, /) -> bytes:
        """:raise ConnectionError: the other end has sent more than it may"""
        data = super().recv(min(size, _PIECE), flags)
        self._count(len(data))
        return data

    def recv_into(self, buffer: Any, nbytes: int = 0, flags: int = 0) -> int:
        """The same; under TLS the loop receives by this one."""
        count = super().recv_into(buffer, min(nbytes or len(buffer), _PIECE), flags)
        self._count(count)
        return count

    def _count(self, received: int) -> None:
        self._received += received
        if self._received > _MOST_BYTES:
            raise ConnectionAbortedError(f"an answer of more than {_MOST_BYTES:,} bytes")
