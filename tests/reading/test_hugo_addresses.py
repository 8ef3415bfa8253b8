"""How Hugo spells a page's address: steps of a path, tokens of a pattern, dates by Go's layouts."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from feeds.archive.faults import BrokenFileError
from feeds.archive.glob import globs
from feeds.archive.hugo.go_dates import go_date, is_layout
from feeds.archive.hugo.permalinks import Page, Spelling, filled_pattern, hugo_path, step, words

WEST = timezone(-timedelta(hours=3, minutes=30, seconds=15))
MIDNIGHT = datetime(2009, 1, 4, 0, 5, 6, 120_000, tzinfo=UTC)  # a Sunday
NOON = datetime(1999, 12, 31, 12, 34, 56, 999_999, tzinfo=WEST)
EVENING = datetime(2024, 2, 29, 23, 59, 9, tzinfo=timezone(timedelta(hours=5, minutes=45)))


@pytest.mark.parametrize(
    ("layout", "midnight", "noon", "evening"),
    [
        ("January Jan", "January Jan", "December Dec", "February Feb"),
        ("Monday Mon", "Sunday Sun", "Friday Fri", "Thursday Thu"),
        ("2006 06", "2009 09", "1999 99", "2024 24"),
        ("01 1", "01 1", "12 12", "02 2"),
        ("02 _2 2", "04  4 4", "31 31 31", "29 29 29"),
        ("002 __2", "004   4", "365 365", "060  60"),
        ("15 03 3", "00 12 12", "12 12 12", "23 11 11"),
        ("04 4 05 5", "05 5 06 6", "34 34 56 56", "59 59 09 9"),
        ("PM pm", "AM am", "PM pm", "PM pm"),
        (".000 ,00", ".120 ,12", ".999 ,99", ".000 ,00"),
        (".999 .9", ".12 .1", ".999 .9", " "),
        (".000000000", ".120000000", ".999999000", ".000000000"),
        ("-0700 -07:00 -07", "+0000 +00:00 +00", "-0330 -03:30 -03", "+0545 +05:45 +05"),
        ("-070000 -07:00:00", "+000000 +00:00:00", "-033015 -03:30:15", "+054500 +05:45:00"),
        ("Z0700 Z07:00 Z07", "Z Z Z", "-0330 -03:30 -03", "+0545 +05:45 +05"),
        ("Z070000 Z07:00:00", "Z Z", "-033015 -03:30:15", "+054500 +05:45:00"),
        ("Janus Month", "Janus Month", "Janus Month", "Janus Month"),
    ],
)
def test_a_layout_shows_how_a_moment_is_written(
    layout: str, midnight: str, noon: str, evening: str
) -> None:
    written = tuple(go_date(layout, moment) for moment in (MIDNIGHT, NOON, EVENING))
    assert written == (midnight, noon, evening)


@pytest.mark.parametrize(("text", "is_one"), [("Jan", True), ("a5", True), ("Janus", False)])
def test_a_layout_has_a_part_of_the_reference_time(text: str, is_one: bool) -> None:
    assert is_layout(text) == is_one


@pytest.mark.parametrize(
    ("written", "as_step", "as_words"),
    [
        ("a b", "a-b", "a-b"), ("a  b", "a--b", "a-b"), (" a ", "-a-", "a"),
        ("a - b", "a---b", "a-b"), ("a- -b", "a---b", "a--b"), ("a!?b", "ab", "ab"),
        ("A.b/c\\d_#+~-@", "A.b/c\\d_#+~-@", "A.b/c\\d_#+~-@"), ("a%20b%zz", "a%20bzz", "a%20bzz"),
        ("e\u0301\u4e00", "e\u0301\u4e00", "e\u0301\u4e00"), ("\u00bd\u0664", "\u0664", "\u0664"),
        ("é,", "é", "é"), ("a\u00a0b", "a-b", "a-b"),
    ],
)  # fmt: skip
def test_a_name_is_a_step_of_a_path(written: str, as_step: str, as_words: str) -> None:
    assert (step(written), words(written)) == (as_step, as_words)


@pytest.mark.parametrize(
    ("capitals", "accents", "spelled"),
    [
        (False, True, "éi\u03c3"), (True, True, "É\u0130\u03a3"), (False, False, "ei\u03c3"),
        (True, False, "EI\u03a3"),
    ],
)  # fmt: skip
def test_a_site_spells_capitals_and_accents(capitals: bool, accents: bool, spelled: str) -> None:
    spelling = Spelling(capitals, accents)
    assert spelling("É\u0130\u03a3") == spelled
    assert spelling("Ab") == ("Ab" if capitals else "ab")


PAGE = Page(
    folders=("Top News", "in", "here"),
    sections=("Top News", "in"),
    name="My File",
    title="A/B + c",
    slug=None,
    local=NOON,
    slugs=("top", "in", "here"),
    section_slugs=("top", "inner"),
)


@pytest.mark.parametrize(
    ("pattern", "filled"),
    [
        ("/:year/:month/:day/", "/1999/12/31/"), (":monthname :weekdayname", "December Friday"),
        (":weekday-:yearday", "5-365"), (":section/:sections", "Top-News/Top-News/in"),
        (":sectionslug/:sectionslugs", "top/top/inner"), (":title", "A-B- -c"),
        (":slug.:slugorfilename", "A-B- -c.My-File"),
        (":filename:contentbasename", "My-FileMy-File"),
        (":slugorcontentbasename", "My-File"), (":sections[0]", "Top-News"), (":sections[1]", "in"),
        (":sections[2]", ""), (":sections[last]", "in"), (":sections[1:]", "in"),
        (":sections[:last]", "Top-News"),
        (":sections[:1]", "Top-News"),
        (":sections[0:2]", "Top-News/in"),
        (":sections[:]", "Top-News/in"), (":sections[]", ""), (":sections[x]", ""),
        (":sectionslugs[last]", "inner"), (":year[0]", "1999[0]"), (":2006-:Jan", "1999-Dec"),
        (":06[0]", "99[0]"),
        (":unknown/x", ":unknown/x"),
        (":year:year", "19991999"),
        ("/plain", "/plain"),
    ],
)  # fmt: skip
def test_a_pattern_is_filled_token_by_token(pattern: str, filled: str) -> None:
    assert filled_pattern(pattern, PAGE) == filled


def test_where_a_page_has_no_folders_their_tokens_are_empty() -> None:
    top = PAGE._replace(folders=(), sections=(), section_slugs=(), slug="S p", title="t#")
    assert filled_pattern(":section|:sections|:sections[last]|:sectionslug", top) == "|||"
    assert filled_pattern(":slug :slugorfilename :slugorcontentbasename", top) == "S-p S-p S-p"
    assert filled_pattern(":title", top) == "t"
    assert filled_pattern(":title", top._replace(title="a#b#")) == "a#b#"


@pytest.mark.parametrize(
    ("pattern", "slug", "path"),
    [
        (None, None, "top/in/here/my-file"), (None, "S  l", "top/in/here/s-l"),
        ("/:year/:filename/", None, "/1999/my-file/"), ("/x%20y%41/", None, "/x-ya/"),
        ("/:slug/", "a+", "/a/"), ("/:slug", "a+", "/a"), ("/:slug/", "a+b", "/a-b/"),
        ("/:slug/", "++", "/"), ("/x/:slug/", "++", "/x/"), ("/x/:slug//", "+", "/x//"),
    ],
)  # fmt: skip
def test_a_page_lies_by_its_pattern_or_by_its_place(
    pattern: str | None, slug: str | None, path: str
) -> None:
    assert hugo_path(pattern, PAGE._replace(slug=slug), Spelling()) == path


def test_a_page_without_slugs_of_its_folders_lies_below_their_names() -> None:
    assert hugo_path(None, PAGE._replace(slugs=()), Spelling()) == "top-news/in/here/my-file"


def test_a_filled_pattern_is_no_longer_than_an_address() -> None:
    assert len(filled_pattern("x" * 7996 + ":year", PAGE)) == 8000
    with pytest.raises(BrokenFileError):
        filled_pattern("x" * 7997 + ":year", PAGE)


@pytest.mark.parametrize(("choices", "count"), [(99, 99), (100, 100), (101, 100)])
def test_a_glob_has_a_hundred_spellings_at_most(choices: int, count: int) -> None:
    assert len(globs("{" + ",".join(map(str, range(choices))) + "}")) == count
