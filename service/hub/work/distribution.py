"""Distribution: sends subscribers the announced content (W3C WebSub section 7)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from service.hub.rows import deliveries
from service.hub.rows.announcements import TopicContent
from service.hub.rows.deliveries import Delivered, Delivery, DueDeliveries, Failed
from service.hub.rows.tables import delivery
from service.hub.signature import signature
from service.hub.work.http_client import Answer, NoAnswerError
from service.hub.work.job import JobContext
from service.hub.work.topic_contents import TopicContents

_GONE = 410
# The body is ignored (section 7), but once it is read the connection serves the next delivery.
_ANSWER_BYTES = 16 * 1024


class Gone(NamedTuple):
    """The outcome of a delivery that the subscriber answered with 410: it wants no more."""

    id: int


class TooLate(NamedTuple):
    """The outcome of a delivery whose turn came when its claim was about to end."""

    id: int


DeliveryOutcome = Delivered | Failed | Gone | TooLate


class DistributionJob:
    """Posts each delivery that is due, with its topic's newest content."""

    def __init__(
        self,
        context: JobContext,
        method: str,
        count: Callable[[str, int], None],
        most_unproven: int,
    ) -> None:
        """`method` is the signature's where the subscriber wished none; `count` is called with an
        outcome and a number. Of the deliveries that wait for a place in the worker at most
        `most_unproven` are to callbacks that did not take their last one: whose turn is next is
        decided again and again."""
        self._context = context
        self._method = method
        self._count = count
        self._contents = TopicContents(context.database)
        self._due = DueDeliveries()
        self._most_unproven = most_unproven
        self._unproven: set[int] = set()  # that wait for a place, by subscription
        self._claimed_until: dict[int, float] = {}  # by subscription

    def take(self, most: int, busy_hosts: list[str]) -> list[Delivery]:
        claim = self._context.claim()
        rows: list[Delivery] = []
        if most:
            with self._context.database.writing() as connection:
                room = self._most_unproven - len(self._unproven)
                rows = self._due.take(connection, claim, most, busy_hosts, room)
        self._claimed_until.update((row.id, claim.until) for row in rows)
        self._contents.expect(row.topic_id for row in rows)
        self._unproven.update(row.id for row in rows if row.is_unproven)
        return rows

    async def perform(self, row: Delivery) -> DeliveryOutcome | None:
        """Send the content. Where another worker could take the row before the answer is here,
        nothing is sent: the row is given back, or its claim has ended by itself (None)."""
        self._unproven.discard(row.id)
        content = await self._contents.newest(row.topic_id)
        now, claimed_until = self._context.clock(), self._claimed_until.pop(row.id, 0.0)
        if now + self._context.request_seconds > claimed_until:
            return TooLate(row.id) if now < claimed_until else None
        if content is None or content.digest == row.delivered_digest:
            # Section 7: unchanged content is not sent again.
            return Delivered(row.id, content.version if content else 0, row.delivered_digest or "")
        try:
            answer = await self._send(row, content)
        except NoAnswerError as error:
            return self._failed(row, content, str(error))
        return self._outcome(row, content, answer)

    async def _send(self, row: Delivery, content: TopicContent) -> Answer:
        headers = {"Content-Type": content.content_type, "Link": content.link}
        if row.secret:
            headers["X-Hub-Signature"] = signature(
                content.body, row.secret, row.signature_method or self._method
            )
        return await self._context.client.send(
            "POST", row.callback, _ANSWER_BYTES, content.body, headers
        )

    def _outcome(self, row: Delivery, content: TopicContent, answer: Answer) -> DeliveryOutcome:
        if 200 <= answer.status < 300:
            return Delivered(row.id, content.version, content.digest)
        if answer.status == _GONE:
            return Gone(row.id)
        return self._failed(row, content, f"status {answer.status}", answer.retry_after)

    def _failed(
        self, row: Delivery, content: TopicContent, failure: str, retry_after: str = ""
    ) -> Failed:
        next_try = self._context.next_try(row.tries + 1, row.since, retry_after)
        return Failed(row.id, content.version, failure, next_try)

    def record(self, outcomes: list[DeliveryOutcome]) -> tuple[()]:
        now, worker = self._context.clock(), self._context.worker
        delivered = [outcome for outcome in outcomes if isinstance(outcome, Delivered)]
        failed = [outcome for outcome in outcomes if isinstance(outcome, Failed)]
        gone = [outcome.id for outcome in outcomes if isinstance(outcome, Gone)]
        too_late = [outcome.id for outcome in outcomes if isinstance(outcome, TooLate)]
        with self._context.database.writing() as connection:
            deliveries.record_delivered(connection, delivered, worker, now)
            deliveries.record_failed(connection, failed, worker, now)
            deliveries.give_back(connection, too_late, worker, now)
            deliveries.end_subscriptions(connection, gone)
        for name, some in (("delivered", delivered), ("failed", failed), ("gone", gone)):
            self._count(name, len(some))
        return ()

    def give_back_except(self, rows: list[Delivery]) -> None:
        ids = [row.id for row in rows]
        self._context.give_back_except(delivery, delivery.c.subscription_id, ids)
