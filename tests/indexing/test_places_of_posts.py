"""Where a post stands in the feeds: by its time to the microsecond, no two posts at one place."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.identity import key
from feeds.index.rows import sort_of

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
