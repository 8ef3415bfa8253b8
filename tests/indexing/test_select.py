"""Which posts a query selects, in which order, and what is known of its feed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import UnknownTermError
from feeds.identity import key
from feeds.index.codec import micros
from feeds.index.index import Index
from feeds.index.rows import sort_of
from feeds.index.select import (
    changed_at,
    count_of,
    newest_places,
    number_of,
    revision_of,
    select,
    served_posts,
    term_row,
    terms,
    touched_since,
)
from feeds.model import SITE as WHOLE
from feeds.model import Term
from feeds.query import Place, Query
from tests.indexing.index_by_hand import NOW, ByHand, post, row

A, B = Term("category", "a"), Term("category", "b")
SECOND = timedelta(seconds=1)
UTC_ZONE = ZoneInfo("UTC")


def paths(index: Index, query: Query, **more: Any) -> list[str]:
    return [each.path for each, _ in select(index, query, **more).posts]


def test_a_selection_is_a_page_of_the_newest_posts(made: ByHand) -> None:
    for number in range(1, 6):
        made.put(post(f"{number}.md", f"2022-03-0{number}", categories=("ab"[number % 2],)))
    with made.open() as index:
        first = select(index, Query(limit=2))
        assert [each.path for each, _ in first.posts] == ["5.md", "4.md"]
        assert (first.more, first.total) == (True, 5)
        assert first.last is not None
        after = Query(limit=2, before=first.last)
        assert paths(index, after) == paths(index, Query(limit=2, page=2)) == ["3.md", "2.md"]
        last = select(index, Query(limit=2, page=3))
        assert ([each.path for each, _ in last.posts], last.more) == (["1.md"], False)
        assert select(index, Query(limit=5)).more is False
        assert select(index, Query(limit=4)).more is True
        beyond = select(index, Query(limit=2, page=4))
        assert (beyond.posts, beyond.last, beyond.more, beyond.total) == ((), None, False, 5)
        assert paths(index, Query(), limit=3) == ["5.md", "4.md", "3.md"]
        assert select(index, Query((A,))).total == 2
        assert select(index, Query((A, B))).total is None
        assert select(index, Query((A,), since="2022-01-01")).total is None
        assert paths(index, Query((A, B))) == [f"{number}.md" for number in (5, 4, 3, 2, 1)]
        assert paths(index, Query(without=(A,))) == ["5.md", "3.md", "1.md"]
        assert paths(index, Query(without=(Term("tag", "none"),))) == paths(index, Query())
        assert paths(index, Query(since="2022-03-02", until="2022-03-04")) == [
            "4.md",
            "3.md",
            "2.md",
        ]
        assert len(newest_places(index, Query(page=3, limit=1), UTC_ZONE, None, 2)) == 2
        with pytest.raises(UnknownTermError):
            select(index, Query((Term("tag", "none"),)))


def test_a_month_knows_the_posts_before_and_behind_it(made: ByHand) -> None:
    days = ("2022-02-28T23:59:59.999999", "2022-03-01", "2022-03-31T23:59:59.999999", "2022-04-01")
    days += ("2022-06-01",)
    for number, day in enumerate(days):
        made.put(post(f"{number}.md", day))
    with made.open() as index:
        march = select(index, Query(month="2022-03"))
        assert [each.path for each, _ in march.posts] == ["2.md", "1.md"]
        assert (march.older and march.older.date().isoformat()) == "2022-02-28"
        assert (march.newer and march.newer.date().isoformat()) == "2022-04-01"
        assert (march.more, march.total) == (False, None)
        assert march.last is not None
        first, last = select(index, Query(month="2022-02")), select(index, Query(month="2022-06"))
        assert (first.older, last.newer) == (None, None)
        empty = select(index, Query(month="2022-05"))
        assert (empty.posts, empty.last) == ((), None)
        assert empty.older is not None
        rest = Query(month="2022-03", before=Place(micros(datetime(2022, 3, 31, tzinfo=UTC)), 0))
        part = select(index, rest)
        assert [each.path for each, _ in part.posts] == ["1.md"]
        assert (part.newer and part.newer.date().isoformat()) == "2022-04-01"


def test_a_busy_month_says_that_there_is_more(many: Index) -> None:
    """A document of a month has a thousand posts at most."""
    february = select(many, Query(month="2022-02"))
    assert (len(february.posts), february.more) == (1000, True)
    january = select(many, Query(month="2022-01"))
    assert (len(january.posts), january.more) == (1, False)


def test_terms_are_listed_with_their_posts_and_the_newest(made: ByHand) -> None:
    made.put(post("1.md", "2022-03-01T08:00:00.5", categories=("b", "a")))
    made.put(post("2.md", "2022-03-02", tags=("t",), categories=("a",)))
    with made.open() as index:
        listed = {row.term: (row.posts, row.newest.isoformat()[:19]) for row in terms(index)}
        assert listed == {
            A: (2, listed[A][1]),
            B: (1, "2022-03-01T08:00:00"),
            WHOLE: (2, listed[A][1]),
            Term("tag", "t"): (1, listed[A][1]),
        }
        assert [*listed] == [A, B, WHOLE, Term("tag", "t")]
        assert [row.term for row in terms(index, "tag")] == [Term("tag", "t")]
        assert (count_of(index, A), count_of(index, B)) == (2, 1)
        assert number_of(index, A) != number_of(index, B)
        for asked in (count_of, number_of):
            with pytest.raises(UnknownTermError):
                asked(index, Term("tag", "none"))
        assert [[each.path for each in some] for some in served_posts(index)] == [["1.md", "2.md"]]
        newest = index.newest_place()
        assert newest == sort_of(key("2.md"), datetime(2022, 3, 2, tzinfo=UTC))
    assert term_row("tag", "t", 1, 1_500_000, "source", "x").newest.second == 1
    assert term_row("tag", "t", 1, 0, None, "").twin is None


def test_only_what_a_refresh_touches_has_a_new_revision(made: ByHand) -> None:
    assert made.put(post("1.md", categories=("a",))).feeds == (A, WHOLE)
    made.put(post("2.md", categories=("b",)), now=NOW + SECOND)
    with made.open() as index:
        assert (index.revision(), index.built_at()) == (
            9,
            datetime(1970, 1, 1, 0, 16, 40, tzinfo=UTC),
        )
        assert [revision_of(index, Query(each)) for each in ((A,), (B,), (A, B), ())] == [
            8,
            9,
            9,
            9,
        ]
        assert changed_at(index, Query((A,))) == NOW
        assert changed_at(index, Query((A, B))) == NOW + SECOND
        assert touched_since(index, 8) == [B, WHOLE]
        assert touched_since(index, 9) == []
    changed = post("2.md", categories=("b",), summary="x")
    made.put(row(changed, "e"), now=NOW)  # a clock that went back
    with made.open() as index:
        assert changed_at(index, Query((B,))) == NOW + 2 * SECOND
    assert not made.put(row(changed, "e"))
    with made.open() as index:
        assert index.revision() == 10
