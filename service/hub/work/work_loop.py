"""The work loop: take rows that are due, send a request for each, record what came of it.

Taking and recording reach the database from a thread, many rows at once. The requests between
them run on one event loop.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Generic

from service.hub.work.concurrency import Concurrency
from service.hub.work.job import Job, Outcome, Row

_BATCH = 1000  # rows taken at once
_MOST_IN_HAND = 5000  # rows; many more than run at once, for rows of dead hosts wait long
_PAUSE_SECONDS = 0.05  # between two batches, where requests are under way

log = logging.getLogger("postwire.hub")


class WorkLoop(Generic[Row, Outcome]):
    """One run of a job, from the first row that is due to the last."""

    def __init__(
        self, job: Job[Row, Outcome], concurrency: Concurrency, stopped: Callable[[], bool]
    ) -> None:
        self._job = job
        self._concurrency = concurrency
        self._stopped = stopped
        self._running: set[asyncio.Task[None]] = set()
        self._outcomes: list[Outcome] = []
        self._idle = asyncio.Event()
        self._idle.set()

    async def run(self) -> None:
        """Returns when nothing is due and no request is under way."""
        while True:
            await self._take()
            if not self._running and not self._outcomes:
                return
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._idle.wait(), _PAUSE_SECONDS)
            await self._record()

    async def _take(self) -> None:
        busy_hosts = self._concurrency.busy_hosts(_BATCH // 2)
        for row in await asyncio.to_thread(self._job.take, self._room(), busy_hosts):
            self._idle.clear()
            task = asyncio.create_task(self._perform(row))
            self._running.add(task)
            task.add_done_callback(self._done)

    def _room(self) -> int:
        """How many rows to take now."""
        if self._stopped() or self._concurrency.ready > _BATCH // 2:
            return 0
        return max(0, min(_BATCH, _MOST_IN_HAND - len(self._running)))

    async def _perform(self, row: Row) -> None:
        async with self._concurrency.place(row.host):
            outcome = None if self._stopped() else await self._job.perform(row)
        if outcome is not None:
            self._outcomes.append(outcome)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()):
            # A fault with one row must not end the loop for all others. The row is due again
            # when the claim on it ends.
            log.error("a request of the hub failed unexpectedly", exc_info=error)
        if not self._running:
            self._idle.set()

    async def _record(self) -> None:
        outcomes, self._outcomes = self._outcomes, []
        if outcomes:
            await asyncio.to_thread(self._job.record, outcomes)
