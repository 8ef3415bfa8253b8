"""What each subscriber is still to be sent: rows made by announcing, ended by distribution."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, case, delete, exists, func, literal, select, update

from service.hub.claims import claimed
from service.hub.database import insert
from service.hub.tables import delivery, subscription, topic
from service.publication.response import Finished


class Subscribed(NamedTuple):
    """A topic somebody is subscribed to."""

    id: int
    url: str
    digest: str  # of the content last announced


class Content(NamedTuple):
    """The newest announced content of a topic."""

    version: int
    digest: str
    content_type: str
    link: str
    body: bytes


class Delivery(NamedTuple):
    """One delivery as taken: where to, and what is known of earlier tries."""

    id: int  # the subscription's
    topic_id: int
    callback: str
    host: str
    secret: str | None
    tries: int
    since: float
    delivered_digest: str | None


class Delivered(NamedTuple):
    id: int
    version: int
    digest: str


class Failed(NamedTuple):
    id: int
    version: int
    failure: str
    next_try: float | None  # None: given up


def subscribed_topics(connection: Connection, now: float) -> list[Subscribed]:
    """The topics with a subscription whose lease has not ended."""
    living = exists().where(subscription.c.topic_id == topic.c.id, subscription.c.lease_end > now)
    rows = connection.execute(select(topic.c.id, topic.c.url, topic.c.digest).where(living))
    return [Subscribed(*row) for row in rows]


def announce(connection: Connection, found: Subscribed, content: Finished, now: float) -> int:
    """Keep a topic's new content, once, and a delivery of it for every subscriber; returns how
    many. Nothing where another worker has announced the same content."""
    whole = content.variants["identity"].full
    headers = {name.lower(): value for name, value in whole.headers}
    statement = (
        update(topic)
        .where(topic.c.id == found.id, topic.c.digest != content.digest)
        .values(
            version=topic.c.version + 1,
            digest=content.digest,
            content_type=headers["content-type"],
            link=headers["link"],
            body=whole.body,
            changed_at=now,
        )
        .returning(topic.c.version)
    )
    version = connection.execute(statement).scalar()
    return 0 if version is None else _due_for_all(connection, found.id, version, now)


def _due_for_all(connection: Connection, topic_id: int, version: int, now: float) -> int:
    """A delivery that waits is replaced: a subscriber gets the newest content, not a queue.
    One that a worker holds is left to it: when it is done, it sees that more is wanted."""
    due = select(
        subscription.c.id,
        subscription.c.host,
        literal(version),
        literal(now),
        literal(now),
        literal(0),
    ).where(subscription.c.topic_id == topic_id, subscription.c.lease_end > now)
    columns = ["subscription_id", "host", "wanted", "since", "try_at", "tries"]
    made = insert(connection, delivery).from_select(columns, due)
    at = case((delivery.c.claim.is_(None), made.excluded.try_at), else_=delivery.c.try_at)
    renewed = {"wanted": version, "since": now, "tries": 0, "try_at": at}
    return int(
        connection.execute(
            made.on_conflict_do_update(index_elements=[delivery.c.subscription_id], set_=renewed)
        ).rowcount
    )


def take_due(
    connection: Connection,
    claim: str,
    until: float,
    now: float,
    most: int,
    busy_hosts: Collection[str] = (),
) -> list[Delivery]:
    """Take deliveries that are due, for as long as `until`, none to `busy_hosts`."""
    key = delivery.c.subscription_id
    ids = claimed(connection, delivery, key, claim, until, now, most, busy_hosts)
    rows = connection.execute(
        select(
            subscription.c.id,
            subscription.c.topic_id,
            subscription.c.callback,
            subscription.c.host,
            subscription.c.secret,
            delivery.c.tries,
            delivery.c.since,
            delivery.c.delivered_digest,
        )
        .join_from(delivery, subscription, delivery.c.subscription_id == subscription.c.id)
        .where(delivery.c.subscription_id.in_(ids), subscription.c.lease_end > now)
    )
    return [Delivery(*row) for row in rows]


def content_of(connection: Connection, topic_id: int) -> Content | None:
    columns = (
        topic.c.version,
        topic.c.digest,
        topic.c.content_type,
        topic.c.link,
        topic.c.body,
    )
    row = connection.execute(select(*columns).where(topic.c.id == topic_id)).first()
    return None if row is None or row.body is None else Content(*row)


def versions(connection: Connection, topics: Collection[int]) -> list[tuple[int, int]]:
    """(topic, version of its newest announced content)"""
    found = select(topic.c.id, topic.c.version).where(topic.c.id.in_(topics))
    return [(row.id, row.version) for row in connection.execute(found)]


def record_delivered(
    connection: Connection, done: Iterable[Delivered], claim: str, now: float
) -> None:
    """They are done, unless newer content was announced meanwhile: then they are due again."""
    again = case((delivery.c.wanted <= bindparam("version"), None), else_=now)
    _record(
        connection,
        claim,
        [row._asdict() for row in done],
        try_at=again,
        tries=0,
        delivered_at=now,
        delivered_digest=bindparam("digest"),
    )


def record_failed(connection: Connection, failed: Iterable[Failed], claim: str, now: float) -> None:
    """They are due again by the schedule. One that was given up is tried at the next change,
    which may have come meanwhile."""
    given_up = case((delivery.c.wanted <= bindparam("version"), None), else_=now)
    _record(
        connection,
        claim,
        [row._asdict() for row in failed],
        try_at=func.coalesce(bindparam("next_try"), given_up),
        tries=delivery.c.tries + 1,
        failed_at=now,
        failure=bindparam("failure"),
    )


def _record(
    connection: Connection, claim: str, rows: list[dict[str, object]], **values: object
) -> None:
    if not rows:
        return
    held = (delivery.c.subscription_id == bindparam("id")), (delivery.c.claim == claim)
    connection.execute(update(delivery).where(*held).values(claim=None, **values), rows)


def end_subscriptions(connection: Connection, ids: Collection[int]) -> None:
    """Section 7: a subscriber that answers 410 is gone."""
    if ids:
        connection.execute(delete(subscription).where(subscription.c.id.in_(ids)))
