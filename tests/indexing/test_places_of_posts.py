"""Where a post stands in the feeds: by its time to the microsecond, no two posts at one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from feeds.identity import key
from feeds.index.places import first_of, posts_at
from feeds.index.rows import sort_of
from feeds.query import Place
from tests.indexing.index_by_hand import ByHand, post, row

SECOND = datetime(2022, 3, 1, 8, tzinfo=UTC)
AT = int(SECOND.timestamp()) * 1_000_000
PIDS = [key(f"_posts/{number}.md") for number in range(50)]


def test_posts_of_one_second_are_spread_over_it() -> None:
    places = [sort_of(pid, SECOND) for pid in PIDS]
    assert len(set(places)) == len(PIDS)
    assert all(AT <= place < AT + 1_000_000 for place in places)
    assert max(places) - min(places) > 500_000


@pytest.mark.parametrize("micros", [1, 500_000, 999_999])
def test_a_finer_time_is_a_place_by_itself(micros: int) -> None:
    assert {sort_of(pid, SECOND + timedelta(microseconds=micros)) for pid in PIDS} == {AT + micros}


def test_the_first_places_of_batches_are_as_many_as_asked_for() -> None:
    batches = [[Place(5, 1), Place(4, 1)], [], [Place(3, 1)], [Place(2, 1)]]
    every = [place for batch in batches for place in batch]
    for count in (0, 1, 2, 3, 4, 5):
        assert first_of(iter(batches), count) == every[:count]
    lazy: Iterator[list[Place]] = iter(batches)
    assert first_of(lazy, 2) == every[:2]
    assert next(lazy) == []  # no further batch was asked for


def test_a_post_that_is_gone_meanwhile_is_left_out(made: ByHand) -> None:
    made.put(post("a.md"), row("b.md", excluded="draft"))
    with made.open() as index:
        places = [Place(1, key(path)) for path in ("b.md", "none.md", "a.md")]
        assert [each.path for each, _ in posts_at(index, places)] == ["a.md"]
