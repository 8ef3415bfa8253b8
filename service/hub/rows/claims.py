"""Claims: a worker takes rows that are due, and no other worker takes the same ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    exists,
    func,
    or_,
    select,
    update,
)

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

    """
    elsewhere = [table.c.host.not_in(busy_hosts)] if busy_hosts else []
    due = select(key).where(table.c.try_at <= claim.now, *elsewhere, *which)
    return _claim(connection, table, key, claim, due.order_by(table.c.try_at).limit(most))


def claim_in_turn(
    connection: Connection,
    table: Table,
    key: Column[Any],
    claim: Claim,
    most: int,
    busy_hosts: Collection[str],
    client: ColumnElement[str],
    *which: ColumnElement[bool],
) -> list[Any]:
    """Claim at most `most` rows that are due, none of `busy_hosts`, and those alone for which all
    of `which` is true; returns their keys, in the order of their turns. Next is always a row of the
    client that has fewest in the worker's hand: what one client has in any number stands behind the
    first of each other client."""
    is_due = table.c.try_at <= claim.now
    elsewhere = [or_(~is_due, table.c.host.not_in(busy_hosts))] if busy_hosts else []
    in_hand_first = table.c.claim.is_(None), table.c.try_at
    turn = func.row_number().over(partition_by=client, order_by=in_hand_first)
    rows = select(key.label("key"), table.c.try_at, turn.label("turn"))
    rows = rows.where(or_(is_due, table.c.claim == claim.worker), *elsewhere, *which)
    turns = rows.subquery()
    due = select(turns.c.key).where(turns.c.try_at <= claim.now)
    next_keys = due.order_by(turns.c.turn, turns.c.try_at).limit(most)
    keys = connection.execute(next_keys).scalars().all()
    still_due = select(key).where(key.in_(keys), is_due)
    claimed = set(_claim(connection, table, key, claim, still_due)) if keys else set()
    return [each for each in keys if each in claimed]


def _claim(
    connection: Connection, table: Table, key: Column[Any], claim: Claim, due: Select[Any]
) -> Sequence[Any]:
    """On PostgreSQL a worker skips the rows that another is just claiming. SQLite has one writer at
    a time anyway, and SQLAlchemy leaves that clause out."""
    free = due.with_for_update(skip_locked=True)
    claimed = update(table).where(key.in_(free)).values(claim=claim.worker, try_at=claim.until)
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
