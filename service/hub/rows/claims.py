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

_ORDERED = 5000  # rows
_ORDER_SECONDS = 0.5


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
) -> Sequence[Any]:
    """Claim at most `most` rows that are due, and return their keys."""
    due = select(key).where(table.c.try_at <= claim.now)
    return _claim(connection, table, key, claim, due.order_by(table.c.try_at).limit(most))


class Turns:
    """Claims rows of a table in turns between clients: next is always a row of the client that has
    fewest in the worker's hand. So what one client has in any number stands behind the first of
    each other client.

    For the order all rows that are due are looked at, so it is kept for a moment."""

    def __init__(
        self,
        table: Table,
        key: Column[Any],
        client: ColumnElement[str],
        which: ColumnElement[bool] | None = None,
    ) -> None:
        """`client` is that of a row; those rows alone are claimed for which `which` is true."""
        self._table = table
        self._key = key
        self._client = client
        self._which = [] if which is None else [which]
        self._next: Sequence[Any] = ()
        self._until = 0.0  # when the order is too old

    def claim(
        self, connection: Connection, claim: Claim, most: int, busy_hosts: Collection[str]
    ) -> list[Any]:
        """Claim at most `most` rows that are due, none of `busy_hosts`; returns their keys, in the
        order of their turns."""
        if not self._next or claim.now >= self._until:
            self._next = connection.execute(self._in_turn(claim, busy_hosts)).scalars().all()
            self._until = claim.now + _ORDER_SECONDS
        keys, self._next = self._next[:most], self._next[most:]
        if not keys:
            return []
        still_due = select(self._key).where(self._key.in_(keys), self._table.c.try_at <= claim.now)
        claimed = set(_claim(connection, self._table, self._key, claim, still_due))
        return [each for each in keys if each in claimed]

    def _in_turn(self, claim: Claim, busy_hosts: Collection[str]) -> Select[Any]:
        columns = self._table.c
        is_due = columns.try_at <= claim.now
        elsewhere = [or_(~is_due, columns.host.not_in(busy_hosts))] if busy_hosts else []
        in_hand_first = columns.claim.is_(None), columns.try_at
        turn = func.row_number().over(partition_by=self._client, order_by=in_hand_first)
        rows = select(self._key.label("key"), columns.try_at, turn.label("turn"))
        either = or_(is_due, columns.claim == claim.worker)
        turns = rows.where(either, *elsewhere, *self._which).subquery().c
        due = select(turns.key).where(turns.try_at <= claim.now)
        return due.order_by(turns.turn, turns.try_at).limit(_ORDERED)


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
