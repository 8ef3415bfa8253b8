"""Telling external hubs what changed: publish pings, batched, each a row until it was taken."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

from sqlalchemy import Connection, bindparam, delete, select, update

from service.hub.claims import claimed
from service.hub.database import Database, insert
from service.hub.http_client import Outgoing, OutgoingError
from service.hub.retry import Schedule, next_try
from service.hub.tables import key_of, ping, topic

_TOPICS = 100  # of one request
_ANSWER_BYTES = 16 * 1024


class Ping(NamedTuple):
    """What one hub is to be told in one request."""

    hub: str
    host: str
    keys: tuple[str, ...]
    topics: tuple[str, ...]
    tries: int
    since: float


class Pinged(NamedTuple):
    row: Ping
    next_try: float | None  # None: taken, or given up


class Pinging:
    """Work for `Rounds`: pings that are due."""

    def __init__(
        self,
        database: Database,
        outgoing: Outgoing,
        *,
        claim: str,
        claim_seconds: float,
        schedule: Schedule,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._database = database
        self._outgoing = outgoing
        self._claim = claim
        self._claim_seconds = claim_seconds
        self._schedule = schedule
        self._clock = clock

    def take(self, most: int, busy_hosts: list[str]) -> list[Ping]:
        if not most:
            return []
        now = self._clock()
        until = now + self._claim_seconds
        with self._database.writing() as connection:
            return _take_due(connection, self._claim, until, now, most)

    async def act(self, row: Ping) -> Pinged:
        pairs = [("hub.mode", "publish"), *(("hub.url", url) for url in row.topics)]
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = await self._outgoing.send(
                "POST", row.hub, _ANSWER_BYTES, urlencode(pairs).encode(), headers
            )
        except OutgoingError:
            return Pinged(row, self._again(row))
        return Pinged(row, None if 200 <= answer.status < 300 else self._again(row))

    def _again(self, row: Ping) -> float | None:
        return next_try(row.tries + 1, row.since, self._clock(), random.random(), self._schedule)

    def record(self, outcomes: list[Pinged]) -> None:
        with self._database.writing() as connection:
            for row, at in outcomes:
                held = (ping.c.key == bindparam("row")), (ping.c.claim == self._claim)
                again = update(ping).values(claim=None, try_at=at, tries=row.tries + 1)
                statement = delete(ping) if at is None else again
                connection.execute(statement.where(*held), [{"row": key} for key in row.keys])


def note(
    connection: Connection, hubs: Sequence[str], url: str, digest: str, now: float, *, quiet: bool
) -> None:
    """A feed has this content now: where that is another than the hubs were last told of, they
    are told. `quiet`: a feed nothing is known of is only noted."""
    key = key_of(url)
    known = connection.execute(select(topic.c.told_digest).where(topic.c.key == key)).scalar()
    if known == digest:
        return
    row = {"key": key, "url": url, "told_digest": digest, "changed_at": now}
    made = insert(connection, topic).values(row)
    connection.execute(
        made.on_conflict_do_update(index_elements=[topic.c.key], set_={"told_digest": digest})
    )
    for hub in hubs if known is not None or not quiet else ():
        _put(connection, hub, url, now)


def _put(connection: Connection, hub: str, url: str, now: float) -> None:
    row = {"key": key_of(hub, url), "hub": hub, "topic_url": url, "since": now, "try_at": now}
    made = insert(connection, ping).values(**row, tries=0, claim=None)
    renewed = {"since": now, "try_at": now, "tries": 0, "claim": None}
    connection.execute(made.on_conflict_do_update(index_elements=[ping.c.key], set_=renewed))


def _take_due(
    connection: Connection, claim: str, until: float, now: float, most: int
) -> list[Ping]:
    keys = claimed(connection, ping, ping.c.key, claim, until, now, most)
    rows = connection.execute(
        select(ping).where(ping.c.key.in_(keys)).order_by(ping.c.hub, ping.c.tries)
    ).all()
    found = []
    for (hub, tries), group in groupby(rows, key=lambda row: (row.hub, row.tries)):
        several = list(group)
        for start in range(0, len(several), _TOPICS):
            part = several[start : start + _TOPICS]
            found.append(
                Ping(
                    hub=hub,
                    host=urlsplit(hub).hostname or hub,
                    keys=tuple(row.key for row in part),
                    topics=tuple(row.topic_url for row in part),
                    tries=tries,
                    since=min(row.since for row in part),
                )
            )
    return found
