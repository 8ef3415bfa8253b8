"""What the hub writes to subscribers, to the letter, and how many it calls at once."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest

from service.hub.rows.verifications import VerificationRequest
from service.hub.signature import signature
from service.hub.work import concurrency
from service.hub.work.concurrency import Concurrency, ConcurrencyLimit
from service.hub.work.verification import denial_url, verification_url

TEXT = b"The quick brown fox jumps over the lazy dog"


@pytest.mark.parametrize(
    ("method", "beginning", "length"),
    [
        ("sha1", "de7c9b85b8b78aa6bc8a7a36f70a90701c9db4d9", 40),
        ("sha256", "f7bc83f430538424b13298e6aa6fb143ef4d59a1", 64),
        ("sha384", "d7f4727e2c0b39ae0f1e40cc96f60242d5b78018", 96),
        ("sha512", "b42af09057bac1e2d41708e48a902e09b5ff7f12", 128),
    ],
)
def test_a_signature_is_the_hmac_behind_its_method(
    method: str, beginning: str, length: int
) -> None:
    name, _, digest = signature(TEXT, "key", method).partition("=")
    assert (name, digest[:40], len(digest)) == (method, beginning, length)


@pytest.mark.parametrize(
    ("callback", "start"),
    [
        ("http://a.example/", "http://a.example/?"),
        ("http://a.example/?a=%20b", "http://a.example/?a=%20b&"),
        ("http://a.example", "http://a.example?"),
        ("http://a.example/?", "http://a.example/?&"),
    ],
)
def test_the_callbacks_own_query_stays_and_ours_comes_behind_it(callback: str, start: str) -> None:
    spelled, topic = "http://Feeds.example/feed.rss?q=a b&c", "https://feeds.example/feed.rss"
    wish = VerificationRequest("subscribe", topic, spelled, callback, "a", lease_seconds=60)
    quoted = "http%3A%2F%2FFeeds.example%2Ffeed.rss%3Fq%3Da+b%26c"
    assert verification_url(wish, "x-_1") == (
        f"{start}hub.mode=subscribe&hub.topic={quoted}&hub.challenge=x-_1&hub.lease_seconds=60"
    )
    assert verification_url(wish._replace(mode="unsubscribe"), "x") == (
        f"{start}hub.mode=unsubscribe&hub.topic={quoted}&hub.challenge=x"
    )
    assert denial_url(wish, "no such feed") == (
        f"{start}hub.mode=denied&hub.topic={quoted}&hub.reason=no+such+feed"
    )


async def turns() -> None:
    """Let every task go as far as it can."""
    for _ in range(30):
        await asyncio.sleep(0)


async def entered(limit: ConcurrencyLimit, count: int) -> int:
    """How many of so many requests begin before any is over."""
    begun, over = 0, asyncio.Event()

    async def request() -> None:
        nonlocal begun
        async with limit.place():
            begun += 1
            await over.wait()

    tasks = [asyncio.create_task(request()) for _ in range(count)]
    await turns()
    at_first = begun
    over.set()
    await asyncio.gather(*tasks)
    assert begun == count
    return at_first


def test_so_many_requests_begin_at_once_and_ten_times_as_many_slow_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def twice(limit: ConcurrencyLimit) -> tuple[int, int]:
        return await entered(limit, 5), await entered(limit, 5)

    assert concurrency._YOUNG_SECONDS == 1.0  # as docs/hub.md says
    monkeypatch.setattr(concurrency, "_YOUNG_SECONDS", 600.0)
    assert asyncio.run(twice(ConcurrencyLimit(3))) == (3, 3)
    monkeypatch.setattr(concurrency, "_YOUNG_SECONDS", 0.0)
    assert asyncio.run(entered(ConcurrencyLimit(1), 12)) == 10
    assert asyncio.run(entered(ConcurrencyLimit(2), 30)) == 20


def test_a_request_that_waits_for_its_host_takes_no_place_of_another_host(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(concurrency, "_YOUNG_SECONDS", 600.0)

    async def story() -> None:
        limits, over = Concurrency(at_once=2, per_host=1), asyncio.Event()
        begun: list[str] = []

        async def request(host: str) -> None:
            async with limits.place(host):
                begun.append(host)
                await over.wait()

        async with AsyncExitStack() as stack:
            stack.callback(over.set)
            tasks = [asyncio.create_task(request(host)) for host in ("a", "a", "a", "b", "c")]
            await turns()
            assert begun == ["a", "b"]
            assert limits.ready == 1  # c, which its own host does not hold up
            assert (limits.busy_hosts(3), limits.busy_hosts(1)) == (["a"], ["a", "b", "c"])
            assert limits.busy_hosts(4) == []
        await asyncio.gather(*tasks)
        assert sorted(begun) == ["a", "a", "a", "b", "c"]
        assert (limits.ready, limits.busy_hosts(-9)) == (0, []), "no host is remembered"

    asyncio.run(story())


def test_unproven_callbacks_have_half_of_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that wait for one of these are not ready for another."""
    monkeypatch.setattr(concurrency, "_YOUNG_SECONDS", 600.0)

    async def story() -> None:
        limits, over = Concurrency(at_once=4, per_host=9), asyncio.Event()
        begun: list[bool] = []

        async def request(is_unproven: bool) -> None:
            async with limits.place("h", is_unproven=is_unproven):
                begun.append(is_unproven)
                await over.wait()

        tasks = [asyncio.create_task(request(each)) for each in (True,) * 4 + (False,) * 3]
        await turns()
        assert (begun.count(True), begun.count(False), limits.ready) == (2, 2, 1)
        over.set()
        await asyncio.gather(*tasks)

    asyncio.run(story())
