"""Strange requests and floods: the feeds stay available, and nothing grows without bound."""

from __future__ import annotations

import contextlib
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conftest import ALONE, Service, post, read, reply, three_posts, write

pytestmark = pytest.mark.xdist_group("bad-input")  # one service for all

TOKEN = "a-token-of-a-test"
PLAIN = b"GET /feed.rss HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[Service]:
    """One service for all tests: nothing that one client sends should matter to the next."""
    folder = tmp_path_factory.mktemp("service")
    started = Service(
        three_posts(folder / "archive"),
        folder / "state",
        *ALONE,
        POSTWIRE_REFRESH_TOKEN=TOKEN,
    )
    started.get("/feed.rss")  # from here on it is cached
    yield started
    started.stop()


@pytest.fixture
def connect(service: Service) -> Iterator[Callable[[], socket.socket]]:
    with ExitStack() as opened:
        yield lambda: opened.enter_context(
            socket.create_connection(("127.0.0.1", service.port), timeout=20)
        )


Connect = Callable[[], socket.socket]


def test_a_head_that_comes_byte_by_byte_is_answered(connect: Connect, service: Service) -> None:
    connection = connect()
    for number in range(len(PLAIN)):
        connection.sendall(PLAIN[number : number + 1])
    assert reply(connection) == (200, service.get("/feed.rss")[2])


def test_a_thousand_idle_connections_keep_nobody_waiting(
    connect: Connect, service: Service
) -> None:
    silent = [connect() for _ in range(900)]
    for connection in silent[::3]:
        connection.sendall(b"GET /feed.rss HT")
    assert service.get("/feed.rss")[0] == 200
    assert service.get("/category/haizhou.atom")[0] == 200
    silent[0].sendall(b"TP/1.1\r\nHost: x\r\n\r\n")
    assert reply(silent[0])[0] == 200


def test_a_connection_goes_back_and_forth_between_cached_and_new(
    connect: Connect, service: Service
) -> None:
    """A connection that asked for something slow gets fast answers again, and in order."""
    connection = connect()
    for number in range(1, 6):
        connection.sendall(b"GET /feed.rss?limit=%d HTTP/1.1\r\nHost: x\r\n\r\n" % number)
        assert reply(connection) == (200, service.get(f"/feed.rss?limit={number}")[2])
        connection.sendall(PLAIN)
        assert reply(connection) == (200, service.get("/feed.rss")[2])
        connection.sendall(b"GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")
        assert reply(connection)[0] == 404


@pytest.mark.parametrize("first", [b"/feed.rss", b"/nothing", b"/feed.rss?limit=1"])
def test_pipelined_requests_are_answered_in_order(
    connect: Connect, service: Service, first: bytes
) -> None:
    connection = connect()
    paths = (first, b"/category/haizhou.rss", b"/feed.rss", b"/nothing")
    connection.sendall(b"".join(b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in paths))
    expected = [service.get(path.decode()) for path in paths]
    assert [reply(connection) for _ in paths] == [(status, body) for status, _, body in expected]
    connection.sendall(PLAIN)
    assert reply(connection)[0] == 200


# With the token, so that the body is read; it asks for nothing that there is.
POST = (
    b"POST /refresh HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %b\r\nContent-Length: 8\r\n\r\n"
    b"[]\r\n\r\n  " % TOKEN.encode()
)
REQUESTS = (
    *(b"%s %s HTTP/1.1\r\nHost: x\r\n\r\n" % (method, path)
      for method in (b"GET", b"HEAD")
      for path in (b"/feed.rss", b"/feed.rss?limit=1", b"/nothing", b"/category/haizhou.atom")),
    b"GET /feed.rss HTTP/1.1\r\nHost: x\r\nIf-None-Match: *\r\n\r\n",
    POST,
)  # fmt: skip


@pytest.fixture(scope="module")
def sole_answers(service: Service) -> dict[bytes, tuple[int, bytes]]:
    """What each request is answered that comes on a connection of its own."""
    return {request: alone(service, request) for request in REQUESTS}


@given(
    requests=st.lists(st.sampled_from(REQUESTS), min_size=1, max_size=8),
    cuts=st.lists(st.tuples(st.integers(1, 250), st.sampled_from([0, 0.0001, 0.002]))),
)
@settings(max_examples=150, deadline=None)
def test_requests_cut_anyhow_are_each_answered_and_in_order(
    service: Service,
    sole_answers: dict[bytes, tuple[int, bytes]],
    requests: list[bytes],
    cuts: list[tuple[int, float]],
) -> None:
    expected = [sole_answers[request] for request in requests]
    stream = b"".join(requests)
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for length, pause in cuts:
            connection.sendall(stream[:length])
            stream = stream[length:]
            time.sleep(pause)
        connection.sendall(stream)
        assert [answer(connection, request) for request in requests] == expected


def alone(service: Service, request: bytes) -> tuple[int, bytes]:
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(request)
        return answer(connection, request)


def answer(connection: socket.socket, request: bytes) -> tuple[int, bytes]:
    """Status and body; a HEAD is answered without one."""
    return reply(connection, with_body=not request.startswith(b"HEAD"))


def test_more_pipelined_requests_than_the_buffer_takes_are_all_answered(
    connect: Connect, service: Service
) -> None:
    connection, number = connect(), 600  # 20 KB
    for request in (b"GET /feed.rss?limit=9 HTTP/1.1\r\nHost: x\r\n\r\n", *[PLAIN] * number):
        connection.sendall(request)
    assert reply(connection) == (200, service.get("/feed.rss?limit=9")[2])
    expected = (200, service.get("/feed.rss")[2])
    assert {reply(connection) for _ in range(number)} == {expected}


def test_requests_in_a_row_are_answered_in_order_whoever_answers_them(
    connect: Connect, service: Service
) -> None:
    """Cached, cold, by Flask, with a body; all sent at once."""
    connection = connect()
    others = [PLAIN.replace(b"/feed.rss", path) for path in (b"/nothing", b"/tag/x.json", b"/all")]
    requests = [PLAIN, PLAIN, *others, POST, PLAIN, others[0], PLAIN, POST]
    expected = [alone(service, request) for request in requests]
    connection.sendall(b"".join(requests))
    assert [reply(connection) for _ in requests] == expected


def test_a_head_that_is_too_long_is_refused_before_it_ends(connect: Connect) -> None:
    connection = connect()
    connection.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + (b"A: " + b"b" * 4000 + b"\r\n") * 5)
    assert reply(connection)[0] == 431
    assert connection.recv(1) == b""


def test_the_rest_of_a_head_is_no_request_of_its_own(connect: Connect) -> None:
    connection = connect()
    head, body = POST.split(b"\r\n\r\n", 1)
    connection.sendall(head + b"\r\n\r\n")
    time.sleep(0.05)
    connection.sendall(body + b"GET /nothing HTTP/1.1\r\nA: ")
    assert reply(connection)[0] == 400
    time.sleep(0.05)
    connection.sendall(PLAIN)
    assert reply(connection)[0] == 404


@pytest.mark.parametrize(
    ("request_bytes", "status"),
    [
        (b"GET /feed.rss\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\nHost: x\n\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost : x\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nA: b\r\n\r\n", 400),
        (b"POST /refresh HTTP/1.1\r\nContent-Length: 2\r\n\r\n{}", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost: a@b\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost: x:y\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost: [::1\r\n\r\n", 400),
        (b"GET http://a@b/feed.rss HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET http:///feed.rss HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /feed.rss HTTP/1.1\r\nHost: x\r\nA: b\r\n c\r\n\r\n", 400),
        (b"GET /feed\xff.rss HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"GET /feed.rss?q=\xe6\xb5\xb7 HTTP/1.1\r\nHost: x\r\n\r\n", 400),
        (b"POST /hub HTTP/1.1\r\nHost: x\r\nContent-Length: " + b"9" * 5000 + b"\r\n\r\n", 400),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: " * 2000 + b"\r\n" + b"B: b\r\n" * 2000, 431),
        (b"GET /" + b"a" * 1_000_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 100_000 + b"\r\n\r\n", 431),
        (b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: b\r\n" * 1000 + b"\r\n", 431),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_malformed_request_is_refused(
    connect: Connect, service: Service, request_bytes: bytes, status: int
) -> None:
    connection = connect()
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # refused half-way
        connection.sendall(request_bytes)
    assert reply_or_reset(connection) in (status, None)
    assert service.get("/feed.rss")[0] == 200


def reply_or_reset(connection: socket.socket) -> int | None:
    try:
        return reply(connection)[0]
    except ConnectionResetError:
        return None


@pytest.mark.parametrize(
    ("target", "same"),
    [
        (b"http://feeds.example/feed.rss", "/feed.rss"),
        (b"HTTPS://feeds.example:443/feed.rss?limit=1", "/feed.rss?limit=1"),
        (b"http://[::1]:80/category/haizhou.atom", "/category/haizhou.atom"),
        (b"http://feeds.example/category/%68aizhou.rss", "/category/haizhou.rss"),
        (b"http://feeds.example", "/"),
    ],
)
def test_an_absolute_target_is_accepted(
    connect: Connect, service: Service, target: bytes, same: str
) -> None:
    """RFC 9112 section 3.2.2; and what is wrong with the Host beside it does not count."""
    for host in (b"Host: x\r\n", b"Host: other:1\r\n", b""):
        connection = connect()
        connection.sendall(b"GET %s HTTP/1.1\r\n%s\r\n" % (target, host))
        assert reply(connection) == (200, service.get(same)[2])


@pytest.mark.parametrize(
    "host", [b"", b"x", b"x:", b"x:8000", b"127.0.0.1", b"[::1]:80", b"a_b.example", b"%E6%B5%B7"]
)
def test_every_possible_host_is_accepted(connect: Connect, host: bytes) -> None:
    for path in (b"/feed.rss", b"/feeds.opml"):
        connection = connect()
        connection.sendall(b"GET %s HTTP/1.1\r\nHost: %s\r\n\r\n" % (path, host))
        assert reply(connection)[0] == 200


def test_http_1_0_needs_no_host(connect: Connect) -> None:
    connection = connect()
    connection.sendall(b"GET /feed.rss HTTP/1.0\r\n\r\n")
    assert reply(connection)[0] == 200


@pytest.mark.parametrize(
    "target", ["/feed.rss", "/feed.atom?limit={new}", "/healthz", "/none", "/"]
)
def test_a_client_that_ends_its_side_gets_all_its_replies(
    connect: Connect, service: Service, target: str
) -> None:
    """As `nc -N` does: a request, and no byte more. Sent alone and three in a row."""
    for number in (1, 3):
        head = target.format(new=40 + number).encode()
        connection = connect()
        connection.sendall(b"GET %b HTTP/1.1\r\nHost: x\r\n\r\n" % head * number)
        connection.shutdown(socket.SHUT_WR)
        expected = service.get(head.decode())
        for _ in range(number):
            assert reply(connection) == (expected[0], expected[2])
        assert connection.recv(1) == b""


@pytest.mark.parametrize("cut", [0, 20, -5])
def test_a_client_that_ends_its_side_after_a_body_gets_all_its_replies(
    connect: Connect, cut: int
) -> None:
    """In one piece, or parted within the head or the body."""
    form = b"hub.mode=none"
    head = b"POST /hub HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
    sent = b"%bContent-Length: %d\r\n\r\n%b" % (head, len(form), form)
    connection = connect()
    for piece in filter(None, (sent[:cut], sent[cut:], sent)):
        connection.sendall(piece)
        time.sleep(0.02)  # that it comes alone: together it is answered all the same
    connection.shutdown(socket.SHUT_WR)
    for _ in range(2):
        assert reply(connection) == (400, b"hub.mode=none: subscribe, unsubscribe or publish\n")
    assert connection.recv(1) == b""


def test_a_head_request_is_answered_without_a_body(connect: Connect) -> None:
    connection = connect()
    connection.sendall(b"HEAD" + PLAIN[3:] + PLAIN)
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += read(connection, 1)
    assert b"content-length: " in head.lower()
    assert reply(connection)[0] == 200


def test_a_client_that_reads_nothing_is_not_read_from(
    serve: Callable[..., Service], archive: Path
) -> None:
    """Its replies would pile up in the worker's memory. One reply is more than the kernel keeps."""
    for number in range(8):
        text = post("长文", "2022-04-01", "long", body="x" * 1_000_000)
        write(archive, f"_posts/2022-04-01-{number}.md", text)
    service = serve(archive, *ALONE)
    service.get("/category/long.rss")  # from here on it is cached
    request = b"GET /category/long.rss HTTP/1.1\r\nHost: x\r\nX: %s\r\n\r\n" % (b"x" * 7000)
    with socket.socket() as silent:
        for buffer in (socket.SO_SNDBUF, socket.SO_RCVBUF):
            silent.setsockopt(socket.SOL_SOCKET, buffer, 10_000)
        silent.connect(("127.0.0.1", service.port))
        silent.sendall(request)
        assert silent.recv(1, socket.MSG_PEEK)
        silent.setblocking(False)
        sent = 0
        while select.select([], [silent], [], 2)[1]:
            sent += silent.send(request[sent % len(request) :])
            assert sent < 1_000_000
        assert service.get("/category/haizhou.rss")[0] == 200


def test_unknown_terms_and_filters_leave_the_cache_alone(service: Service) -> None:
    tag = service.get("/category/haizhou.rss")[1]["etag"]
    for number in range(300):
        assert service.get(f"/category/{number}.rss")[0] == 404
        assert service.get(f"/feed.rss?category=haizhou&limit={number + 1}")[0] == 200
    assert service.get("/category/haizhou.rss")[1]["etag"] == tag
