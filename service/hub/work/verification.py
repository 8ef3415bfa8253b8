"""Verification: asks a callback whether it wants the subscription (W3C WebSub sections 5.2,
5.3)."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import urlencode

from sqlalchemy import Connection

from service.hub.capacity import LimitError, Room
from service.hub.rows import deliveries, subscriptions, verifications
from service.hub.rows.subscriptions import is_filtered
from service.hub.rows.tables import verification
from service.hub.rows.verifications import DueVerifications, Verification, VerificationRequest
from service.hub.work.announcing import Announcer
from service.hub.work.http_client import Answer, NoAnswerError
from service.hub.work.job import JobContext
from service.settings.settings import Settings

_FILTERED_AT_ONCE = 20  # topics with filters that are compared in one round
_CHALLENGE_BYTES = 24  # 32 characters
_NOT_NOW = (408, 425, 429)  # RFC 9110, RFC 8470, RFC 6585: the same request may succeed later
_SHORTEST_WAIT_SECONDS, _LONGEST_WAIT_SECONDS = 1.0, 60.0  # for a topic that is on its way


class VerificationOutcome(NamedTuple):
    """What came of one request."""

    row: Verification
    confirmed: bool
    next_try: float | None = None  # when it is taken up again; None: it is done with
    tries: int = 0  # failures up to now

    @property
    def topic(self) -> str | None:
        """What a callback has confirmed that it subscribes to."""
        wish = self.row.request
        return wish.topic_url if self.confirmed and wish.mode == "subscribe" else None


class VerificationJob:
    """Calls the callback of each request that is due. One that cannot answer now is called again,
    a few times; one that says no is not."""

    def __init__(
        self,
        context: JobContext,
        settings: Settings,
        index_id: str,
        announcer: Announcer,
        deliver: Callable[[], object],
    ) -> None:
        """`index_id` is this machine's; `deliver` is called where deliveries have become due. Few
        requests wait for a place in the worker: whose turn is next is decided again and again."""
        self._context = context
        self._settings = settings
        self._index_id = index_id
        self._announcer = announcer
        self._deliver = deliver
        self._refusals: dict[int, str] = {}
        self._due = DueVerifications()
        self._waiting: set[int] = set()  # for a place

    def take(self, most: int, busy_hosts: list[str]) -> list[Verification]:
        most = min(most, self._settings.requests_at_once - len(self._waiting))
        if most <= 0:
            return []
        with self._context.database.writing() as connection:
            rows = self._due.take(connection, self._context.claim(), most, busy_hosts)
        for row in rows:
            url = row.request.topic_url
            if row.request.mode == "subscribe" and (reason := self._announcer.refusal(url)):
                self._refusals[row.id] = reason
        self._waiting.update(row.id for row in rows)
        return rows

    async def perform(self, row: Verification) -> VerificationOutcome:
        self._waiting.discard(row.id)
        reason = self._refusals.pop(row.id, None)
        if reason is None:
            return await self._verified(row)
        if (later := self._until_it_is_here(row.request)) is not None:
            return VerificationOutcome(row, False, later, row.tries)
        await self._deny(row.request, reason)
        return VerificationOutcome(row, confirmed=False)

    def _until_it_is_here(self, request: VerificationRequest) -> float | None:
        """When to look again for a topic that this machine does not have yet, although the machine
        that took the request has it. None where that was this machine, or the time is up."""
        now = self._context.clock()
        age = now - request.since
        if request.index_id == self._index_id or age > self._context.backoff.give_up:
            return None
        return now + min(max(age / 2, _SHORTEST_WAIT_SECONDS), _LONGEST_WAIT_SECONDS)

    async def _verified(self, row: Verification) -> VerificationOutcome:
        challenge = secrets.token_urlsafe(_CHALLENGE_BYTES)
        url = verification_url(row.request, challenge)
        try:
            answer = await self._get(url, len(challenge) + 1)
        except NoAnswerError:
            return self._again(row, "")
        if answer.status in _NOT_NOW or answer.status >= 500:
            return self._again(row, answer.retry_after)
        confirmed = 200 <= answer.status < 300 and answer.body == challenge.encode()
        return VerificationOutcome(row, confirmed)

    def _again(self, row: Verification, retry_after: str) -> VerificationOutcome:
        tries = row.tries + 1
        if tries >= self._settings.verification_tries:
            return VerificationOutcome(row, confirmed=False)
        next_try = self._context.next_try(tries, self._context.clock(), retry_after)
        return VerificationOutcome(row, False, next_try, tries)

    async def _deny(self, request: VerificationRequest, reason: str) -> None:
        """Section 5.2: the callback is told once; what it answers changes nothing."""
        with contextlib.suppress(NoAnswerError):
            await self._get(denial_url(request, reason), 1)

    async def _get(self, url: str, most_bytes: int) -> Answer:
        """On a connection of its own: none that its server has closed meanwhile is used, which
        would be a request without an answer."""
        client = self._context.client
        return await client.send("GET", url, most_bytes, on_fresh_connection=True)

    def record(self, outcomes: list[VerificationOutcome]) -> list[VerificationOutcome]:
        """Once more are recorded those whose topic is compared later: its words are still being
        read, or there were many with filters before it."""
        topics = self._topics_of(outcomes)
        due, later = 0, {each.topic for each in outcomes if each.topic} - topics
        # Before, so that a new subscriber is sent no content older than it could read already.
        if topics and self._announcer.is_due():
            done = self._announcer.announce_topics(topics)
            due += done.due
            later |= done.unready.keys()
        with self._context.database.writing() as connection:
            room = Room(self._settings, connection)
            room.hold()
            now = (outcome for outcome in outcomes if outcome.topic not in later)
            due += sum(self._recorded(connection, room, outcome) for outcome in now)
        # After, because a topic without a subscriber is compared only once it has one.
        if ready := topics - later:
            done = self._announcer.announce_topics(ready)
            due += done.due
            later |= done.unready.keys()
        if due:
            self._deliver()
        return [each for each in outcomes if each.topic in later and not self._is_refused(each)]

    def _topics_of(self, outcomes: list[VerificationOutcome]) -> set[str]:
        """The topics that are compared now. Each with filters has to be rendered, and a stranger
        makes any number of them: others' outcomes do not wait for all of these."""
        base_url = self._settings.public_url
        topics = {each.topic: None for each in outcomes if each.topic}
        filtered = [url for url in topics if is_filtered(url, base_url)]
        return topics.keys() - set(filtered[_FILTERED_AT_ONCE:])

    def _is_refused(self, outcome: VerificationOutcome) -> bool:
        return outcome.row.id in self._refusals

    def _recorded(self, connection: Connection, room: Room, outcome: VerificationOutcome) -> int:
        """How many deliveries became due by it."""
        row, confirmed, next_try, tries = outcome
        if next_try is not None:
            verifications.put_off(connection, row, tries, next_try)
        elif confirmed and (reason := self._lack_of_room(connection, room, row.request)):
            self._refusals[row.id] = reason  # which the callback is told when it is due again
            verifications.put_off(connection, row, tries, self._context.clock())
        elif verifications.remove(connection, row) and confirmed:
            verifications.remove_earlier(connection, row)
            return self._grant(connection, row.request)
        return 0

    def _lack_of_room(
        self, connection: Connection, room: Room, request: VerificationRequest
    ) -> str | None:
        """Why the hub takes no such subscription any more; None where it does. A renewal needs no
        room."""
        if request.mode == "subscribe" and not subscriptions.lease_end(connection, request.key):
            try:
                room.take(request.host)
            except LimitError as error:
                return str(error)
        return None

    def _grant(self, connection: Connection, request: VerificationRequest) -> int:
        now = self._context.clock()
        if request.mode == "unsubscribe":
            subscriptions.unsubscribe(connection, request.key)
            return 0
        subscriptions.subscribe(connection, request, now)
        return deliveries.make_due_for_new(connection, request.key, request.request_digest, now)

    def give_back_except(self, rows: list[Verification]) -> None:
        ids = [row.id for row in rows]
        self._context.give_back_except(verification, verification.c.id, ids)


def verification_url(request: VerificationRequest, challenge: str) -> str:
    """Section 5.3.1. The topic is in the subscriber's spelling."""
    pairs = [
        ("hub.mode", request.mode),
        ("hub.topic", request.spelled_url),
        ("hub.challenge", challenge),
    ]
    if request.mode == "subscribe":
        pairs.append(("hub.lease_seconds", str(request.lease_seconds)))
    return with_parameters(request.callback, pairs)


def denial_url(request: VerificationRequest, reason: str) -> str:
    """Section 5.2."""
    pairs = [("hub.mode", "denied"), ("hub.topic", request.spelled_url), ("hub.reason", reason)]
    return with_parameters(request.callback, pairs)


def with_parameters(callback: str, pairs: list[tuple[str, str]]) -> str:
    """Section 5.3: the callback's own query string stays as it is, and ours comes after it."""
    separator = "&" if "?" in callback else "?"
    return callback + separator + urlencode(pairs)
