"""The protocol of one connection: it answers plain GETs of feeds, and hands over all other requests
to gunicorn's protocol.

gunicorn's protocol makes a task, a scope and a dozen calls for each request. For a cached feed that
would be most of the cost. So the bytes of a connection come here first:

bytes ─ a whole head? ─ a plain GET or HEAD? ─ of a cached feed? ─▶ reply
                               │                ├─ of a plain feed? ─ a thread renders it ─▶ reply
                               └────────────────┴─▶ gunicorn's protocol ─ idle again? ─▶ here

A fast client sends its next request while gunicorn's protocol is still finishing the last. These
bytes are buffered; passed on, they would leave the connection with gunicorn for good. While a
client does not take its replies, or sends faster than it is read, reading from it stops.
"""

from __future__ import annotations

import asyncio
from typing import Any

from feeds.addresses import Address
from service.publication.response import Reply
from service.server.client_memory import ClientMemory
from service.server.connection_limits import Connections
from service.server.connection_state import ConnectionState
from service.server.fast_path import FastPath
from service.server.gunicorn_side import GunicornSide, MakeProtocol
from service.server.heads import (
    BAD_REQUEST,
    HEAD_TOO_LONG,
    LONGEST_HEAD,
    Request,
    ends_a_head,
    first_bodiless,
    is_bodiless,
    is_complete,
    is_ended,
    plain_request,
    reply_bytes,
    reply_parts,
)
from service.server.paced_transport import PIECE, PacedTransport
from service.traffic.clients import client_of


class FeedProtocol(asyncio.Protocol):
    """One connection of a client. `gunicorns` makes gunicorn's protocol for it."""

    def __init__(
        self,
        worker: Any,
        fast_path: FastPath,
        connections: Connections,
        memory: ClientMemory,
        gunicorns: MakeProtocol,
    ) -> None:
        self._worker = worker
        self._fast_path = fast_path
        self._connections = connections
        self._memory = memory
        self._gunicorn = GunicornSide(gunicorns, self._handed_back)
        self._state = ConnectionState.READING
        self._buffer = b""  # of a head that is not whole, or of requests that wait for their turn
        self._is_at_end = False  # the client sends nothing more, and waits for its replies

    def connection_made(self, transport: Any) -> None:
        self._socket = transport
        self._transport = PacedTransport(transport, self._follow)
        self._connections.heard(self)

    def data_received(self, data: bytes) -> None:
        if self._buffer:
            data = self._buffer + data
            self._put_back(b"")
        if self._state is ConnectionState.READING:
            self._read(data)
        elif self._state in (ConnectionState.UNFINISHED, ConnectionState.RECEIVING):
            self._pass_on(data)
        else:
            self._put_back(data)

    def _read(self, data: bytes) -> None:
        if not is_complete(data):
            self._put_back(data)  # and not heard: a head must be whole in time
            return
        self._connections.heard(self)
        request = plain_request(data) if self._worker.alive else None
        if request is not None and self._answer(data, request):
            return
        head = first_bodiless(data)
        if len(head) == len(data):
            self._hand_over(data)
        else:
            self._read_first(head, data)

    def _read_first(self, head: bytes, data: bytes) -> None:
        """The first of several requests; the others wait for their turn."""
        self._put_back(data[len(head) :])
        request = plain_request(head) if self._worker.alive else None
        if request is None or not self._answer(head, request):
            self._hand_over(head)
        self._worker.loop.call_soon(self._go_on)

    def _put_back(self, data: bytes) -> None:
        """Keep what was read for later."""
        self._buffer = data
        self._follow()

    def _answer(self, head: bytes, request: Request) -> bool:
        """Whether the request is, or will be, answered here."""
        if reply := self._fast_path.cached(request):
            self._send(reply, request.is_get)
            return True
        feed = self._fast_path.uncached_feed(request, self._peer)
        if feed is None:
            return False
        self._enter(ConnectionState.RENDERING)
        self._follow()
        self._fast_path.threads.submit(self._render, head, request, feed)
        return True

    def _send(self, reply: Reply, with_body: bool) -> None:
        if len(reply.body) > PIECE:
            self._transport.writelines(reply_parts(reply, with_body))
        else:  # nothing waits, for a client that has something to take is not read from
            self._socket.write(reply_bytes(reply, with_body))

    def _render(self, head: bytes, request: Request, feed: Address) -> None:
        """Have a thread render the feed."""
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
        self._follow()
        if reply and self._worker.alive:
            self._connections.heard(self)
            self._send(reply, is_get)
            self._go_on()
        else:  # Flask says what is wrong, and gunicorn that the connection ends
            self._hand_over(head)

    def _hand_over(self, data: bytes) -> None:
        self._gunicorn.begin(self._transport)
        is_too_long = len(data) >= LONGEST_HEAD and not is_ended(data)
        self._pass_on(data)
        if is_too_long and not self._transport.is_closing():
            self._refuse(HEAD_TOO_LONG)  # gunicorn would wait for the rest

    def _pass_on(self, data: bytes) -> None:
        if self._gunicorn.has_too_much:
            self.abort()
            return
        if self._state is ConnectionState.UNFINISHED:
            self._gunicorn.count(data)
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
        try:
            self._gunicorn.give(data)
        except ValueError:  # its parser takes any number for a length; Python reads 4,300 digits
            self._refuse(BAD_REQUEST)

    def _refuse(self, reply: bytes) -> None:
        self._transport.write(reply)
        self._transport.close()

    def _handed_back(self) -> None:
        """gunicorn's protocol begins to wait for a request."""
        if self._is_at_end:
            self._worker.loop.call_soon(self._go_on)
        if self._state not in (ConnectionState.ANSWERING, ConnectionState.RECEIVING):
            return
        self._enter(ConnectionState.READING)
        if self._transport.is_blocked:
            self.pause_writing()
        self._worker.loop.call_soon(self._go_on)

    def _go_on(self) -> None:
        """Continue with the bytes that came meanwhile."""
        if self._buffer and self._state is ConnectionState.READING:
            self.data_received(b"")
        if self._is_at_end and not self._has_more_to_say():
            self._transport.close()

    def _has_more_to_say(self) -> bool:
        """Whether a client gets a reply yet: to a request whose head it has sent whole. A body that
        is not whole has its time to come, and the reply says that it did not."""
        if self._state is ConnectionState.READING:
            return is_complete(self._buffer)
        has_request = self._state.is_gunicorns and not self._gunicorn.is_waiting
        return has_request or self._state is ConnectionState.ANSWERING or self._state.is_waited_for

    def pause_writing(self) -> None:
        """The client is slow to take a reply."""
        self._transport.block()
        if self._state.is_gunicorns:
            self._gunicorn.pause_writing()
        elif self._state is ConnectionState.READING:
            self._enter(ConnectionState.SENDING)
        self._follow()

    def resume_writing(self) -> None:
        """The client took all that its socket was given."""
        if not self._transport.send_waiting():
            return
        self._transport.unblock()
        self._gunicorn.resume_writing()
        if self._state is ConnectionState.SENDING:
            self._enter(ConnectionState.READING)
            self._worker.loop.call_soon(self._go_on)
        self._follow()

    def _follow(self) -> None:
        """Count what is kept for this client, and read from it only where that can be answered."""
        unsent = PIECE if self._transport.is_blocked else 0
        body = self._transport.largest_waiting() if unsent else b""
        if self._buffer or unsent:
            own = len(self._buffer) + unsent
            self._transport.share(self._memory.keep(self, client_of(self._peer), own, body))
        else:
            self._memory.release(self)
        if (
            unsent
            or self._state is ConnectionState.RENDERING
            or len(self._buffer) >= LONGEST_HEAD
            or not self._transport.wants_to_read
        ):
            self._socket.pause_reading()
        else:
            self._socket.resume_reading()

    @property
    def _peer(self) -> str:
        """The address that the connection comes from."""
        name = self._socket.get_extra_info("peername")
        return name[0] if name else ""

    def eof_received(self) -> bool | None:
        """True keeps the connection open: the client may still take its reply."""
        if self._has_more_to_say():
            self._is_at_end = True
            return True
        if not self._transport.is_blocked:
            return self._gunicorn.eof_received()
        self._transport.close()
        return True

    def connection_lost(self, error: Exception | None) -> None:
        self._connections.forget(self)
        self._memory.release(self)
        self._buffer = b""
        self._enter(ConnectionState.CLOSED)
        self._gunicorn.connection_lost(error)

    def _enter(self, state: ConnectionState) -> None:
        self._worker.nr_conns += state.is_waited_for - self._state.is_waited_for
        self._state = state

    @property
    def is_busy(self) -> bool:
        if self._state.is_gunicorns:
            return not self._gunicorn.is_waiting
        return self._state is ConnectionState.RENDERING

    @property
    def is_sending(self) -> bool:
        return self._transport.is_blocked

    def is_slower_than(self, seconds: float, bytes_a_second: float) -> bool:
        """Whether the client takes a reply more slowly than this, for longer than that."""
        return self._transport.is_slower_than(seconds, bytes_a_second)

    def close(self) -> None:
        self._connections.forget(self)
        self._transport.close()

    def give_up(self) -> None:
        """More is kept for all clients than there is room for."""
        self.abort()

    def abort(self) -> None:
        self._connections.forget(self)
        self._transport.abort()
