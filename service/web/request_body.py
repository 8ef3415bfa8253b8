"""Reads the whole body of the current request, within a bound."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Lock

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge, ServiceUnavailable

from service.web.awaited_body import REFUSED_BODY

_PIECE = 64 * 1024  # bytes
_RETRY_SECONDS = 5


class UnverifiedBodies:
    """The bytes of all bodies that are read before it is known whether their senders may send
    them. Safe to use from any thread."""

    def __init__(self, most_bytes: int) -> None:
        self._room = most_bytes
        self._lock = Lock()

    def read(self, most_bytes: int) -> bytes:
        """:raise 413: a longer body
        :raise 503: the bodies that are read at this moment are too long together
        """
        body = bytearray()
        try:
            for piece in _pieces(most_bytes):
                body += piece
                self._take(len(piece))
        finally:
            self._take(-len(body))
        return bytes(body)

    def _take(self, count: int) -> None:
        with self._lock:
            self._room -= count
            is_full = self._room < 0
        if is_full and count > 0:
            raise ServiceUnavailable("too many requests at once", retry_after=_RETRY_SECONDS)


def bounded_body(most_bytes: int) -> bytes:
    """:raise 413: a longer body"""
    return b"".join(_pieces(most_bytes))


def _pieces(most_bytes: int) -> Iterator[bytes]:
    """:raise 413: a longer body
    :raise 408: one that did not come in time
    """
    if refused := request.environ.get(REFUSED_BODY):
        raise refused
    if request.content_length is None and request.headers.get("Transfer-Encoding"):
        # Without this Werkzeug takes a chunked body for an empty one. Both servers that Flask
        # runs under here, gunicorn and a2wsgi, end the stream where the last chunk ends.
        request.environ["wsgi.input_terminated"] = True
    request.max_content_length = None
    if (request.content_length or 0) > most_bytes:
        raise RequestEntityTooLarge(f"more than {most_bytes:,} bytes")
    left = most_bytes
    while piece := request.stream.read(min(_PIECE, left + 1)):
        left -= len(piece)
        if left < 0:
            raise RequestEntityTooLarge(f"more than {most_bytes:,} bytes")
        yield piece
