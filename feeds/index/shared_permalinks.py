"""Posts that share one permalink: each is kept, each with an id of its own.

The first by path has the plain id; every other one's is made distinct by its own path. So the
ids depend on the files alone, whatever the order they came in.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

SHARED = "R05"


def distinguish_all(connection: sqlite3.Connection) -> None:
    """After a build: every permalink that more than one post has."""
    shared = connection.execute(
        "SELECT link FROM post WHERE link IS NOT NULL GROUP BY link HAVING count(*) > 1"
    ).fetchall()
    distinguish(connection, (link for (link,) in shared))


def distinguish(connection: sqlite3.Connection, links: Iterable[int]) -> list[int]:
    """Give the posts of these permalinks their ids; returns the pids whose id changed."""
    changed: list[int] = []
    for link in links:
        rows = connection.execute(
            "SELECT pid, path, distinct_id FROM post WHERE link = ? ORDER BY path", (link,)
        ).fetchall()
        for place, (pid, _, old) in enumerate(rows):
            new = f"{pid:x}" if place else ""
            if new or old:  # the message, too, names the first, which may be another one now
                _set(connection, pid, new, rows[0][1])
            if new != old:
                changed.append(pid)
    return changed


def _set(connection: sqlite3.Connection, pid: int, distinct: str, first: str) -> None:
    connection.execute("UPDATE post SET distinct_id = ? WHERE pid = ?", (distinct, pid))
    connection.execute("DELETE FROM fault WHERE pid = ? AND code = ?", (pid, SHARED))
    if distinct:
        message = f"shares its permalink with {first}: its id was made distinct"
        connection.execute("INSERT INTO fault VALUES (?, 1, ?, ?)", (pid, SHARED, message))
