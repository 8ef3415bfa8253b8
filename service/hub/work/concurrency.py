"""Bounds the number of requests that a worker has under way at once.

A request counts against the bound only during its first second. After that it counts as slow,
against a larger bound. So slow and dead subscribers do not hold up those that answer.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

_YOUNG_SECONDS = 1.0
_SLOW_FACTOR = 10  # slow requests for each young one


class ConcurrencyLimit:
    """At most `young` requests in their first second, and ten times as many in all."""

    def __init__(self, young: int) -> None:
        self._young = asyncio.Semaphore(young)
        self._all = asyncio.Semaphore(young * _SLOW_FACTOR)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Wait until a request may begin; it is over when the context ends."""
        async with self._all:
            await self._young.acquire()
            loop = asyncio.get_running_loop()
            timer = loop.call_later(_YOUNG_SECONDS, self._young.release)
            try:
                yield
            finally:
                if loop.time() < timer.when():
                    timer.cancel()
                    self._young.release()


class Concurrency:
    """A limit for all requests together, one for each host, and one for those of unproven
    callbacks, which have half of all places: thousands that hang leave the rest to the others."""

    def __init__(self, at_once: int, per_host: int) -> None:
        self._total = ConcurrencyLimit(at_once)
        self._unproven = ConcurrencyLimit(max(1, at_once // 2))
        self._per_host = per_host
        self._hosts: dict[str, ConcurrencyLimit] = {}
        self._requests: Counter[str] = Counter()  # waiting and under way, by host
        self.ready = 0  # requests that wait for the limit of all, no longer for their host's

    @asynccontextmanager
    async def place(self, host: str, *, is_unproven: bool = False) -> AsyncIterator[None]:
        """Wait at the host's limit first: a request that waits there takes no other host's
        place."""
        self._requests[host] += 1
        try:
            async with AsyncExitStack() as stack:
                limit = self._hosts.setdefault(host, ConcurrencyLimit(self._per_host))
                await stack.enter_async_context(limit.place())
                if is_unproven:
                    await stack.enter_async_context(self._unproven.place())
                self.ready += 1
                try:
                    await stack.enter_async_context(self._total.place())
                finally:
                    self.ready -= 1
                yield
        finally:
            self._requests[host] -= 1
            if not self._requests[host]:
                del self._requests[host], self._hosts[host]

    def busy_hosts(self, least: int) -> list[str]:
        """The hosts with so many requests or more."""
        return [host for host, count in self._requests.items() if count >= least]
