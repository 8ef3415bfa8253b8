"""The hub in numbers, for its operator."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, FromClause, func, select

from service.hub.tables import delivery, ping, subscription, topic, verification


@dataclass(frozen=True, slots=True)
class Overview:
    """Rows as they are. What waits is due or will be; what fails was tried in vain and waits."""

    topics: int
    subscriptions: int
    deliveries_waiting: int
    deliveries_failing: int
    verifications_waiting: int
    pings_waiting: int


def overview(connection: Connection) -> Overview:
    waiting = delivery.c.try_at.is_not(None)
    return Overview(
        topics=_count(connection, topic),
        subscriptions=_count(connection, subscription),
        deliveries_waiting=_count(connection, delivery, waiting),
        deliveries_failing=_count(connection, delivery, waiting, delivery.c.tries > 0),
        verifications_waiting=_count(connection, verification),
        pings_waiting=_count(connection, ping),
    )


def _count(connection: Connection, table: FromClause, *conditions: ColumnElement[bool]) -> int:
    query = select(func.count()).select_from(table).where(*conditions)
    return int(connection.execute(query).scalar_one())
