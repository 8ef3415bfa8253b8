"""The index for people: the feeds there are, searched, sorted, paged, and how often one posts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice, pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from feeds.index.codec import micros, moment
from feeds.index.index import Index
from feeds.index.select import TermRow, term_id
from feeds.model import Term, TermKind

Order = Literal["name", "size", "change"]
ORDERS: tuple[Order, ...] = ("size", "name", "change")

_NEWEST = "(SELECT sort FROM entry WHERE term = term.id ORDER BY sort DESC LIMIT 1)"
_MATCHING = "FROM term WHERE count > 0 AND kind <> 'site' AND matches(kind, name)"
_ORDERED: Mapping[Order, str] = {
    "size": "count DESC, name COLLATE NOCASE, kind",
    "name": "name COLLATE NOCASE, name, kind",
    "change": f"{_NEWEST} DESC, name COLLATE NOCASE, kind",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person looks for: every one of `words` in a term's name or label."""

    words: str = ""
    kind: TermKind | None = None
    order: Order = "size"
    labels: Mapping[Term, str] = field(default_factory=dict)


class Listing(NamedTuple):
    """One page of the feeds that match; `counts` are of all that do, by kind, whatever kind was
    wished."""

    rows: tuple[TermRow, ...]
    counts: Mapping[TermKind, int]


class Month(NamedTuple):
    year: int
    month: int
    posts: int


def listing(index: Index, wish: Wish, start: int, most: int) -> Listing:
    """The feeds a wish finds, from `start` on, at most `most` of them."""
    index.connection.create_function("matches", 2, _matcher(wish), deterministic=True)
    counts = dict(index.connection.execute(f"SELECT kind, count(*) {_MATCHING} GROUP BY kind"))
    rows = index.connection.execute(
        f"SELECT kind, name, count, {_NEWEST} FROM term WHERE id IN (SELECT id {_MATCHING} "
        f"AND (:kind IS NULL OR kind = :kind) ORDER BY {_ORDERED[wish.order]} "
        "LIMIT :most OFFSET :start) "
        f"ORDER BY {_ORDERED[wish.order]}",
        {"kind": wish.kind, "most": most, "start": start},
    )
    return Listing(tuple(_term_row(*row) for row in rows), counts)


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
    starts = list(islice(_month_starts(moment(newest).astimezone(zone)), most + 1))[::-1]
    return tuple(
        Month(start.year, start.month, _posts(index, number, micros(start), micros(end)))
        for start, end in pairwise(starts)
    )


def _term_row(kind: TermKind, name: str, count: int, newest: int) -> TermRow:
    return TermRow(Term(kind, name), count, moment(newest).replace(microsecond=0))


def _matcher(wish: Wish) -> Callable[[TermKind, str], bool]:
    wanted = _folded(wish.words).split()

    def matches(kind: TermKind, name: str) -> bool:
        text = _folded(f"{name} {wish.labels.get(Term(kind, name), '')}")
        return all(word in text for word in wanted)

    return matches if wanted else lambda kind, name: True


def _folded(text: str) -> str:
    """Without differences of case and width: ＡＢＣ finds abc."""
    return unicodedata.normalize("NFKC", text).casefold()


def _month_starts(newest: datetime) -> Iterator[datetime]:
    """The start of the month after `newest`, of its own month, and so on back."""
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
