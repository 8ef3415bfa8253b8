"""The worker: what is queued, done, until SIGTERM."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from service.hub import rate_limit, rescan, subscriptions
from service.hub.allowed_targets import Target
from service.hub.announcing import Announcer
from service.hub.claims import any_due, give_back
from service.hub.concurrency import HostSlots
from service.hub.consumer import consume
from service.hub.database import Database
from service.hub.distribution import Distribution
from service.hub.external_hubs import Pinging
from service.hub.http_client import Outgoing
from service.hub.liveness import Presence
from service.hub.policy import schedule_of, target_of
from service.hub.queue import Queue, Step
from service.hub.tables import delivery, ping, verification
from service.hub.verification import Verifying
from service.hub.work_loop import Rounds, Work
from service.publication.publication import Publication
from service.settings.settings import Settings

_TIDY_SECONDS = 60

log = logging.getLogger("postwire.hub")


class Alone:
    """Runs a step at most once at a time. Who comes meanwhile has it run once more."""

    def __init__(self, run: Callable[[], object]) -> None:
        self._run = run
        self._again = threading.Event()
        self._lock = threading.Lock()

    def __call__(self) -> None:
        self._again.set()
        while self._again.is_set() and self._lock.acquire(blocking=False):
            try:
                self._again.clear()
                self._run()
            finally:
                self._lock.release()


class Worker:
    """The steps, with what they share."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.publication = Publication(settings)
        self.database = Database(settings)
        self.queue = Queue(settings)
        self.presence = Presence(settings.state_folder)
        self.announcer = Announcer(self.publication, self.database)
        self._stop = threading.Event()
        self._tidied = 0.0
        # A claim outlives every request made under it.
        self._claim_seconds = settings.claim_seconds + settings.request_timeout_seconds
        self._steps: dict[Step, Alone] = {
            "look": Alone(self._look),
            "announce": Alone(self._announce),
            "verify": Alone(lambda: asyncio.run(self._rounds(self._verifying, self._target()))),
            "deliver": Alone(lambda: asyncio.run(self._rounds(self._distribution, self._target()))),
            # Their addresses come from the operator, not from strangers.
            "ping": Alone(lambda: asyncio.run(self._rounds(self._pinging, _ANYWHERE))),
        }

    def run(self) -> None:
        """Until SIGTERM or SIGINT."""
        self.publication.recorder.start()
        try:
            consume(self.settings, self.step, Alone(self.sweep), self._stopping)
        finally:
            with self.database.writing() as connection:
                give_back(connection, self.presence.name, time.time())
            self.presence.leave()
            self.database.close()

    def step(self, name: Step) -> None:
        self._steps[name]()

    def sweep(self) -> None:
        """Queue what is due and was not queued, or was taken by a worker that died."""
        now = time.time()
        self._bury(now)
        if rescan.is_due(self.settings.state_folder, self.settings.ping_interval_seconds, now):
            self.queue.wake("look")
        if self.announcer.is_due():
            self.queue.wake("announce")
        with self.database.reading() as connection:
            due = [step for step, table in _TABLES.items() if any_due(connection, table, now)]
        for step in due:
            self.queue.wake(step)
        self._tidy(now)

    def _bury(self, now: float) -> None:
        for name in self.presence.dead():
            with self.database.writing() as connection:
                give_back(connection, name, now)
            self.presence.forget(name)

    def _tidy(self, now: float) -> None:
        with self.database.reading() as connection:
            ended = subscriptions.any_ended(connection, now)
        if not ended and now < self._tidied + _TIDY_SECONDS:
            return
        self._tidied = now
        with self.database.writing() as connection:
            subscriptions.end_leases(connection, now)
            subscriptions.forget_topics(connection)
            rate_limit.forget_old(connection, now)

    def _look(self) -> None:
        folder, interval = self.settings.state_folder, self.settings.ping_interval_seconds
        if rescan.is_due(folder, interval, time.time()):
            rescan.begin(folder)
            self.publication.refresh()
            self.step("announce")

    def _announce(self) -> None:
        if self.announcer.announce():
            self.queue.wake("deliver")
        if self.publication.links.hubs[1:]:
            self.queue.wake("ping")

    def _subscribed(self, topics: Iterable[str]) -> None:
        if self.announcer.look_at(topics):
            self.queue.wake("deliver")

    async def _rounds(
        self, work_through: Callable[[Outgoing], Work[Any, Any]], target: Target
    ) -> None:
        settings = self.settings
        slots = HostSlots(settings.requests_at_once, settings.requests_per_host)
        # Connections are bounded by the slots, not a second time here.
        async with Outgoing(target, settings.request_timeout_seconds, connections=0) as outgoing:
            await Rounds(work_through(outgoing), slots, lambda: self._stop.is_set()).run()

    def _verifying(self, outgoing: Outgoing) -> Verifying:
        return Verifying(
            self.database,
            outgoing,
            claim=self.presence.name,
            claim_seconds=self._claim_seconds,
            refusal=lambda asked: self.announcer.refusal(asked.topic_url),
            subscribed=self._subscribed,
        )

    def _distribution(self, outgoing: Outgoing) -> Distribution:
        return Distribution(
            self.database,
            outgoing,
            claim=self.presence.name,
            claim_seconds=self._claim_seconds,
            reserve_seconds=self.settings.request_timeout_seconds,
            schedule=schedule_of(self.settings),
            method=self.settings.signature_method,
            count=self._count,
        )

    def _count(self, outcome: str, number: int) -> None:
        self.publication.recorder.counts.append(("deliveries", (outcome,), number))

    def _pinging(self, outgoing: Outgoing) -> Pinging:
        return Pinging(
            self.database,
            outgoing,
            claim=self.presence.name,
            claim_seconds=self._claim_seconds,
            schedule=schedule_of(self.settings),
        )

    def _target(self) -> Target:
        return target_of(self.settings)

    def _stopping(self, stop: threading.Event) -> None:
        self._stop = stop


_TABLES: dict[Step, Any] = {"verify": verification, "deliver": delivery, "ping": ping}
_ANYWHERE = Target(private=True, ports=(range(1, 65536),))
