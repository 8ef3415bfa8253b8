"""The hub's state for its operator: numbers, topics and subscriptions. No secret is read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, and_, case, func, select

from feeds.addresses import ROUTE
from service.hub.rows.database import Database
from service.hub.rows.moves import foreign_topics
from service.hub.rows.tables import delivery, ping, subscription, topic, verification

_FEED = re.compile(ROUTE)
MOST_TOPICS = 500
MOST_SUBSCRIPTIONS = 10_000


@dataclass(frozen=True, slots=True)
class HubCounts:
    """Numbers of rows. A row that waits is due now or later; one that fails was tried and waits."""

    topics: int
    subscriptions: int
    deliveries_waiting: int
    deliveries_failing: int
    verifications_waiting: int
    pings_waiting: int  # topics that an external hub is to be told of


@dataclass(frozen=True, slots=True)
class TopicReport:
    """One topic and its subscriptions, counted."""

    url: str
    subscriptions: int
    next_lease_end: datetime
    last_delivery: datetime | None
    failing: int  # subscriptions whose last try failed
    due: int  # deliveries that wait, or are under way


@dataclass(frozen=True, slots=True)
class SubscriptionReport:
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


def hub_counts(connection: Connection) -> HubCounts:
    waiting = delivery.c.try_at.is_not(None)
    return HubCounts(
        topics=_count(connection, topic),
        subscriptions=_count(connection, subscription),
        deliveries_waiting=_count(connection, delivery, waiting),
        deliveries_failing=_count(connection, delivery, waiting, delivery.c.tries > 0),
        verifications_waiting=_count(connection, verification),
        pings_waiting=_count(connection, ping),
    )


def topic_reports(connection: Connection) -> list[TopicReport]:
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
        TopicReport(url, count, _time(end), _optional_time(last), failing, due)
        for url, count, end, last, failing, due in connection.execute(rows)
    ]


def subscription_reports(database: Database) -> list[SubscriptionReport]:
    """Every subscription by topic and callback, at most 10,000.

    :raise StateError: the database cannot be reached
    """
    with database.reading() as connection:
        rows = connection.execute(_subscriptions().limit(MOST_SUBSCRIPTIONS))
        return [_subscription(row) for row in rows]


def subscription_report(connection: Connection, key: str) -> SubscriptionReport | None:
    """The subscription of this key."""
    row = connection.execute(_subscriptions().where(subscription.c.key == key)).first()
    return None if row is None else _subscription(row)


def _subscriptions() -> Select[Any]:
    return (
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
    )


def former_base_urls(database: Database, base_url: str) -> dict[str, int]:
    """The base URLs below which topics with subscribers lie and this service no longer does, each
    with the number of its topics.

    :raise StateError: the database cannot be reached
    """
    with database.reading() as connection:
        urls = foreign_topics(connection, base_url)
    return dict(Counter(_base_of(url) for url in urls))


def _base_of(url: str) -> str:
    """What stands before the path of a feed in an address."""
    origin = "/".join(url.split("/")[:3])
    for at in (match.start() for match in re.finditer("/", url)):
        if at >= len(origin) and _FEED.fullmatch(url[at + 1 :].partition("?")[0]):
            return url[:at]
    return origin


def report_as_json(report: TopicReport | SubscriptionReport) -> dict[str, Any]:
    """The same for a program; times in ISO 8601."""
    return {
        name: value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
        for name, value in asdict(report).items()
    }


def _count(connection: Connection, table: FromClause, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return int(connection.execute(query).scalar_one())


def _subscription(row: Any) -> SubscriptionReport:
    return SubscriptionReport(
        topic=row.url,
        callback=row.callback,
        signed=bool(row.signed),
        lease_end=_time(row.lease_end),
        delivered=_optional_time(row.delivered_at),
        failed=_optional_time(row.failed_at),
        failure=row.failure,
        tries=row.tries or 0,
        next_try=_optional_time(row.try_at),
    )


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _optional_time(seconds: float | None) -> datetime | None:
    return None if seconds is None else _time(seconds)
