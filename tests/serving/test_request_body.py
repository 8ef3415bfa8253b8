"""A request's body is read whole, up to its bound, however its length is given."""

from __future__ import annotations

from contextlib import nullcontext, suppress
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.ctx import RequestContext
from werkzeug.exceptions import RequestEntityTooLarge, RequestTimeout, ServiceUnavailable
from werkzeug.test import create_environ

from service.web.awaited_body import REFUSED_BODY
from service.web.request_body import UnverifiedBodies, bounded_body


def with_body(body: bytes, *, is_chunked: bool = False, **environ: Any) -> RequestContext:
    """A request as a server hands it on: of a chunked body nobody knows the length."""
    length: Any = {"HTTP_TRANSFER_ENCODING": "chunked"} if is_chunked else {}
    length = length or {"CONTENT_LENGTH": str(len(body))}
    given = create_environ("/", method="POST") | {"wsgi.input": BytesIO(body), **environ}
    return Flask(__name__).request_context(given | length)


@pytest.mark.parametrize("is_chunked", [False, True])
@pytest.mark.parametrize(
    ("length", "most", "is_read"),
    [
        *((0, 0, True), (1, 0, False), (999, 1000, True), (1000, 1000, True)),
        *((1001, 1000, False), (2000, 1000, False), (200_000, 200_000, True)),
        *((65_535, 65_535, True), (65_536, 65_535, False), (65_537, 65_536, False)),
    ],
)
def test_a_body_is_as_long_as_its_bound_at_most(
    is_chunked: bool, length: int, most: int, is_read: bool
) -> None:
    body = bytes(number % 251 for number in range(length))
    for read in (bounded_body, UnverifiedBodies(1_000_000).read):
        with with_body(body, is_chunked=is_chunked):
            if is_read:
                assert read(most) == body
            else:
                with pytest.raises(RequestEntityTooLarge, match=f"more than {most:,} bytes"):
                    read(most)


def test_a_body_that_announces_nothing_is_empty() -> None:
    environ = create_environ("/", method="POST") | {"wsgi.input": BytesIO(b"words")}
    with Flask(__name__).request_context(environ):
        assert bounded_body(100) == b""


class Watched(BytesIO):
    """A stream that notes how much of it was asked for each time."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.asked = list[int | None]()

    def read(self, size: int | None = -1) -> bytes:
        self.asked.append(size)
        return super().read(size)


@pytest.mark.parametrize(
    ("most", "asked"),
    [(10, [11]), (65_535, [65_536]), (70_000, [65_536, 4465]), (200_000, [65_536] * 3 + [3393])],
)
def test_no_more_is_read_than_shows_that_a_body_is_too_long(most: int, asked: list[int]) -> None:
    stream = Watched(b"x" * 1_000_000)
    chunked = with_body(b"", is_chunked=True, **{"wsgi.input": stream})
    with chunked, pytest.raises(RequestEntityTooLarge):
        bounded_body(most)
    assert stream.asked == asked


def test_a_body_that_announces_too_much_is_not_read() -> None:
    stream = Watched(b"x" * 11)
    with with_body(b"x" * 11, **{"wsgi.input": stream}), pytest.raises(RequestEntityTooLarge):
        bounded_body(10)
    assert stream.asked == []


def test_a_body_that_was_refused_before_is_not_read() -> None:
    stream = BytesIO(b"words")
    refused = {"wsgi.input": stream, REFUSED_BODY: RequestTimeout("too slow")}
    with with_body(b"words", **refused), pytest.raises(RequestTimeout):
        bounded_body(100)
    assert stream.tell() == 0


def test_bodies_of_strangers_have_room_together_and_leave_it_when_they_are_read() -> None:
    bodies = UnverifiedBodies(10)
    for _ in range(3):
        with with_body(b"x" * 10):
            assert len(bodies.read(100)) == 10
        with with_body(b"x" * 11), pytest.raises(ServiceUnavailable) as refused:
            bodies.read(100)
        assert refused.value.retry_after == 5


def test_one_byte_is_too_much_where_there_is_no_room() -> None:
    for body in (b"", b"x"):
        with with_body(body), nullcontext() if not body else pytest.raises(ServiceUnavailable):
            assert UnverifiedBodies(0).read(100) == b""


def test_a_body_that_is_being_read_takes_the_room_of_others() -> None:
    bodies, others = UnverifiedBodies(10), list[int]()

    class Slow(BytesIO):
        """Others come before its end does."""

        def read(self, size: int | None = -1) -> bytes:
            piece = super().read(size)
            for length in () if piece else (4, 5):
                with with_body(b"y" * length), suppress(ServiceUnavailable):
                    others.append(len(bodies.read(100)))
            return piece

    with with_body(b"", is_chunked=True, **{"wsgi.input": Slow(b"x" * 6)}):
        assert bodies.read(100) == b"x" * 6
    assert others == [4]
