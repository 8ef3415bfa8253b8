"""Reading the index: which posts a feed shows, what feeds there are.

A feed is a walk along one clustered list, so its cost is that of its own entries, not of the
archive. Several terms are several such walks, merged (OR) and intersected (AND).
"""

from __future__ import annotations

import heapq
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import NamedTuple

from feeds.errors import UnknownTermError
from feeds.index.codec import decode, moment
from feeds.index.index import Index
from feeds.model import SITE, Post, Term, TermKind
from feeds.query import Query

Place = tuple[int, int]  # (-sort, pid): ascending is newest first


class Selection(NamedTuple):
    """The posts of one document, newest first, and what stands around them."""

    posts: tuple[tuple[Post, str], ...]  # with what makes an id distinct, mostly ""
    more: bool  # whether older posts follow
    total: int | None  # of all documents of this feed; None where counting would be a walk


class TermRow(NamedTuple):
    term: Term
    posts: int
    newest: datetime


def select(index: Index, query: Query) -> Selection:
    """The posts of a query's document.

    :raise UnknownTermError: a term of the query that no served post has
    """
    groups = [[term_id(index, term) for term in terms] for terms in query.groups()]
    places = _places(index.connection, groups)
    start = (query.page - 1) * query.limit
    window = list(islice(places, start, start + query.limit + 1))
    posts = tuple(_post(index.connection, pid) for _, pid in window[: query.limit])
    return Selection(posts, len(window) > query.limit, _total(index, query))


def revision_of(index: Index, query: Query) -> int:
    """The number of the last refresh that may have changed this query's documents.

    :raise UnknownTermError: a term of the query that no served post has
    """
    rows = [_term_row(index, term) for group in query.groups() for term in group]
    return max(revision for _, revision, _ in rows)


def term_id(index: Index, term: Term) -> int:
    """:raise UnknownTermError:"""
    return _term_row(index, term)[0]


def terms(index: Index, kind: TermKind | None = None) -> Iterator[TermRow]:
    """Every feed there is, by kind and name, with its posts and the newest one's date."""
    rows = index.connection.execute(
        "SELECT kind, name, count, "
        "(SELECT sort FROM entry WHERE term = term.id ORDER BY sort DESC LIMIT 1) "
        "FROM term WHERE count > 0 AND (?1 IS NULL OR kind = ?1) ORDER BY kind, name",
        (kind,),
    )
    for row_kind, name, count, newest in rows:
        yield TermRow(Term(row_kind, name), count, moment(newest).replace(microsecond=0))


def _term_row(index: Index, term: Term) -> tuple[int, int, int]:
    row = index.connection.execute(
        "SELECT id, revision, count FROM term WHERE kind = ? AND name = ?", term
    ).fetchone()
    if row is None and term == SITE:
        return (0, 0, 0)  # an archive without a single post still has its feed
    if row is None or (row[2] == 0 and term != SITE):
        raise UnknownTermError(term)
    return int(row[0]), int(row[1]), int(row[2])


def _total(index: Index, query: Query) -> int | None:
    groups = query.groups()
    return _term_row(index, groups[0][0])[2] if len(groups) == len(groups[0]) == 1 else None


def _places(connection: sqlite3.Connection, groups: Sequence[Sequence[int]]) -> Iterator[Place]:
    """Places that stand in at least one list of every group, newest first, each once."""
    merged = [_merged(connection, group) for group in groups]
    first, rest = merged[0], merged[1:]
    return first if not rest else _intersected(first, rest)


def _merged(connection: sqlite3.Connection, group: Sequence[int]) -> Iterator[Place]:
    lists = [_list(connection, term) for term in group]
    if len(lists) == 1:
        return lists[0]
    return (place for place, _ in groupby(heapq.merge(*lists)))


def _intersected(first: Iterator[Place], rest: list[Iterator[Place]]) -> Iterator[Place]:
    heads = [next(places, None) for places in rest]
    for place in first:
        for number, places in enumerate(rest):
            head = heads[number]
            while head is not None and head < place:
                head = next(places, None)
            heads[number] = head
        if any(head is None for head in heads):
            return
        if all(head == place for head in heads):
            yield place


def _list(connection: sqlite3.Connection, term: int) -> Iterator[Place]:
    rows = connection.execute(
        "SELECT -sort, pid FROM entry WHERE term = ? ORDER BY sort DESC, pid", (term,)
    )
    yield from rows


def _post(connection: sqlite3.Connection, pid: int) -> tuple[Post, str]:
    path, body, distinct = connection.execute(
        "SELECT path, body, distinct_id FROM post WHERE pid = ?", (pid,)
    ).fetchone()
    return decode(path, body), distinct
