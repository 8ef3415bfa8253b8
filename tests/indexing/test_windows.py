"""From which microsecond to which a feed's month, `since` and `until` reach, in the site's zone."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import StateError
from feeds.index.codec import micros
from feeds.index.index import open_index
from feeds.index.monthly import month_starts
from feeds.index.window import EARLIEST, LATEST, Window, bounds
from feeds.query import Query

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
ANGELES = ZoneInfo("America/Los_Angeles")
DECEMBER = Query(month="2022-12")


def at(spelled: str) -> int:
    return micros(datetime.fromisoformat(spelled).replace(tzinfo=UTC))


@pytest.mark.parametrize(
    ("query", "zone", "first", "last"),
    [
        (Query(), UTC, EARLIEST, LATEST),
        (Query(since="2022-03-01"), SHANGHAI, at("2022-02-28T16:00"), LATEST),
        (Query(until="2022-03-01"), SHANGHAI, EARLIEST, at("2022-03-01T16:00") - 1),
        (Query(since="2022-03-01T08:00:00Z"), SHANGHAI, at("2022-03-01T08:00"), LATEST),
        # An instant is a whole second.
        (Query(until="2022-03-01T08:00:00Z"), SHANGHAI, EARLIEST, at("2022-03-01T08:00:01") - 1),
        (
            Query(since="2022-03-01", until="2022-03-01"),
            BERLIN,
            at("2022-02-28T23:00"),
            at("2022-03-01T23:00") - 1,
        ),
        # In March, clocks go forward.
        (Query(month="2022-03"), BERLIN, at("2022-02-28T23:00"), at("2022-03-31T22:00") - 1),
        (Query(month="2022-02"), SHANGHAI, at("2022-01-31T16:00"), at("2022-02-28T16:00") - 1),
        (Query(month="2024-02"), SHANGHAI, at("2024-01-31T16:00"), at("2024-02-29T16:00") - 1),
        (DECEMBER, SHANGHAI, at("2022-11-30T16:00"), at("2022-12-31T16:00") - 1),
        # A month counts whatever else is asked.
        (Query(month="2022-12", since="2030-01-01"), BERLIN, *bounds(DECEMBER, BERLIN)),
        (Query(month="9999-12"), SHANGHAI, at("9999-11-30T16:00"), LATEST),
        (Query(month="0001-01"), SHANGHAI, EARLIEST, at("0001-01-31T15:54:17") - 1),
        (Query(since="9999-12-31"), ANGELES, at("9999-12-31T08:00"), LATEST),
        (Query(until="9999-12-31"), ANGELES, EARLIEST, LATEST),
        (Query(since="0001-01-01"), SHANGHAI, EARLIEST, LATEST),
    ],
)  # fmt: skip
def test_a_window_begins_and_ends_with_days_and_months_of_the_sites_zone(
    query: Query, zone: ZoneInfo, first: int, last: int
) -> None:
    assert bounds(query, zone) == (first, last)


@pytest.mark.parametrize(
    ("newest", "zone", "starts"),
    [
        ("2022-03-31T23:59", UTC, ["2022-04-01T00:00", "2022-03-01T00:00", "2022-02-01T00:00"]),
        ("2022-12-01T00:00", UTC, ["2023-01-01T00:00", "2022-12-01T00:00", "2022-11-01T00:00"]),
        ("2022-01-31T16:00", UTC, ["2022-02-01T00:00", "2022-01-01T00:00", "2021-12-01T00:00"]),
        ("2022-10-31T12:00", BERLIN, ["2022-10-31T23:00", "2022-09-30T22:00", "2022-08-31T22:00"]),
    ],
)
def test_months_are_counted_back_from_the_one_after_the_newest(
    newest: str, zone: ZoneInfo, starts: list[str]
) -> None:
    local = datetime.fromisoformat(newest).replace(tzinfo=UTC).astimezone(zone)
    assert [micros(start) for start in islice(month_starts(local), 3)] == [*map(at, starts)]


def test_months_end_with_the_first_there_is() -> None:
    starts = [*month_starts(datetime(1, 2, 7, tzinfo=UTC))]
    assert [(start.year, start.month) for start in starts] == [(1, 3), (1, 2), (1, 1)]


@pytest.mark.parametrize(
    ("wanted", "is_of_one_term"),
    [(((1,),), True), (((1, 2),), False), (((1,), (2,)), False), ((), False)],
)
def test_a_window_of_one_term(wanted: tuple[tuple[int, ...], ...], is_of_one_term: bool) -> None:
    window = Window(wanted, (), EARLIEST, LATEST, None, 0, False, EARLIEST)
    assert window.is_of_one_term == is_of_one_term


def test_where_there_is_no_index_the_message_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StateError, match=r"no index in .*: run `postwire index`"):
        open_index(tmp_path)
