"""What the hub holds, for its operator: no secret is ever read here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from service.hub.database import Database
from service.hub.tables import delivery, subscription, topic

MOST_TOPICS = 500
MOST_SUBSCRIPTIONS = 10_000


@dataclass(frozen=True, slots=True)
class TopicStatus:
    """One topic and its subscriptions, counted."""

    url: str
    subscriptions: int
    next_lease_end: datetime
    last_delivery: datetime | None
    failing: int  # subscriptions whose last try failed
    due: int  # deliveries that wait, or are under way


@dataclass(frozen=True, slots=True)
class SubscriptionStatus:
    """One subscription and its delivery."""

    topic: str
    callback: str
    signed: bool
    lease_end: datetime
    delivered: datetime | None
    failed: datetime | None
    failure: str | None
    tries: int
    next_try: datetime | None


def subscriptions(database: Database) -> list[SubscriptionStatus]:
    """Every subscription by topic and callback, at most 10,000.

    :raise StateError: where the database cannot be reached
    """
    rows = (
        select(
            topic.c.url,
            subscription.c.callback,
            subscription.c.secret.is_not(None).label("signed"),
            subscription.c.lease_end,
            delivery.c.delivered_at,
            delivery.c.failed_at,
            delivery.c.failure,
            delivery.c.tries,
            delivery.c.try_at,
        )
        .join_from(subscription, topic, subscription.c.topic_id == topic.c.id)
        .outerjoin(delivery, delivery.c.subscription_id == subscription.c.id)
        .order_by(topic.c.url, subscription.c.callback)
        .limit(MOST_SUBSCRIPTIONS)
    )
    with database.reading() as connection:
        return [_subscription(row) for row in connection.execute(rows)]


def row_as_json(row: TopicStatus | SubscriptionStatus) -> dict[str, Any]:
    """The same for a program; times in ISO 8601."""
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in asdict(row).items()
    }


def topics(connection: Connection) -> list[TopicStatus]:
    """The topics with the most subscriptions first, at most 500."""
    fails = and_(delivery.c.tries > 0, delivery.c.failed_at.is_not(None))
    rows = (
        select(
            topic.c.url,
            func.count(subscription.c.id),
            func.min(subscription.c.lease_end),
            func.max(delivery.c.delivered_at),
            func.count(case((fails, 1))),
            func.count(delivery.c.try_at),
        )
        .join_from(topic, subscription, subscription.c.topic_id == topic.c.id)
        .outerjoin(delivery, delivery.c.subscription_id == subscription.c.id)
        .group_by(topic.c.id, topic.c.url)
        .order_by(func.count(subscription.c.id).desc(), topic.c.url)
        .limit(MOST_TOPICS)
    )
    return [
        TopicStatus(url, count, _required(end), _moment(last), failing, due)
        for url, count, end, last, failing, due in connection.execute(rows)
    ]


def _subscription(row: Any) -> SubscriptionStatus:
    return SubscriptionStatus(
        topic=row.url,
        callback=row.callback,
        signed=bool(row.signed),
        lease_end=_required(row.lease_end),
        delivered=_moment(row.delivered_at),
        failed=_moment(row.failed_at),
        failure=row.failure,
        tries=row.tries or 0,
        next_try=_moment(row.try_at),
    )


def _required(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _moment(seconds: float | None) -> datetime | None:
    return None if seconds is None else _required(seconds)
