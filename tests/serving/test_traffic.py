"""Readers and answers are counted right over days, processes and strange clients."""

from __future__ import annotations

import json
import re
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families

from service.app import create_app
from service.settings.settings import Settings
from service.traffic import recorder, store
from service.traffic.events import Event, Poll, Report, route_of, sum_up
from service.traffic.store import OTHERS, Subscribers
from tests.conftest import Service

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
FEED = b"/category/haizhou.rss"


def test_polls_are_summed_by_program_and_forgotten_after_the_window(tmp_path: Path) -> None:
    polls = [(FEED, 200, "hit", b"curl/8", False, 900), (FEED, 304, "hit", b"curl/9", True, 0)]
    store.add(tmp_path, sum_up(polls, ()), NOW)
    store.add(tmp_path, sum_up(polls, ()), NOW + timedelta(days=6))
    with store.reading(tmp_path, NOW + timedelta(days=6)) as traffic:
        assert traffic.polls(10) == [("curl", Poll(4, 2, 2, 1800))]
    with store.reading(tmp_path, NOW + timedelta(days=7)) as traffic:
        assert traffic.polls(10) == [("curl", Poll(2, 1, 1, 900))]


def test_the_newest_report_of_each_feed_id_counts(tmp_path: Path) -> None:
    def report(feed_id: int, count: int) -> None:
        agent = f"Feedbin feed-id:{feed_id} - {count} subscribers".encode()
        store.add(tmp_path, sum_up([(FEED, 304, "hit", agent, True, 0)], ()), NOW)

    report(1, 10)
    report(2, 5)
    report(1, 7)
    with store.reading(tmp_path, NOW) as traffic:
        assert traffic.subscribers(10) == [Subscribers("/category/haizhou.rss", "Feedbin", 12)]
    with store.reading(tmp_path, NOW + timedelta(days=7)) as traffic:
        assert traffic.subscribers(10) == []


def test_a_client_with_a_new_name_each_time_is_one_of_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_MOST_AGENTS", 3)
    events = [(FEED, 200, "hit", f"bot{n}x/1".encode(), False, 1) for n in range(10)]
    store.add(tmp_path, sum_up(events, ()), NOW)
    with store.reading(tmp_path, NOW) as traffic:
        polls = dict(traffic.polls(100))
    assert len(polls) == 4
    assert polls[OTHERS].requests == 7


def test_what_waits_to_be_written_is_bounded_and_the_oldest_goes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "_MOST_WAITING", 3)
    mine: Any = recorder.Recorder(tmp_path)
    for waiting in (mine.events, mine.timings, mine.counts):
        waiting.extend(range(5))
        assert list(waiting) == [2, 3, 4]


def test_what_comes_in_is_written_in_the_background_for_as_long_as_somebody_has_the_recorder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "INTERVAL", 0.01)
    before = set(threading.enumerate())
    mine = recorder.Recorder(tmp_path)
    mine.start()
    mine.start()  # which it does once
    (writer,) = set(threading.enumerate()) - before
    mine.events.append((FEED, 200, "hit", b"curl/8", False, 900))
    end = time.monotonic() + 60
    while mine.events and writer.is_alive() and time.monotonic() < end:
        time.sleep(0.01)
    assert writer.is_alive()
    assert writer.daemon, "a process that ends does not wait for it"
    mine.flush()  # which waits for the one that is at it
    with store.reading(tmp_path, datetime.now(UTC)) as traffic:
        assert traffic.polls(10) == [("curl", Poll(1, 0, 0, 900))]
    del mine
    writer.join(60)
    assert not writer.is_alive()


def test_the_first_process_of_a_container_writes_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder, "INTERVAL", 0.01)
    monkeypatch.setattr("os.getpid", lambda: 1)
    before = set(threading.enumerate())
    mine = recorder.Recorder(tmp_path)
    mine.start()
    (writer,) = set(threading.enumerate()) - before
    del mine
    writer.join(60)


def test_only_requests_for_existing_feeds_count_as_polls(tmp_path: Path) -> None:
    events = [
        (b"/category/none.rss", 404, "none", b"curl/8 5 subscribers", False, 100),
        (b"/category/haizhou", 200, "none", b"curl/8", False, 100),
    ]
    sums = sum_up(events, ())
    assert not sums.polls
    assert not sums.subscribers


def test_equal_requests_count_as_often_as_they_came() -> None:
    alike = [(b"/category/a.rss", 200, "hit", b"curl/8", True, 100)] * 3
    other = [(b"/category/a.rss", 304, "hit", b"curl/8", True, 0)]
    sums = sum_up([*alike, *other, *alike], ())
    assert sums.polls["curl"] == Poll(requests=7, unmodified=1, conditional=7, bytes=600)
    assert sums.totals["requests", ("category", "200", "hit")] == 6
    assert sums.totals["response_bytes", ("category",)] == 600


@pytest.mark.parametrize(
    ("path", "route"),
    [
        ("/", "catalogue"),
        ("/feed.rss", "site"),
        ("/category/a.rss", "category"),
        ("/category/a/b", "page"),
        ("/tag/node.js", "page"),
        ("/archive/2022-01/category/a.rss", "archive"),
        ("/tags.opml", "opml"),
        ("/hub", "hub"),
        ("/wp-login.php", "other"),
        ("", "other"),
    ],
)
def test_a_path_has_one_of_few_routes(path: str, route: str) -> None:
    assert route_of(path) == route


def numbers(text: str) -> dict[tuple[str, ...], float]:
    """(name, label values by the labels' names) → value."""
    return {
        (sample.name, *(value for _, value in sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_metrics_count_requests_by_route_status_and_cache(client: FlaskClient) -> None:
    for _ in range(3):
        client.get("/category/haizhou.rss")
    client.get("/category/none.rss")
    client.get("/wp-login.php")
    metrics = numbers(client.get("/metrics").text)
    assert metrics["postwire_requests_total", "miss", "category", "200"] == 1
    assert metrics["postwire_requests_total", "hit", "category", "200"] == 2
    assert metrics["postwire_requests_total", "none", "category", "404"] == 1
    assert metrics["postwire_requests_total", "none", "other", "404"] == 1
    assert metrics["postwire_render_seconds_count",] == 1
    assert metrics["postwire_posts", "served"] == 3
    assert metrics["postwire_posts", "broken"] == 0
    assert metrics["postwire_queue", "deliver"] == 0


def test_deliveries_are_counted_by_outcome(client: FlaskClient, settings: Settings) -> None:
    counts = [("deliveries", ("delivered",), 3), ("deliveries", ("delivered",), 2)]
    store.add(settings.state_folder, sum_up((), (), counts), NOW)
    metrics = numbers(client.get("/metrics").text)
    assert metrics["postwire_deliveries_total", "delivered"] == 5


def eventually(holds: Callable[[], bool]) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("not within a minute")


def test_metrics_are_the_sum_of_all_workers(archive: Path, serve: Callable[..., Service]) -> None:
    service = serve(archive, "--workers", "3", "--no-worker")
    for _ in range(40):
        assert service.get("/category/haizhou.rss")[0] == 200

    def total() -> float:
        text = service.get("/metrics")[2].decode()
        metrics = numbers(text)
        return sum(number for key, number in metrics.items() if key[2:] == ("category", "200"))

    eventually(lambda: total() == 40)


def test_a_feed_says_whether_it_came_from_the_cache(client: FlaskClient) -> None:
    """RFC 9211: the name of the cache, then hit or why not."""
    first, second = (client.get("/category/haizhou.rss").headers for _ in range(2))
    assert first["Cache-Status"] == "Postwire; fwd=miss; stored"
    assert second["Cache-Status"] == "Postwire; hit"
    assert first["ETag"] == second["ETag"]


def test_a_logged_request_keeps_a_valid_id_and_otherwise_gets_a_new_one(settings) -> None:  # type: ignore[no-untyped-def]
    client = create_app(settings.model_copy(update={"log_requests": True})).test_client()
    given = client.get("/healthz", headers={"X-Request-ID": "front-7"})
    assert given.headers["X-Request-ID"] == "front-7"
    response = client.get("/healthz", headers={"X-Request-ID": "a b<"})
    assert re.fullmatch("[0-9a-f]{16}", response.headers["X-Request-ID"])


def test_the_log_has_one_json_line_a_request_and_no_address(settings, capfd) -> None:  # type: ignore[no-untyped-def]
    from service.commands.common import opened, refreshed

    refreshed(opened(settings), settings)
    logging = settings.model_copy(update={"log_requests": True})
    client = create_app(logging).test_client()
    client.get("/category/haizhou.rss?limit=3", headers={"User-Agent": "curl/8"})
    lines = capfd.readouterr().err.splitlines()
    line = json.loads(lines[-1])
    assert line["target"] == "/category/haizhou.rss?limit=3"
    assert (line["status"], line["cache"], line["agent"]) == (200, "miss", "curl/8")
    assert "127.0.0.1" not in lines[-1]


def test_no_address_of_a_client_lies_in_the_state_folder(client: FlaskClient, settings) -> None:  # type: ignore[no-untyped-def]
    """Neither in the statistics nor in the hub's table of clients and their rates."""
    sender = {"REMOTE_ADDR": "203.0.113.77"}
    headers = {"X-Forwarded-For": "203.0.113.78", "User-Agent": "curl/8"}
    client.get("/feed.rss", environ_base=sender, headers=headers)
    ping = {"hub.mode": "publish", "hub.url": "https://feeds.example/feed.rss"}
    answer = client.post("/hub", data=ping, environ_base=sender, headers=headers)
    assert answer.status_code == 204
    client.application.extensions["postwire"].recorder.flush()
    kept = [file.read_bytes() for file in settings.state_folder.rglob("*") if file.is_file()]
    assert any(b"curl" in content for content in kept)
    assert any(re.search(b"client [0-9a-f]{32}", content) for content in kept)
    assert not any(b"203.0.113.7" in content for content in kept)


BUCKETS = "0.001 0.0025 0.005 0.01 0.025 0.05 0.1 0.25 0.5 1.0 2.5 5.0 10.0 60.0"


@pytest.mark.parametrize(
    ("seconds", "bound"),
    [
        (0, "0.001"),
        (0.0011, "0.0025"),
        (0.51, "1.0"),
        (10.1, "60.0"),
        (60.1, "+Inf"),
        *((float(bound), bound) for bound in BUCKETS.split()),
    ],
)
def test_a_time_falls_into_the_first_bucket_that_it_is_not_beyond(
    seconds: float, bound: str
) -> None:
    totals = sum_up((), [("render_seconds", seconds)]).totals
    assert totals["render_seconds_bucket", (bound,)] == 1
    assert totals["render_seconds_micros", ()] == round(seconds * 1_000_000)
    assert len(totals) == 2


def test_polls_are_answers_with_a_feed_or_its_sameness() -> None:
    def polls(status: int) -> int:
        return sum_up([(FEED, status, "hit", b"curl/8", False, 7)]).polls["curl"].requests

    assert [polls(status) for status in (199, 200, 201, 303, 304, 305, 404)] == [
        *(0, 1, 0, 0, 1, 0, 0)
    ]


@pytest.mark.parametrize("target", [b"/category/a%62.rss", b"/category/ab.rss?utm=1"])
def test_a_feed_is_counted_by_its_path_without_escapes_and_parameters(target: bytes) -> None:
    agent = b"Feedbin feed-id:1 - 4 subscribers"
    sums = sum_up([(target, 200, "hit", agent, True, 7)])
    (report,) = sums.subscribers
    assert report == Report("Feedbin", "/category/ab.rss", "1")
    assert sums.totals["requests", ("category", "200", "hit")] == 1


@pytest.mark.parametrize(
    ("path", "route"),
    [
        *((f"/{name}", name) for name in ("post", "refresh", "status", "metrics", "static")),
        *((f"/{name}", name) for name in ("healthz", "readyz", "filter")),
        ("/static/a/b.css", "static"),
        ("/archive/2022-01/feed.rss", "archive"),
        ("/tag/a.json", "tag"),
        ("/source/a.atom", "source"),
        ("/x/hub", "other"),
    ],
)
def test_each_route_has_its_name(path: str, route: str) -> None:
    assert route_of(path) == route


def test_the_programs_that_took_most_bytes_come_first(tmp_path: Path) -> None:
    def polls(agent: bytes, times: int, size: int) -> list[Event]:
        return [(FEED, 200, "hit", agent, False, size)] * times

    events = polls(b"b/1", 1, 6) + polls(b"a/1", 2, 3) + polls(b"c/1", 2, 3) + polls(b"d/1", 1, 7)
    store.add(tmp_path, sum_up(events), NOW)
    with store.reading(tmp_path, NOW) as traffic:
        assert [agent for agent, _ in traffic.polls(10)] == ["d", "a", "c", "b"]
        assert [agent for agent, _ in traffic.polls(2)] == ["d", "a"]


def test_the_feeds_with_most_subscribers_come_first(tmp_path: Path) -> None:
    events = [
        (f"/tag/{tag}.rss".encode(), 200, "hit", f"{agent}/1 ({count} readers)".encode(), False, 1)
        for tag, agent, count in (("b", "x", 2), ("a", "y", 2), ("a", "x", 2), ("c", "x", 3))
    ]
    store.add(tmp_path, sum_up(events), NOW)
    with store.reading(tmp_path, NOW) as traffic:
        places = [(each.feed, each.agent) for each in traffic.subscribers(10)]
        assert places == [
            *(("/tag/c.rss", "x"), ("/tag/a.rss", "x"), ("/tag/a.rss", "y"), ("/tag/b.rss", "x"))
        ]
        assert len(traffic.subscribers(3)) == 3


@pytest.mark.parametrize(("days", "is_kept"), [(6, True), (7, False)])
def test_what_is_older_than_a_week_is_forgotten(tmp_path: Path, days: int, is_kept: bool) -> None:
    store.add(tmp_path, sum_up([(FEED, 200, "hit", b"curl/8 2 readers", False, 1)]), NOW)
    store.add(tmp_path, sum_up((), (), [("x", (), 1)]), NOW + timedelta(days=days))
    with store.reading(tmp_path, NOW) as traffic:
        assert bool(traffic.polls(9)) == bool(traffic.subscribers(9)) == is_kept


def test_a_day_is_one_of_utc(tmp_path: Path) -> None:
    late = datetime(2026, 5, 10, 23, tzinfo=timezone(-timedelta(hours=2)))  # the 11th in UTC
    store.add(tmp_path, sum_up([(FEED, 200, "hit", b"curl/8", False, 1)]), late)
    with store.reading(tmp_path, datetime(2026, 5, 17, tzinfo=UTC)) as traffic:
        assert traffic.polls(9)


def test_of_too_many_reports_those_that_come_later_are_not_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "_MOST_REPORTS", 1)
    for feed_id in (1, 2):
        agent = f"Feedbin feed-id:{feed_id} - 3 subscribers".encode()
        store.add(tmp_path, sum_up([(FEED, 200, "hit", agent, False, 1)]), NOW)
    with store.reading(tmp_path, NOW) as traffic:
        assert [each.subscribers for each in traffic.subscribers(9)] == [3]
