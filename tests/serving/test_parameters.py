"""The last value that each parameter of a feed may have, and the first that it may not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.errors import (
    BadParameterError,
    NotReadyError,
    UnknownAddressError,
    UnknownFormatError,
    UnknownTermError,
)
from feeds.model import SITE, TERM_KINDS, Stories, Term
from feeds.parameters import Defaults, parse, parse_corrections
from feeds.query import DEFAULT_LIMIT, LARGEST_MONTH, Place, Query, limit_of
from service.traffic import store
from service.traffic.events import Poll, Sums

LAST_PAGE, LARGEST_LIMIT = 1_000_000, 500
LONGEST_TERM, MOST_TERMS = 200, 20
LONGEST_WORDS, MOST_WORDS = 100, 10


def query(*pairs: tuple[str, str], month: str | None = None) -> Query:
    return parse(SITE, pairs, month=month)


def is_allowed(name: str, value: str) -> bool:
    try:
        query((name, value))
    except BadParameterError:
        return False
    return True


@pytest.mark.parametrize(("name", "last"), [("limit", LARGEST_LIMIT), ("page", LAST_PAGE)])
def test_a_number_is_from_one_to_its_largest(name: str, last: int) -> None:
    numbers = [0, 1, last, last + 1]
    assert [is_allowed(name, str(number)) for number in numbers] == [False, True, True, False]
    for spelled in ("-1", "1.0", "١", "", "1e1", "0x1", " 1", "1000000000", "1" * 5000):
        assert not is_allowed(name, spelled), spelled


@pytest.mark.parametrize("kind", TERM_KINDS)
@pytest.mark.parametrize("sign", ["", "-"])
def test_a_terms_name_has_one_character_to_its_longest(kind: str, sign: str) -> None:
    lengths = [0, 1, LONGEST_TERM, LONGEST_TERM + 1]
    allowed = [is_allowed(sign + kind, "x" * length) for length in lengths]
    assert allowed == [False, True, True, False]


def test_terms_and_those_left_out_are_counted_together() -> None:
    def pairs(count: int) -> list[tuple[str, str]]:
        return [("tag" if number % 2 else "-tag", str(number)) for number in range(count)]

    asked = query(*pairs(MOST_TERMS))
    assert len(asked.terms) + len(asked.without) == MOST_TERMS
    with pytest.raises(BadParameterError):
        query(*pairs(MOST_TERMS + 1))


@pytest.mark.parametrize(
    ("spelled", "stories", "of_site", "of_a_tag"),
    [
        ("1", "site", None, True),
        ("0", "site", False, None),
        ("1", "asked", True, True),
        ("0", "asked", None, None),
        ("0", "off", None, None),
        ("", "site", None, None),
    ],
)
def test_what_a_feed_does_by_itself_needs_no_parameter(
    spelled: str, stories: Stories, of_site: bool | None, of_a_tag: bool | None
) -> None:
    pairs, default = [("unique", spelled)], Defaults(stories=stories)
    assert parse(SITE, pairs, default).unique is of_site
    assert parse(Term("tag", "a"), pairs, default).unique is of_a_tag


def test_stories_are_shown_once_where_they_are_known() -> None:
    assert not is_allowed("unique", "2")
    with pytest.raises(BadParameterError):
        parse(SITE, [("unique", "1")], Defaults(stories="off"))


def test_words_are_so_many_and_so_long() -> None:
    assert is_allowed("q", " ".join(map(str, range(MOST_WORDS))))
    assert not is_allowed("q", " ".join(map(str, range(MOST_WORDS + 1))))
    assert is_allowed("q", "x" * LONGEST_WORDS)
    assert not is_allowed("q", "x" * (LONGEST_WORDS + 1))
    assert not is_allowed("q", "?!")
    assert is_allowed("q", "  ")
    assert query(("q", "B, a-B Ａ")).words == ("a", "b")


@pytest.mark.parametrize(
    ("spelled", "place"),
    [
        ("0.0", Place(0, 0)),
        ("ff.10", Place(255, 16)),
        ("-ff.10", Place(-255, 16)),
        ("7fffffffffffffff.7fffffffffffffff", Place(2**63 - 1, 2**63 - 1)),
        ("8000000000000000.0", None),
        ("0.8000000000000000", None),
        ("g.0", None),
        ("0", None),
    ],
)
def test_a_place_is_one_that_a_database_can_hold(spelled: str, place: Place | None) -> None:
    assert is_allowed("before", spelled) == (place is not None)
    if place:
        assert query(("before", spelled)).before == place


@pytest.mark.parametrize(
    ("spelled", "moment"),
    [
        ("2022-03-01", "2022-03-01"),
        ("2022-03-01T08:00:00Z", "2022-03-01T08:00:00Z"),
        ("2022-03-01T08:00:00+08:00", "2022-03-01T00:00:00Z"),
        ("2022-03-01T08:00:00 08:00", "2022-03-01T00:00:00Z"),
        ("", None),
    ],
)
def test_a_moment_is_a_day_or_an_instant_in_utc(spelled: str, moment: str | None) -> None:
    assert query(("since", spelled)).since == moment
    assert query(("until", spelled)).until == moment
    for wrong in ("2022-03-01T08:00:00", "2022-02-30", "now", "0001-01-01T00:00:00+01:00"):
        assert not is_allowed("since", wrong)


def test_a_month_takes_words_content_place_and_stories_of_what_is_asked() -> None:
    pairs = [("q", "b"), ("content", "summary"), ("before", "f.f"), ("unique", "1")]
    expected = Query(
        words=("b",), content="summary", before=Place(15, 15), month="2022-03", unique=True
    )
    assert query(*pairs, month="2022-03") == expected
    assert query(("-tag", "a"), month="2022-03").without == (Term("tag", "a"),)


def test_what_has_no_meaning_is_named_with_what_would_have_one() -> None:
    cases = [
        ("limit", "0", "a whole number from 1 to 500"),
        ("page", "0", "a whole number from 1 to 1000000"),
        ("tag", "", "1 to 200 characters"),
        ("q", "!", "a word has letters or digits"),
        ("q", "a b c d e f g h i j k", "at most 10 words"),
        ("q", "a" * 101, "at most 100 characters"),
        ("since", "now", "YYYY-MM-DD, or RFC 3339 with a zone"),
        ("before", "x", "a place as a link rel=next gives it"),
        ("before", "8000000000000000.0", "a place as a link rel=next gives it"),
        ("unique", "2", "0 or 1"),
        ("content", "half", "full or summary"),
    ]
    for name, value, reason in cases:
        with pytest.raises(BadParameterError) as caught:
            query((name, value))
        assert (caught.value.name, caught.value.value, caught.value.reason) == (name, value, reason)
    with pytest.raises(BadParameterError, match="filters=21: at most 20"):
        query(("-tag", "a"), *(("tag", str(number)) for number in range(20)))


def test_the_last_of_two_values_counts_and_the_default_says_nothing() -> None:
    default = Defaults("summary", 7)
    asked = parse(SITE, [("limit", "9"), ("limit", "7"), ("content", "summary")], default)
    assert asked == Query()
    assert parse(SITE, [("limit", "50"), ("content", "full")], default) == Query(
        limit=50, content="full"
    )
    assert parse_corrections([("limit", "7")], default) == Query(corrections=True)
    assert query(("content", ""), ("page", "1"), ("limit", "50")) == Query()


def test_words_are_letters_digits_and_marks_in_one_spelling() -> None:
    words = {
        "Straße №5": ("no5", "strasse"),
        "e\u0301t\u00e9": ("\u00e9t\u00e9",),
        "\u0928\u093f x_y z-\u00b2": ("2", "x", "y", "z", "\u0928\u093f"),
        "b a B": ("a", "b"),
        "": (),
    }
    assert {spelled: query(("q", spelled)).words for spelled in words} == words


def test_the_earliest_instants_have_years_of_four_digits() -> None:
    assert query(("since", "0001-01-01T00:00:09.5Z")).since == "0001-01-01T00:00:09Z"
    assert query(("since", "0999-12-31")).since == "0999-12-31"


@pytest.mark.parametrize("month", ["٢022-03", "2022-0٣", "0000-01", "2022-13", "2022-00", "22-03"])
def test_a_month_is_one_of_the_calendar_in_ascii(month: str) -> None:
    with pytest.raises(BadParameterError, match="YYYY-MM"):
        query(month=month)


def test_a_month_has_no_limit_no_page_and_no_bounds_in_time() -> None:
    pairs = (("limit", "7"), ("page", "3"), ("since", "2022-01-01"), ("before", "f.f"))
    asked = query(*pairs, ("tag", "a"), ("content", "summary"), month="2022-03")
    expected = Query((Term("tag", "a"),), content="summary", month="2022-03", before=Place(15, 15))
    assert asked == expected
    assert not asked.is_first
    assert asked.current() == Query((Term("tag", "a"),), content="summary")
    days = {"since": "2022-01-01", "until": "2022-02-01"}
    whole = Query((Term("tag", "a"),), limit=7, page=3, **days)  # type: ignore[arg-type]
    month = Query((Term("tag", "a"),), month="2022-02")
    assert whole.in_month("2022-02") == month
    assert whole.in_month("2022-02", Place(1, 2)) == replace(month, before=Place(1, 2))


def test_corrections_take_limit_page_and_content_alone() -> None:
    pairs = [("limit", "7"), ("page", "3"), ("content", "summary"), ("tag", "a"), ("q", "b")]
    expected = Query(limit=7, page=3, content="summary", corrections=True)
    assert parse_corrections(pairs) == expected


def test_a_query_knows_whether_it_is_filtered_and_first() -> None:
    assert not Query().is_filtered
    for name, value in (
        ("-tag", "x"),
        ("q", "x"),
        ("since", "2022-01-01"),
        ("until", "2022-01-01"),
    ):
        assert query((name, value)).is_filtered
        assert query((name, value)).is_first
    assert not query(("page", "2")).is_first
    assert not query(("before", "0.0")).is_first
    assert query(("tag", "a"), ("tag", "b")).term() is None
    assert query(("tag", "a")).term() == Term("tag", "a")
    assert query().term() == SITE


def test_a_query_groups_its_terms_by_kind_and_decides_about_stories() -> None:
    a, b, c = Term("category", "a"), Term("category", "b"), Term("tag", "a")
    assert Query((a, b, c)).groups() == [[a, b], [c]]
    assert Query().groups() == [[SITE]]
    assert query(("unique", "1")).is_filtered
    for stories_once in (True, False):
        assert Query().as_site_shows(stories_once) == Query(unique=stories_once)
        assert Query((a,)).as_site_shows(stories_once) == Query((a,), unique=False)
        assert Query((a,), unique=True).as_site_shows(stories_once).unique is True
        assert Query(unique=False).as_site_shows(stories_once).unique is False
    assert Query(month="2022-03").current() == Query()
    assert not Query(month="2022-03").is_first
    assert Query(page=3).current() == Query().on_page(1)
    assert Query(limit=7).on_page(3, Place(1, 2)) == Query(limit=7, page=3, before=Place(1, 2))
    assert str(Place(-255, 16)) == "-ff.10"
    assert not Query().corrections


def test_a_document_has_as_many_entries_as_asked_for_else_as_the_site_has() -> None:
    cases = [(7, 9, 7), (None, 9, 9), (None, None, 50), (None, 500, 500), (None, 501, 500)]
    assert [limit_of(Query(limit=asked), of_site) for asked, of_site, _ in cases] == [
        expected for *_, expected in cases
    ]
    assert (DEFAULT_LIMIT, LARGEST_MONTH) == (50, 1000)


def test_statistics_are_kept_for_the_window_and_one_day_no_longer(tmp_path: Path) -> None:
    first = datetime(2022, 3, 1, 23, 59, tzinfo=UTC)
    sums = Sums()
    sums.polls["curl"] = Poll(1, 0, 0, 10)
    store.add(tmp_path, sums, first)
    for days, count in ((0, 1), (store.WINDOW_DAYS - 1, 1), (store.WINDOW_DAYS, 0)):
        with store.reading(tmp_path, first + timedelta(days=days)) as traffic:
            assert len(traffic.polls(10)) == count, days


@pytest.mark.parametrize(
    ("error", "most"),
    [
        (lambda text: BadParameterError("q", text, ""), 80),
        (lambda text: UnknownTermError(Term("tag", text)), 200),
        (lambda text: UnknownAddressError(text), 300),
        (lambda text: UnknownFormatError(text, ["rss"]), 20),
    ],
)
def test_a_message_repeats_so_much_of_what_was_asked(
    error: Callable[[str], Exception], most: int
) -> None:
    assert str(error("\u2026" * 1000)).count("\u2026") == most


def test_a_message_says_what_can_be_asked_instead() -> None:
    assert str(UnknownFormatError("xml", ["rss", "atom"])) == (
        "no feed format “xml”: one of rss, atom"
    )
    assert str(UnknownTermError(Term("tag", "a"))) == "no tag named “a” has any post"
    assert str(NotReadyError(3, 9)).startswith("3 of 9 posts are read for the first search")
