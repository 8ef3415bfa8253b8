"""Reads the head of an HTTP/1.1 request, its end and its fields, and writes the head of a reply.

The one door to gunicorn_h1c. This module only reads and writes bytes.
"""

from __future__ import annotations

import re
import time
from email.utils import formatdate
from functools import lru_cache
from typing import NamedTuple

import gunicorn_h1c

from service.publication.response import Reply

LONGEST_HEAD = 16 * 1024  # bytes; gunicorn refuses a longer one
_END = b"\r\n\r\n"
# A request with one of these asks something of the connection, or has a body.
_NOT_PLAIN = frozenset(
    {b"content-length", b"transfer-encoding", b"expect", b"upgrade", b"http2-settings"}
)
_NOT_PLAIN_LINE = re.compile(rb"\n(?:%b)[ \t]*:" % b"|".join(sorted(_NOT_PLAIN)), re.IGNORECASE)
# RFC 3986 section 3.2.2: an IP literal or a registered name, which may be empty; and a port.
_HOST = re.compile(rb"(?:\[[0-9A-Fa-f:.]+\]|[\w.~!$&'()*+,;=%-]*)(?::[0-9]*)?")
_CLOSING = b"Connection: close\r\nContent-Length: 0\r\n\r\n"
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\n" + _CLOSING
HEAD_TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\n" + _CLOSING
_STATUS_LINES = {200: b"HTTP/1.1 200 OK\r\n", 304: b"HTTP/1.1 304 Not Modified\r\n"}


class Request(NamedTuple):
    """A GET or HEAD that every server would read alike."""

    target: bytes  # path and query string as sent
    fields: dict[bytes, bytes]  # by name in lower case
    is_get: bool  # else it is a HEAD


def is_complete(data: bytes) -> bool:
    """Whether a head ends in these bytes, or is too long to wait for."""
    return is_ended(data) or len(data) >= LONGEST_HEAD


def is_ended(data: bytes) -> bool:
    """Whether a head ends in these bytes."""
    return b"\n\r\n" in data or b"\n\n" in data


def plain_request(data: bytes) -> Request | None:
    """The request in these bytes. None for all that gunicorn has to read: other methods, bodies,
    several requests, and malformed ones."""
    try:
        parsed = gunicorn_h1c.parse_request_fast(data)
    except Exception:  # gunicorn parses it again and says what is wrong
        return None
    pairs = parsed.asgi_headers
    fields: dict[bytes, bytes] = dict(pairs)
    if (
        parsed.method not in (b"GET", b"HEAD")
        or parsed.consumed != len(data)
        or parsed.minor_version != 1
        or len(fields) != len(pairs)  # a field was sent twice
        or not is_host(fields.get(b"host", b"/"))
        or fields.get(b"connection", b"keep-alive").lower() != b"keep-alive"
        or not _NOT_PLAIN.isdisjoint(fields)
    ):
        return None
    return Request(parsed.path, fields, parsed.method == b"GET")


@lru_cache(maxsize=256)
def is_host(value: bytes) -> bool:
    """Whether a Host field may have this value."""
    return _HOST.fullmatch(value) is not None


def ends_a_head(data: bytes) -> bool:
    return data.endswith(_END)


def is_bodiless(data: bytes) -> bool:
    """Whether these bytes, which begin a request, are nothing but whole GETs and HEADs without
    bodies, which ask nothing of the connection."""
    return (
        data.startswith((b"GET ", b"HEAD "))
        and data.endswith(_END)
        and not _NOT_PLAIN_LINE.search(data)
    )


def first_bodiless(data: bytes) -> bytes:
    """The first of several requests, where that is a GET or HEAD without a body, which asks
    nothing of the connection; else everything."""
    head = data[: data.find(_END) + len(_END)]
    return head if is_bodiless(head) else data


def reply_bytes(reply: Reply, with_body: bool) -> bytes:
    """A reply as it is sent now."""
    head = (_STATUS_LINES[reply.status], reply.header_lines, _last_lines(int(time.time())))
    return b"".join((*head, reply.body) if with_body else head)


def reply_parts(reply: Reply, with_body: bool) -> tuple[bytes, ...]:
    """The same with the body as it is, for one that is too large to be copied."""
    head = reply_bytes(reply, with_body=False)
    return (head, reply.body) if with_body else (head,)


@lru_cache(maxsize=1)
def _last_lines(second: int) -> bytes:
    """What the server says of itself, and the end of the head. `second` is since 1970."""
    date = formatdate(second, usegmt=True)
    return f"Server: gunicorn/asgi\r\nDate: {date}\r\n\r\n".encode()
