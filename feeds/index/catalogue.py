"""The catalogue: the list of all feeds for people, searched, sorted and paged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from feeds.index.index import Index
from feeds.index.select import TermRow, term_row
from feeds.model import TERM_KINDS, TermKind
from feeds.text.search_forms import folded, squeezed

Order = Literal["active", "change", "name", "size"]
ORDERS: tuple[Order, ...] = ("active", "change", "name", "size")

_MOST_WORDS = 10  # of a search; more are left out
_DAY = 86_400_000_000  # microseconds

_NEWEST = "(SELECT sort FROM entry WHERE term = term.id ORDER BY sort DESC LIMIT 1)"
_POSTS_SINCE = "(SELECT count(*) FROM entry WHERE term = {} AND sort > {} - {})"
_WEEK = _POSTS_SINCE.format("term.id", ":last", 7 * _DAY)
_SOUGHT = "(term.sought || coalesce(twin.sought, ''))"
_LISTED = "term.count > 0 AND term.kind <> 'site'"
_ALONE = f"FROM term WHERE {_LISTED}"  # a join of all terms costs more than counting them
_NAMED = f"FROM term LEFT JOIN term AS twin ON twin.id = term.twin WHERE {_LISTED}"
_ORDERED: Mapping[Order, str] = {
    "active": f"{_WEEK} DESC, newest DESC, term.name COLLATE NOCASE, term.kind",
    "change": "newest DESC, term.name COLLATE NOCASE, term.kind",
    "name": "term.name COLLATE NOCASE, term.name, term.kind",
    "size": "term.count DESC, term.name COLLATE NOCASE, term.kind",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person looks for: terms of which every one of `words` is in one of the forms that
    `feeds.text.search_forms` makes of the name, the title or the twin's name."""

    words: str = ""
    kind: TermKind | None = None
    order: Order = ORDERS[0]


class Listing(NamedTuple):
    """One page of the feeds that match; `counts` are of all that do, by kind, whatever kind was
    wished. `total` is of all kinds, where twins count as one."""

    rows: tuple[TermRow, ...]
    counts: Mapping[TermKind, int]
    total: int


class RecentPosts(NamedTuple):
    """Posts of a feed up to the newest post of the site, which is the same on every machine."""

    quarter: int  # of 90 days
    year: int  # of 365 days


def listing(index: Index, wish: Wish, start: int, most: int) -> Listing:
    """The feeds a wish finds, from `start` on, at most `most` of them. What has the words as a
    whole name stands before what begins with them, and that before all others."""
    run = index.connection.execute
    condition, rank, values = _search(wish.words)
    counted = f"{_NAMED} {condition}" if condition else _ALONE
    counts = dict(run(f"SELECT term.kind, count(*) {counted} GROUP BY term.kind", values))
    matching, total = _matching(wish, condition, rank)
    rows = run(
        f"SELECT term.kind, term.name, term.count, {_NEWEST} AS newest, twin.kind, twin.name "
        f"FROM ({matching}) AS matching "
        f"JOIN term ON term.id = matching.id LEFT JOIN term AS twin ON twin.id = term.twin "
        f"ORDER BY rank, {_ORDERED[wish.order]} LIMIT :most OFFSET :start",
        {**values, "kind": wish.kind, "last": index.newest_place(), "most": most, "start": start},
    )
    together = run(total, values).fetchone()[0]
    return Listing(tuple(term_row(*row) for row in rows), counts, together)


def _matching(wish: Wish, condition: str, rank: str) -> tuple[str, str]:
    """Two statements: the ids of the feeds to list with their ranks, and how many feeds of all
    kinds match. Of all kinds, a feed that stands for others is listed once, also for their names;
    where no words are sought these are simply the feeds that are nobody's twins."""
    if wish.kind:
        named = f"{_NAMED} {condition}" if condition else _ALONE
        listed = f"SELECT term.id AS id, {rank} AS rank {named} AND term.kind = :kind"
    elif condition:
        listed = (
            f"SELECT coalesce(term.twin, term.id) AS id, min({rank}) AS rank {_NAMED} {condition} "
            "GROUP BY coalesce(term.twin, term.id)"
        )
    else:
        listed = f"SELECT term.id AS id, 0 AS rank {_ALONE} AND term.twin IS NULL"
    if condition:
        total = f"SELECT count(DISTINCT coalesce(term.twin, term.id)) {_NAMED} {condition}"
    else:
        total = f"SELECT count(*) {_ALONE} AND term.twin IS NULL"
    return listed, total


def largest(index: Index, most: int) -> Iterator[TermRow]:
    """The feeds with most posts, at most `most` of each kind, and these by name."""
    of_kind = (
        f"SELECT term.kind, term.name, term.count, {_NEWEST}, twin.kind, twin.name {_NAMED} "
        "AND term.kind = ? ORDER BY term.count DESC, term.name LIMIT ?"
    )
    for kind in TERM_KINDS:
        rows = index.connection.execute(of_kind, (kind, most))
        yield from sorted((term_row(*row) for row in rows), key=lambda row: row.term.name)


def recent_posts(index: Index, rows: Sequence[TermRow]) -> list[RecentPosts]:
    """How many posts each feed of a listing had lately."""
    number = "(SELECT id FROM term WHERE kind = ? AND name = ?)"
    quarter, year = (_POSTS_SINCE.format(number, "?", days * _DAY) for days in (90, 365))
    query = f"SELECT {quarter}, {year}"
    last, run = index.newest_place(), index.connection.execute
    return [RecentPosts(*run(query, (*row.term, last) * 2).fetchone()) for row in rows]


def _search(spelled: str) -> tuple[str, str, dict[str, str]]:
    """A search as SQL: its condition, the rank of a term that meets it, and the values of both."""
    words = folded(spelled).split()[:_MOST_WORDS]
    if not words:
        return "", "0", {}
    values = {"whole": "".join(map(squeezed, words))}
    values |= {f"word{number}": squeezed(word) for number, word in enumerate(words)}
    condition = "".join(f" AND instr({_SOUGHT}, :word{number}) > 0" for number in range(len(words)))
    rank = (
        f"CASE WHEN instr({_SOUGHT}, char(10) || :whole || char(10)) > 0 THEN 0 "
        f"WHEN instr({_SOUGHT}, char(10) || :whole) > 0 THEN 1 ELSE 2 END"
    )
    return condition, rank, values
