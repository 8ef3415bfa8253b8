"""The fast path answers as Flask does, and knows of a refresh as soon as it is done."""

from __future__ import annotations

import http.client
import itertools
import os
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from time import sleep
from urllib.parse import quote
from urllib.request import urlopen

import pytest

from tests.conftest import (
    ALONE,
    Service,
    free_port,
    lowered,
    modules_before_all,
    post,
    reply,
    three_posts,
    wait_until_ready,
    write,
)
from tests.forked import run_forked

Answer = tuple[int, list[tuple[str, str]], bytes]

# What the servers themselves say: their name, the time, and how they use the connection.
_OF_THE_SERVER = {"server", "date", "connection", "transfer-encoding", "cache-status"}

PATHS = (
    *(f"/feed.{extension}" for extension in ("rss", "atom", "json")),
    "/feed.rss?",
    "/feed.rss?limit=2&page=2",
    "/feed.rss?page=2&limit=2&unknown=%FF",
    "/feed.rss?category=haizhou&category=yunling",
    "/category/haizhou.atom",
    "/category/%68aizhou.atom",
    f"/tag/{quote('海州日报新闻')}.json",
    "/category/nothing.rss",
    "/category/%FF%FE.rss",
    "/category/%2e%2e/%2e%2e.rss",
    "/category/haizhou.xyz",
    "/feed.rss?limit=0",
    "/nothing",
)
HEADERS: tuple[dict[str, str], ...] = (
    {},
    {"Accept-Encoding": "gzip, deflate, br"},
    {"Accept-Encoding": "gzip;q=0"},
    {"If-None-Match": '"other"'},
    {"If-None-Match": "*"},
    {"If-None-Match": '"a", W/"b', "If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
    {"If-Modified-Since": "Tue, 01 Jan 2030 00:00:00 GMT"},
    {"If-Modified-Since": "nonsense"},
    {"Range": "bytes=0-9"},
    {"Accept": "text/html"},
)


def ask(port: int, method: str, path: str, headers: dict[str, str]) -> Answer:
    """Status, headers in lower case without the server's own, body."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request(method, path, headers=headers)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    fields = {name.lower(): ordered(name, value) for name, value in response.getheaders()}
    pairs = [(name, value) for name, value in fields.items() if name not in _OF_THE_SERVER]
    return response.status, sorted(pairs), body


def ordered(name: str, value: str) -> str:
    """Flask names the methods it allows in the order of a set, which differs by process."""
    return ", ".join(sorted(value.split(", "))) if name.lower() == "allow" else value


@pytest.fixture(scope="module")
def flask_alone(
    tmp_path_factory: pytest.TempPathFactory, processes: None
) -> Iterator[tuple[Service, int]]:
    """`postwire serve`, and beside it `gunicorn wsgi:app` on the same state."""
    folder = tmp_path_factory.mktemp("alone")
    archive, base_url = three_posts(folder / "archive"), "https://feeds.example"
    service = Service(archive, folder / "state", *ALONE, POSTWIRE_BASE_URL=base_url)
    port = free_port()
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "gunicorn", "wsgi:app", "-b", f"127.0.0.1:{port}"),
            *("-k", "gthread", "--threads", "2", "--log-level", "warning"),
        ],
        env=os.environ
        | {
            "POSTWIRE_ARCHIVE": str(archive),
            "POSTWIRE_STATE": str(service.state),
            "POSTWIRE_BASE_URL": base_url,
        },
    )
    wait_until_ready(f"http://127.0.0.1:{port}", process)
    yield service, port
    process.terminate()
    process.wait(30)
    service.stop()


@pytest.mark.xdist_group("flask-alone")
def test_the_fast_path_answers_as_flask_under_gunicorn_does(
    flask_alone: tuple[Service, int],
) -> None:
    """Twice each: a feed is made for the first request, and the second finds it in the cache."""
    service, port = flask_alone
    tags = {path: dict(ask(port, "GET", path, {})[1]).get("etag", "") for path in PATHS}
    for path, headers, method in itertools.product(PATHS, HEADERS, ("GET", "HEAD")):
        expected = ask(port, method, path, headers)
        for _ in range(2):
            assert ask(service.port, method, path, headers) == expected, (method, path, headers)
    for path, tag in tags.items():
        validators = {"If-None-Match": tag}
        assert ask(service.port, "GET", path, validators) == ask(port, "GET", path, validators)


@pytest.mark.xdist_group("flask-alone")
def test_methods_a_feed_does_not_know_are_refused_alike(flask_alone: tuple[Service, int]) -> None:
    service, port = flask_alone
    service.get("/feed.rss")
    for method in ("POST", "PUT", "DELETE", "OPTIONS"):
        assert ask(service.port, method, "/feed.rss", {}) == ask(port, method, "/feed.rss", {})


def test_every_worker_sees_a_refresh_when_it_is_done(
    serve: Callable[..., Service], archive: Path
) -> None:
    """Connections opened beforehand are spread over the workers; each is asked right after. A feed
    that the refresh leaves as it was is the same one to a client that has it."""
    service = serve(archive, "--workers", "3", "--no-worker")
    connections = [http.client.HTTPConnection("127.0.0.1", service.port) for _ in range(24)]
    before = service.get("/category/yunling.rss")[1]["etag"]

    def entries(connection: http.client.HTTPConnection) -> int:
        try:
            connection.request("GET", "/category/haizhou.rss")
            response = connection.getresponse()
        except ConnectionError:  # silent for so long that it was closed, on a very busy machine
            connection.close()
            connection.request("GET", "/category/haizhou.rss")
            response = connection.getresponse()
        return response.read().count(b"<item>")

    for number in (3, 4):
        assert {entries(connection) for connection in connections} == {number - 1}
        write(archive, f"_posts/2022-04-0{number}-{number}.md", post("新", f"2022-04-0{number}"))
        assert run_forked("index", str(archive), "--state", str(service.state)).code == 0
        assert {entries(connection) for connection in connections} == {number}
    assert service.get("/category/yunling.rss", If_None_Match=before)[0] == 304
    for connection in connections:
        connection.close()


_COUNTS_WHAT_GUNICORN_GETS = """
from gunicorn.asgi.protocol import ASGIProtocol
received = ASGIProtocol.data_received
def counted(self, data):
    with open({path!r}, "ab") as file:
        file.write(b".")
    received(self, data)
ASGIProtocol.data_received = counted
"""


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[Service]:
    """One for the tests that want no more than one worker; each has a category of its own. What
    gunicorn's own protocol gets is counted in the file `counter` beside the archive."""
    folder = tmp_path_factory.mktemp("fast-path")
    path = str(folder / "counter")
    write(folder, "sitecustomize.py", _COUNTS_WHAT_GUNICORN_GETS.format(path=path))
    archive, modules = three_posts(folder / "archive"), modules_before_all(folder)
    running = Service(archive, folder / "state", *ALONE, PYTHONPATH=modules)
    yield running
    running.stop()


def added(service: Service, category: str, name: str = "first", **times: datetime) -> None:
    """A post in a category, and the service told of it."""
    at = times.get("at", datetime(2022, 4, 1, tzinfo=UTC))
    text = post(name, f"{at:%Y-%m-%d %H:%M:%S} +0000", category)
    service.refresh(write(service.archive, f"_posts/2022-04-01-{category}-{name}.md", text))


@pytest.mark.xdist_group("fast-path")
def test_a_post_whose_time_comes_appears_in_a_feed_that_is_cached(service: Service) -> None:
    for lead in (3, 10, 60, 300):  # a busy machine may take longer than the first
        title = f"预告{lead}"
        soon = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=lead)
        added(service, "yugao", title, at=soon)
        before = service.get("/feed.rss")[2]
        if datetime.now(UTC) < soon:
            break
    while datetime.now(UTC) < soon + timedelta(seconds=1):
        sleep(0.2)
        service.get("/feed.rss")
    assert title.encode() not in before
    assert title.encode() in service.get("/feed.rss")[2]


@pytest.mark.xdist_group("fast-path")
def test_a_storm_on_a_cold_feed_is_answered_with_one_document(service: Service) -> None:
    added(service, "fengbao")
    with ThreadPoolExecutor(64) as pool:
        answers = list(pool.map(service.get, ["/category/fengbao.rss"] * 300))
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1


def test_header_names_come_in_their_usual_case(service_of_three_posts: Service) -> None:
    """newsboat looks for "ETag:" to the letter; once through Flask, once through the fast path."""
    for _ in range(2):
        with urlopen(f"{service_of_three_posts.url}/feed.rss") as response:
            names = response.headers.keys()
        assert {"ETag", "Last-Modified", "Content-Type", "Cache-Control", "Link"} <= set(names)


@pytest.mark.xdist_group("fast-path")
def test_requests_that_repeat_follow_each_refresh_at_once(service: Service) -> None:
    """The same bytes on one connection, some of them within the second of the refresh."""
    connection = http.client.HTTPConnection("127.0.0.1", service.port)
    added(service, "chongfu", "0")
    tag, feed = "", "/category/chongfu.rss"
    for number in range(1, 7):
        for _ in range(20):
            status, fields, body = polled(connection, feed, {})
            assert (status, body.count(b"<item>")) == (200, number)
            assert fields["etag"] != tag
        tag = fields["etag"]
        for _ in range(20):
            assert polled(connection, feed, {"If-None-Match": tag})[0] == 304
        added(service, "chongfu", str(number))
        assert polled(connection, feed, {"If-None-Match": tag})[0] == 200
    connection.close()


def test_an_answer_that_repeats_bears_the_time_of_its_request(
    service_of_three_posts: Service,
) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", service_of_three_posts.port)
    end = datetime.now(UTC) + timedelta(seconds=2.5)
    while (requested_at := datetime.now(UTC)) < end:
        date = parsedate_to_datetime(polled(connection, "/feed.rss", {})[1]["date"])
        # Whole seconds, of a moment while the client waited.
        assert requested_at - timedelta(seconds=1) < date <= datetime.now(UTC)
    connection.close()


def polled(
    connection: http.client.HTTPConnection, path: str, headers: dict[str, str]
) -> tuple[int, dict[str, str], bytes]:
    connection.request("GET", path, headers=headers)
    response = connection.getresponse()
    return response.status, lowered(response.getheaders()), response.read()


@pytest.mark.xdist_group("fast-path")
def test_a_client_that_asks_again_at_once_is_back_on_the_fast_path(service: Service) -> None:
    """As load generators and proxies do: the client has its answer before gunicorn is done."""
    counter = service.archive.parent / "counter"
    missing, feed = service.get("/nothing")[2], service.get("/feed.rss")[2]
    counter.unlink()
    for number in range(1, 11):
        answers = _at_once(service, [b"/nothing", *[b"/feed.rss"] * 20])
        assert answers == [(404, missing), *[(200, feed)] * 20]
        assert counter.stat().st_size == number


def _at_once(service: Service, paths: list[bytes]) -> list[tuple[int, bytes]]:
    """The answers to these, each asked for as soon as a byte of the one before has come."""
    requests = [b"GET %s HTTP/1.1\r\nHost: x\r\n\r\n" % path for path in paths]
    answers = []
    with socket.create_connection(("127.0.0.1", service.port), timeout=20) as connection:
        connection.sendall(requests[0])
        for following in requests[1:]:
            connection.recv(1, socket.MSG_PEEK)
            connection.sendall(following)
            answers.append(reply(connection))
        return [*answers, reply(connection)]
