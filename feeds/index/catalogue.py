"""The index for people: the feeds there are, searched, sorted, paged, and how often one posts."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice, pairwise
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from feeds.index.codec import micros, moment
from feeds.index.index import Index
from feeds.index.select import TermRow, term_id, term_row
from feeds.model import Term, TermKind

Order = Literal["name", "size", "change"]
ORDERS: tuple[Order, ...] = ("size", "name", "change")

_NEWEST = "(SELECT sort FROM entry WHERE term = term.id ORDER BY sort DESC LIMIT 1)"
_NAMED = (
    "FROM term LEFT JOIN term AS twin ON twin.id = term.twin WHERE term.count > 0 "
    "AND term.kind <> 'site' AND matches(term.kind, term.name, twin.kind, twin.name)"
)
# Of all kinds, a feed that stands for others is listed once, also for their names.
_MATCHING = f"""(SELECT term.id AS id {_NAMED} AND term.kind = :kind
    UNION SELECT coalesce(term.twin, term.id) {_NAMED} AND :kind IS NULL)"""
_ORDERED: Mapping[Order, str] = {
    "size": "term.count DESC, term.name COLLATE NOCASE, term.kind",
    "name": "term.name COLLATE NOCASE, term.name, term.kind",
    "change": f"{_NEWEST} DESC, term.name COLLATE NOCASE, term.kind",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person looks for: every one of `words` in a term's name, or in what `name_of` makes
    of the term and its twin."""

    words: str = ""
    kind: TermKind | None = None
    order: Order = "size"
    name_of: Callable[[Term, Term | None], str] = lambda term, twin: term.name


class Listing(NamedTuple):
    """One page of the feeds that match; `counts` are of all that do, by kind, whatever kind was
    wished. `total` is of all kinds, where twins count as one."""

    rows: tuple[TermRow, ...]
    counts: Mapping[TermKind, int]
    total: int


class Month(NamedTuple):
    year: int
    month: int
    posts: int


def listing(index: Index, wish: Wish, start: int, most: int) -> Listing:
    """The feeds a wish finds, from `start` on, at most `most` of them."""
    run = index.connection.execute
    index.connection.create_function("matches", 4, _matcher(wish), deterministic=True)
    counts = dict(run(f"SELECT term.kind, count(*) {_NAMED} GROUP BY term.kind"))
    total = run(f"SELECT count(*) FROM {_MATCHING}", {"kind": None}).fetchone()[0]
    rows = run(
        f"SELECT term.kind, term.name, term.count, {_NEWEST}, twin.kind, twin.name "
        f"FROM {_MATCHING} AS matching JOIN term ON term.id = matching.id "
        f"LEFT JOIN term AS twin ON twin.id = term.twin "
        f"ORDER BY {_ORDERED[wish.order]} LIMIT :most OFFSET :start",
        {"kind": wish.kind, "most": most, "start": start},
    )
    return Listing(tuple(term_row(*row) for row in rows), counts, total)


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


def _matcher(wish: Wish) -> Callable[[TermKind, str, TermKind | None, str | None], bool]:
    wanted = _folded(wish.words).split()

    def matches(kind: TermKind, name: str, twin_kind: TermKind | None, twin: str | None) -> bool:
        shown = wish.name_of(Term(kind, name), Term(twin_kind, twin or "") if twin_kind else None)
        text = _folded(f"{name} {shown}")
        return all(word in text for word in wanted)

    return matches if wanted else lambda *_: True


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
