"""The hub's worker: it runs the steps that are queued, and the sweep, until SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

from sqlalchemy import Table

from feeds.errors import StateError
from feeds.outages import Outage
from service.hub.allowed_targets import ANYWHERE, AllowedTargets
from service.hub.index_id import index_id
from service.hub.one_at_a_time import OneAtATime
from service.hub.policy import allowed_callbacks, backoff
from service.hub.rows import rate_limit, scan_requests, subscriptions
from service.hub.rows.claims import any_due, give_back
from service.hub.rows.database import Database
from service.hub.rows.tables import delivery, ping, verification
from service.hub.work import rescan
from service.hub.work.announcing import Announcer
from service.hub.work.concurrency import Concurrency
from service.hub.work.consumer import consume
from service.hub.work.distribution import DistributionJob
from service.hub.work.external_hubs import ExternalHubsJob
from service.hub.work.http_client import HttpClient
from service.hub.work.job import Job, JobContext
from service.hub.work.liveness import Liveness
from service.hub.work.queue import Queue
from service.hub.work.step import Step
from service.hub.work.verification import VerificationJob
from service.hub.work.work_loop import WorkLoop
from service.publication.publication import Publication
from service.settings.settings import Settings

_TIDY_SECONDS = 60
_TABLES: dict[Step, Table] = {
    "verify": verification,
    "deliver": delivery,
    "tell_external_hubs": ping,
}

_log = logging.getLogger("postwire.hub")


class HubWorker:
    """The steps, and what they share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.publication = Publication(settings)
        self.database = Database(settings)
        self.queue = Queue(settings)
        self.liveness = Liveness(settings.state_folder)
        self.announcer = Announcer(self.publication, self.database)
        self._index_id = index_id(settings.state_folder)
        self._stop = threading.Event()
        self._tidied_at = 0.0
        self._failures = Outage("the hub waits", _log, most=5)
        callbacks = allowed_callbacks(settings)
        self._steps: dict[Step, OneAtATime] = {
            "rescan": OneAtATime(self._rescan),
            "announce": OneAtATime(self._announce),
            "verify": self._step_of(self._verification, callbacks),
            "deliver": self._step_of(self._distribution, callbacks),
            "tell_external_hubs": self._step_of(ExternalHubsJob, ANYWHERE),
        }

    def run(self) -> bool:
        """Until SIGTERM or SIGINT; whether it was SIGINT."""
        self.publication.recorder.start()
        try:
            return consume(self.settings, self.step, self.sweep, self._stopping)
        finally:
            # Where the database is away another worker gives the claims back: it sees the file.
            with suppress(StateError):
                self._give_back(self.liveness.name)
                self.liveness.end()
            self.database.close()
            self.publication.recorder.flush()

    def step(self, name: Step) -> None:
        try:
            self._steps[name]()
        except Exception as error:
            self._failures.report(error)

    def sweep(self) -> None:
        """Wake what is due and was not queued, or was claimed by a worker that died."""
        try:
            now = time.time()
            self._give_back_of_the_dead()
            for step in self._due(now):
                self._wake(step)
            self._tidy(now)
        except Exception as error:
            self._failures.report(error)

    def _wake(self, step: Step) -> None:
        """Queue the step, so that the workers share it; where the queue is away, run it here. A
        step that runs already takes no second thread for long."""
        if not self.queue.wake(step):
            threading.Thread(target=self.step, args=(step,), name=step).start()

    def _due(self, now: float) -> Iterator[Step]:
        if self._is_rescan_due(self._requested_scans(), now):
            yield "rescan"
        if self.announcer.is_due():
            yield "announce"
        with self.database.reading() as connection:
            due = [step for step, table in _TABLES.items() if any_due(connection, table, now)]
        yield from due

    def _give_back_of_the_dead(self) -> None:
        for name in self.liveness.dead_workers():
            self._give_back(name)
            self.liveness.forget(name)

    def _give_back(self, worker: str) -> None:
        with self.database.writing() as connection:
            give_back(connection, worker, time.time())

    def _tidy(self, now: float) -> None:
        with self.database.reading() as connection:
            ended = subscriptions.any_ended(connection, now)
        if not ended and now < self._tidied_at + _TIDY_SECONDS:
            return
        self._tidied_at = now
        with self.database.writing() as connection:
            subscriptions.end_leases(connection, now)
            subscriptions.forget_topics(connection)
            rate_limit.forget_old(connection, now)

    def _rescan(self) -> None:
        requested = self._requested_scans()
        if self._is_rescan_due(requested, time.time()):
            rescan.begin(requested, self.settings.state_folder)
            self.publication.refresh()
            self.step("announce")

    def _requested_scans(self) -> dict[str, int]:
        with self.database.reading() as connection:
            return scan_requests.numbers(connection)

    def _is_rescan_due(self, requested: dict[str, int], now: float) -> bool:
        folder, interval = self.settings.state_folder, self.settings.ping_interval_seconds
        return rescan.is_due(requested, folder, self._index_id, interval, now)

    def _announce(self) -> None:
        if self.announcer.announce():
            self.queue.wake("deliver")
        if self.publication.links.hubs[1:]:
            self.queue.wake("tell_external_hubs")

    def _step_of(
        self, make_job: Callable[[JobContext], Job[Any, Any]], allowed: AllowedTargets
    ) -> OneAtATime:
        """The step that works off all rows of a job that are due."""
        return OneAtATime(lambda: asyncio.run(self._work_off(make_job, allowed)))

    async def _work_off(
        self, make_job: Callable[[JobContext], Job[Any, Any]], allowed: AllowedTargets
    ) -> None:
        settings = self.settings
        concurrency = Concurrency(settings.requests_at_once, settings.requests_per_host)
        async with HttpClient(allowed, settings.request_timeout_seconds) as client:
            job = make_job(self._context(client))
            await WorkLoop(job, concurrency, self._stop.is_set, self._failures.report).run()

    def _context(self, client: HttpClient) -> JobContext:
        settings = self.settings
        return JobContext(
            self.database,
            client,
            worker=self.liveness.name,
            claim_seconds=settings.claim_seconds + settings.request_timeout_seconds,
            request_seconds=settings.request_timeout_seconds,
            backoff=backoff(settings),
        )

    def _verification(self, context: JobContext) -> VerificationJob:
        return VerificationJob(
            context,
            self.settings,
            self._index_id,
            self.announcer,
            deliver=lambda: self.queue.wake("deliver"),
        )

    def _distribution(self, context: JobContext) -> DistributionJob:
        settings = self.settings
        most_unproven = settings.requests_at_once
        return DistributionJob(context, settings.signature_method, self._count, most_unproven)

    def _count(self, outcome: str, number: int) -> None:
        self.publication.recorder.counts.append(("deliveries", (outcome,), number))

    def _stopping(self, stop: threading.Event) -> None:
        self._stop = stop
