"""The one door to aiohttp: sends every request of the hub to other machines.

A request has one deadline for the whole of it, a cap on what is read, no redirects, no cookies, no
proxy from the environment, and no connection to an address that `service.hub.allowed_targets`
forbids: every resolved address is checked, and the one connected to is checked again.
"""

from __future__ import annotations

import asyncio
import errno
import socket
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any, NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from feeds.version import VERSION
from service.hub.allowed_targets import (
    AllowedTargets,
    ForbiddenTargetError,
    check_address,
    check_url,
)
from service.hub.work.bounded_socket import BoundedSocket

_AGENT = f"Postwire/{VERSION}"
# A name server that says nothing holds a thread for longer than a request may take. More of them
# than requests run at once by default, and none of those that the rest of a worker needs.
_MOST_LOOK_UPS = 1000
_SHORTEST_SECONDS = 0.001  # of a request: none at all would mean for ever


class NoAnswerError(Exception):
    """A request without an answer; `str()` says why in a few words."""


class _ClosedError(NoAnswerError):
    """The connection was closed without an answer."""


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    body: bytes  # as sent, at most the cap
    retry_after: str = ""  # the header, as sent


class HttpClient:
    """Sends many requests, as an async context. The caller bounds the number of its
    connections."""

    def __init__(self, allowed: AllowedTargets, timeout_seconds: float) -> None:
        self._allowed = allowed
        self._timeout_seconds = timeout_seconds

    async def __aenter__(self) -> HttpClient:
        self._resolver = _CheckedResolver(self._allowed)
        self._with_kept = self._new_session()
        self._with_fresh = self._new_session(force_close=True)
        return self

    def _new_session(self, force_close: bool = False) -> aiohttp.ClientSession:
        """One that keeps its connections, or has a fresh one for each request."""
        reuse = aiohttp.TraceConfig()
        reuse.on_connection_reuseconn.append(_note_reuse)
        return aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=0,
                resolver=self._resolver,
                socket_factory=self._socket,
                force_close=force_close,
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"},
            auto_decompress=False,
            trust_env=False,
            middlewares=(_once,),
            trace_configs=[reuse],
        )

    async def __aexit__(self, *raised: object) -> None:
        await self._with_kept.close()
        await self._with_fresh.close()
        await self._resolver.close()

    async def send(
        self,
        method: str,
        url: str,
        most_bytes: int,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        *,
        on_fresh_connection: bool = False,
    ) -> Answer:
        """The status and the first `most_bytes` of the answer. The URL is sent as it is spelled,
        character by character. Connections are kept for the next request to the same host, unless
        this one is to have a connection of its own, which is closed after it. A server may close a
        kept one at any moment (RFC 9112 section 9.5): where it does so without an answer, the
        request is sent again on a fresh one.

        :raise NoAnswerError: forbidden, no connection, no answer in time, or no HTTP
        """
        end = time.monotonic() + self._timeout_seconds
        kept = list[object]()
        session = self._with_fresh if on_fresh_connection else self._with_kept
        try:
            return await self._sent(session, end, kept, method, url, most_bytes, body, headers)
        except _ClosedError:
            if not kept:
                raise
        return await self._sent(self._with_fresh, end, [], method, url, most_bytes, body, headers)

    async def _sent(
        self,
        session: aiohttp.ClientSession,
        end: float,
        kept: list[object],
        method: str,
        url: str,
        most_bytes: int,
        body: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Answer:
        """One request, until `end` by the monotonic clock; `kept` gets an element where it goes
        over a kept connection."""
        seconds = max(end - time.monotonic(), _SHORTEST_SECONDS)
        try:
            check_url(url, self._allowed)
            async with session.request(
                *(method, _as_spelled(url)),
                data=body,
                headers=headers,
                allow_redirects=False,
                timeout=aiohttp.ClientTimeout(total=seconds),
                trace_request_ctx=kept,
            ) as response:
                retry_after = response.headers.get("Retry-After", "")
                return Answer(response.status, await _first(response, most_bytes), retry_after)
        except ForbiddenTargetError as error:
            raise NoAnswerError(str(error)) from error
        except TimeoutError as error:
            raise NoAnswerError(f"no answer within {self._timeout_seconds:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise NoAnswerError(_in_a_few_words(error)) from error

    def _socket(self, info: Any) -> socket.socket:
        """Called with each address that is about to be connected to."""
        family, kind, protocol, _, address = info
        try:
            check_address(str(address[0]), self._allowed)
        except ForbiddenTargetError as error:
            raise PermissionError(errno.EACCES, str(error)) from error
        opened = BoundedSocket(family, kind, protocol)
        opened.setblocking(False)
        return opened


def _as_spelled(url: str) -> URL:
    """yarl drops a `?` with nothing after it unless that is a part of the path. To RFC 3986 section
    6.2.3 an address with one is another than the address without."""
    address = URL(url, encoded=True)
    if not url.endswith("?") or address.raw_query_string:
        return address
    return address.with_path(f"{address.raw_path}?", encoded=True)


async def _once(
    request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType
) -> aiohttp.ClientResponse:
    """aiohttp sends a GET a second time where the connection ends without an answer, unless the
    error is one that it does not know."""
    try:
        return await handler(request)
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise _ClosedError(_in_a_few_words(error)) from error


async def _note_reuse(_: object, context: Any, __: object) -> None:
    """aiohttp calls it where a request gets a kept connection."""
    context.trace_request_ctx.append(True)


def _in_a_few_words(error: Exception) -> str:
    """Without control characters, which some servers put there and PostgreSQL does not take."""
    words = "".join(character if character.isprintable() else " " for character in str(error))
    return words[:200] or type(error).__name__


async def _first(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """The body up to the cap. What lies beyond is never read: the connection is closed instead."""
    body = bytearray()
    while len(body) < most_bytes:
        piece = await response.content.read(most_bytes - len(body))
        if not piece:
            return bytes(body)
        body += piece
    response.close()
    return bytes(body)


class _CheckedResolver(AbstractResolver):
    """Resolves as the system does. One forbidden address among several forbids them all: a name
    that has both kinds is meant to deceive."""

    def __init__(self, allowed: AllowedTargets) -> None:
        self._allowed = allowed
        self._threads = ThreadPoolExecutor(_MOST_LOOK_UPS, "look up")

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM, family=family)
        loop = asyncio.get_running_loop()
        addresses = await loop.run_in_executor(self._threads, look_up)
        for *_, address in addresses:
            try:
                check_address(str(address[0]), self._allowed)
            except ForbiddenTargetError as error:
                raise PermissionError(errno.EACCES, f"{host}: {error}") from error
        return [
            ResolveResult(
                hostname=host,
                host=str(address[0]),
                port=port,
                family=family,
                proto=protocol,
                flags=socket.AI_NUMERICHOST | socket.AI_NUMERICSERV,
            )
            for family, _, protocol, _, address in addresses
        ]

    async def close(self) -> None:
        """Wait for no name server."""
        self._threads.shutdown(wait=False, cancel_futures=True)
