"""Asking a callback whether it meant it (W3C WebSub sections 5.2 and 5.3)."""

from __future__ import annotations

import contextlib
import secrets
import time
from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import urlencode

from service.hub import subscriptions
from service.hub.database import Database
from service.hub.http_client import Outgoing, OutgoingError
from service.hub.subscriptions import Asked, Verification

_CHALLENGE_BYTES = 24  # 32 characters


class Verified(NamedTuple):
    """What a callback answered to one request."""

    row: Verification
    confirmed: bool


class Verifying:
    """Work for `Rounds`: requests whose verification is due. Each is asked once."""

    def __init__(
        self,
        database: Database,
        outgoing: Outgoing,
        *,
        claim: str,
        claim_seconds: float,
        refusal: Callable[[Asked], str | None],
        subscribed: Callable[[Iterable[str]], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`refusal` says why a topic cannot be had (any more); `subscribed` is told the topics
        that got a subscription."""
        self._database = database
        self._outgoing = outgoing
        self._claim = claim
        self._claim_seconds = claim_seconds
        self._refusal = refusal
        self._subscribed = subscribed
        self._clock = clock
        self._refusals: dict[int, str] = {}

    def take(self, most: int, busy_hosts: list[str]) -> list[Verification]:
        if not most:
            return []
        now = self._clock()
        until = now + self._claim_seconds
        with self._database.writing() as connection:
            taken = subscriptions.take_due(connection, self._claim, until, now, most, busy_hosts)
        for row in taken:
            if row.asked.mode == "subscribe" and (reason := self._refusal(row.asked)):
                self._refusals[row.id] = reason
        return taken

    async def act(self, row: Verification) -> Verified:
        reason = self._refusals.pop(row.id, None)
        confirmed = await (self._denied(row.asked, reason) if reason else self._agrees(row.asked))
        return Verified(row, confirmed)

    async def _agrees(self, asked: Asked) -> bool:
        challenge = secrets.token_urlsafe(_CHALLENGE_BYTES)
        try:
            answer = await self._outgoing.send(
                "GET", verification_url(asked, challenge), len(challenge) + 1
            )
        except OutgoingError:
            return False
        return 200 <= answer.status < 300 and answer.body == challenge.encode()

    async def _denied(self, asked: Asked, reason: str) -> bool:
        """Section 5.2: told once; what the callback answers changes nothing."""
        with contextlib.suppress(OutgoingError):
            await self._outgoing.send("GET", denial_url(asked, reason), 1)
        return False

    def record(self, outcomes: list[Verified]) -> None:
        now = self._clock()
        topics = set()
        with self._database.writing() as connection:
            for row, confirmed in outcomes:
                if not subscriptions.drop(connection, row) or not confirmed:
                    continue
                if row.asked.mode == "unsubscribe":
                    subscriptions.unsubscribe(connection, row.asked.key)
                else:
                    subscriptions.subscribe(connection, row.asked, now)
                    topics.add(row.asked.topic_url)
        self._subscribed(topics)


def verification_url(asked: Asked, challenge: str) -> str:
    """Section 5.3.1. The topic is spelled as the subscriber spelled it."""
    lease = [("hub.lease_seconds", str(asked.lease_seconds))] if asked.mode == "subscribe" else []
    pairs = [("hub.mode", asked.mode), ("hub.topic", asked.asked_url)]
    return with_parameters(asked.callback, [*pairs, ("hub.challenge", challenge), *lease])


def denial_url(asked: Asked, reason: str) -> str:
    """Section 5.2."""
    pairs = [("hub.mode", "denied"), ("hub.topic", asked.asked_url), ("hub.reason", reason)]
    return with_parameters(asked.callback, pairs)


def with_parameters(callback: str, pairs: list[tuple[str, str]]) -> str:
    """Section 5.3: the callback's own query string stays as it is, ours comes after it."""
    joint = "&" if "?" in callback else "?"
    return callback + joint + urlencode(pairs)
