"""Awaits the bodies of requests on the event loop, so that no thread waits for a client.

A body is read only up to the length that its sender may send. After a start it has to come at a
certain rate at least, and it has to end within a deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, RequestTimeout

from service.server.client_memory import ClientMemory
from service.web.awaited_body import Allowance

# What gunicorn reads of a body that nobody asks for, before it stops reading.
_UNASKED_BYTES = 256 * 1024

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Pace:
    """How slow a client may send."""

    start_seconds: float = 10.0  # before the rate counts
    bytes_a_second: float = 1024.0
    deadline_seconds: float = 120.0

    def seconds_for(self, received: int) -> float:
        """The time after which more than these bytes have to be there."""
        return min(self.start_seconds + received / self.bytes_a_second, self.deadline_seconds)


class ClientGoneError(Exception):
    """The connection ended before the body did."""


class BodyKeeper:
    """The place of one body in `ClientMemory`. When there is no more room, the request ends."""

    def __init__(self, memory: ClientMemory, client: str) -> None:
        self._memory, self._client = memory, client
        self._task = asyncio.current_task()

    def keep(self, count: int) -> None:
        self._memory.keep(self, self._client, count)

    def give_up(self) -> None:
        if self._task:
            self._task.cancel()


@contextmanager
def kept(memory: ClientMemory, client: str) -> Iterator[BodyKeeper]:
    """A keeper for as long as a request is answered."""
    keeper = BodyKeeper(memory, client)
    try:
        yield keeper
    finally:
        memory.release(keeper)


async def whole_body(
    receive: Receive, allowed: Allowance, announced: int, keeper: BodyKeeper, pace: Pace
) -> bytes | HTTPException:
    """The body, or the reason why it is not read. `announced` is its length as the head gives it, 0
    where it gives none.

    :raise ClientGoneError: the connection ended
    """
    if not allowed.most_bytes:
        keeper.keep(min(announced or _UNASKED_BYTES, _UNASKED_BYTES))
        return b""
    too_large = RequestEntityTooLarge(f"more than {allowed.most_bytes:,} bytes")
    if announced > allowed.most_bytes:
        return too_large
    body, begun = bytearray(), asyncio.get_running_loop().time()
    while True:
        try:
            async with asyncio.timeout_at(begun + pace.seconds_for(len(body))):
                message = await receive()
        except TimeoutError:
            return RequestTimeout("the body did not come in time")
        if message["type"] != "http.request":
            raise ClientGoneError
        body += message.get("body", b"")
        if len(body) > allowed.most_bytes:
            return too_large
        if not message.get("more_body"):
            return bytes(body)
        if not allowed.is_operators:
            keeper.keep(len(body))
