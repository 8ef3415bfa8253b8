"""How often a feed posts: its posts in each month."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from itertools import islice, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.index.codec import micros, moment
from feeds.index.index import Index
from feeds.index.select import number_of
from feeds.model import Term

_COUNT = """
SELECT (
    SELECT count(*) FROM entry
    WHERE term = ? AND sort >= span.value ->> 0 AND sort < span.value ->> 1
)
FROM json_each(?) AS span ORDER BY span.key
"""


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
    number = number_of(index, term)
    row = index.connection.execute("SELECT max(sort) FROM entry WHERE term = ?", (number,))
    newest = row.fetchone()[0]
    if newest is None:
        return ()
    local = moment(newest).astimezone(zone)
    starts = _starts(local.year, local.month, zone, most)
    posts = _posts(index, number, [start for _, _, start in starts])
    return tuple(
        Month(year, month, count) for (year, month, _), count in zip(starts, posts, strict=False)
    )


@lru_cache(256)  # of all feeds, nearly all were updated in the last months
def _starts(year: int, month: int, zone: ZoneInfo, most: int) -> list[tuple[int, int, int]]:
    """Year, month and first microsecond of `most` months that end with this one, oldest first, and
    of the one behind."""
    starts = islice(month_starts(datetime(year, month, 1, tzinfo=zone)), most + 1)
    return [(start.year, start.month, micros(start)) for start in starts][::-1]


def month_starts(newest: datetime) -> Iterator[datetime]:
    """The start of the month after `newest`, of its own month, and so on back, in its zone."""
    start = newest.replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    months = start.year * 12 + start.month  # of the month after, counted from 0
    while months >= 12:
        yield start.replace(year=months // 12, month=months % 12 + 1)
        months -= 1


def _posts(index: Index, term: int, starts: list[int]) -> list[int]:
    """How many posts stand between each of these and the next."""
    rows = index.connection.execute(_COUNT, (term, json.dumps(list(pairwise(starts)))))
    return [count for (count,) in rows]
