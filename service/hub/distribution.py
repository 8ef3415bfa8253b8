"""Sending what was announced (W3C WebSub section 7)."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from typing import NamedTuple

from service.hub import deliveries
from service.hub.database import Database
from service.hub.deliveries import Content, Delivered, Delivery, Failed
from service.hub.http_client import Answer, Outgoing, OutgoingError
from service.hub.retry import Schedule, next_try
from service.hub.signature import signature
from service.hub.topic_contents import NewestContents

_GONE = 410
# The body is ignored (section 7); read this far, a connection serves the next delivery.
_ANSWER_BYTES = 16 * 1024


class Gone(NamedTuple):
    id: int


Outcome = Delivered | Failed | Gone


def _uncounted(outcome: str, number: int) -> None:
    pass


class Distribution:
    """Work for `Rounds`: deliveries that are due, each with its topic's newest content."""

    def __init__(
        self,
        database: Database,
        outgoing: Outgoing,
        *,
        claim: str,
        claim_seconds: float,
        reserve_seconds: float,
        schedule: Schedule,
        method: str,
        clock: Callable[[], float] = time.time,
        count: Callable[[str, int], None] = _uncounted,
    ) -> None:
        self._database = database
        self._outgoing = outgoing
        self._claim = claim
        self._claim_seconds = claim_seconds
        self._reserve_seconds = reserve_seconds  # what a request may take
        self._schedule = schedule
        self._method = method
        self._clock = clock
        self._count = count
        self._contents = NewestContents(database)
        self._held_until: dict[int, float] = {}  # by subscription

    def take(self, most: int, busy_hosts: list[str]) -> list[Delivery]:
        now = self._clock()
        until = now + self._claim_seconds
        taken: list[Delivery] = []
        if most:
            with self._database.writing() as connection:
                taken = deliveries.take_due(connection, self._claim, until, now, most, busy_hosts)
        self._held_until.update((row.id, until) for row in taken)
        self._contents.hold(row.topic_id for row in taken)
        return taken

    async def act(self, row: Delivery) -> Outcome | None:
        """None where another worker may take the row before the answer would be here."""
        content = await self._contents.release(row.topic_id)
        if self._clock() + self._reserve_seconds > self._held_until.pop(row.id, 0.0):
            return None
        if content is None or content.digest == row.delivered_digest:
            # Section 7: unchanged content is not sent again.
            return Delivered(row.id, content.version if content else 0, row.delivered_digest or "")
        try:
            answer = await self._send(row, content)
        except OutgoingError as error:
            return self._failed(row, content, str(error))
        return self._judged(row, content, answer)

    async def _send(self, row: Delivery, content: Content) -> Answer:
        headers = {"Content-Type": content.content_type, "Link": content.link}
        if row.secret:
            headers["X-Hub-Signature"] = signature(content.body, row.secret, self._method)
        return await self._outgoing.send("POST", row.callback, _ANSWER_BYTES, content.body, headers)

    def _judged(self, row: Delivery, content: Content, answer: Answer) -> Outcome:
        if 200 <= answer.status < 300:
            return Delivered(row.id, content.version, content.digest)
        if answer.status == _GONE:
            return Gone(row.id)
        return self._failed(row, content, f"status {answer.status}")

    def _failed(self, row: Delivery, content: Content, failure: str) -> Failed:
        at = next_try(row.tries + 1, row.since, self._clock(), random.random(), self._schedule)
        return Failed(row.id, content.version, failure, at)

    def record(self, outcomes: list[Outcome]) -> None:
        now = self._clock()
        with self._database.writing() as connection:
            done = [outcome for outcome in outcomes if isinstance(outcome, Delivered)]
            deliveries.record_delivered(connection, done, self._claim, now)
            failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
            deliveries.record_failed(connection, failed, self._claim, now)
            gone = [outcome.id for outcome in outcomes if isinstance(outcome, Gone)]
            deliveries.end_subscriptions(connection, gone)
        for name, some in (("delivered", done), ("failed", failed), ("gone", gone)):
            self._count(name, len(some))
