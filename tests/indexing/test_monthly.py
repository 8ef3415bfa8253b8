"""How many posts a feed has in each month."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import UnknownTermError
from feeds.identity import key
from feeds.index import tally
from feeds.index.monthly import Month, month_starts, monthly
from feeds.model import SITE as WHOLE
from feeds.model import Term
from feeds.query import Query
from tests.indexing.index_by_hand import ByHand, post

A, B = Term("category", "a"), Term("category", "b")
UTC_ZONE = ZoneInfo("UTC")


def test_posts_of_each_month_are_counted_to_the_newest(made: ByHand) -> None:
    days = ("2021-11-30", "2021-12-31T23:59:59.999999", "2022-01-01", "2022-03-01", "2022-03-31")
    for number, day in enumerate(days):
        made.put(post(f"{number}.md", day))
    expected = (Month(2021, 11, 1), Month(2021, 12, 1), Month(2022, 1, 1), Month(2022, 2, 0),
                Month(2022, 3, 2))  # fmt: skip
    with made.open() as index:
        for most in (1, 3, 5):
            assert monthly(index, WHOLE, UTC_ZONE, most) == expected[-most:]
            tallied = tally.tally(index, Query(), UTC_ZONE, None, most)
            assert tallied == (5, True, expected[-most:])
        assert monthly(index, WHOLE, UTC_ZONE, 6)[0] == Month(2021, 10, 0)
        with pytest.raises(UnknownTermError):
            monthly(index, A, UTC_ZONE, 3)
    starts = month_starts(datetime(2022, 3, 5, 6, 7, 8, 9, tzinfo=UTC))
    assert [next(starts), next(starts)] == [
        datetime(2022, month, 1, tzinfo=UTC) for month in (4, 3)
    ]


def test_a_site_without_posts_has_no_months(made: ByHand) -> None:
    made.put(post("a.md"))
    made.write(gone=[key("a.md")])
    with made.open() as index:
        assert monthly(index, WHOLE, UTC_ZONE, 3) == ()
        assert tally.tally(index, Query(), UTC_ZONE, None, 3) == (0, True, ())
        assert index.changed_by_clock_at() == datetime(1970, 1, 1, tzinfo=UTC)
