"""Where a request's head ends, which requests are plain, and how a reply's bytes stand in a row."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

import pytest

from service.publication.response import Reply
from service.server import heads
from service.server.heads import (
    Request,
    ends_a_head,
    first_bodiless,
    is_bodiless,
    is_complete,
    is_ended,
    is_host,
    plain_request,
    reply_bytes,
    reply_parts,
)

HOST = b"Host: feeds.example\r\n"
GET = b"GET /feed.rss?a=1 HTTP/1.1\r\n" + HOST + b"\r\n"
HEAD = b"HEAD /feed.rss HTTP/1.1\r\n" + HOST + b"\r\n"
POST = b"POST /hub HTTP/1.1\r\n" + HOST + b"Content-Length: 4\r\n\r\nabcd"
BODY_LINES = (
    *(b"Content-Length: 0", b"content-length:4", b"Transfer-Encoding: chunked"),
    *(b"Expect: 100-continue", b"Upgrade: h2c", b"HTTP2-Settings: x", b"Expect \t: x"),
)


def with_line(line: bytes) -> bytes:
    return GET[:-2] + line + b"\r\n\r\n"


def test_a_plain_request_is_taken_apart() -> None:
    assert plain_request(GET) == Request(b"/feed.rss?a=1", {b"host": b"feeds.example"}, True)
    assert plain_request(HEAD) == Request(b"/feed.rss", {b"host": b"feeds.example"}, False)
    kept = plain_request(with_line(b"Connection: Keep-Alive"))
    assert kept is not None
    assert kept.is_get


@pytest.mark.parametrize(
    "data",
    [
        *(POST, POST[:-4], GET + GET, GET[:-1], b"", b"\r\n\r\n", GET + b"x"),
        *(with_line(line) for line in BODY_LINES[:-1]),
        *(with_line(line) for line in (b"Host: feeds.example", b"Accept: a\r\nAccept: b")),
        *(with_line(line) for line in (b"Connection: close", b"Connection: keep-alive, x")),
        GET.replace(b"1.1", b"1.0"),
        GET.replace(HOST, b""),
        GET.replace(b"feeds.example", b"a/b"),
        GET.replace(b"GET", b"PUT"),
    ],
)
def test_what_is_not_plain_is_left_to_gunicorn(data: bytes) -> None:
    assert plain_request(data) is None


@pytest.mark.parametrize(
    ("value", "may_be"),
    [
        *((value, True) for value in (b"", b"a", b"a.example:8000", b"[::1]:80", b"a:", b"a%20b")),
        *((value, False) for value in (b"a b", b"a/b", b"u@a", b"[::1", b"a:b", b"[g::]")),
    ],
)
def test_a_host_is_a_name_or_an_address_and_a_port(value: bytes, may_be: bool) -> None:
    assert is_host(value) == may_be


def test_a_head_ends_with_an_empty_line_or_is_too_long_to_wait_for() -> None:
    assert is_ended(GET)
    assert is_ended(b"GET / HTTP/1.1\n\n")
    assert is_ended(b"GET / HTTP/1.1\n\r\nbody")
    assert not is_ended(GET[:-1])
    assert is_complete(GET)
    assert is_complete(b"x" * 16_384)
    assert not is_complete(b"x" * 16_383)
    assert ends_a_head(GET)
    assert not ends_a_head(GET + b"x")


@pytest.mark.parametrize("line", BODY_LINES)
def test_a_request_that_may_have_a_body_is_not_bodiless(line: bytes) -> None:
    assert is_bodiless(GET + HEAD)
    assert not is_bodiless(with_line(line))
    assert not is_bodiless(GET + with_line(line))
    assert not is_bodiless(with_line(line) + GET)
    assert is_bodiless(with_line(b"X-" + line))


def test_only_whole_gets_and_heads_are_bodiless() -> None:
    for data in (GET, HEAD, GET * 3):
        assert is_bodiless(data)
    for data in (GET[:-1], GET + b"G", POST, b"", b"\r\n\r\n", b"\r\n" + GET):
        assert not is_bodiless(data)


def test_the_first_of_several_requests_is_given_alone_where_it_is_bodiless() -> None:
    assert first_bodiless(GET + HEAD) == GET
    assert first_bodiless(HEAD + POST) == HEAD
    assert first_bodiless(GET + b"GET /half") == GET
    assert first_bodiless(GET) == GET
    for data in (POST + GET, GET[:-1], with_line(b"Expect: 100-continue") + GET):
        assert first_bodiless(data) == data


def test_a_reply_has_its_status_its_headers_the_date_and_for_a_get_its_body() -> None:
    whole, short = Reply(200, (), b"ETag: 1\r\n", b"abc"), Reply(304, (), b"", b"")
    head, _, body = reply_bytes(whole, with_body=True).partition(b"\r\n\r\n")
    first, etag, server, date = head.split(b"\r\n")
    assert (first, etag, body) == (b"HTTP/1.1 200 OK", b"ETag: 1", b"abc")
    assert server.startswith(b"Server: ")
    assert parsedate_to_datetime(date.removeprefix(b"Date: ").decode()).year >= 2024
    assert heads._last_lines(0).endswith(b"\r\nDate: Thu, 01 Jan 1970 00:00:00 GMT\r\n\r\n")
    assert reply_bytes(whole, with_body=False) == head + b"\r\n\r\n"
    assert reply_bytes(short, with_body=True).startswith(b"HTTP/1.1 304 Not Modified\r\nServer: ")
    assert b"".join(reply_parts(whole, with_body=True)).endswith(b"\r\n\r\nabc")
    assert reply_parts(whole, with_body=True)[1] is whole.body
    assert len(reply_parts(whole, with_body=False)) == 1
