"""The fast lane: cached feeds straight from the event loop, everything else through Flask.

request ─ target known? ─ feed unchanged? ─▶ reply, no thread and no Flask
             └───────────────┴─▶ a2wsgi ─ Flask ─▶ reply; its target is known from now on

A target (path and query string as sent) becomes known when it has been answered with a feed, so
what is no feed never takes room here. `service.server.front` has plain feeds made without Flask.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from functools import lru_cache
from typing import Any, NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from a2wsgi import WSGIMiddleware
from flask import Flask

from feeds.addresses import EXTENSIONS, Address, read_target, write_target
from feeds.errors import PostwireError, QueryError
from feeds.query import Content
from feeds.render import FORMATS
from service.publication.negotiation import answer
from service.publication.publication import Publication
from service.publication.response import Finished, Reply
from service.publication.response_cache import Held
from service.traffic.events import Event
from service.web.feeds import PUBLISHED

_THREADS = 10  # requests that miss the cache, per worker, at once
# Who sends one of these asks for more than a whole document or a 304.
_DECLINED = frozenset({b"a-im"})
_ENDINGS = tuple(f".{extension}".encode() for extension in EXTENSIONS)
_NOTHING = {"type": "http.response.body", "body": b""}

Message = Mapping[str, Any]
Fields = Mapping[bytes, bytes]  # of a request, by name in lower case


class Hit(NamedTuple):
    """A cached reply, what it was made from, and what is noted of the request."""

    reply: Reply
    held: Held
    event: Event


class FastLane:
    """An ASGI application in front of the Flask application, whose threads it shares."""

    def __init__(self, app: Flask) -> None:
        publication: Publication = app.extensions["postwire"]
        self._publication = publication
        self._note = publication.recorder.events.append
        wrapped: Any = remembering(app.wsgi_app, publication)
        self._bridge: Any = WSGIMiddleware(wrapped, workers=_THREADS)
        self.threads: Executor = self._bridge.executor

    async def __call__(
        self, scope: Mapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
    ) -> None:
        reply = self._asked(scope)
        if reply is None:
            await self._bridge(scope, receive, _usual_case(send))
            return
        await send(reply.start)
        await send(_NOTHING if scope["method"] == "HEAD" else reply.whole)

    def _asked(self, scope: Mapping[str, Any]) -> Reply | None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        fields: dict[bytes, bytes] = dict(scope["headers"])
        if len(fields) < len(scope["headers"]):
            return None  # what a field sent twice means, Flask knows
        hit = self.hit(target_of(scope), fields, scope["method"] == "GET")
        return None if hit is None else hit.reply

    def asked(self, target: bytes, fields: Fields) -> Address | None:
        """The plain feed that a GET or HEAD of a target that is not cached asks for; None where
        Flask answers."""
        # Requests that are to be logged, each with an id, all go through Flask.
        if self._publication.settings.log_requests or not _DECLINED.isdisjoint(fields):
            return None
        address = plain_feed(target, self._publication.settings.content)
        # Strangers ask for what there is not; Flask says so, and no thread need look before it.
        return address if address and self._publication.knows(address.query) else None

    def made(self, address: Address, target: bytes, fields: Fields, is_get: bool) -> Reply | None:
        """The reply to who asked for a feed that was not in the cache, and is from now on; None
        where Flask has to say what is wrong. Takes a while: not for an event loop."""
        publication, outcome = self._publication, ["hit"]  # made for another one meanwhile
        publication.recorder.start()
        try:
            form = FORMATS[address.extension]
            finished = publication.publish(address.query, form, lambda: outcome.append("miss"))
        except (PostwireError, sqlite3.Error, OSError):
            return None
        publication.cache.remember(target, write_target(*address))
        reply, event = _reply(finished, target, fields, is_get, outcome[-1])
        self._note(event)
        return reply.missed() if outcome[-1] == "miss" else reply

    def hit(self, target: bytes, fields: Fields, is_get: bool) -> Hit | None:
        """The cached reply to a GET, else a HEAD, with these fields; None where Flask answers."""
        if not _DECLINED.isdisjoint(fields):
            return None
        held = self._publication.published(target)
        if held is None:
            return None
        reply, event = _reply(held.finished, target, fields, is_get, "hit")
        self._note(event)
        return Hit(reply, held, event)

    def repeats(self, hit: Hit) -> bool:
        """Whether the same request gets the same reply again; counted where it does."""
        if not self._publication.is_current(hit.held):
            return False
        self._note(hit.event)
        return True


def plain_feed(target: bytes, content: Content) -> Address | None:
    """The feed that a target without a query string asks for; None for all else, and where Flask
    has to say what is wrong."""
    if not target.endswith(_ENDINGS) or b"?" in target:
        return None
    try:
        address = read_target(target.decode("ascii"), content)
    except (UnicodeError, QueryError):
        return None
    return address if address.extension else None


def _reply(
    finished: Finished, target: bytes, fields: Fields, is_get: bool, outcome: str
) -> tuple[Reply, Event]:
    """The reply to a GET, else a HEAD, with these fields, and what is noted of the request."""
    tags, since = fields.get(b"if-none-match"), fields.get(b"if-modified-since")
    reply = answer(
        finished,
        fields.get(b"accept-encoding", b"").decode("latin-1"),
        None if tags is None else tags.decode("latin-1"),
        None if since is None else since.decode("latin-1"),
    )
    conditional = tags is not None or since is not None
    agent, size = fields.get(b"user-agent", b""), len(reply.body) if is_get else 0
    return reply, (target, reply.status, outcome, agent, conditional, size)


def _usual_case(send: Callable[..., Any]) -> Callable[..., Any]:
    """The bridge gives names in lower case; see `service.publication.response` for who minds."""

    async def send_cased(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(_cased(name), value) for name, value in message["headers"]]
            message = {**message, "headers": headers}
        await send(message)

    return send_cased


@lru_cache(maxsize=256)
def _cased(name: bytes) -> bytes:
    return {b"etag": b"ETag", b"www-authenticate": b"WWW-Authenticate"}.get(name) or name.title()


def target_of(scope: Mapping[str, Any]) -> bytes:
    """The request target as sent: "?" cannot stand in a path, so it parts without doubt."""
    path: bytes = scope["raw_path"]
    query: bytes = scope["query_string"]
    return path + b"?" + query if query else path


def remembering(application: WSGIApplication, publication: Publication) -> WSGIApplication:
    """The application, its targets remembered where it answered with a feed."""

    def remember(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        body = application(environ, start_response)
        # Requests that are to be logged, each with an id, all go through Flask.
        if PUBLISHED in environ and not publication.settings.log_requests:
            publication.cache.remember(target_of(environ["asgi.scope"]), environ[PUBLISHED])
        return body

    return remember
