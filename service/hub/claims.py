"""Taking rows that are due, so that no two workers hold one at once."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Column, Connection, Table, exists, select, update

from service.hub.tables import delivery, ping, verification


def claimed(
    connection: Connection,
    table: Table,
    key: Column[Any],
    claim: str,
    until: float,
    now: float,
    most: int,
    busy_hosts: Collection[str] = (),
) -> Collection[Any]:
    """The keys of at most `most` rows that are due, now held under `claim` up to `until`; none
    of a host that is busy, in a table that names hosts.

    PostgreSQL's workers pass over the rows that another is just taking; SQLite has one writer
    at a time anyway, and leaves that clause out.
    """
    elsewhere = [table.c.host.not_in(busy_hosts)] if busy_hosts else []
    due = (
        select(key)
        .where(table.c.try_at <= now, *elsewhere)
        .order_by(table.c.try_at)
        .limit(most)
        .with_for_update(skip_locked=True)
    )
    taken = update(table).where(key.in_(due)).values(claim=claim, try_at=until)
    return connection.execute(taken.returning(key)).scalars().all()


def give_back(connection: Connection, claim: str, now: float) -> None:
    """What a worker that ended had taken and not done is due again."""
    for table in (verification, delivery, ping):
        held = update(table).where(table.c.claim == claim)
        connection.execute(held.values(claim=None, try_at=now))


def any_due(connection: Connection, table: Table, now: float) -> bool:
    return bool(connection.execute(select(exists().where(table.c.try_at <= now))).scalar())
