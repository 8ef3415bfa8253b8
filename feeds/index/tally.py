"""How many posts a combined or filtered feed has, in all and in each month."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from itertools import islice, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.index.codec import micros, moment
from feeds.index.full_text import FullText
from feeds.index.index import Index
from feeds.index.monthly import Month, month_starts
from feeds.index.select import newest_places
from feeds.query import Query

MOST = 50_000  # posts that are counted: no index knows how many several terms share


class Tally(NamedTuple):
    """The posts of a feed, at most `MOST`. `months` are those that were counted to their ends,
    oldest first; the last is that of the newest post."""

    posts: int
    is_all: bool
    months: tuple[Month, ...]


def tally(index: Index, query: Query, zone: ZoneInfo, words: FullText | None, months: int) -> Tally:
    """Count the newest posts of a query's feed. Months begin and end in `zone`, and there are
    `months` of them at most. `words` is needed for a query with words, and for no other.

    :raise UnknownTermError: a term of the query that no served post has
    """
    places = newest_places(index, query, zone, words, MOST + 1)
    counted, is_all = places[:MOST], len(places) <= MOST
    sorts = [place.sort for place in reversed(counted)]
    return Tally(len(counted), is_all, _by_month(sorts, zone, months, is_all))


def _by_month(sorts: Sequence[int], zone: ZoneInfo, most: int, is_all: bool) -> tuple[Month, ...]:
    """The months of ascending places. Where older posts were left out, the month of the oldest
    one is, too."""
    if not sorts:
        return ()
    starts = list(islice(month_starts(moment(sorts[-1]).astimezone(zone)), most + 1))[::-1]
    edges = [(start, bisect_left(sorts, micros(start))) for start in starts]
    return tuple(
        Month(start.year, start.month, end - begin)
        for (start, begin), (_, end) in pairwise(edges)
        if is_all or begin
    )
