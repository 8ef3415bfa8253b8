"""Requests to scan the archive, which reach the workers of all machines through the database.

A row counts requests of one kind. The row with an empty key counts publish pings; each other row
has the id of an index as its key, and counts the changes that its machine has taken in itself.
"""

from __future__ import annotations

from sqlalchemy import Connection, select

from service.hub.rows.database import insert
from service.hub.rows.tables import scan_request

PING = ""


def request(connection: Connection, key: str) -> None:
    """Count one more request of this kind."""
    statement = insert(connection, scan_request).values(key=key, number=1)
    later = {"number": scan_request.c.number + 1}
    connection.execute(
        statement.on_conflict_do_update(index_elements=[scan_request.c.key], set_=later)
    )


def numbers(connection: Connection) -> dict[str, int]:
    """How many requests there were, by kind."""
    rows = connection.execute(select(scan_request.c.key, scan_request.c.number))
    return {key: int(number) for key, number in rows}
