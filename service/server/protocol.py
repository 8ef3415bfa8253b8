"""One connection: plain GETs of feeds are answered here, all else by gunicorn's protocol.

gunicorn's protocol makes a task, a scope and a dozen calls for each request, which is most of what
a cached feed would cost. So the bytes of a connection come here first:

bytes ─ a whole head? ─ a plain GET or HEAD? ─ of a cached feed? ─▶ reply
                               │                ├─ of a plain feed? ─ a thread renders it ─▶ reply
                               └────────────────┴─▶ gunicorn's protocol ─ idle again? ─▶ here

A fast client sends its next request while gunicorn's protocol is still finishing the last. These
bytes are buffered; passed on, they would leave the connection with gunicorn for good.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from enum import Enum, auto
from typing import Any

from feeds.addresses import Address
from service.publication.response import Reply
from service.server.connections import Connections
from service.server.fast_path import FastPath
from service.server.heads import (
    LONGEST_HEAD,
    Request,
    ends_a_head,
    is_bodiless,
    is_complete,
    plain_request,
    reply_bytes,
)


class ConnectionState(Enum):
    """Who is at work on a connection.

    READING ─ rendered, then READING again ─ RENDERING
       ├───── the client is slow to take a reply ─ SENDING
       └───── handed over, and back when gunicorn waits for a request ─ ANSWERING, RECEIVING
    """

    READING = auto()  # we wait for a head, or have a part of one
    RENDERING = auto()  # a thread makes the feed; the client is not read from meanwhile
    SENDING = auto()  # the client has yet to take some of a reply, and is not read from meanwhile
    ANSWERING = auto()  # gunicorn has whole requests without bodies: what follows is buffered here
    RECEIVING = auto()  # gunicorn has a request that may have a body: what follows is gunicorn's
    UNFINISHED = auto()  # the same, and what it was given last ended in the middle of something
    CLOSED = auto()


_GUNICORNS = frozenset(
    {ConnectionState.ANSWERING, ConnectionState.RECEIVING, ConnectionState.UNFINISHED}
)
# A worker that ends waits for these, as for those that gunicorn has: it waits until the number of
# its connections, `nr_conns`, is 0.
_WAITED_FOR = frozenset({ConnectionState.RENDERING, ConnectionState.SENDING})


class FeedProtocol(asyncio.Protocol):
    """`gunicorns` makes gunicorn's protocol for a connection. It is given what to call whenever
    that begins to wait for a request."""

    def __init__(
        self,
        worker: Any,
        fast_path: FastPath,
        connections: Connections,
        gunicorns: Callable[[Callable[[], None]], Any],
    ) -> None:
        self._worker = worker
        self._fast_path = fast_path
        self._connections = connections
        self._make_gunicorns = gunicorns
        self._gunicorns: Any = None  # its protocol, once it is needed
        self._state = ConnectionState.READING
        self._buffer = b""  # of a head that is not whole, or of what waits for gunicorn

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        # `pause_writing` is to be called for every byte that cannot be sent at once.
        transport.set_write_buffer_limits(high=0)
        self._connections.heard(self)

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
            self._buffer = b""
        if self._state is ConnectionState.READING:
            self._read(data)
        elif self._state is ConnectionState.ANSWERING and len(data) < LONGEST_HEAD:
            self._buffer = data
        else:
            self._pass_on(data)

    def _read(self, data: bytes) -> None:
        if not is_complete(data):
            self._buffer = data  # and not heard: a head must be whole in time
            return
        self._connections.heard(self)
        request = plain_request(data) if self._worker.alive else None
        if request is None or not self._answer(data, request):
            self._hand_over(data)

    def _answer(self, head: bytes, request: Request) -> bool:
        """Whether the request is, or will be, answered here."""
        if reply := self._fast_path.cached(request):
            self._transport.write(reply_bytes(reply, request.is_get))
            return True
        feed = self._fast_path.uncached_feed(request)
        if feed is None:
            return False
        self._transport.pause_reading()
        self._enter(ConnectionState.RENDERING)
        self._fast_path.threads.submit(self._render, head, request, feed)
        return True

    def _render(self, head: bytes, request: Request, feed: Address) -> None:
        """In a thread."""
        try:
            reply = self._fast_path.rendered(feed, request)
        except Exception:  # Flask meets it again, says what it is and logs it
            reply = None
        # A future between would take the loop one more round.
        self._worker.loop.call_soon_threadsafe(self._rendered, head, request.is_get, reply)

    def _rendered(self, head: bytes, is_get: bool, reply: Reply | None) -> None:
        if self._state is ConnectionState.CLOSED or self._transport.is_closing():
            return
        self._enter(ConnectionState.READING)
        self._transport.resume_reading()
        if reply and self._worker.alive:
            self._connections.heard(self)
            self._transport.write(reply_bytes(reply, is_get))
        else:  # Flask says what is wrong, and gunicorn that the connection ends
            self._hand_over(head)

    def _hand_over(self, data: bytes) -> None:
        if self._gunicorns is None:
            self._gunicorns = self._make_gunicorns(self._handed_back)
            self._gunicorns.connection_made(self._transport)
            self._transport.set_write_buffer_limits(high=0)
        self._pass_on(data)

    def _pass_on(self, data: bytes) -> None:
        begins = self._state in (ConnectionState.READING, ConnectionState.ANSWERING)
        if not ends_a_head(data):
            self._enter(ConnectionState.UNFINISHED)
        else:
            self._connections.heard(self)
            self._enter(
                ConnectionState.ANSWERING
                if begins and is_bodiless(data)
                else ConnectionState.RECEIVING
            )
        self._gunicorns.data_received(data)

    def _handed_back(self) -> None:
        """gunicorn's protocol begins to wait for a request."""
        if self._state not in (ConnectionState.ANSWERING, ConnectionState.RECEIVING):
            return
        self._enter(ConnectionState.READING)
        if self._transport.get_write_buffer_size():
            self.pause_writing()
        self._worker.loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        """With what came meanwhile."""
        if self._buffer and self._state is ConnectionState.READING:
            self.data_received(b"")

    def pause_writing(self) -> None:
        """The client is slow to take a reply."""
        if self._state in _GUNICORNS:
            self._gunicorns.pause_writing()
        elif self._state is ConnectionState.READING:
            self._enter(ConnectionState.SENDING)
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        if self._gunicorns is not None:
            self._gunicorns.resume_writing()
        if self._state is ConnectionState.SENDING:
            self._enter(ConnectionState.READING)
            self._transport.resume_reading()
            self._go_on()

    def eof_received(self) -> bool | None:
        return None if self._gunicorns is None else self._gunicorns.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.forget(self)
        self._buffer = b""
        self._enter(ConnectionState.CLOSED)
        if self._gunicorns is not None:
            self._gunicorns.connection_lost(error)

    def _enter(self, state: ConnectionState) -> None:
        self._worker.nr_conns += (state in _WAITED_FOR) - (self._state in _WAITED_FOR)
        self._state = state

    @property
    def is_busy(self) -> bool:
        if self._state in _GUNICORNS:
            return not self._gunicorns.is_waiting
        return self._state is ConnectionState.RENDERING

    @property
    def is_sending(self) -> bool:
        return self._state is ConnectionState.SENDING

    def close(self) -> None:
        self._connections.forget(self)
        self._transport.close()

    def abort(self) -> None:
        self._connections.forget(self)
        self._transport.abort()
