"""The fast path: answers requests for feeds without Flask, from the cache on the event loop, or
with a feed that a thread renders.

request ─ target known, feed unchanged? ─▶ reply
   ├───── a plain feed? ─ a thread renders it ─▶ reply
   └───── anything else ─ a2wsgi ─ Flask, in a thread

A target (path and query string as sent) becomes known when it has been answered with a feed, so
only feeds take room here. Flask answers every request that is wrong in any way.
"""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from contextlib import suppress
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from a2wsgi import WSGIMiddleware
from flask import Flask

from feeds.addresses import EXTENSIONS, Address, read_target, write_target
from feeds.errors import PostwireError, QueryError
from feeds.parameters import Defaults
from feeds.render import FORMATS
from service.publication.negotiation import negotiate
from service.publication.publication import Publication
from service.publication.response import PreparedResponse, Reply
from service.server.bodies import ClientGoneError, Pace, kept, whole_body
from service.server.client_memory import ClientMemory
from service.server.heads import Request
from service.server.origin_form import in_origin_form
from service.traffic.clients import client_of, forwarded_client
from service.traffic.rate_limit import WorkBounds
from service.web.awaited_body import REFUSED_BODY, allowance
from service.web.feeds import PUBLISHED
from service.web.rate_limit import BOUNDS

_BODY = "postwire.body"  # in a scope: the body, or the exception of Werkzeug in its place
_THREADS = 10  # requests that miss the cache, per worker, at once
_BAD_REQUEST = {
    "type": "http.response.start",
    "status": 400,
    "headers": [(b"Content-Type", b"text/plain"), (b"Content-Length", b"22")],
}
_ENDINGS = tuple(f".{extension}".encode() for extension in EXTENSIONS)


class FastPath:
    """An ASGI application that is the Flask application, and the feeds that need none of it."""

    def __init__(self, app: Flask) -> None:
        publication: Publication = app.extensions["postwire"]
        self._publication = publication
        application: Any = _remembering(app.wsgi_app, publication)
        self._flask: Any = WSGIMiddleware(application, workers=_THREADS)
        self.threads: Executor = self._flask.executor
        settings = publication.settings
        # All that come through a proxy of the operator's share one connection's address.
        share = settings.client_bytes if settings.trusted_proxies else settings.client_share_bytes
        self.memory = ClientMemory(settings.client_bytes, share)
        self.client_bytes = settings.client_bytes
        self._bounds: WorkBounds = app.extensions[BOUNDS]

    async def __call__(
        self, scope: Mapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
    ) -> None:
        """Answers by Flask every request that is not answered on the fast path."""
        request = in_origin_form(scope)
        if request is None:
            await send(_BAD_REQUEST)
            await send({"type": "http.response.body", "body": b"400 Bad Request: Host\n"})
        else:
            await self._answer(request, receive, _in_usual_case(send))

    async def _answer(
        self, scope: Mapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
    ) -> None:
        """By Flask, once the whole request is there."""
        headers = {name.decode("latin-1"): _text(value) for name, value in scope["headers"]}
        if scope["type"] != "http" or not _announces_body(headers):
            await self._flask(scope, receive, send)
            return
        settings = self._publication.settings
        allowed = allowance(scope["method"], scope["path"], headers, settings)
        peer = scope["client"][0] if scope.get("client") else ""
        client = self._client(peer, _forwarded_for(scope["headers"]))
        with kept(self.memory, client) as keeper:
            try:
                body = await whole_body(receive, allowed, _length(headers), keeper, Pace())
            except ClientGoneError:
                return
            await self._flask({**scope, _BODY: body}, receive, send)

    def _client(self, peer: str, forwarded_for: str) -> str:
        trusted = self._publication.settings.trusted_proxies
        return client_of(forwarded_client(peer, forwarded_for, trusted))

    def warm(self) -> None:
        """Start the process that makes entries before somebody waits for it; called in a thread."""
        with suppress(PostwireError):  # the first request says what is wrong
            self._publication.maker.warm()

    def cached(self, request: Request) -> Reply | None:
        """The reply from the cache. None where it takes more: an event loop may ask."""
        prepared = self._publication.cached(request.target)
        if prepared is None or b"a-im" in request.fields:  # Flask makes deltas
            return None
        return self._reply(prepared, request, "hit")

    def uncached_feed(self, request: Request, peer: str) -> Address | None:
        """The feed without parameters that a request asks for and that is there; None where Flask
        answers. An event loop may ask: it takes one lookup. The client at the address `peer` is
        charged for it; where it has had too many, Flask says so."""
        # Requests that are to be logged, each with an id, all go through Flask.
        if self._publication.settings.log_requests or b"a-im" in request.fields:
            return None
        feed = plain_feed(request.target, self._publication.defaults)
        if feed is None or not self._publication.knows(feed.query):
            return None
        forwarded = _text(request.fields.get(b"x-forwarded-for", b""))
        return None if self._bounds.charge(self._client(peer, forwarded)) else feed

    def rendered(self, feed: Address, request: Request) -> Reply | None:
        """The reply with a feed that is in the cache from now on; None where Flask has to say what
        is wrong. It takes a while: an event loop may not ask."""
        publication, outcome = self._publication, ["hit"]  # another request had it rendered
        publication.recorder.start()
        try:
            form = FORMATS[feed.extension]
            prepared = publication.publish(feed.query, form, lambda: outcome.append("miss"))
        except (PostwireError, sqlite3.Error, OSError):
            return None
        publication.cache.remember(request.target, write_target(*feed))
        reply = self._reply(prepared, request, outcome[-1])
        return reply.missed() if outcome[-1] == "miss" else reply

    def _reply(self, prepared: PreparedResponse, request: Request, outcome: str) -> Reply:
        """The reply, which is noted for the statistics."""
        fields = request.fields
        tags, since = fields.get(b"if-none-match"), fields.get(b"if-modified-since")
        reply = negotiate(
            prepared,
            fields.get(b"accept-encoding", b"").decode("latin-1"),
            None if tags is None else tags.decode("latin-1"),
            None if since is None else since.decode("latin-1"),
        )
        self._publication.recorder.events.append(
            (
                request.target,
                reply.status,
                outcome,
                fields.get(b"user-agent", b""),
                tags is not None or since is not None,
                len(reply.body) if request.is_get else 0,
            )
        )
        return reply


def plain_feed(target: bytes, defaults: Defaults) -> Address | None:
    """The feed that a target without a query string asks for; None for all else, and where Flask
    has to say what is wrong."""
    if not target.endswith(_ENDINGS) or b"?" in target:
        return None
    try:
        address = read_target(target.decode("ascii"), defaults)
    except (UnicodeError, QueryError):
        return None
    return address if address.extension else None


def _text(value: bytes) -> str:
    return value.decode("latin-1")


def _forwarded_for(headers: Iterable[tuple[bytes, bytes]]) -> str:
    """The whole chain: a proxy may add a field of its own after those that it was sent."""
    return ",".join(_text(value) for name, value in headers if name == b"x-forwarded-for")


def _announces_body(headers: Mapping[str, str]) -> bool:
    return "transfer-encoding" in headers or bool(_length(headers))


def _length(headers: Mapping[str, str]) -> int:
    """The length of the body as the head says it; gunicorn refuses what is no number."""
    return int(headers.get("content-length", "0"))


def _in_usual_case(send: Callable[..., Any]) -> Callable[..., Any]:
    """a2wsgi gives names in lower case; see `service.publication.response` for why that matters."""

    async def send_cased(message: Mapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = [(_usual_case(name), value) for name, value in message["headers"]]
            message = {**message, "headers": headers}
        await send(message)

    return send_cased


@lru_cache(maxsize=256)
def _usual_case(name: bytes) -> bytes:
    return {b"etag": b"ETag", b"www-authenticate": b"WWW-Authenticate"}.get(name) or name.title()


def _remembering(application: WSGIApplication, publication: Publication) -> WSGIApplication:
    """The application, its targets remembered where it answered with a feed."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        _hand_over_body(environ)
        body = application(environ, start_response)
        # Requests that are to be logged, each with an id, all go through Flask.
        if PUBLISHED in environ and not publication.settings.log_requests:
            publication.cache.remember(_target_of(environ["asgi.scope"]), environ[PUBLISHED])
        return body

    return answer


def _hand_over_body(environ: WSGIEnvironment) -> None:
    """The body that was awaited, as a stream, or why there is none."""
    body = environ["asgi.scope"].get(_BODY, b"")
    if not isinstance(body, bytes):
        environ[REFUSED_BODY], body = body, b""
    environ["wsgi.input"] = io.BytesIO(body)


def _target_of(scope: Mapping[str, Any]) -> bytes:
    """The request target as sent: "?" cannot stand in a path, so it parts without doubt."""
    path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path
