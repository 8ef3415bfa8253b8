"""The one door to aiohttp: every request that leaves this service for an address given to it.

One deadline for the whole of it, a cap on what is read, no redirects, no cookies, no proxy from
the environment, and no connection to an address that `service.hub.allowed_targets` forbids: every
resolved address is checked, and the one connected to is checked again.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Mapping
from types import TracebackType
from typing import Any, NamedTuple

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

from feeds.version import VERSION
from service.hub.allowed_targets import ForbiddenAddressError, Target, check_address, check_url

_AGENT = f"Postwire/{VERSION}"


class OutgoingError(Exception):
    """No answer; `str()` says in a few words why."""


class Answer(NamedTuple):
    status: int
    body: bytes  # as sent, at most the cap


class Outgoing:
    """A session for many requests: an async context."""

    def __init__(self, target: Target, timeout_seconds: float, connections: int) -> None:
        self._target = target
        self._timeout_seconds = timeout_seconds
        self._connections = connections

    async def __aenter__(self) -> Outgoing:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                limit=self._connections,
                resolver=_CheckedResolver(self._target),
                socket_factory=self._socket,
            ),
            timeout=aiohttp.ClientTimeout(total=self._timeout_seconds),
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": _AGENT, "Accept-Encoding": "identity"},
            auto_decompress=False,
            trust_env=False,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def send(
        self,
        method: str,
        url: str,
        most_bytes: int,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """The status and the first `most_bytes` of the answer. The address is called as it is
        spelled, character by character.

        :raise OutgoingError: forbidden, no connection, no answer in time, or no HTTP
        """
        try:
            check_url(url, self._target)
            async with self._session.request(
                method, URL(url, encoded=True), data=body, headers=headers, allow_redirects=False
            ) as response:
                return Answer(response.status, await _first(response, most_bytes))
        except ForbiddenAddressError as error:
            raise OutgoingError(str(error)) from error
        except TimeoutError as error:
            raise OutgoingError(f"no answer within {self._timeout_seconds:g} s") from error
        except (aiohttp.ClientError, OSError, ValueError) as error:
            raise OutgoingError(str(error)[:200] or type(error).__name__) from error

    def _socket(self, info: Any) -> socket.socket:
        """Called with each address that is about to be connected to."""
        family, kind, protocol, _, address = info
        try:
            check_address(str(address[0]), self._target)
        except ForbiddenAddressError as error:
            raise PermissionError(errno.EACCES, str(error)) from error
        made = socket.socket(family, kind, protocol)
        made.setblocking(False)
        return made


async def _first(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """What is beyond the cap is never read: the connection is closed instead."""
    found = bytearray()
    while len(found) < most_bytes:
        piece = await response.content.read(most_bytes - len(found))
        if not piece:
            return bytes(found)
        found += piece
    response.close()
    return bytes(found)


class _CheckedResolver(AbstractResolver):
    """Resolves as the system does. One forbidden address among several forbids them all: a name
    that has both is made to be mistaken."""

    def __init__(self, target: Target) -> None:
        self._target = target

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, family=family)
        for *_, address in found:
            try:
                check_address(str(address[0]), self._target)
            except ForbiddenAddressError as error:
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
            for family, _, protocol, _, address in found
        ]

    async def close(self) -> None:
        """Nothing is held."""
