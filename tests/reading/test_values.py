"""Values of front matter, and the dates among them, at the ends of what is read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.archive.values import (
    FrontMatter,
    Value,
    at_key,
    flag,
    mapping,
    mappings,
    merged,
    named,
    number,
    text,
    texts,
)
from feeds.archive.yaml_types import NoText, as_ruby, number_as_ruby
from feeds.text import dates

EAST = timezone(timedelta(hours=8))


@pytest.mark.parametrize(
    ("value", "as_text", "as_name", "as_texts"),
    [
        (" a ", "a", "a", ("a",)), ("", None, None, ()), ("  ", None, None, ()),
        ("No", "No", None, ("No",)), ("off", "off", None, ("off",)), ("nil", "nil", None, ("nil",)),
        ("none", "none", None, ("none",)), ("true", "true", None, ("true",)),
        ("yes", "yes", None, ("yes",)), ("on", "on", None, ("on",)),
        ("false", "false", None, ("false",)), ("nobody", "nobody", "nobody", ("nobody",)),
        ([" a ", "", ["b"], "c"], None, None, ("a", "c")), ([], None, None, ()),
        ({"a": "b"}, None, None, ()),
    ],
)  # fmt: skip
def test_a_value_as_a_text_a_name_and_texts(
    value: Value, as_text: str | None, as_name: str | None, as_texts: tuple[str, ...]
) -> None:
    """A key that holds none leaves it to the next key."""
    for values in ({"x": value}, {"w": "", "x": value}):
        assert text(values, "v", "w", "x") == as_text
        assert named(values, "v", "w", "x") == as_name
        assert texts(values, "v", "w", "x") == as_texts
    following: FrontMatter = {"x": value, "y": "z"}
    assert text(following, "x", "y") == (as_text or "z")
    assert named(following, "x", "y") == (as_name or "z")
    assert texts(following, "x", "y") == (as_texts or ("z",))


def test_of_a_list_a_thousand_items_are_read() -> None:
    for count, read in ((999, 999), (1000, 1000), (1001, 1000)):
        assert len(texts({"a": ["x"] * count}, "a")) == read
        assert len(mappings({"a": [{"x": "y"}] * count}, "a")) == read


def test_a_mapping_has_keys_in_lower_case() -> None:
    inner: FrontMatter = {"A": "b"}
    assert mapping({"x": "text", "y": inner}, "w", "x", "y") == {"a": "b"}
    assert mapping({"x": "text"}, "x") == {}
    assert mappings({"x": [inner, "text", {}]}, "x") == ({"a": "b"}, {})
    assert mappings({"x": inner}, "x") == mappings({}, "x") == ()
    assert (at_key({"Ab": "c"}, "aB"), at_key({"Ab": "c"}, "Ab"), at_key({}, "a")) == (
        "c",
        "c",
        None,
    )


def test_the_stronger_of_two_mappings_counts_key_by_key() -> None:
    weaker: FrontMatter = {"A": "1", "b": {"c": "2", "d": "3"}, "e": "4", "f": {"g": "5"}}
    stronger: FrontMatter = {"a": "6", "B": {"C": "7"}, "e": "", "f": "8", "h": "9"}
    assert merged(weaker, stronger) == {
        "a": "6", "b": {"c": "7", "d": "3"}, "e": "4", "f": "8", "h": "9",
    }  # fmt: skip
    assert merged({"f": "8"}, {"f": {"g": "5"}}) == {"f": {"g": "5"}}


@pytest.mark.parametrize(
    ("spelled", "is_on"),
    [
        *((word, True) for word in ("true", "Yes", "ON", "1", "y")),
        *((word, False) for word in ("false", "No", "OFF", "0", "n")),
        *((word, None) for word in ("", "2", "maybe", "nil")),
    ],
)
def test_a_switch_is_on_or_off_or_neither(spelled: str, is_on: bool | None) -> None:
    assert flag({"a": spelled}, "a") is is_on
    assert flag({}, "a") is None


@pytest.mark.parametrize(
    ("spelled", "expected"),
    [("0", 0), ("7", 7), ("9" * 15, 10**15 - 1), ("9" * 16, None), ("-1", None), ("1.0", None),
     ("٣", None), ("", None)],
)  # fmt: skip
def test_a_number_is_whole_and_has_fifteen_digits_at_most(
    spelled: str, expected: int | None
) -> None:
    assert number({"a": spelled}, "a") == expected


@pytest.mark.parametrize(
    ("spelled", "printed"),
    [
        ("1" * 40, "1" * 40), ("1:30", "5400"), ("1:02:03", "3723"), ("0:59", "3540"),
        ("1:60", None), ("1" * 41, None), ("2024-1-2", None), ("~", ""), ("+.inf", "Infinity"),
        ("0", "0"), ("09", None), ("-7", "-7"), ("-0x1f", "-31"), ("0b101", "5"), ("1,2", "12"),
    ],
)  # fmt: skip
def test_a_number_of_yaml_is_no_text(spelled: str, printed: str | None) -> None:
    value = as_ruby(spelled, is_plain=True)
    assert isinstance(value, NoText) == (printed is not None)
    assert printed is None or value == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [(1.5, "1.5"), (1e20, "1.0e+20"), (1.5e-7, "1.5e-07"), (1e16, "1.0e+16"), (3, "3")],
)
def test_a_number_is_printed_with_an_exponent_where_ruby_has_one(
    value: float, printed: str
) -> None:
    assert number_as_ruby(value) == printed


@pytest.mark.parametrize(
    ("spelled", "day"),
    [("2024-1-2", "2024-01-02"), ("2024-01-31", "2024-01-31"), ("2024-02-30", "2024-02-30"),
     ("2024-1-32", "2024-1-32"), ("2024-13-1", "2024-13-1"), ("2024-0-1", "2024-0-1")],
)  # fmt: skip
def test_a_day_of_yaml_is_written_in_full(spelled: str, day: str) -> None:
    assert as_ruby(spelled, is_plain=True) == day


@pytest.mark.parametrize(
    ("spelled", "instant"),
    [
        ("1000-01-01T00:00Z", "1000-01-01T00:00:00"), ("0999-12-31T23:59:59Z", None),
        ("9998-12-31T00:00Z", "9998-12-31T00:00:00"), ("9998-12-31T00:00:01Z", None),
        ("2024-05-06 07:08:09 +0130", "2024-05-06T05:38:09"),
        ("2024-05-06 23:08:09 -0130", "2024-05-07T00:38:09"),
        ("2024-05-06 24:00:00 +0000", None), ("2024-05-06 7:8", "2024-05-05T23:08:00"),
        ("2024-05-06T07:08:09.123456789Z", "2024-05-06T07:08:09.123456"),
        ("2024-05-06T07:08:09,5Z", "2024-05-06T07:08:09.500000"),
        ("2024-05-06 07:08 UTC+2", "2024-05-06T05:08:00"),
        ("2024-05-06 07:08 GMT-02:30", "2024-05-06T09:38:00"),
        ("2024-05-06 07:08 +123", "2024-05-06T05:45:00"),
        ("2024-05-06 07:08 z", "2024-05-06T07:08:00"),
        ("1704153600", "2024-01-02T00:00:00"), ("1704153600123", "2024-01-02T00:00:00"),
        ("2704153600", None), ("170415360", None),
        ("2024年5月6日", "2024-05-05T16:00:00"), ("2024年5月6号 07:08", "2024-05-05T23:08:00"),
        ("6 May 2024 07:08 CEST", "2024-05-06T05:08:00"),
        ("6 May 2024 07:08 PDT", "2024-05-06T14:08:00"),
        ("6 May 2024 07:08 EST", "2024-05-06T12:08:00"),
        ("6 May 2024 07:08 EDT", "2024-05-06T11:08:00"),
        ("6 May 2024 07:08 PST", "2024-05-06T15:08:00"),
        ("6 May 2024 07:08 BST", "2024-05-06T06:08:00"),
        ("6 May 2024 07:08 CET", "2024-05-06T06:08:00"),
        ("6 May 2024 07:08 +0200", "2024-05-06T05:08:00"),
        ("Mon May 06 2024 07:08:09 GMT+0800 (China)", "2024-05-05T23:08:09"),
        ("May 2024", None), ("6 May", None), ("soon", None), ("2024-02-30", None),
        ("2024-05-06 07:08:09 +0800 CST", "2024-05-05T23:08:09"),
    ],
)  # fmt: skip
def test_a_date_is_an_instant(spelled: str, instant: str | None) -> None:
    moment = dates.parse(spelled, EAST)
    assert (moment and moment.instant.isoformat().removesuffix("+00:00")) == instant


@pytest.mark.parametrize(
    ("spelled", "day_only"),
    [("2024-05-06", True), ("2024-05-06 00:00", False), ("6 May 2024", True),
     ("6 May 2024 01:01", False), ("6 May 2024 00:00", False),
     ("May 6, 2024 9 PM", False), ("2024-05-06 00:00:00 +0000", False),
     ("1704067200", False), ("2024-05-06 +0200", True)],
)  # fmt: skip
def test_a_day_alone_is_known_as_one(spelled: str, day_only: bool) -> None:
    moment = dates.parse(spelled, UTC)
    assert moment is not None
    assert moment.day_only == day_only


@pytest.mark.parametrize(("length", "minute"), [(99, 20), (100, 20), (101, 2)])
def test_a_date_is_read_to_a_hundred_characters(length: int, minute: int) -> None:
    spelled = f"2024-05-06{'10:20':>{length - 10}}"
    moment = dates.parse(spelled, UTC)
    assert moment is not None
    assert moment.instant.minute == minute
    assert dates.as_written(spelled) == datetime(2024, 5, 6, 10, minute)


@pytest.mark.parametrize(
    ("place", "day"),
    [("2024-5-6-a", 6), ("2024-05-06", 6), ("2024-05-067", None), ("a-2024-05-06", None),
     ("2024-02-30-a", None)],
)  # fmt: skip
def test_a_day_begins_the_name_of_a_file(place: str, day: int | None) -> None:
    moment = dates.in_file_name(place, UTC)
    assert (moment and (moment.instant.day, moment.day_only)) == (day and (day, True))


@pytest.mark.parametrize(
    ("path", "day"),
    [("2024/5/6/a", 6), ("x/2024/05/06", 6), ("12024/05/06", None), ("2024/05/067", None),
     ("2024/02/30/a", None), ("2024/05", None)],
)  # fmt: skip
def test_a_day_stands_in_a_path(path: str, day: int | None) -> None:
    moment = dates.in_path(path, UTC)
    assert (moment and (moment.instant.day, moment.day_only)) == (day and (day, True))


def test_a_date_as_it_is_written_has_no_zone() -> None:
    assert dates.as_written(" 2024-05-06 07:08:09 +0800 ") == datetime(2024, 5, 6, 7, 8, 9)
    assert dates.as_written("2024-05-06") == datetime(2024, 5, 6)
    assert dates.as_written("2024-02-30") is None
    assert dates.as_written("6 May 2024") is None


def test_each_word_and_form_of_yaml_is_what_ruby_makes_of_it() -> None:
    words = {
        **dict.fromkeys(("yes", "True", "ON"), "true"),
        **dict.fromkeys(("no", "False", "OFF"), "false"),
        **dict.fromkeys(("null", "Null", "~", ""), ""),
        **{".nan": "NaN", ".inf": "Infinity", "+.INF": "Infinity", "-.inf": "-Infinity"},
        **{"1_000": "1000", "1,000": "1000", "+7": "7", "-0": "0", "0": "0", "1__0": None},
        **{"0b11": "3", "-0b1_1": "-3", "0b2": None, "017": "15", "0_7": "7", "018": None},
        **{"0x1F": "31", "0xg": None, "1.": "1.0", ".5": "0.5", "-1.50": "-1.5", ".": None},
        **{"1.5e+3": "1500.0", "1.5e3": None, "1.5E-2": "0.015", "1e3": None, "1_0.5": "10.5"},
        **{"1:2": "3720", "-1:30": None, "1:2:3:4": None, "00:59": "3540", "1_0:00": "36000"},
        **{"y": None, "n": None, "nil": None, "a1": None, "١": None, "-": None, "+": None},
        **{"9" * 40: "9" * 40, "9" * 41: None},
    }
    words |= {"-1:30": "-1800", "-": None}
    found: dict[str, str | None] = {}
    for spelled in words:
        value = as_ruby(spelled, is_plain=True)
        found[spelled] = str(value) if isinstance(value, NoText) else None
        if found[spelled] is None:
            assert value == spelled
    assert found == words
    assert not any(isinstance(as_ruby(spelled, is_plain=False), NoText) for spelled in words)
    assert repr(as_ruby("7", is_plain=True)) == "NoText('7')"
    assert as_ruby("7", is_plain=True) == "7"


def test_a_value_under_a_key_that_is_missing_is_none() -> None:
    assert (text({}, "a"), named({}, "a"), texts({}, "a"), number({}, "a")) == (
        None,
        None,
        (),
        None,
    )
    assert number({"a": "", "b": "7"}, "a", "b") == 7
    assert mapping({"a": "b"}, "a", "c") == {}
    assert flag({"a": ["true"]}, "a") is None
    assert texts({"a": {"b": "c"}, "d": "e"}, "a", "d") == ("e",)
