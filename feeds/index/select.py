"""Reading the index: which posts a feed shows, what feeds there are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.errors import UnknownTermError
from feeds.index.codec import decode, moment
from feeds.index.full_text import FullText
from feeds.index.index import Index
from feeds.index.places import first_of, posts_at, read_places, repeats_at
from feeds.index.window import EARLIEST, LATEST, Window, bounds, newest_first, oldest_first
from feeds.index.with_words import with_words
from feeds.model import SITE, Post, Term, TermKind
from feeds.query import DEFAULT_LIMIT, LARGEST_MONTH, Place, Query

_UTC = ZoneInfo("UTC")
_TOGETHER = 100  # posts


class Selection(NamedTuple):
    """The posts of one document, newest first, and what stands around them."""

    posts: tuple[tuple[Post, str], ...]  # with what makes an id distinct, mostly ""
    more: bool  # whether older posts follow
    total: int | None  # of all documents of this feed; None where counting would be a walk
    last: Place | None  # of the last of the posts
    older: datetime | None = None  # of an archive: the newest post before its month
    newer: datetime | None = None  # of an archive: the oldest post after its month
    repeats: Mapping[str, tuple[Post, ...]] = {}
    """Of a feed that shows each story once: by the path of a post, those that it stands for."""


class _TermState(NamedTuple):
    id: int
    revision: int
    modified: int  # seconds since 1970; 0: not since the first build
    posts: int


class TermRow(NamedTuple):
    """One feed. `twin` is the feed of the same posts that stands for this one too."""

    term: Term
    posts: int
    newest: datetime
    twin: Term | None = None


def select(
    index: Index,
    query: Query,
    zone: ZoneInfo = _UTC,
    words: FullText | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Selection:
    """The posts of a query's document, at most `limit` of them where the query does not say. Days
    and months are those of `zone`. `words` is needed for a query with words, and for no other.

    :raise UnknownTermError: a term of the query that no served post has
    """
    window = _window(index, query, zone)
    if query.month:
        return _of_month(index, query, window, words)
    limit = query.limit or limit
    skip = 0 if query.before else (query.page - 1) * limit
    one_more = _places(index, query, window, limit + 1, skip, words)
    places = one_more[:limit]
    return Selection(
        posts=posts_at(index, places),
        more=len(one_more) > limit,
        total=window.rarest if window.is_of_one_term and not query.is_filtered else None,
        last=places[-1] if places else None,
        repeats=repeats_at(index, window, places),
    )


def newest_places(
    index: Index, query: Query, zone: ZoneInfo, words: FullText | None, most: int
) -> list[Place]:
    """Where the newest posts of a query's feed stand, at most `most` of them.

    :raise UnknownTermError: a term of the query that no served post has
    """
    current = query.current()
    return _places(index, current, _window(index, current, zone), most, 0, words)


def _of_month(index: Index, query: Query, window: Window, words: FullText | None) -> Selection:
    one_more = _places(index, query, window, LARGEST_MONTH + 1, 0, words)
    places = one_more[:LARGEST_MONTH]
    before = replace(window, first=EARLIEST, last=window.first - 1)
    after = replace(window, first=window.last + 1, last=LATEST, before=None)
    older = _places(index, query, before, 1, 0, words)
    newer = _oldest(index, query, after, words)
    return Selection(
        posts=posts_at(index, places),
        more=len(one_more) > LARGEST_MONTH,
        total=None,
        last=places[-1] if places else None,
        older=moment(older[0].sort) if older else None,
        newer=moment(newer[0].sort) if newer else None,
        repeats=repeats_at(index, window, places),
    )


def _places(
    index: Index, query: Query, window: Window, count: int, skip: int, words: FullText | None
) -> list[Place]:
    """`count` places of the window after the first `skip`."""
    if words:
        batches = with_words(index, query, window, words)
        return first_of(batches, count + skip)[skip:]
    return read_places(index.connection, newest_first(window, count, skip))


def _oldest(index: Index, query: Query, window: Window, words: FullText | None) -> list[Place]:
    if words:
        batches = with_words(index, query, window, words, newest=False)
        return next((places[-1:] for places in batches if places), [])
    return read_places(index.connection, oldest_first(window, 1))


def _window(index: Index, query: Query, zone: ZoneInfo) -> Window:
    groups = [[_term_row(index, term) for term in group] for group in query.groups()]
    rarest_first = sorted(groups, key=lambda group: sum(row.posts for row in group))
    unwanted = (_id_if_any(index, term) for term in query.without)
    first, last = bounds(query, zone)
    return Window(
        wanted=tuple(tuple(row.id for row in group) for group in rarest_first),
        unwanted=tuple(number for number in unwanted if number is not None),
        first=first,
        last=last,
        before=query.before,
        rarest=sum(row.posts for row in rarest_first[0]),
        unique=bool(query.unique),
        start=EARLIEST if query.month else first,
    )


def _id_if_any(index: Index, term: Term) -> int | None:
    """An unwanted term that no post has takes nothing away."""
    try:
        return _term_row(index, term).id
    except UnknownTermError:
        return None


def revision_of(index: Index, query: Query) -> int:
    """The number of the last refresh that may have changed this query's documents.

    A post that gains an unwanted term, or a word, is a changed post of the wanted terms.

    :raise UnknownTermError: a term of the query that no served post has
    """
    rows = [_term_row(index, term) for group in query.groups() for term in group]
    return max(row.revision for row in rows)


def changed_at(index: Index, query: Query) -> datetime | None:
    """When (UTC, whole seconds) a refresh last may have changed this query's documents; None
    where none has since the first build. May lie some seconds ahead of the clock.

    :raise UnknownTermError: a term of the query that no served post has
    """
    rows = [_term_row(index, term) for group in query.groups() for term in group]
    seconds = max(row.modified for row in rows)
    return datetime.fromtimestamp(seconds, UTC) if seconds else None


def count_of(index: Index, term: Term) -> int:
    """How many posts a feed has in all.

    :raise UnknownTermError: no served post has the term
    """
    return _term_row(index, term).posts


def number_of(index: Index, term: Term) -> int:
    """The number of a term in the index.

    :raise UnknownTermError: no served post has the term
    """
    return _term_row(index, term).id


def terms(index: Index, kind: TermKind | None = None) -> Iterator[TermRow]:
    """Every feed there is, by kind and name, with its posts and the newest one's date."""
    rows = index.connection.execute(
        "SELECT term.kind, term.name, term.count, "
        "(SELECT sort FROM entry WHERE term = term.id ORDER BY sort DESC LIMIT 1), "
        "twin.kind, twin.name FROM term LEFT JOIN term AS twin ON twin.id = term.twin "
        "WHERE term.count > 0 AND (:kind IS NULL OR term.kind = :kind) "
        "ORDER BY term.kind, term.name",
        {"kind": kind},
    )
    return (term_row(*row) for row in rows)


def term_row(
    kind: TermKind, name: str, posts: int, newest: int, twin_kind: TermKind | None, twin: str
) -> TermRow:
    """A row of `term`, with the place (`sort`) of its newest post, and of its twin."""
    day = moment(newest).replace(microsecond=0)
    return TermRow(Term(kind, name), posts, day, Term(twin_kind, twin) if twin_kind else None)


def twin_of(index: Index, term: Term) -> Term | None:
    """The feed of the same posts that stands for this one too (`feeds.index.twins`)."""
    row = index.connection.execute(
        "SELECT twin.kind, twin.name FROM term JOIN term AS twin ON twin.id = term.twin "
        "WHERE term.kind = ? AND term.name = ?",
        term,
    ).fetchone()
    return Term(*row) if row else None


def twins_of(index: Index, term: Term) -> tuple[Term, ...]:
    """The feeds that this one stands for, by kind and name."""
    rows = index.connection.execute(
        "SELECT twin.kind, twin.name FROM term JOIN term AS twin ON twin.twin = term.id "
        "WHERE term.kind = ? AND term.name = ? AND twin.count > 0 ORDER BY twin.kind, twin.name",
        term,
    )
    return tuple(Term(*row) for row in rows)


def served_posts(index: Index) -> Iterator[list[Post]]:
    """Every post that stands in a feed, some of them at a time."""
    rows = index.connection.execute("SELECT path, body FROM post WHERE state = 0 ORDER BY path")
    while some := rows.fetchmany(_TOGETHER):
        yield [decode(path, body) for path, body in some]


def touched_since(index: Index, revision: int) -> list[Term]:
    """The terms that a later refresh than this one touched, of those that have a feed."""
    rows = index.connection.execute(
        "SELECT kind, name FROM term WHERE revision > ? AND count > 0 ORDER BY kind, name",
        (revision,),
    )
    return [Term(*row) for row in rows]


def _term_row(index: Index, term: Term) -> _TermState:
    row = index.connection.execute(
        "SELECT id, revision, modified, count FROM term WHERE kind = ? AND name = ?", term
    ).fetchone()
    if row is None and term == SITE:
        return _TermState(0, 0, 0, 0)  # an archive without a single post still has its feed
    if row is None or (row[3] == 0 and term != SITE):
        raise UnknownTermError(term)
    return _TermState(*row)
