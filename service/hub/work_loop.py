"""Working off the rows that are due: take some, act on each, write down what came of it.

Taking and writing go to the database in a thread, many rows at once; the requests between
them run on one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Generic, Protocol, TypeVar

from service.hub.concurrency import HostSlots

_BATCH = 1000  # rows taken at once
_MOST_HELD = 5000  # rows; many more than run, for those of dead hosts wait long
_ROUND_SECONDS = 0.05

log = logging.getLogger("postwire.hub")


class HasHost(Protocol):
    @property
    def host(self) -> str: ...


Row = TypeVar("Row", bound=HasHost)
Outcome = TypeVar("Outcome")


class Work(Protocol[Row, Outcome]):
    """What a step does with its rows. `act` alone runs on the event loop."""

    def take(self, most: int, busy_hosts: list[str]) -> list[Row]: ...

    async def act(self, row: Row) -> Outcome | None: ...

    def record(self, outcomes: list[Outcome]) -> None: ...


class Rounds(Generic[Row, Outcome]):
    """One run of a step, from the first row that is due to the last."""

    def __init__(
        self, work: Work[Row, Outcome], slots: HostSlots, stopped: Callable[[], bool]
    ) -> None:
        self._work = work
        self._slots = slots
        self._stopped = stopped
        self._running: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._idle = asyncio.Event()
        self._idle.set()

    async def run(self) -> None:
        """Returns when nothing is due and nothing is under way."""
        while True:
            await self._take()
            if not self._running and not self._outcomes:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), _ROUND_SECONDS)
            await self._record()

    async def _take(self) -> None:
        busy = self._slots.busy(_BATCH // 2)
        for row in await asyncio.to_thread(self._work.take, self._room(), busy):
            self._idle.clear()
            task = asyncio.create_task(self._act(row))
            self._running.add(task)
            task.add_done_callback(self._done)

    def _room(self) -> int:
        if self._stopped() or self._slots.ready > _BATCH // 2:
            return 0
        return max(0, min(_BATCH, _MOST_HELD - len(self._running)))

    async def _act(self, row: Row) -> None:
        async with self._slots.taken(row.host):
            outcome = None if self._stopped() else await self._work.act(row)
        if outcome is not None:
            self._outcomes.append(outcome)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            # A fault in one must not end it for all others: the row is due again when the
            # claim on it ends.
            log.error("a step failed", exc_info=error)
        if not self._running:
            self._idle.set()

    async def _record(self) -> None:
        done, self._outcomes = self._outcomes, []
        if done:
            await asyncio.to_thread(self._work.record, done)
