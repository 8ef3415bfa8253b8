"""Claims: a worker takes rows that are due, and no other worker takes the same ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, Table, exists, select, update

from service.hub.rows.tables import delivery, ping, verification


class Claim(NamedTuple):
    """What a worker writes into the rows that it takes. Times are seconds since 1970."""

    worker: str  # its name
    now: float
    until: float  # when another worker may take the row


def claim_due(
    connection: Connection,
    table: Table,
    key: Column[Any],
    claim: Claim,
    most: int,
    busy_hosts: Collection[str] = (),
    *which: ColumnElement[bool],
) -> Sequence[Any]:
    """Claim at most `most` rows that are due, and return their keys: those alone for which all of
    `which` is true. A table that has hosts gives no row of a busy one.

    On PostgreSQL a worker skips the rows that another is just claiming. SQLite has one writer at
    a time anyway, and SQLAlchemy leaves that clause out.
    """
    elsewhere = [table.c.host.not_in(busy_hosts)] if busy_hosts else []
    due = (
        select(key)
        .where(table.c.try_at <= claim.now, *elsewhere, *which)
        .order_by(table.c.try_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    claimed = update(table).where(key.in_(due)).values(claim=claim.worker, try_at=claim.until)
    return connection.execute(claimed.returning(key)).scalars().all()


def give_back(connection: Connection, worker: str, now: float) -> None:
    """Make everything due again that a worker claimed and did not finish before it ended."""
    for table in (verification, delivery, ping):
        rows = update(table).where(table.c.claim == worker)
        connection.execute(rows.values(claim=None, try_at=now))


def give_back_except(
    connection: Connection,
    table: Table,
    key: Column[Any],
    keys: Collection[Any],
    worker: str,
    now: float,
) -> None:
    """Make due again what a worker has claimed without learning of it, because the database went
    away before it answered: everything but these keys."""
    rows = update(table).where(table.c.claim == worker, key.not_in(keys))
    connection.execute(rows.values(claim=None, try_at=now))


def any_due(connection: Connection, table: Table, now: float) -> bool:
    return bool(connection.execute(select(exists().where(table.c.try_at <= now))).scalar())
