"""Requests that wait for verification, and the subscriptions they end in."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, delete, exists, func, or_, select, update

from service.hub.claims import claimed
from service.hub.database import insert
from service.hub.requests import Mode
from service.hub.tables import key_of, subscription, topic, verification


class Asked(NamedTuple):
    """A request that passed all that can be checked without calling anybody."""

    mode: Mode
    topic_url: str  # canonical
    asked_url: str  # as the subscriber spelled it
    callback: str
    host: str
    secret: str | None = None
    lease_seconds: int = 0  # granted
    seen_digest: str = ""  # of the topic's content now

    @property
    def key(self) -> str:
        """Section 5.1: a subscription is the tuple of topic and callback."""
        return key_of(self.topic_url, self.callback)


class Verification(NamedTuple):
    """`asked` as it waits, with what tells it from a later request for the same key."""

    id: int
    nonce: str
    asked: Asked

    @property
    def host(self) -> str:
        return self.asked.host


def put(connection: Connection, asked: Asked, at: float) -> None:
    """Let a request wait for its verification at `at`; it takes an earlier one's place."""
    row = {
        **asked._asdict(),
        "key": asked.key,
        "nonce": secrets.token_hex(16),
        "try_at": at,
        "claim": None,
    }
    made = insert(connection, verification).values(row)
    connection.execute(
        made.on_conflict_do_update(
            index_elements=[verification.c.key],
            set_={name: made.excluded[name] for name in row if name != "key"},
        )
    )


def take_due(
    connection: Connection,
    claim: str,
    until: float,
    now: float,
    most: int,
    busy_hosts: Collection[str] = (),
) -> list[Verification]:
    """Take requests that are due, for as long as `until`, none to `busy_hosts`."""
    key = verification.c.id
    ids = claimed(connection, verification, key, claim, until, now, most, busy_hosts)
    rows = connection.execute(select(verification).where(verification.c.id.in_(ids)))
    return [_verification(row._mapping) for row in rows]


def drop(connection: Connection, done: Verification) -> bool:
    """End a request. False where a later one has taken its place meanwhile."""
    same = and_(verification.c.id == done.id, verification.c.nonce == done.nonce)
    return connection.execute(delete(verification).where(same)).rowcount == 1


def is_known(connection: Connection, key: str) -> bool:
    """Whether a subscription, or a request for one, exists."""
    found = select(
        or_(
            exists().where(subscription.c.key == key),
            exists().where(and_(verification.c.key == key, verification.c.mode == "subscribe")),
        )
    )
    return bool(connection.execute(found).scalar())


def lease_end(connection: Connection, key: str) -> float | None:
    """Seconds since 1970; None where there is no such subscription."""
    found = select(subscription.c.lease_end).where(subscription.c.key == key)
    return connection.execute(found).scalar()


def waiting(connection: Connection, host: str) -> tuple[int, int]:
    """Requests that wait: in all, and for this callback host."""
    counted = select(func.count()).select_from(verification)
    of_host = counted.where(verification.c.host == host)
    return connection.execute(counted).scalar_one(), connection.execute(of_host).scalar_one()


def count(connection: Connection, host: str | None = None) -> int:
    counted = select(func.count()).select_from(subscription)
    if host is not None:
        counted = counted.where(subscription.c.host == host)
    return int(connection.execute(counted).scalar_one())


def subscribe(connection: Connection, asked: Asked, now: float) -> None:
    """What a verified request grants. Section 5.1: it overrides all of the old state, the
    secret or its absence included."""
    topic_id = _topic(connection, asked, now)
    row = {
        "topic_id": topic_id,
        "key": asked.key,
        "callback": asked.callback,
        "host": asked.host,
        "secret": asked.secret,
        "lease_seconds": asked.lease_seconds,
        "lease_end": now + asked.lease_seconds,
    }
    made = insert(connection, subscription).values(row)
    renewed = ("secret", "lease_seconds", "lease_end")
    connection.execute(
        made.on_conflict_do_update(
            index_elements=[subscription.c.key], set_={name: row[name] for name in renewed}
        )
    )


def unsubscribe(connection: Connection, key: str) -> None:
    connection.execute(delete(subscription).where(subscription.c.key == key))


def any_ended(connection: Connection, now: float) -> bool:
    ended = exists().where(subscription.c.lease_end <= now)
    return bool(connection.execute(select(ended)).scalar())


def end_leases(connection: Connection, now: float) -> int:
    """Section 5.3: leases are enforced. Returns how many subscriptions ended."""
    return connection.execute(delete(subscription).where(subscription.c.lease_end <= now)).rowcount


def forget_topics(connection: Connection) -> None:
    """Topics without a subscriber keep nothing, but for what external hubs were told."""
    unwanted = ~exists().where(subscription.c.topic_id == topic.c.id)
    connection.execute(delete(topic).where(unwanted, topic.c.told_digest.is_(None)))
    emptied = update(topic).where(unwanted, topic.c.body.is_not(None))
    connection.execute(emptied.values(body=None, digest=""))


def _topic(connection: Connection, asked: Asked, now: float) -> int:
    """The topic's row. Where nobody was subscribed, what the new subscriber saw is what later
    contents are compared with."""
    row = {
        "key": key_of(asked.topic_url),
        "url": asked.topic_url,
        "digest": asked.seen_digest,
        "changed_at": now,
    }
    made = insert(connection, topic).values(row).on_conflict_do_nothing()
    connection.execute(made)
    topic_id = connection.execute(select(topic.c.id).where(topic.c.key == row["key"])).scalar_one()
    alone = ~exists().where(and_(subscription.c.topic_id == topic_id))
    connection.execute(
        update(topic).where(topic.c.id == topic_id, alone).values(digest=asked.seen_digest)
    )
    return int(topic_id)


def _verification(row: Any) -> Verification:
    asked = Asked(**{name: row[name] for name in Asked._fields})
    return Verification(row["id"], row["nonce"], asked)
