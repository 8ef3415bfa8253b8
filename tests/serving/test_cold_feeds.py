"""Feeds that are in no cache: rendered once, in a thread, whichever clients ask or leave."""

from __future__ import annotations

import http.client
import select
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import count
from pathlib import Path

import pytest

from tests.conftest import (
    ALONE,
    Service,
    lowered,
    modules_before_all,
    post,
    reply,
    three_posts,
    write,
)

MISS, HIT = "Postwire; fwd=miss; stored", "Postwire; hit"
SLOW = 1.0  # seconds that a feed takes to make
PATIENCE_SECONDS = 60.0
HEARTBEAT = 1.0  # seconds until a worker takes note that it is to end

# Every making takes a while, and leaves a mark; so does every byte that gunicorn's protocol gets.
_WATCHED = """
import time
from gunicorn.asgi.protocol import ASGIProtocol
from service.publication.publication import Publication

def mark(name):
    with open({folder!r} + name, "ab") as file:
        file.write(b".")

render, received = Publication._render, ASGIProtocol.data_received

def watched_render(self, *args):
    mark("/rendered")
    began = time.monotonic()
    # It is empty while it is written.
    while time.monotonic() - began < float(open({folder!r} + "/seconds").read() or "inf"):
        time.sleep(0.01)
    return render(self, *args)

def watched_received(self, data):
    mark("/handed-over")
    received(self, data)

Publication._render, ASGIProtocol.data_received = watched_render, watched_received
"""


class Watched(Service):
    """A service of one worker that makes feeds slowly and leaves marks of what it does: `marks`
    counts those since `begin`."""

    def __init__(self, archive: Path, marks: Path) -> None:
        write(marks, "sitecustomize.py", _WATCHED.format(folder=str(marks)))
        self._marks, self._before, self._numbers = marks, dict[str, int](), count()
        self.make_feeds_in(SLOW)
        path = modules_before_all(marks)
        super().__init__(archive, marks / "state", *ALONE, PYTHONPATH=path)
        self.begin()

    def begin(self) -> None:
        self._before = {name: self._size(name) for name in ("rendered", "handed-over")}

    def cold(self, extension: str = "rss") -> str:
        """The address of a feed that nobody has asked for."""
        return f"/tag/t{next(self._numbers)}.{extension}"

    def make_feeds_in(self, seconds: float) -> None:
        """Those that are being made as well."""
        (self._marks / "seconds").write_text(str(seconds))

    def marks(self, name: str) -> int:
        return self._size(name) - self._before[name]

    def _size(self, name: str) -> int:
        file = self._marks / name
        return file.stat().st_size if file.exists() else 0


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[Watched]:
    folder = tmp_path_factory.mktemp("cold")
    archive = three_posts(folder / "archive")
    tags = ", ".join(f"t{number}" for number in range(50))
    write(archive, "_posts/2022-03-09-9.md", post("第9篇", "2022-03-09", tags=f"[{tags}]"))
    service = Watched(archive, folder / "marks")
    yield service
    assert service.stop() == 0


@pytest.fixture
def service(started: Watched) -> Watched:
    """One for all tests but that of its end; each asks for feeds of its own."""
    started.begin()
    started.make_feeds_in(SLOW)
    return started


@pytest.fixture
def ask(service: Watched) -> Iterator[Callable[[str], socket.socket]]:
    """Send a GET on a connection of its own, which stays open until the test ends."""
    with ExitStack() as opened:
        yield lambda path: opened.enter_context(asked(service, path))


def asked(service: Watched, path: str) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", service.port), timeout=PATIENCE_SECONDS)
    connection.sendall(request(path))
    return connection


def request(path: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


Ask = Callable[[str], socket.socket]
IN_ONE_PROCESS = pytest.mark.xdist_group("cold-feeds")  # they share the service


@IN_ONE_PROCESS
def test_the_first_client_of_a_feed_gets_a_miss_and_the_next_one_a_hit(service: Watched) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service.port, timeout=PATIENCE_SECONDS)
    cases: tuple[tuple[str, str, dict[str, str], int], ...] = (
        ("GET", service.cold("rss"), {}, 200),
        ("GET", "/feed.atom", {"Accept-Encoding": "gzip"}, 200),
        ("HEAD", service.cold("json"), {}, 200),
        ("GET", "/corrections.rss", {"If-None-Match": "*"}, 304),
    )
    for method, path, fields, status in cases:
        answers = []
        for _ in range(2):
            connection.request(method, path, headers=fields)
            response = connection.getresponse()
            headers, body = lowered(response.getheaders()), response.read()
            assert response.status == status
            length = headers.get("content-length", "0") if method == "GET" else "0"
            assert len(body) == int(length)
            answers.append((headers.pop("cache-status"), headers.pop("date") and headers, body))
        assert [outcome for outcome, _, _ in answers] == [MISS, HIT]
        assert answers[0][1:] == answers[1][1:]
    assert (service.marks("rendered"), service.marks("handed-over")) == (len(cases), 0)
    connection.close()


@IN_ONE_PROCESS
def test_flask_answers_requests_for_feeds_with_errors(service: Watched, ask: Ask) -> None:
    for path, status in (("/category/nothing.rss", 404), ("/archive/2022-99/feed.rss", 400)):
        assert reply(ask(path))[0] == status
    assert service.marks("handed-over") == 2


@IN_ONE_PROCESS
def test_other_feeds_are_served_while_one_is_made(service: Watched, ask: Ask) -> None:
    path = service.cold()
    cached = ask(path)
    expected = reply(cached)
    service.make_feeds_in(PATIENCE_SECONDS)
    cold = ask(service.cold())
    while service.marks("rendered") < 2:
        time.sleep(0.01)
    for _ in range(50):
        cached.sendall(request(path))
        assert reply(cached) == expected
    assert select.select([cold], [], [], 0)[0] == []
    service.make_feeds_in(0)
    assert reply(cold)[0] == 200


@IN_ONE_PROCESS
def test_a_client_that_sends_more_requests_meanwhile_gets_answers_in_order(
    service: Watched, ask: Ask
) -> None:
    cold = service.cold()
    connection = ask(cold)
    while not service.marks("rendered"):
        time.sleep(0.01)
    for path in (service.cold("json"), "/nothing", cold):
        connection.sendall(request(path))
    answers = [reply(connection) for _ in range(4)]
    assert [status for status, _ in answers] == [200, 200, 404, 200]
    assert answers[1][1].startswith(b"{")
    assert answers[0] == answers[3]


@IN_ONE_PROCESS
def test_a_storm_has_a_feed_made_once(service: Watched, ask: Ask) -> None:
    cold = service.cold()
    connections = [ask(cold) for _ in range(200)]
    answers = {reply(connection) for connection in connections}
    assert [status for status, _ in answers] == [200]
    assert (service.marks("rendered"), service.marks("handed-over")) == (1, 0)


@IN_ONE_PROCESS
def test_a_client_that_leaves_delays_no_other(service: Watched, ask: Ask) -> None:
    """The worker can end afterwards, too: the fixture looks at that."""
    cold = service.cold()
    for _ in range(30):
        ask(cold).close()
    assert reply(ask(cold))[0] == 200


@pytest.mark.process
def test_a_worker_that_ends_answers_the_clients_that_wait(archive: Path, tmp_path: Path) -> None:
    service = Watched(archive, tmp_path / "marks")
    service.make_feeds_in(HEARTBEAT + 2)  # so that the worker has to wait for it
    with asked(service, "/category/haizhou.rss") as connection:
        while not service.marks("rendered"):
            time.sleep(0.01)
        service.process.send_signal(signal.SIGTERM)
        assert reply(connection)[0] == 200
    assert service.stop() == 0
