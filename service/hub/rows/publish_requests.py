"""The topics that external hubs are to be told of: a row for each hub and topic until the hub took
it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from sqlalchemy import Connection, delete, select, update

from service.hub.rows.claims import Claim, claim_due
from service.hub.rows.database import insert
from service.hub.rows.tables import key_of, ping, topic

MOST_TOPICS = 100  # of one request


class PublishRequest(NamedTuple):
    """The topics that one hub is to be told of in one request."""

    hub: str
    host: str
    keys: tuple[str, ...]  # of the rows
    topics: tuple[str, ...]
    tries: int  # failures
    since: float  # when the first of them changed

    @property
    def is_unproven(self) -> bool:
        return False  # the operator has named the hub


class PublishOutcome(NamedTuple):
    """What came of a request."""

    row: PublishRequest
    next_try: float | None  # None: the hub took it, or it was given up


def note_content(
    connection: Connection, hubs: Sequence[str], url: str, digest: str, now: float, *, quiet: bool
) -> None:
    """Record a feed's content, and let the hubs be told of the feed where they were last told of
    another content. `quiet`: record a feed seen for the first time without announcing it."""
    key = key_of(url)
    query = select(topic.c.external_digest).where(topic.c.key == key)
    last_digest = connection.execute(query).scalar()
    if last_digest == digest:
        return
    row = {"key": key, "url": url, "external_digest": digest, "changed_at": now}
    statement = insert(connection, topic).values(row)
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=[topic.c.key], set_={topic.c.external_digest: digest}
        )
    )
    if last_digest is not None or not quiet:
        for hub in hubs:
            _put(connection, hub, url, now)


def take_due(connection: Connection, claim: Claim, most: int) -> list[PublishRequest]:
    """Claim rows that are due, as the requests to send for them."""
    keys = claim_due(connection, ping, ping.c.key, claim, most)
    rows = connection.execute(
        select(ping).where(ping.c.key.in_(keys)).order_by(ping.c.hub, ping.c.tries)
    )
    requests = []
    for (hub, tries), group in groupby(rows, key=lambda row: (row.hub, row.tries)):
        of_hub = list(group)
        for start in range(0, len(of_hub), MOST_TOPICS):
            requests.append(_request(hub, tries, of_hub[start : start + MOST_TOPICS]))
    return requests


def record(connection: Connection, outcomes: Iterable[PublishOutcome], worker: str) -> None:
    """End requests, or make them due again."""
    for row, at in outcomes:
        own = ping.c.key.in_(row.keys), ping.c.claim == worker
        again = update(ping).values(claim=None, try_at=at, tries=row.tries + 1)
        connection.execute((delete(ping) if at is None else again).where(*own))


def _put(connection: Connection, hub: str, url: str, now: float) -> None:
    row = {"key": key_of(hub, url), "hub": hub, "topic_url": url, "since": now, "try_at": now}
    statement = insert(connection, ping).values(**row, tries=0, claim=None)
    renewed = {"since": now, "try_at": now, "tries": 0, "claim": None}
    connection.execute(statement.on_conflict_do_update(index_elements=[ping.c.key], set_=renewed))


def _request(hub: str, tries: int, rows: Sequence[Any]) -> PublishRequest:
    return PublishRequest(
        hub=hub,
        host=urlsplit(hub).hostname or hub,
        keys=tuple(row.key for row in rows),
        topics=tuple(row.topic_url for row in rows),
        tries=tries,
        since=min(row.since for row in rows),
    )
