"""Dates in the forms seen in the wild; none of them ever becomes today."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.text.calendar_names import DAYS, MONTHS
from feeds.text.dates import as_written, in_file_name, in_path, parse

SHANGHAI = ZoneInfo("Asia/Shanghai")


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-03-14 21:08:48 +0800", utc(2022, 3, 14, 13, 8, 48)),
        ("2022-03-14 21:08:48 -0500", utc(2022, 3, 15, 2, 8, 48)),
        ("2022-03-14 21:08:48", utc(2022, 3, 14, 13, 8, 48)),
        ("2022-03-14 21:08", utc(2022, 3, 14, 13, 8)),
        ("2022-03-14", utc(2022, 3, 13, 16)),
        ("20220314", utc(2022, 3, 13, 16)),
        ("2022/3/4", utc(2022, 3, 3, 16)),
        ("2022-03-14T13:08:48Z", utc(2022, 3, 14, 13, 8, 48)),
        ("2022-03-14T21:08:48.123456789+08:00", utc(2022, 3, 14, 13, 8, 48, 123456)),
        ("2017-05-09 00:10::00 -03:00", utc(2017, 5, 9, 3, 10)),
        ("2022-03-14 13:08:48.5 +0000 UTC", utc(2022, 3, 14, 13, 8, 48, 500000)),
        ("2022-03-14 21:08:48 +0900 JST", utc(2022, 3, 14, 12, 8, 48)),
        ("2022-03-14 21:08 UTC+8", utc(2022, 3, 14, 13, 8)),
        ("2022-03-14 21:08:48 GMT-05:00", utc(2022, 3, 15, 2, 8, 48)),
        ("2022-03-14 21:08 UTC+5:30", utc(2022, 3, 14, 15, 38)),
        ("2022-03-14 21:08 UTC-03:30", utc(2022, 3, 15, 0, 38)),
        ("2022-03-14 21:08 GMT+10", utc(2022, 3, 14, 11, 8)),
        ("2022-03-14 21:08 GMT+1045", utc(2022, 3, 14, 10, 23)),
        ("1647263328", utc(2022, 3, 14, 13, 8, 48)),
        ("Mon, 14 Mar 2022 21:08:48 GMT+0800", utc(2022, 3, 14, 13, 8, 48)),
        ("Mon Mar 14 2022 21:08:48 GMT+0900 (some zone's name)", utc(2022, 3, 14, 12, 8, 48)),
        ("Fri Sep  3 11:21:31 CEST 2021", utc(2021, 9, 3, 9, 21, 31)),
        ("March 14, 2022 9:08 PM", utc(2022, 3, 14, 13, 8)),
    ],
)
def test_every_form_names_its_instant(text: str, expected: datetime) -> None:
    moment = parse(text, SHANGHAI)
    assert moment is not None
    assert moment.instant == expected


@pytest.mark.parametrize(
    ("zone", "hour"),
    [("CET", 11), ("CEST", 10), ("BST", 11), ("EST", 17), ("EDT", 16), ("PST", 20), ("PDT", 19)],
)
def test_a_zone_by_its_name(zone: str, hour: int) -> None:
    expected = utc(2021, 9, 3, hour)
    assert parse(f"Fri Sep 3 12:00:00 {zone} 2021", SHANGHAI).instant == expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "is_date"),
    [
        ("0999-12-31T23:59:59Z", False),
        ("1000-01-01T00:00:00Z", True),
        ("9998-12-31T00:00:00Z", True),
        ("9998-12-31T00:00:01Z", False),
    ],
)
def test_a_year_is_one_that_every_reader_takes_for_a_year(text: str, is_date: bool) -> None:
    assert (parse(text, UTC) is not None) == is_date


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+0800",
        "2022-02-30",
        "2022-13-01",
        "10:30",
        "March",
        "soon",
        "0000-01-01",
        "99",
        "14th 2022",
    ],
)
def test_a_text_that_names_no_day_is_no_date(text: str) -> None:
    assert parse(text, SHANGHAI) is None


def test_a_day_without_a_time_says_so() -> None:
    assert parse("2022-03-14", SHANGHAI).day_only  # type: ignore[union-attr]
    assert not parse("2022-03-14 00:00", SHANGHAI).day_only  # type: ignore[union-attr]


def test_a_file_name_and_a_path_name_a_day() -> None:
    assert in_file_name("2022-03-14-x", UTC).instant == utc(2022, 3, 14)  # type: ignore[union-attr]
    assert in_file_name("2022-02-30-x", UTC) is None
    assert in_file_name("2022-03-14-x", SHANGHAI).instant == utc(2022, 3, 13, 16)  # type: ignore[union-attr]
    assert in_path("2024/07/25/x", UTC).instant == utc(2024, 7, 25)  # type: ignore[union-attr]


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    parse(text, SHANGHAI)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))
def test_iso_dates_come_back_to_the_microsecond(moment: datetime) -> None:
    date = parse(moment.isoformat(), SHANGHAI)
    assert date is not None
    assert date.instant == moment


@given(
    *(st.integers(*bounds) for bounds in ((0, 9999), (0, 13), (0, 32), (0, 25), (0, 60), (0, 60))),
    st.sampled_from("+-"),
    st.integers(0, 9999),
)
def test_the_usual_form_means_what_it_means_with_more_spaces(
    year: int, month: int, day: int, hour: int, minute: int, second: int, sign: str, zone: int
) -> None:
    date, clock = f"{year:04}-{month:02}-{day:02}", f"{hour:02}:{minute:02}:{second:02}"
    zones = (f"{sign}{zone:04}", f"{sign}0800")
    for spelled in zones:
        usual = parse(f"{date} {clock} {spelled}", SHANGHAI)
        assert usual == parse(f"{date}  {clock}  {spelled}", SHANGHAI)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2022-03-14", datetime(2022, 3, 14)),
        ("2022-03-14 21:08", datetime(2022, 3, 14, 21, 8)),
        (" 2022-03-14T21:08:48.9+08:00 ", datetime(2022, 3, 14, 21, 8, 48)),
        ("2022-02-30", None),
        ("soon", None),
    ],
)
def test_what_is_written_has_no_zone(text: str, moment: datetime | None) -> None:
    assert as_written(text) == moment


def test_the_names_of_months_and_days_are_those_of_english() -> None:
    assert list(MONTHS) == [datetime(2024, month, 1).strftime("%B") for month in range(1, 13)]
    assert list(DAYS) == [datetime(2024, 1, day).strftime("%A") for day in range(1, 8)]
