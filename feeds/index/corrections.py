"""Posts that were changed after their publication, and posts that were withdrawn."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from feeds.index.codec import decode, micros, moment
from feeds.index.index import Index
from feeds.index.select import number_of
from feeds.model import Post
from feeds.query import Query

_MOST_TOMBSTONES = 100

# A file that was moved is not withdrawn: its permalink is there again.
_GONE = "NOT EXISTS (SELECT 1 FROM post WHERE post.link = withdrawn.link AND post.state = 0)"


class Correction(NamedTuple):
    """`at` is the change the post itself names, or the refresh that found the post gone."""

    at: datetime
    post: Post
    distinct: str
    withdrawn: bool


def corrections(index: Index, limit: int, page: int) -> list[Correction]:
    """All corrections of the site, newest first; one more than `limit` where there is more."""
    rows = index.connection.execute(
        "SELECT at, path, body, distinct_id, gone FROM ("
        "SELECT updated AS at, path, body, distinct_id, 0 AS gone, pid "
        "FROM post WHERE state = 0 AND updated IS NOT NULL "
        f"UNION ALL SELECT at, path, body, distinct_id, 1, pid FROM withdrawn WHERE {_GONE}) "
        "ORDER BY at DESC, pid LIMIT ? OFFSET ?",
        (limit + 1, (page - 1) * limit),
    )
    return _read(rows)


def withdrawn(index: Index, query: Query, since: datetime) -> list[Correction]:
    """Posts withdrawn from a feed since an instant, newest first; a bounded number.

    :raise UnknownTermError: a term of the query that no served post has
    """
    groups = [[number_of(index, term) for term in group] for group in query.groups()]
    stood = "".join(
        "AND EXISTS (SELECT 1 FROM json_each(terms) WHERE value IN "
        f"({','.join('?' * len(group))})) "
        for group in groups
    )
    rows = index.connection.execute(
        "SELECT at, path, body, distinct_id, 1 FROM withdrawn "
        f"WHERE at >= ? AND {_GONE} {stood} ORDER BY at DESC, pid LIMIT ?",
        (micros(since), *(number for group in groups for number in group), _MOST_TOMBSTONES),
    )
    return _read(rows)


def permalink_of(index: Index, link: int) -> tuple[str | None, bool]:
    """(permalink, whether its post was withdrawn) by its short key; None for an unknown key."""
    served = "SELECT path, body FROM post WHERE link = ? AND state = 0 ORDER BY path LIMIT 1"
    taken_back = "SELECT path, body FROM withdrawn WHERE link = ?"
    for statement, gone in ((served, False), (taken_back, True)):
        row = index.connection.execute(statement, (link,)).fetchone()
        if row:
            return decode(*row).permalink, gone
    return None, False


def _read(rows: Iterable[tuple[int, str, str, str, int]]) -> list[Correction]:
    return [
        Correction(moment(at), decode(path, body), distinct, bool(gone))
        for at, path, body, distinct, gone in rows
    ]
