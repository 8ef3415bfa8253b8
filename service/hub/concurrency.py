"""How many requests are under way at once.

A request counts against the bound during its first second only: after that it is slow, and
waits among a larger number of slow ones. So those that answer are not held up by those that
do not.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager

_YOUNG_SECONDS = 1.0
_SLOW_FACTOR = 10  # slow requests for each young one


class Slots:
    """At most `young` requests in their first second, and ten times as many in all."""

    def __init__(self, young: int) -> None:
        self._young = asyncio.Semaphore(young)
        self._all = asyncio.Semaphore(young * _SLOW_FACTOR)

    @asynccontextmanager
    async def taken(self) -> AsyncIterator[None]:
        async with self._all:
            await self._young.acquire()
            timer = asyncio.get_running_loop().call_later(_YOUNG_SECONDS, self._young.release)
            try:
                yield
            finally:
                if not _fired(timer):
                    timer.cancel()
                    self._young.release()


def _fired(timer: asyncio.TimerHandle) -> bool:
    return asyncio.get_running_loop().time() >= timer.when()


class HostSlots:
    """Slots in all, and for each host on its own."""

    def __init__(self, at_once: int, per_host: int) -> None:
        self._every = Slots(at_once)
        self._per_host = per_host
        self._hosts: dict[str, Slots] = {}
        self.asked: Counter[str] = Counter()  # by host: those that wait and those under way
        self.ready = 0  # those that only wait for a place among all

    @asynccontextmanager
    async def taken(self, host: str) -> AsyncIterator[None]:
        """Wait for a place at the host first: who waits there takes nobody else's."""
        self.asked[host] += 1
        try:
            async with AsyncExitStack() as stack:
                slots = self._hosts.setdefault(host, Slots(self._per_host))
                await stack.enter_async_context(slots.taken())
                self.ready += 1
                try:
                    await stack.enter_async_context(self._every.taken())
                finally:
                    self.ready -= 1
                yield
        finally:
            self.asked[host] -= 1
            if not self.asked[host]:
                del self.asked[host], self._hosts[host]

    def busy(self, most: int) -> list[str]:
        """The hosts with so many requests or more."""
        return [host for host, count in self.asked.items() if count >= most]
