"""The work loop: take rows that are due, send a request for each, record what came of it.

A thread takes and records many rows at once. The requests run on one event loop. Where the database
is away, the loop keeps the outcomes that it has, and waits until it can record them.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Callable
from typing import Generic

from feeds.errors import StateError
from service.hub.work.concurrency import Concurrency
from service.hub.work.job import Job, Outcome, Row

_BATCH = 1000  # rows taken at once
_MOST_IN_HAND = 5000  # rows; many more than run at once, for rows of dead hosts wait long
_PAUSE_SECONDS = 0.05  # between two rounds, where requests are under way
_LONGEST_PAUSE_SECONDS = 0.25
_OUTAGE_PAUSE_SECONDS = 0.5  # between two rounds, where the database is away

log = logging.getLogger("postwire.hub")


class WorkLoop(Generic[Row, Outcome]):
    """One run of a job, from the first row that is due to the last."""

    def __init__(
        self,
        job: Job[Row, Outcome],
        concurrency: Concurrency,
        stopped: Callable[[], bool],
        report: Callable[[Exception], None],
    ) -> None:
        """`report` is called with each error of the database."""
        self._job = job
        self._concurrency = concurrency
        self._stopped = stopped
        self._report = report
        self._running: dict[asyncio.Task[None], Row] = {}
        self._outcomes: list[tuple[Row, Outcome]] = []  # to be recorded
        self._later = 0  # the first so many of them, once more
        self._interrupted = False  # the database failed, and may have claimed rows unheard
        self._idle = asyncio.Event()
        self._idle.set()

    async def run(self) -> None:
        """Returns when nothing is due and no request is under way."""
        while True:
            began = time.monotonic()
            try:
                await self._round()
            except StateError as error:
                self._interrupt(error)
            if self._is_over():
                return
            await self._pause(time.monotonic() - began)

    async def _round(self) -> None:
        """Record first: a row whose claim has ended is not taken again before its outcome is
        written."""
        await self._record()
        if self._interrupted:
            in_hand = [*self._running.values(), *(row for row, _ in self._outcomes)]
            self._interrupted = False
            await asyncio.to_thread(self._job.give_back_except, in_hand)
        await self._take()

    def _interrupt(self, error: StateError) -> None:
        self._interrupted = True
        self._report(error)

    def _is_over(self) -> bool:
        if self._interrupted:
            return self._stopped()  # what is not recorded then is due again when its claim ends
        waiting = self._outcomes[self._later :] if self._stopped() else self._outcomes
        return not self._running and not waiting

    async def _pause(self, round_seconds: float) -> None:
        """As long as the round took: after a slow round, the next one takes more rows at once."""
        if self._interrupted:
            await asyncio.sleep(_OUTAGE_PAUSE_SECONDS)
            return
        await asyncio.sleep(min(round_seconds, _LONGEST_PAUSE_SECONDS))
        if self._later:
            await asyncio.sleep(_PAUSE_SECONDS)
            return
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._idle.wait(), _PAUSE_SECONDS)

    async def _take(self) -> None:
        busy_hosts = self._concurrency.busy_hosts(_BATCH // 2)
        for row in await asyncio.to_thread(self._job.take, self._room(), busy_hosts):
            self._idle.clear()
            task = asyncio.create_task(self._perform(row))
            self._running[task] = row
            task.add_done_callback(self._done)

    def _room(self) -> int:
        """How many rows to take now."""
        if self._stopped() or self._concurrency.ready > _BATCH // 2:
            return 0
        return max(0, min(_BATCH, _MOST_IN_HAND - len(self._running)))

    async def _perform(self, row: Row) -> None:
        async with self._concurrency.place(row.host, is_unproven=row.is_unproven):
            outcome = None if self._stopped() else await self._job.perform(row)
        if outcome is not None:
            self._outcomes.append((row, outcome))

    def _done(self, task: asyncio.Task[None]) -> None:
        del self._running[task]
        error = None if task.cancelled() else task.exception()
        if isinstance(error, StateError):
            self._interrupt(error)
        elif error:
            # A fault with one row must not end the loop for all others. The row is due again
            # when the claim on it ends.
            log.error("a request of the hub failed unexpectedly", exc_info=error)
        if not self._running:
            self._idle.set()

    async def _record(self) -> None:
        """Outcomes that the database did not take are kept. Any other error drops them, and the
        rows are due again when their claims end."""
        batch = self._outcomes[:]
        if not batch:
            return
        kept = set[int]()
        try:
            later = await asyncio.to_thread(self._job.record, [outcome for _, outcome in batch])
            kept = set(map(id, later))
        except StateError:
            kept = {id(outcome) for _, outcome in batch}
            raise
        finally:
            again = [pair for pair in batch if id(pair[1]) in kept]
            self._outcomes[: len(batch)] = again
            self._later = len(again)
