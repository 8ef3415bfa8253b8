"""The cache: bounded in bytes, each response made once, one-offs apart from plain feeds."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest

from feeds.query import Query
from service.publication.response import PreparedResponse, Reply, prepare
from service.publication.response_cache import CachedResponse, ResponseCache


def prepared(body: bytes) -> PreparedResponse:
    return prepare(body, "text/plain", datetime(2022, 3, 1, tzinfo=UTC), "public", "<x>")


def response(size: int = 10_000) -> CachedResponse:
    body = random.Random(size).randbytes(size)  # which is no shorter when compressed
    return CachedResponse(prepared(body), Query(), revision=1, compared=1)


def test_many_clients_that_ask_at_once_wait_for_one_rendering() -> None:
    cache, calls = ResponseCache(1 << 20), Counter[str]()
    together = Barrier(32)

    def render() -> CachedResponse:
        calls["times"] += 1
        time.sleep(0.2)
        return response()

    def ask(_: int) -> CachedResponse:
        together.wait()
        return cache.make("/feed.rss", render)

    with ThreadPoolExecutor(32) as pool:
        answers = set(map(id, pool.map(ask, range(32))))
    assert calls["times"] == 1
    assert len(answers) == 1


def test_a_failed_rendering_fails_for_all_waiting_clients_and_is_tried_again() -> None:
    cache, counts = ResponseCache(1 << 20), Counter[str]()

    def fail() -> CachedResponse:
        counts["renderings"] += 1
        while counts["clients"] < 8:
            time.sleep(0.01)
        time.sleep(0.2)  # the last of them is between its count and the cache
        raise LookupError("gone")

    def ask() -> None:
        counts["clients"] += 1
        with suppress(LookupError):
            cache.make("/feed.rss", fail)
            return
        counts["failures"] += 1

    threads = [Thread(target=ask, daemon=True) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert counts == {"clients": 8, "renderings": 1, "failures": 8}
    assert cache.make("/feed.rss", response).revision == 1


@pytest.mark.long
def test_one_off_queries_leave_plain_feeds_alone() -> None:
    cache = ResponseCache(1 << 20)
    for number in range(20):
        cache.make(f"/category/{number}.rss", response)
    for number in range(1000):
        cache.make(f"/category/0.rss?page={number}", response)
        cache.make(f"/archive/{2000 + number}-01/feed.rss", response)
    assert all(cache.get(f"/category/{number}.rss") for number in range(20))


def test_the_cache_stays_within_its_bound() -> None:
    cache, most = ResponseCache(1 << 20), 1 << 20
    for number in range(300):
        cache.make(f"/category/{number}.rss", response)
        cache.make(f"/feed.rss?category={number}", response)
        cache.remember(b"/" + b"x" * number * 5, "/feed.rss")
        assert cache.bytes <= most
    assert cache.get("/category/299.rss")


def test_a_response_larger_than_the_cache_is_given_and_not_kept() -> None:
    cache = ResponseCache(100_000)
    assert cache.make("/feed.rss", lambda: response(200_000)).revision == 1
    assert len(cache) == 0


def test_a_document_takes_no_more_room_than_it_takes_compressed() -> None:
    body = b"<p>text</p>\n" * 100_000
    assert prepared(body).variants["identity"].full.body == body
    assert prepared(body).size < len(body) / 50


def test_a_response_takes_the_room_of_its_bodies_and_of_its_headers() -> None:
    short, long = response(1000).prepared, response(20_000).prepared
    bare = Reply(200, (), b"", b"abc")
    assert bare.size == 3
    one, two = (("A", "1"),), (("A", "1"), ("B", "2"))
    with_one, with_two = (Reply(200, each, b"A: 1\r\n", b"abc") for each in (one, two))
    assert with_one.size == bare.size + 2 * len(b"A: 1\r\n") + 300
    assert with_two.size == with_one.size + 300
    assert Reply(200, one, b"A: 1000\r\n", b"abc").size >= with_one.size + 3
    assert 19_000 <= long.size - short.size <= 21_000


def test_a_target_leads_to_its_cached_response_until_the_cache_is_cleared() -> None:
    cache = ResponseCache(1 << 20)
    cached = cache.make("/feed.rss", response)
    cache.remember(b"/feed.rss?utm=1", "/feed.rss")
    assert cache.at_target(b"/feed.rss?utm=1") is cached
    assert cache.at_target(b"/feed.rss?utm=2") is None
    cache.clear()
    assert cache.at_target(b"/feed.rss?utm=1") is None


def test_a_very_long_target_is_not_remembered() -> None:
    cache = ResponseCache(1 << 20)
    cache.make("/feed.rss", response)
    cache.remember(b"/" + b"x" * 4000, "/feed.rss")
    assert cache.at_target(b"/" + b"x" * 4000) is None


def test_a_target_takes_the_room_of_its_key_twice_and_that_of_a_place() -> None:
    cache = ResponseCache(1 << 20)
    cache.remember(b"/feed.rss?", "/feed.rss")
    assert cache.bytes == 2 * len("/feed.rss") + 1000


@pytest.mark.parametrize(
    ("key", "sixteenths"), [("/feed.rss", 13), ("/feed.rss?page=2", 2), ("/archive/2022-03", 2)]
)
def test_a_response_may_take_the_share_of_its_cache_to_the_byte(key: str, sixteenths: int) -> None:
    kept = response()
    room = kept.prepared.size + 1000
    for missing in (0, 1):
        # So many bytes in all that the share of this key's cache is the room, or one byte less.
        cache = ResponseCache(whole_of(room - missing, sixteenths))
        assert cache.make(key, lambda: kept) is kept
        assert (cache.get(key), cache.bytes, len(cache)) == (
            (None, 0, 0) if missing else (kept, room, 1)
        )


def whole_of(share: int, sixteenths: int) -> int:
    """The least number of bytes of which a cache with so many sixteenths has this share."""
    return next(
        whole
        for whole in range(share * 16 // sixteenths - 32, share * 16 // sixteenths + 64)
        if share_of(whole, sixteenths) >= share
    )


def share_of(whole: int, sixteenths: int) -> int:
    eighth = whole // 8
    return eighth if sixteenths == 2 else whole - eighth - eighth // 2
