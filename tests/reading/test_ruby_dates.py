"""Dates are read as Ruby 3.1 reads them: each expected date is its `Time.parse`'s, in UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.archive.jekyll.ruby_dates import parse


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("11-09-2017", datetime(2017, 9, 11)),
        ("11/09/2017", datetime(2017, 9, 11)),
        ("11.9.2017", datetime(2017, 9, 11)),
        ("1. 2. 2024", datetime(2024, 2, 1)),
        ("05/06/2024", datetime(2024, 6, 5)),
        ("17-09-11", datetime(2017, 9, 11)),
        ("99/1/2", datetime(1999, 1, 2)),
        ("11-09-2017 10:20:30", datetime(2017, 9, 11, 10, 20, 30)),
        ("11-9-17 10:00", datetime(2011, 9, 17, 10)),
        ("68-1-2", datetime(2068, 1, 2)),
        ("69-1-2", datetime(1969, 1, 2)),
        ("2024-01-01 24:00:00", datetime(2024, 1, 2)),
        ("2024-02-30", datetime(2024, 3, 1)),
        ("2024-02-31 10:00", datetime(2024, 3, 2, 10)),
        ("2024-04-31", datetime(2024, 5, 1)),
        ("2024-01-01 10:59:60", datetime(2024, 1, 1, 11)),
        ("2024-01-01 10:00:00 America/New_York", datetime(2024, 1, 1, 10)),
        ("2024-01-01 10:00:00 XYZ", datetime(2024, 1, 1, 10)),
        ("2024/1/2", datetime(2024, 1, 2)),
        ("Jan 2 2024", datetime(2024, 1, 2)),
        ("Sep 2017", datetime(2017, 9, 1)),
        ("September 2017", datetime(2017, 9, 1)),
        ("2017-254", datetime(2017, 9, 11)),
        ("2024366", datetime(2024, 12, 31)),
        ("2024-123", datetime(2024, 5, 2)),
        ("2024-001", datetime(2024, 1, 1)),
        ("1001-001", datetime(1001, 1, 1)),
        ("M33.01.02", datetime(1900, 1, 2)),
        ("T5.1.2", datetime(1916, 1, 2)),
        ("S60.1.2", datetime(1985, 1, 2)),
        ("H29.09.11", datetime(2017, 9, 11)),
        ("R6.1.2", datetime(2024, 1, 2)),
        ("31-12-1000", datetime(1000, 12, 31)),
        ("30-02-1000", datetime(1000, 3, 2)),
        ("01-01-2024 23:59", datetime(2024, 1, 1, 23, 59)),
        ("01-01-2024 24:00", datetime(2024, 1, 2)),
        ("30-02-2024 00:01:07", datetime(2024, 3, 1, 0, 1, 7)),
        ("2024-01-01 10:20:30.25", datetime(2024, 1, 1, 10, 20, 30, 250_000)),
        ("2024-11-18 15:04 UtC", datetime(2024, 11, 18, 15, 4)),
        ("2024-11-18 15:04:11:57", datetime(2024, 11, 18, 15, 4, 11)),
        ("2024-11-18 15:04:11:57 +0800", datetime(2024, 11, 18, 15, 4, 11)),
        ("2024-11-18 15:04;", datetime(2024, 11, 18, 15, 4)),
    ],
)
def test_a_form_means_what_it_means_to_ruby(text: str, expected: datetime) -> None:
    moment = parse(text, UTC)
    assert moment is not None
    assert moment.instant == expected.replace(tzinfo=UTC)


@pytest.mark.parametrize("zone", ["+0800", "Z", "-03:00", "EST", "XYZ"])
def test_a_day_without_a_clock_is_the_sites_own(zone: str) -> None:
    moment = parse(f"2018-12-21 {zone}", ZoneInfo("Asia/Tokyo"))
    assert moment is not None
    assert moment.instant == datetime(2018, 12, 20, 15, tzinfo=UTC)
    assert moment.day_only


def test_a_zone_that_is_written_counts() -> None:
    east = timezone(timedelta(hours=8))
    written, rolled = parse("11-09-2017 10:20 +0200", east), parse("2024-02-30 07:00", east)
    assert written is not None
    assert written.instant == datetime(2017, 9, 11, 8, 20, tzinfo=UTC)
    assert rolled is not None
    assert rolled.instant == datetime(2024, 2, 29, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "hour"),
    [
        ("EST", 15), ("EDT", 14), ("CST", 16), ("CDT", 15), ("MST", 17), ("MDT", 16),
        ("PST", 18), ("PDT", 17), ("Z", 10), ("GMT", 10), ("A", 9), ("I", 1), ("N", 11),
        ("JST", 1), ("CET", 1), ("UTC+8", 1), ("GMT-3", 1), ("XYZ", 1), ("UTC+08:00", 1),
        ("EST+3", 15), ("JST+9", 1), ("XYZ+3", 1), ("Z+3", 10), ("A+3", 9), ("CET-1", 1),
        ("UTC +8", 10), ("+0800", 2), ("+08:00", 2), ("", 1), ("est", 15), ("utc", 10), ("UT", 10),
        ("K", 0), ("Y", 22), ("J", 1), ("AM", 1), ("PM", 13),
    ],
)  # fmt: skip
def test_of_names_of_zones_ruby_knows_few_and_its_own(zone: str, hour: int) -> None:
    moment = parse(f"2017-09-11 10:00 {zone}", ZoneInfo("Asia/Tokyo"))
    assert moment is not None
    assert moment.instant == datetime(2017, 9, 11, hour, tzinfo=UTC)


@pytest.mark.parametrize(("length", "minute"), [(99, 20), (100, 20), (101, 2)])
def test_a_date_is_read_to_a_hundred_characters(length: int, minute: int) -> None:
    moment = parse(f"11-09-2017{'10:20':>{length - 10}}", UTC)
    assert moment is not None
    assert moment.instant == datetime(2017, 9, 11, 10, minute, tzinfo=UTC)


def test_the_zones_of_a_site_are_those_of_the_dates_own_year() -> None:
    """Moscow was four hours ahead of Greenwich from 2011 to 2014, and is three ahead since."""
    for year, hour in ((2012, 6), (2013, 6), (2016, 7)):
        for date in (f"{year}-05-06", f"{year % 100}-5-6", f"06.05.{year}"):
            moment = parse(f"{date} 10:00 MSK", ZoneInfo("Europe/Moscow"))
            assert moment is not None
            assert moment.instant == datetime(year, 5, 6, hour, tzinfo=UTC)


@pytest.mark.parametrize(("zone", "hour"), [("CET", 9), ("CEST", 8), ("", 8)])
def test_a_zone_of_the_site_may_be_that_of_the_other_half_of_the_year(zone: str, hour: int) -> None:
    moment = parse(f"2017-07-11 10:00 {zone}", ZoneInfo("Europe/Berlin"))
    assert moment is not None
    assert moment.instant == datetime(2017, 7, 11, hour, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "2023-366",
        "0017-09-11",
        "foo 2017",
        "2024-01-32",
        "2024-01-01 25:00",
        "2024-01-01 24:30",
        "01-01-2024 24:00:01",
        "01-01-2024 23:61",
        "00-02-2024",
        "31-12-0999",
        "0999-001",
        "2024-01-01 10:60",
        "2024-01-01 10:59:61",
        "2024-13-01",
        "2024-01-01 15:04:111",
        "",
    ],
)
def test_a_number_further_out_of_range_is_no_date(text: str) -> None:
    assert parse(text, UTC) is None


@given(st.text("0123456789-/.: TZ+", max_size=120))
def test_no_text_raises(text: str) -> None:
    parse(text, UTC)
