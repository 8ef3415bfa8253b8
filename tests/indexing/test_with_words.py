"""Which posts have certain words, whichever way they are looked up."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from feeds.identity import key
from feeds.index.full_text import FullText
from feeds.index.index import Index
from feeds.index.select import select
from feeds.index.tally import tally
from feeds.model import Term
from feeds.query import Place, Query

A, STORY = Term("category", "a"), Term("category", "s")
UTC_ZONE = ZoneInfo("UTC")
QUAY = Query(words=("quay",))


@pytest.fixture(params=["few", "many"])
def index(request: pytest.FixtureRequest) -> Index:
    found: Index = request.getfixturevalue(request.param)
    return found


def found(index: Index, query: Query, limit: int = 50) -> list[str]:
    with FullText(index.state) as words:
        selected = select(index, query, UTC_ZONE, words, limit)
    return [each.path for each, _ in selected.posts]


def test_posts_with_words_are_found_in_order(index: Index) -> None:
    assert found(index, QUAY) == ["03-01.md", "02-03.md", "02-01.md", "01-31.md"]
    assert found(index, Query(words=("market",))) == ["02-02.md"]
    assert found(index, Query(words=("quay", "market"))) == []
    assert found(index, Query((A,), words=("quay",))) == ["03-01.md", "01-31.md"]
    assert found(index, Query(words=("quay",), without=(A,))) == ["02-03.md", "02-01.md"]
    within = Query(words=("quay",), since="2022-02-01", until="2022-02-28")
    assert found(index, within) == ["02-03.md", "02-01.md"]


def test_posts_with_words_come_in_pages(index: Index) -> None:
    assert found(index, Query(words=("quay",), limit=2)) == ["03-01.md", "02-03.md"]
    assert found(index, Query(words=("quay",), limit=2, page=2)) == ["02-01.md", "01-31.md"]
    with FullText(index.state) as words:
        first = select(index, QUAY, UTC_ZONE, words, 1)
    assert first.last is not None
    assert (first.more, first.total) == (True, None)
    rest = Query(words=("quay",), before=first.last)
    assert found(index, rest) == ["02-03.md", "02-01.md", "01-31.md"]


def test_a_month_of_posts_with_words_knows_those_before_and_behind_it(index: Index) -> None:
    with FullText(index.state) as words:
        month = select(index, Query(words=("quay",), month="2022-02"), UTC_ZONE, words)
        counted = tally(index, QUAY, UTC_ZONE, words, 9)
    assert [each.path for each, _ in month.posts] == ["02-03.md", "02-01.md"]
    assert (month.older and month.older.month, month.newer and month.newer.month) == (1, 3)
    assert (counted.posts, [each.posts for each in counted.months][-3:]) == (4, [1, 2, 1])


def test_a_month_without_posts_with_the_words_leads_to_those_that_have_some(index: Index) -> None:
    with FullText(index.state) as words:
        months = [
            select(index, Query(words=("market",), month=f"2022-0{month}"), UTC_ZONE, words)
            for month in (1, 2, 3)
        ]
    assert [
        (len(month.posts), month.older is not None, month.newer is not None) for month in months
    ] == [(0, False, True), (1, False, False), (0, True, False)]


def test_of_a_story_the_earliest_post_with_the_words_is_shown(index: Index) -> None:
    assert found(index, Query(words=("y",))) == ["3.md", "2.md"]
    assert found(index, Query(words=("y",), unique=True)) == ["2.md"]
    assert found(index, Query(words=("z",), unique=True)) == ["4.md"]
    assert found(index, Query(words=("x",), unique=True)) == ["1.md"]
    unique = select(index, Query((STORY,), unique=True))
    assert [each.path for each, _ in unique.posts] == ["4.md", "1.md"]


def test_places_of_one_microsecond_are_told_apart_by_their_second_number(index: Index) -> None:
    """The first by its number comes first, also over pages."""
    ordered = sorted(("a.md", "b.md", "c.md"), key=key)
    assert [each.path for each, _ in select(index, Query(), limit=3).posts] == ordered
    first = select(index, Query(limit=1))
    assert first.last == Place(index.newest_place(), key(ordered[0]))
    rest = Query(before=first.last)
    assert [each.path for each, _ in select(index, rest, limit=2).posts] == ordered[1:]
    assert found(index, Query(words=("tram",), before=first.last)) == ordered[1:]
