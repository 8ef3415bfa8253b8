"""Verified subscriptions, and their topics."""

from __future__ import annotations

import hmac

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    case,
    delete,
    exists,
    func,
    literal_column,
    or_,
    select,
    union,
    update,
)

from service.hub.rows.database import insert
from service.hub.rows.tables import key_of, subscription, topic, verification
from service.hub.rows.verifications import VerificationRequest, waits_for_same

_RENEWED = ("secret", "signature_method", "lease_seconds", "lease_end", "client")


def has_secret(connection: Connection, key: str, secret: str) -> bool:
    """Whether the subscription of this key has this secret."""
    query = select(subscription.c.secret).where(subscription.c.key == key)
    own_secret = connection.execute(query).scalar()
    return own_secret is not None and hmac.compare_digest(str(own_secret).encode(), secret.encode())


def is_known(connection: Connection, request: VerificationRequest) -> bool:
    """Whether there is a subscription, or a request for one by whichever client."""
    either = or_(
        exists().where(subscription.c.key == request.key),
        exists().where(waits_for_same(request), verification.c.mode == "subscribe"),
    )
    return bool(connection.execute(select(either)).scalar())


def lease_end(connection: Connection, key: str) -> float | None:
    """Seconds since 1970; None where there is no such subscription."""
    query = select(subscription.c.lease_end).where(subscription.c.key == key)
    return connection.execute(query).scalar()


def counts(connection: Connection, host: str) -> tuple[int, int]:
    """The number of subscriptions: in all, and at this callback host."""
    in_all = select(func.count()).select_from(subscription)
    at_host = in_all.where(subscription.c.host == host)
    row = connection.execute(select(in_all.scalar_subquery(), at_host.scalar_subquery())).one()
    return row[0], row[1]


def is_filtered(topic_url: str, base_url: str) -> bool:
    """Whether a topic has filters or is that of a month: as `_filtered` has it in SQL."""
    return "?" in topic_url or topic_url.startswith(f"{base_url}/archive/")


def filtered_topics(
    connection: Connection, base_url: str, beside: str, host: str | None = None
) -> int:
    """The number of topics with filters or of a month, `beside` one, of subscriptions and of
    requests that wait: in all, or at this callback host."""
    kept = select(topic.c.url).where(*_filtered(topic.c.url, base_url, beside))
    url = verification.c.topic_url
    waits = select(url).where(*_filtered(url, base_url, beside))
    if host is not None:
        kept = kept.join(subscription).where(subscription.c.host == host)
        waits = waits.where(verification.c.host == host)
    topics = union(kept, waits).subquery()
    return int(connection.execute(select(func.count()).select_from(topics)).scalar_one())


def _filtered(url: Column[str], base_url: str, beside: str) -> tuple[ColumnElement[bool], ...]:
    of_month = url.startswith(f"{base_url}/archive/", autoescape=True)
    return url != beside, or_(url.contains("?"), of_month)


def subscribe(connection: Connection, request: VerificationRequest, now: float) -> None:
    """Grant a verified request. It replaces all of the old state, also the secret or its absence
    (section 5.1)."""
    topic_id = _topic(connection, request, now)
    row = {
        "topic_id": topic_id,
        "key": request.key,
        "callback": request.callback,
        "host": request.host,
        "secret": request.secret,
        "signature_method": request.signature_method,
        "lease_seconds": request.lease_seconds,
        "lease_end": now + request.lease_seconds,
        "client": request.client,
    }
    renewed = {name: row[name] for name in _RENEWED}
    statement = insert(connection, subscription).values(row)
    connection.execute(
        statement.on_conflict_do_update(index_elements=[subscription.c.key], set_=renewed)
    )


def unsubscribe(connection: Connection, key: str) -> None:
    connection.execute(delete(subscription).where(subscription.c.key == key))


def any_ended(connection: Connection, now: float) -> bool:
    """Whether the lease of any subscription has ended."""
    ended = exists().where(subscription.c.lease_end <= now)
    return bool(connection.execute(select(ended)).scalar())


def end_leases(connection: Connection, now: float) -> int:
    """Delete the subscriptions whose lease has ended (section 5.3: leases are enforced); returns
    how many."""
    return connection.execute(delete(subscription).where(subscription.c.lease_end <= now)).rowcount


def forget_topics(connection: Connection) -> None:
    """Drop the content of topics without a subscriber, and the topics themselves, but for those
    that external hubs were told of."""
    unwanted = ~exists().where(subscription.c.topic_id == topic.c.id)
    connection.execute(delete(topic).where(unwanted, topic.c.external_digest.is_(None)))
    emptied = update(topic).where(unwanted, topic.c.body.is_not(None))
    connection.execute(emptied.values(body=None, digest=""))


def _topic(connection: Connection, request: VerificationRequest, now: float) -> int:
    """The id of the topic's row. Where the topic had no subscriber, later contents are compared
    with what the new one could read when it sent its request."""
    statement = insert(connection, topic).values(
        key=key_of(request.topic_url),
        url=request.topic_url,
        digest=request.request_digest,
        changed_at=now,
    )
    # `topic.c.id` would bring the whole table into the subquery, in which every topic then counts.
    has_subscriber = exists().where(subscription.c.topic_id == literal_column("topic.id"))
    # The row is written whether it changes or not: so whoever announces the topic at this moment
    # waits, and sees the new subscription, or has the new one see what was announced.
    statement = statement.on_conflict_do_update(
        index_elements=[topic.c.key],
        set_={"digest": case((has_subscriber, topic.c.digest), else_=request.request_digest)},
    )
    return int(connection.execute(statement.returning(topic.c.id)).scalar_one())
