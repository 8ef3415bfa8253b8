"""What is said of a file: faults, notes, reasons to leave it out, and the dates that it has."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from feeds.archive.attribution_rules import Rules
from feeds.archive.faults import (
    CODES,
    BrokenFileError,
    Fault,
    fault_of,
    fault_of_error,
    reason_of,
    report_left_out,
)
from feeds.archive.file_dates import ADDED
from feeds.archive.former_ids import former_id
from feeds.archive.front_matter import Document
from feeds.archive.long_names import long_name_faults
from feeds.archive.notes import NOTES, dropped_note, outlet_note, without_notes, zone_note
from feeds.archive.opt_out import opted_out
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts, Reading
from feeds.archive.values import FrontMatter, Value
from feeds.bounded.limits import Failure
from feeds.model import IdScheme, Post, Site
from feeds.text.dates import Moment
from feeds.text.growth import GrowthError

DAY = Moment(datetime(2024, 3, 9, tzinfo=UTC), True)
NAMED = Moment(datetime(2022, 1, 2, tzinfo=UTC), True)
UTC_ZONE, SHANGHAI = ZoneInfo("UTC"), ZoneInfo("Asia/Shanghai")


def document(raw: str = "", body: str = "", body_line: int = 1, **matter: Value) -> Document:
    return Document(matter, body, raw, body_line)


def test_a_fault_is_printed_as_compilers_print_it() -> None:
    fault = Fault(3, "E05", "no end")
    assert fault.at("a/b.md") == "a/b.md:3: E05: no end"
    assert [Fault(1, code, "").broken for code in ("E01", "R01", "N01")] == [True, False, False]
    codes = [f"E{number:02}" for number in range(1, 16)]
    assert [*CODES] == codes + [f"R{number:02}" for number in range(1, 12)]
    assert [*NOTES] == ["N01", "N02", "N03", "N04"]


def test_a_failure_has_the_code_of_its_reason() -> None:
    for why, code in {"time": "E12", "memory": "E13", "end": "E14", "error": "E09"}.items():
        assert fault_of(Failure(why, "so"), "E09") == Fault(1, code, "so")  # type: ignore[arg-type]
    own = Fault(7, "E07", "no day")
    cases: list[tuple[BaseException, Fault]] = [
        (BrokenFileError(own), own),
        (GrowthError(2000, 3), Fault(1, "E15", "2,000 characters of 3")),
        (MemoryError("full"), Fault(1, "E13", "MemoryError: full")),
        (KeyError("x"), Fault(1, "E10", "KeyError: 'x'")),
    ]
    for error, fault in cases:
        assert fault_of_error(error, "E10") == fault
    assert reason_of(ValueError("a\x00" + "b" * 300)) == f"ValueError: a{'b' * 198}"
    assert str(BrokenFileError(own)) == "no day"


def test_a_post_that_is_left_out_is_named_once(caplog: pytest.LogCaptureFixture) -> None:
    for fault in (Fault(1, "E12", "slow"), Fault(1, "E12", "slow"), Fault(1, "E13", "large")):
        report_left_out("of-this-test.md", fault)
    assert caplog.messages == [
        "of-this-test.md:1: E12: slow",
        "of-this-test.md:1: E13: large",
    ]
    assert {record.levelno for record in caplog.records} == {logging.ERROR}


def test_a_reading_is_broken_where_it_is_neither_a_post_nor_left_out() -> None:
    post = Post("a.md", "/a", "A", DAY.instant)
    assert Reading("a.md", "").broken
    assert not Reading("a.md", "", post).broken
    assert not Reading("a.md", "", None, Excluded("draft")).broken
    assert Facts("/a", DAY) == Facts("/a", DAY, (), (), None, True, (), (), None, None)


def published(matter: FrontMatter, named: Moment | None = None, raw: str = "") -> object:
    """When such a post was published, or the codes and lines of what is wrong."""
    try:
        moment, faults = dated(
            Document(matter, "", raw, 1), ("date", "day"), lambda: named, UTC_ZONE
        )
    except BrokenFileError as error:
        return error.fault.code, error.fault.line
    return [(fault.code, fault.line) for fault in faults] or moment


def test_the_first_key_that_names_a_day_dates_a_post() -> None:
    other = "2024-03-10"
    cases: list[tuple[FrontMatter, Moment | None, object]] = [
        ({"date": "2024-03-09", "day": other}, None, DAY),
        ({"day": "2024-03-09"}, NAMED, DAY),
        ({"date": ["2024-03-09", other]}, NAMED, DAY),
        ({"date": "soon", "day": "2024-03-09"}, None, DAY),
        ({"date": ["soon", "2024-03-09"]}, None, ("E07", 4)),
        ({"date": "soon"}, NAMED, [("R03", 4)]),
        ({"date": "soon"}, None, ("E07", 4)),
        ({"day": "soon"}, None, ("E07", 2)),
        ({"date": "0001-01-01T00:00:00Z"}, NAMED, NAMED),
        ({"date": "0001-01-01"}, None, None),
        ({}, NAMED, NAMED),
        ({}, None, None),
        ({ADDED: "2024-03-09T00:00:00+00:00"}, NAMED, NAMED),
        ({ADDED: "2024-03-09"}, None, DAY),
    ]
    words = ("true", "False", "Created", "last modified", "git Created", "git last modified")
    cases += [({"date": word}, NAMED, NAMED) for word in words]
    for matter, named, expected in cases:
        assert published(matter, named, "a: b\n\ndate: x\n") == expected, matter
    with pytest.raises(BrokenFileError, match=r"date: 's{60}' names no day, nor does the file"):
        dated(Document({"date": "s" * 61}, "", "", 1), ("date",), lambda: None, UTC_ZONE)
    _, (fault,) = dated(Document({"date": "x"}, "", "", 1), ("date",), lambda: NAMED, UTC_ZONE)
    assert fault.message == "date: 'x' has no meaning: the file name's day is taken"


def dropped(*tags: str) -> list[Fault]:
    def render(note: Callable[[str], None]) -> None:
        for tag in tags:
            note(tag)

    return [*dropped_note(document(body_line=7), "", render)]


def test_what_is_dropped_is_named_five_times_at_most() -> None:
    assert dropped() == []
    assert dropped("a") == [Fault(7, "N02", "dropped: a")]
    assert dropped("a", "b", "a") == [Fault(7, "N02", "dropped: a (2 times), b")]
    assert dropped("x" * 61, "x" * 60)[0].message == f"dropped: {'x' * 60} (2 times)"
    assert dropped("x" * 59)[0].message == f"dropped: {'x' * 59}"
    assert dropped(*"abcde")[0].message == "dropped: a, b, c, d, e"
    assert dropped(*"abcdefg")[0].message == "dropped: a, b, c, d, e and 2 more"


def test_a_date_without_a_zone_is_noted_where_the_sites_zone_is_not_utc() -> None:
    post = document("a: b\ndate: x\n", date="2024-03-09 08:00")
    (note,) = zone_note(post, SHANGHAI)
    assert note == Fault(
        3, "N01", "date: '2024-03-09 08:00' is read in Asia/Shanghai; Jekyll reads it in UTC"
    )
    silent: list[tuple[Document, ZoneInfo]] = [
        (post, UTC_ZONE),
        (document(date="soon"), SHANGHAI),
        (document(date=["2024-03-09"]), SHANGHAI),
        (document(), SHANGHAI),
        (document(date="2024-01-09"), ZoneInfo("Europe/London")),
    ]
    assert [[*zone_note(*each)] for each in silent] == [[]] * len(silent)
    assert [*zone_note(document(date="2024-07-09"), ZoneInfo("Europe/London"))]


def test_words_in_brackets_that_are_too_long_for_an_outlet_are_noted() -> None:
    def notes(end: str) -> list[Fault]:
        body = f"a\nb{end}"
        return [*outlet_note(document(body=body, body_line=5), body, Rules())]

    name = "x" * 29 + "报"
    assert notes(f"（{name}）") == []
    (note,) = notes(f"（x{name}）\n")
    assert note == Fault(6, "N03", f"(x{name}…) has 31 characters: an outlet's name has 30 at most")
    assert len(notes(f"(x{name}) ")) == 1
    assert notes(f"（{'x' * 40}）") == []  # it ends like no medium's name
    assert notes(f"（x{name}）.") == []
    (long,) = notes(f"（{'x' * 399}报）")
    assert long.message.startswith(f"({'x' * 40}…) has 400 characters")
    (late,) = outlet_note(document(body=f"\n\n（x{name}）", body_line=5), f"（x{name}）", Rules())
    assert late.line == 7
    assert notes(f"（{'x' * 400}报）") == []
    assert notes(f"(x{name}" + ")" * 1) == notes(f"(x{name})")
    assert notes("(x") == []
    assert without_notes(Fault(1, "E12", "slow")) == Fault(1, "N04", "slow")


def test_a_name_that_is_too_long_is_found_wherever_it_stands() -> None:
    long = "n" * 201
    sentence = "word " * 41
    rules = Rules()

    def first(matter: FrontMatter, terms: tuple[str, ...] = ()) -> list[tuple[int, str]]:
        faults = long_name_faults(document("a: b\ntags: x\n", **matter), terms, rules)
        assert {fault.code for fault in faults} <= {"R11"}
        return [(fault.line, fault.message.partition(":")[0]) for fault in faults]

    for key in ("category", "categories", "tag", "tags", "taxonomies", "source", "author"):
        assert first({key: long}) == [(3 if key == "tags" else 2, key)]
    cases: list[tuple[Value, bool]] = [
        ("n" * 200, False),
        (f"a {long}", True),
        (sentence, True),
        (["a", [long]], True),
        ({"name": long}, True),
        ({"title": long}, True),
        ({"display_name": long}, True),
        *(({key: "a", "about": long}, False) for key in ("name", "title", "display_name")),
        ({"other": long}, True),
        (f"https://{long}", False),
        (f"http://{long}", False),
        (f"//{long}", False),
        ([""] * 498 + [long], True),
        ([""] * 499 + [long], False),
        ({str(number): "" for number in range(498)} | {"x": long}, True),
        ({str(number): "" for number in range(499)} | {"x": long}, False),
    ]
    for value, is_found in cases:
        assert bool(first({"tags": value})) == is_found, value
    assert first({"tags": sentence}, ("word",)) == []  # several short ones
    assert first({"tags": f"word {'n' * 200}"}, ("word",)) == []
    assert first({"tags": f"word {long}"}, ("word",)) == [(3, "tags")]
    (fault,) = long_name_faults(document(tags=long), (), rules)
    assert fault.message == f"tags: '{'n' * 40}'… has 201 characters, a name at most 200"


def of_former(ids: IdScheme, jekyll_id: str | None = None, **matter: Value) -> str | None:
    site = Site("S", "https://s.example/b", ids=ids)
    return former_id(matter, "/a.html", jekyll_id, site)


def test_a_post_keeps_the_id_of_its_former_feed() -> None:
    cases: list[tuple[str | None, str | None]] = [
        (of_former("postwire", guid="urn:x"), None),
        (of_former("hugo"), None),
        (of_former("hugo", guid=" urn:x "), "urn:x"),
        (of_former("hugo", guid="7"), "7"),
        (of_former("hugo", id="urn:x"), "urn:x"),
        (of_former("hugo", id="7"), None),
        (of_former("hugo", id="urn:x", guid="urn:y"), "urn:y"),
        (of_former("hugo", guid="https://s.example/b/x"), "/x"),
        (of_former("hugo", guid="https://s.example/bx"), "https://s.example/bx"),
        (of_former("hugo", guid="https://s.example/b"), "https://s.example/b"),
        (of_former("hugo", guid="x" * 2000), "x" * 2000),
        (of_former("hugo", guid="x" * 2001), None),
        (of_former("hugo", guid="a\x00b"), "ab"),
        (of_former("hugo", guid="x"), "x"),
        (of_former("jekyll-feed", "/2024/a"), "/2024/a"),
        (of_former("jekyll-feed", "/a.html"), None),
        (of_former("jekyll-feed", "/2024/a", guid="urn:x"), "urn:x"),
        (of_former("wordpress"), None),
        (of_former("wordpress", wordpress_url="https://s.example/b/?p=1"), "/?p=1"),
        (of_former("wordpress", wordpress_url="x", wordpress_id="2"), "x"),
        (of_former("wordpress", wordpress_id="2", post_id="3", id="4"), "/?p=2"),
        (of_former("wordpress", post_id="3", id="4"), "/?p=3"),
        (of_former("wordpress", id="4"), "/?p=4"),
        (of_former("wordpress", id="9" * 18), f"/?p={'9' * 18}"),
        (of_former("wordpress", id="9" * 19), None),
        (of_former("wordpress", id="x"), None),
        (of_former("wordpress", guid="urn:x", wordpress_id="2"), "urn:x"),
        (of_former("hugo", wordpress_id="2"), None),
    ]
    found, expected = zip(*cases, strict=True)
    assert found == expected
    site = Site("S", "https://s.example", ids="hugo")
    assert former_id({}, "/é", None, site) == "/%C3%A9"


def test_a_key_keeps_a_post_out_of_feeds_by_each_name() -> None:
    off = ("feed", "rss", "in_feed", "show_in_feed", "rss_feed")
    on = (
        *("exclude_from_feed", "excludefromfeed", "exclude_from_rss", "excludefromrss"),
        *("hide_from_feed", "hidefromfeed", "hide_from_rss", "hidefromrss", "feed_exclude"),
        *("no_feed", "nofeed", "no_rss", "norss", "skip_feed", "disable_feed", "disablefeed"),
        *("rss_ignore", "rss_exclude", "unlisted", "private"),
    )
    locks = (
        *("password", "passwords", "post_password", "passphrase", "password_protected"),
        *("encrypted", "encrypt", "encryption", "protected"),
    )
    cases: list[tuple[FrontMatter, str | None]] = [({"title": "a"}, None)]
    for key in off:
        cases += [({key: "false"}, f"`{key}: false`"), ({key: "true"}, None)]
    for key in on:
        cases += [({key: "true"}, f"`{key}: true`"), ({key: "false"}, None), ({key: "x"}, None)]
    for key in locks:
        only = f"`{key}`: only who has the key may read it"
        cases += [({key: "x"}, only), ({key: "false"}, None), ({key: " "}, None)]
        cases += [({key: ["a"]}, only), ({key: {"a": "b"}}, only), ({key: []}, None)]
        cases += [({key: "no"}, only if key == "password" else None)]
    for word in ("Private", "password", "protected"):
        cases += [({"visibility": word}, f"`visibility: {word.lower()}`")]
    for words in ("public", "x"):
        cases += [({"visibility": words}, None)]
    of_feed = "`feed: {exclude: true}`"
    cases += [
        ({"feed": {"exclude": "true"}}, of_feed),
        ({"feed": {"include": "false"}}, of_feed),
        ({"feed": {"enabled": "false"}}, of_feed),
        ({"feed": {"exclude": "false", "include": "true", "enabled": "true"}}, None),
        ({"feed": "false", "private": "true"}, "`feed: false`"),
    ]
    for matter, reason in cases:
        assert opted_out(matter) == (reason and Excluded(f"kept out by {reason}")), matter
