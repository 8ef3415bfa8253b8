"""The fast lane: cached feeds straight from the event loop, everything else through Flask.

request ─ target known? ─ feed unchanged? ─▶ reply, no thread and no Flask
             └───────────────┴─▶ a2wsgi ─ Flask ─▶ reply; its target is known from now on

A target (path and query string as sent) becomes known when Flask has answered it with a feed,
so what it means is decided in one place only, and what is no feed never takes room here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from a2wsgi import WSGIMiddleware

from service.conditional import answer
from service.feed_views import PUBLISHED
from service.finished import Reply
from service.publication import Publication

_THREADS = 10  # requests that miss the cache, per worker, at once
_ASKED = {
    b"accept-encoding": "accept_encoding",
    b"if-none-match": "if_none_match",
    b"if-modified-since": "if_modified_since",
}
_AGENT = b"user-agent"
# Who sends one of these asks for more than a whole document or a 304.
_DECLINED = frozenset({b"a-im", b"content-length", b"transfer-encoding", b"expect", b"upgrade"})
_NOTHING = {"type": "http.response.body", "body": b""}

Message = Mapping[str, Any]


class FastLane:
    """An ASGI application in front of a WSGI application that answers with feeds."""

    def __init__(self, application: WSGIApplication, publication: Publication) -> None:
        self._publication = publication
        self._note = publication.recorder.events.append
        wrapped: Any = remembering(application, publication)
        self._bridge: Any = WSGIMiddleware(wrapped, workers=_THREADS)

    async def __call__(
        self, scope: Mapping[str, Any], receive: Callable[..., Any], send: Callable[..., Any]
    ) -> None:
        reply = self._reply(scope)
        if reply is None:
            await self._bridge(scope, receive, _usual_case(send))
            return
        await send(reply.start)
        await send(_NOTHING if scope["method"] == "HEAD" else reply.whole)

    def _reply(self, scope: Mapping[str, Any]) -> Reply | None:
        if scope["type"] != "http" or scope["method"] not in ("GET", "HEAD"):
            return None
        asked: dict[str, str] = {}
        agent = b""
        for name, value in scope["headers"]:
            if name in _ASKED:
                _add(asked, _ASKED[name], value.decode("latin-1"))
            elif name == _AGENT:
                agent = value
            elif name in _DECLINED:
                return None
        target = target_of(scope)
        finished = self._publication.published(target)
        if finished is None:
            return None
        reply = answer(finished, **asked)
        size = 0 if scope["method"] == "HEAD" else len(reply.body)
        conditional = "if_none_match" in asked or "if_modified_since" in asked
        self._note((target, reply.status, "hit", agent, conditional, size))
        return reply


def _usual_case(send: Callable[..., Any]) -> Callable[..., Any]:
    """The bridge gives names in lower case; see `service.finished` for who minds."""

    async def send_cased(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = [(_cased(name), value) for name, value in message["headers"]]
            message = {**message, "headers": headers}
        await send(message)

    return send_cased


@lru_cache(maxsize=256)
def _cased(name: bytes) -> bytes:
    return {b"etag": b"ETag", b"www-authenticate": b"WWW-Authenticate"}.get(name) or name.title()


def _add(asked: dict[str, str], name: str, value: str) -> None:
    """A field sent twice is one list (RFC 9110 section 5.3)."""
    asked[name] = f"{asked[name]},{value}" if name in asked else value


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
