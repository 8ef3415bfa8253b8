"""How often a feed posts: its posts in each month."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import islice, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.index.codec import micros, moment
from feeds.index.index import Index
from feeds.index.select import term_id
from feeds.model import Term


class Month(NamedTuple):
    year: int
    month: int
    posts: int


def monthly(index: Index, term: Term, zone: ZoneInfo, most: int) -> tuple[Month, ...]:
    """Posts a month, oldest first: the `most` months that end with the newest post's.

    Months begin and end in `zone`. Counted along the feed's own list: the cost is that of its
    posts in these months.

    :raise UnknownTermError: no served post has the term
    """
    number = term_id(index, term)
    row = index.connection.execute("SELECT max(sort) FROM entry WHERE term = ?", (number,))
    newest = row.fetchone()[0]
    if newest is None:
        return ()
    starts = list(islice(month_starts(moment(newest).astimezone(zone)), most + 1))[::-1]
    return tuple(
        Month(start.year, start.month, _posts(index, number, micros(start), micros(end)))
        for start, end in pairwise(starts)
    )


def month_starts(newest: datetime) -> Iterator[datetime]:
    """The start of the month after `newest`, of its own month, and so on back, in its zone."""
    start = newest.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = start.year * 12 + start.month  # of the month after, counted from 0
    while months >= 12:
        yield start.replace(year=months // 12, month=months % 12 + 1)
        months -= 1


def _posts(index: Index, term: int, start: int, end: int) -> int:
    row = index.connection.execute(
        "SELECT count(*) FROM entry WHERE term = ? AND sort >= ? AND sort < ?", (term, start, end)
    )
    return int(row.fetchone()[0])
