"""A document that stays as it is while commits go by: its dates, its headers, who has it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from service.publication.negotiation import negotiate
from service.publication.response import (
    REVISION_HEADER,
    PreparedResponse,
    Reply,
    digest_of,
    prepare,
)

FIRST = datetime(2022, 3, 1, 8, tzinfo=UTC)
LATER = FIRST + timedelta(days=1)
SHORT, LONG = b"<rss/>", b"<item>text</item>" * 100


def prepared(body: bytes = LONG, last_modified: datetime = FIRST) -> PreparedResponse:
    return prepare(body, "application/xml", last_modified, "public", "<x>; rel=self")


def header(reply: Reply, name: str) -> list[str]:
    return [value for each, value in reply.headers if each == name]


def status_since(response: PreparedResponse, moment: datetime) -> int:
    since = format_datetime(moment, usegmt=True)
    return negotiate(response, if_modified_since=since).status


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_a_later_commit_has_its_own_date_and_name_and_the_same_body(coding: str) -> None:
    of_commit = prepared().of(LATER, "c" * 40, is_own=True)
    assert of_commit.last_modified == LATER
    before, after = prepared().variants[coding], of_commit.variants[coding]
    assert after.full.body == before.full.body
    assert header(after.full, "Last-Modified") == ["Wed, 02 Mar 2022 08:00:00 GMT"]
    assert header(after.full, "ETag") == header(before.full, "ETag")
    assert header(after.full, REVISION_HEADER) == ["c" * 40]
    assert header(after.not_modified, REVISION_HEADER) == ["c" * 40]
    assert header(after.not_modified, "Last-Modified") == []
    again = of_commit.of(LATER, "d" * 40, is_own=True).variants[coding]
    assert header(again.full, REVISION_HEADER) == ["d" * 40]
    assert REVISION_HEADER not in dict(
        prepared().of(LATER, None, is_own=True).variants[coding].full.headers
    )


def test_every_date_from_the_last_change_on_stands_for_a_document_without_commits() -> None:
    response = prepared(last_modified=FIRST + timedelta(microseconds=900_000))
    moments = (FIRST - timedelta(seconds=1), FIRST, FIRST + timedelta(seconds=1), LATER)
    assert [status_since(response, each) for each in moments] == [200, 304, 304, 304]


def test_only_dates_that_no_other_commit_was_sent_with_stand_for_the_document() -> None:
    shared = prepared().of(FIRST, "a", is_own=False)
    assert (shared.own_dates, status_since(shared, FIRST)) == ((), 200)
    own = shared.of(LATER, "b", is_own=True)
    assert own.own_dates == (LATER,)
    moments = (FIRST, LATER, LATER + timedelta(seconds=1))
    assert [status_since(own, each) for each in moments] == [200, 304, 200]
    assert own.of(LATER, "c", is_own=True).own_dates == (LATER,)


def test_the_last_twenty_one_dates_are_kept() -> None:
    response = prepared()
    dates = [FIRST + timedelta(seconds=number) for number in range(30)]
    for date in dates:
        response = response.of(date, "a", is_own=True)
    assert response.own_dates == tuple(dates[-21:])


def test_no_date_is_ahead_of_the_clock() -> None:
    ahead = datetime.now(UTC) + timedelta(days=1)
    for response in (prepared(last_modified=ahead), prepared().of(ahead, None, is_own=True)):
        (sent,) = header(response.variants["identity"].full, "Last-Modified")
        assert parsed(sent) <= datetime.now(UTC)


def parsed(date: str) -> datetime:
    return datetime.strptime(date, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC)


def test_each_coding_has_a_tag_of_its_own_that_leads_to_one_digest() -> None:
    response = prepared()
    plain, packed = (response.variants[coding].full for coding in ("identity", "gzip"))
    (tag,), (packed_tag,) = header(plain, "ETag"), header(packed, "ETag")
    assert (tag, packed_tag) == (f'"{response.digest}"', f'"{response.digest}-gzip"')
    assert header(plain, "Content-Encoding") == []
    assert header(packed, "Content-Encoding") == ["gzip"]
    assert header(plain, "Content-Length") == [str(len(LONG))]
    assert header(packed, "Content-Length") == [str(len(packed.body))]
    for name in ("x", "x-gzip", "x-br"):
        assert digest_of(name) == "x"
    assert digest_of("x-zstd") == "x-zstd"


def test_a_304_repeats_what_a_cache_needs_and_says_nothing_of_the_body() -> None:
    """RFC 9110 section 15.4.5."""
    response = prepared(last_modified=FIRST + timedelta(microseconds=900_000))
    about = ["Content-Type", "Last-Modified", "Content-Security-Policy", "Content-Length"]
    for coding, more in (("identity", []), ("gzip", ["Content-Encoding"])):
        variant = response.variants[coding]
        whole, short = dict(variant.full.headers), dict(variant.not_modified.headers)
        assert (variant.full.status, variant.not_modified.status) == (200, 304)
        assert variant.not_modified.body == b""
        assert sorted(whole.keys() - short.keys()) == sorted(about + more)
        assert short.items() <= whole.items()
        assert list(short) == [
            *("ETag", "Cache-Control", "Link", "Cache-Status", "Vary"),
            *("Access-Control-Allow-Origin", "Access-Control-Expose-Headers"),
            "X-Content-Type-Options",
        ]
        assert whole["Last-Modified"] == "Tue, 01 Mar 2022 08:00:00 GMT"
        lines = variant.not_modified.header_lines.decode()
        assert lines == "".join(f"{name}: {value}\r\n" for name, value in short.items())
    assert whole["Cache-Status"] == "Postwire; hit"
    missed = response.variants["gzip"].full.missed()
    assert dict(missed.headers) == whole | {"Cache-Status": "Postwire; fwd=miss; stored"}
    assert (missed.status, missed.body) == (200, response.variants["gzip"].full.body)
    assert b"Cache-Status: Postwire; fwd=miss; stored\r\n" in missed.header_lines


@pytest.mark.parametrize(("length", "codings"), [(255, 1), (256, 2)])
def test_a_short_body_is_not_compressed(length: int, codings: int) -> None:
    assert len(prepared(b"a" * length).variants) == codings
    assert negotiate(prepared(SHORT), "gzip").body == SHORT


@pytest.mark.parametrize(
    ("accepted", "is_packed"),
    [
        *(("", False), ("gzip", True), ("*", True), ("identity, gzip", True), ("br", False)),
        *(("gzip;q=0", False), ("gzip;q=0.5, identity", False), ("gzip;q=0.5, *;q=0", True)),
        *(("identity;q=0", False), ("identity;q=0, gzip", True), ("gzip, identity;q=0.9", True)),
    ],
)
def test_a_client_gets_the_coding_that_it_takes_best(accepted: str, is_packed: bool) -> None:
    assert bool(header(negotiate(prepared(), accepted), "Content-Encoding")) == is_packed


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        *(('"{}"', 304), ('W/"{}"', 304), ('"{}-gzip"', 304), ('"a", W/"{}"', 304), ("*", 304)),
        *(('"{}x"', 200), ('"a"', 200), ("{}", 304), ("", 200), ('"a", "b"', 200)),
    ],
)
def test_a_tag_counts_before_a_date(tags: str, status: int) -> None:
    response = prepared()
    tag, since = tags.format(response.digest), format_datetime(LATER, usegmt=True)
    assert negotiate(response, "", tag, since).status == status
    assert negotiate(response, "", tag, "Sun, 06 Nov 1994 08:49:37 GMT").status == status
    assert negotiate(response, "", None, "no date").status == 200
