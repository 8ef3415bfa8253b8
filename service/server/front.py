"""In front of gunicorn's protocol: plain GETs of feeds, answered as they arrive.

gunicorn's ASGI protocol makes a task, a scope and a dozen calls for each request, which is
most of what a cached answer costs. Here a connection begins with a look at its first bytes:

bytes ─ whole head? ─ a plain GET or HEAD? ─ FastLane knows it? ─▶ reply
  │          │              │                    └─ a plain feed? ─ a thread makes it ─▶ reply
  │          └──────────────┴────────────────────────────┴───────────┴─▶ gunicorn's protocol
  └─ that is busy with a request without a body? ─▶ held until it is idle again

A client mostly has its answer, and asks again, before gunicorn's protocol is done with the request:
without holding these bytes, who once asked for anything that is not cached would stay there.

Pollers of one kind send the same bytes. What was answered to them within a second, whose date it
bears, is sent again without a look inside, as long as the feed is as it was.

Heads that do not end, and connections that fall silent, wait here too, as a few hundred bytes
each and not for ever; gunicorn bounds only the pauses between requests.
"""

from __future__ import annotations

import asyncio
import re
import resource
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from email.utils import formatdate
from typing import Any, NamedTuple

import gunicorn_h1c
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from feeds.addresses import Address
from service.publication.response import Reply
from service.server.fast_path import FastLane, Hit

_LONGEST_HEAD = 16 * 1024  # bytes; gunicorn refuses what is longer
_END = b"\r\n\r\n"
_SWEEP = 1.0  # seconds
_PATIENCE = 10  # times as long as for silence, for a client that takes its reply slowly
_FOREVER = 10**9  # seconds
# How long a thread that renders may go on while the event loop waits for its turn; Python's own
# 5 ms would be added to the answer of everybody who asks meanwhile.
_TURN = 0.0001  # seconds
_ROOM_TO_REPEAT = 8 * 1024 * 1024  # bytes
_NONE: tuple[None, None] = (None, None)
_SPARE = 200  # files and sockets that a worker needs beside its clients'
# Who sends one of these wants something of the connection, or sends a body.
_NOT_PLAIN = frozenset(
    {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"http2-settings"}
)
_WANTS_MORE = re.compile(rb"\n(?:%b)[ \t]*:" % b"|".join(sorted(_NOT_PLAIN)), re.IGNORECASE)
_STATUS_LINES = {200: b"HTTP/1.1 200 OK\r\n", 304: b"HTTP/1.1 304 Not Modified\r\n"}


class Waiting:
    """The connections of one worker, the longest silent first."""

    def __init__(self, worker: Any, silent_seconds: float) -> None:
        self._worker = worker
        self._silent_seconds = silent_seconds
        self._heard: OrderedDict[Front, float] = OrderedDict()
        self._most = _most_connections()

    def heard(self, front: Front) -> None:
        self._heard[front] = time.monotonic()
        self._heard.move_to_end(front)
        if len(self._heard) > self._most:
            next(iter(self._heard)).abort()

    def forget(self, front: Front) -> None:
        self._heard.pop(front, None)

    def sweep(self) -> None:
        """Close who has been silent too long, and every idle one once the worker ends."""
        latest = time.monotonic() - (self._silent_seconds if self._worker.alive else 0)
        for front in [front for front, heard in self._heard.items() if heard < latest]:
            self._close(front)
        self._worker.loop.call_later(_SWEEP, self.sweep)

    def _close(self, front: Front) -> None:
        if front.is_busy:
            self.heard(front)
        elif not front.unsent:
            front.close()
        elif self._heard[front] < time.monotonic() - _PATIENCE * self._silent_seconds:
            front.abort()


class Repeats:
    """Whole answers of this second by the bytes that asked for them; a bounded number of bytes."""

    def __init__(self, worker: Any, lane: FastLane) -> None:
        self._worker = worker
        self._lane = lane
        self._second = 0
        self._made: dict[bytes, tuple[Hit, bytes]] = {}
        self._room = 0

    def answer(self, head: bytes) -> bytes | None:
        """What these bytes got a moment ago, where they would get the same now."""
        if int(time.time()) != self._second or not self._worker.alive:
            return None
        hit, answer = self._made.get(head, _NONE)
        return answer if hit and self._lane.repeats(hit) else None

    def keep(self, head: bytes, hit: Hit, answer: bytes) -> bytes:
        """The answer, which is kept until the second is over, where there is room."""
        second = _dated[0]  # the answer's own
        if second != self._second:
            self._second, self._room = second, _ROOM_TO_REPEAT
            self._made.clear()
        if self._room > (size := len(head) + len(answer)):
            self._room -= size
            self._made[head] = (hit, answer)
        return answer


class _Request(NamedTuple):
    """A plain GET or HEAD, which leaves no question open."""

    target: bytes
    fields: dict[bytes, bytes]
    is_get: bool  # else it is a HEAD


class Front(asyncio.Protocol):
    """One connection, until it asks for anything but a feed."""

    def __init__(self, worker: Any, lane: FastLane, waiting: Waiting, repeats: Repeats) -> None:
        self._worker = worker
        self._lane = lane
        self._waiting = waiting
        self._repeats = repeats
        self._head = b""
        self._behind: Any = None
        self._clean = True  # what gunicorn was given ended as a request does
        self._bodiless = False  # and was nothing but requests that no further bytes belong to
        self._making = False  # a feed for this client
        self.unsent = False  # bytes of a reply wait for the client

    def connection_made(self, transport: Any) -> None:
        self._transport = transport
        # Told of every byte that cannot be sent at once: see `pause_writing`.
        self._transport.set_write_buffer_limits(high=0)
        self._waiting.heard(self)

    def data_received(self, data: bytes) -> None:
        head = self._head + data if self._head else data
        if self.is_busy or not self._clean:
            self._hold_or_pass_on(head)
            return
        if answer := self._repeats.answer(head):
            self._head = b""
            self._waiting.heard(self)
            self._transport.write(answer)
            return
        if b"\n\r\n" not in head and b"\n\n" not in head and len(head) < _LONGEST_HEAD:
            self._head = head  # and not heard: a head must be whole in time
            return
        self._head = b""
        self._waiting.heard(self)
        request = self._request(head)
        if request is None or not self._is_served(head, request):
            self._hand_over(head)

    def _is_served(self, head: bytes, request: _Request) -> bool:
        """Whether this is, or will be, answered here."""
        if hit := self._lane.hit(*request):
            answer = _spelled(hit.reply, request.is_get)
            self._transport.write(self._repeats.keep(head, hit, answer))
            return True
        asked = self._lane.asked(request.target, request.fields)
        if asked is not None:
            self._make(head, request, asked)
        return asked is not None

    def _make(self, head: bytes, request: _Request, asked: Address) -> None:
        """Have a thread make what was asked for. The client is not read from meanwhile, and a
        worker that ends waits for it."""
        self._transport.pause_reading()
        self._making = True
        self._worker.nr_conns += 1
        self._lane.threads.submit(self._made_in_thread, head, request, asked)

    def _made_in_thread(self, head: bytes, request: _Request, asked: Address) -> None:
        try:
            reply = self._lane.made(asked, *request)
        except Exception:  # Flask meets it again, and says and logs what it is
            reply = None
        # A future between would take the loop one more round.
        self._worker.loop.call_soon_threadsafe(self._made, head, request.is_get, reply)

    def _made(self, head: bytes, is_get: bool, reply: Reply | None) -> None:
        self._making = False
        self._worker.nr_conns -= 1
        if self._transport.is_closing():
            return
        self._transport.resume_reading()
        if reply and self._worker.alive:
            self._waiting.heard(self)
            self._transport.write(_spelled(reply, is_get))
        else:  # Flask says what is wrong, and gunicorn that the connection ends
            self._hand_over(head)

    def _hold_or_pass_on(self, data: bytes) -> None:
        """What follows a request without a body waits for the answer to that, up to a bound; all
        else may belong to what gunicorn reads."""
        holds = self.is_busy and self._bodiless and len(data) < _LONGEST_HEAD
        self._head = data if holds else b""
        if not holds:
            self._pass_on(data)

    def _freed(self) -> None:
        """gunicorn's protocol waits for the next request."""
        if self._head and not self.is_busy:
            held, self._head = self._head, b""
            self.data_received(held)

    @property
    def is_busy(self) -> bool:
        """Whether a thread or gunicorn's protocol is at work on a request."""
        if self._making:
            return True
        behind = self._behind
        waits = behind is None or (behind._awaiting_request and not behind._request_ready.is_set())
        return not waits

    def _request(self, head: bytes) -> _Request | None:
        """A GET or HEAD that may be answered here."""
        try:
            request = gunicorn_h1c.parse_request_fast(head)
        except Exception:  # gunicorn parses it again and says what is wrong
            return None
        headers = request.asgi_headers
        fields: dict[bytes, bytes] = dict(headers)
        if (
            request.method not in (b"GET", b"HEAD")
            or request.consumed != len(head)
            or not self._worker.alive
            or not _is_plain(fields, len(headers), request.minor_version)
        ):
            return None
        return _Request(request.path, fields, request.method == b"GET")

    def _hand_over(self, head: bytes) -> None:
        if self._behind is None:
            self._behind = _Behind(self._worker, self._freed)
            self._behind.connection_made(self._transport)
            self._transport.set_write_buffer_limits(high=0)
        self._pass_on(head)

    def _pass_on(self, data: bytes) -> None:
        self._bodiless = self._clean and _is_bodiless(data)
        self._clean = data.endswith(_END)
        self._behind.data_received(data)

    def pause_writing(self) -> None:
        """The client is slow. It is not read from meanwhile, and a worker that ends waits for
        it: `nr_conns` is what gunicorn waits to see at 0."""
        if not self._clean or self.is_busy:
            self._behind.pause_writing()
        else:
            self.unsent = True
            self._worker.nr_conns += 1
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        if self.unsent:
            self._sent()
            self._transport.resume_reading()
        elif self._behind is not None:
            self._behind.resume_writing()

    def _sent(self) -> None:
        self._worker.nr_conns -= self.unsent
        self.unsent = False

    def eof_received(self) -> bool | None:
        return None if self._behind is None else self._behind.eof_received()

    def connection_lost(self, error: Exception | None) -> None:
        self._waiting.forget(self)
        self._head = b""
        self._sent()
        if self._behind is not None:
            self._behind.connection_lost(error)

    def close(self) -> None:
        """When what was written has been sent."""
        self._waiting.forget(self)
        self._transport.close()

    def abort(self) -> None:
        self._waiting.forget(self)
        self._transport.abort()


class _Behind(ASGIProtocol):  # type: ignore[misc]
    """gunicorn's protocol, which tells when it begins to wait for a request."""

    def __init__(self, worker: Any, freed: Callable[[], None]) -> None:
        self._freed = freed
        self._waits = False
        super().__init__(worker)

    @property
    def _awaiting_request(self) -> bool:
        return self._waits

    @_awaiting_request.setter
    def _awaiting_request(self, waits: bool) -> None:
        self._waits = waits
        if waits:
            self.worker.loop.call_soon(self._freed)


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]
    """gunicorn's ASGI worker with `Front` before its protocol."""

    def load_wsgi(self) -> None:
        super().load_wsgi()
        sys.setswitchinterval(_TURN)
        if self.log.access_log_enabled:
            return  # it is written by gunicorn's own protocol only
        waiting, repeats = Waiting(self, self.cfg.keepalive), Repeats(self, self.asgi)
        self.cfg.set("keepalive", _FOREVER)  # `waiting` sees to it
        self.loop.call_later(_SWEEP, waiting.sweep)
        # gunicorn has no setting for it: its worker makes each connection's protocol by this
        # name.
        gasgi.ASGIProtocol = lambda worker: Front(worker, self.asgi, waiting, repeats)


def _is_bodiless(data: bytes) -> bool:
    """Whether these bytes are one or more whole GETs or HEADs, and want nothing of the
    connection."""
    return (
        data.startswith((b"GET ", b"HEAD "))
        and data.endswith(_END)
        and not _WANTS_MORE.search(data)
    )


def _is_plain(fields: dict[bytes, bytes], sent: int, minor_version: int) -> bool:
    """HTTP/1.1, kept alive, no field twice, no body: what leaves no question open."""
    return (
        minor_version == 1
        and len(fields) == sent
        and b"host" in fields
        and fields.get(b"connection", b"keep-alive").lower() == b"keep-alive"
        and _NOT_PLAIN.isdisjoint(fields)
    )


def _spelled(reply: Reply, with_body: bool) -> bytes:
    head = (_STATUS_LINES[reply.status], reply.block, _date_line(int(time.time())))
    return b"".join((*head, reply.body)) if with_body else b"".join(head)


_dated: tuple[int, bytes] = (0, b"")


def _date_line(second: int) -> bytes:
    """What the server itself says, and the end of the head. Made once a second."""
    global _dated
    if _dated[0] != second:
        date = formatdate(second, usegmt=True)
        _dated = (second, f"Server: gunicorn/asgi\r\nDate: {date}\r\n\r\n".encode())
    return _dated[1]


def _most_connections() -> int:
    """As many as the system allows this process; the soft limit is often 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = min(hard, 1 << 20) if hard != resource.RLIM_INFINITY else 1 << 20
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, allowed), hard))
    return max(allowed, soft) - _SPARE
