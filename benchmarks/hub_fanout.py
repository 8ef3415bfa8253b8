"""How fast the hub delivers one topic to many subscribers, beside a bare aiohttp loop.

    python -m benchmarks.hub_fanout [--subscribers 10000] [--runs 3]

In one run, both post to the same sink, which is a process of its own: a loop that does nothing but
post the same 100 KB, signed for each subscriber, and `postwire serve` after a refresh. Then 1 % of
the subscribers are dead (nothing listens) and 1 % slow (10 s). Prints deliveries per second, the
percentiles from refresh to delivery, and the ratios.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import statistics
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp
from aiohttp import web

from service.hub.rows import subscriptions
from service.hub.rows.verifications import VerificationRequest
from service.hub.signature import signature
from tests.conftest import Service
from tests.pushing.hub_under_test import TOKEN, HubUnderTest, make_archive

_SLOW_SECONDS = 10
_SINK, _SLOW, _DEAD = "127.0.0.1", "127.0.0.2", "127.0.0.3"


def sink(pipe: Connection) -> None:
    """A server that notes when each path was posted to, and sends these times through the pipe when
    it is asked there."""
    asyncio.run(_sink(pipe))


async def _sink(pipe: Connection) -> None:
    arrived: dict[str, float] = {}

    async def answer(request: web.Request) -> web.Response:
        if request.method == "GET":
            return web.Response(text=request.query.get("hub.challenge", ""))
        await request.read()
        if request.host.startswith(_SLOW):
            await asyncio.sleep(_SLOW_SECONDS)
        else:
            arrived.setdefault(request.path, time.time())
        return web.Response(status=204)

    app = web.Application(client_max_size=1 << 24)
    app.router.add_route("*", "/{path:.*}", answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "0.0.0.0", 0, backlog=4096)
    await site.start()
    pipe.send(runner.addresses[0][1])
    while True:
        if pipe.poll():
            if pipe.recv() == "stop":
                return
            pipe.send(dict(arrived))
            arrived.clear()
        await asyncio.sleep(0.05)


async def bare_loop(urls: list[str], body: bytes, at_once: int = 100) -> float:
    """Seconds to post the body to all, signed for each."""
    waiting = iter(urls)

    async def post(session: aiohttp.ClientSession) -> None:
        for url in waiting:
            headers = {
                "Content-Type": "application/xml",
                "X-Hub-Signature": signature(body, url, "sha256"),
            }
            async with session.post(url, data=body, headers=headers) as response:
                await response.read()

    started = time.perf_counter()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.gather(*(post(session) for _ in range(at_once)))
    return time.perf_counter() - started


class Run:
    """One service with all its subscriptions, and the sink they lead to."""

    def __init__(self, folder: Path, pipe: Connection, urls: list[str]) -> None:
        self._pipe = pipe
        self._urls = urls
        env = {
            "POSTWIRE_ALLOW_PRIVATE_CALLBACKS": "1",
            "POSTWIRE_REFRESH_TOKEN": TOKEN,
            "POSTWIRE_MOST_SUBSCRIPTIONS": "1000000",
        }
        self._service = Service(make_archive(folder / "archive"), folder / "state", **env)
        self._hub = HubUnderTest(self._service)
        self._fill()

    def _fill(self) -> None:
        """Enough posts for a document of 100 KB, and all subscribers subscribed to it."""
        filler = "海州的消息。" * 70
        for path in (self._hub.write_only("haizhou") for _ in range(49)):
            file = self._hub.archive / path
            file.write_text(file.read_text() + filler)
        self._hub.refresh()
        topic = self._hub.topic("haizhou")
        digest = self._service.get("/category/haizhou.rss")[1]["etag"].strip('"')
        now = time.time()
        with self._hub.database.writing() as connection:
            for url in self._urls:
                host = url.split("/")[2].split(":")[0]
                request = VerificationRequest(
                    "subscribe", topic, topic, url, host, url, 86400, digest
                )
                subscriptions.subscribe(connection, request, now)

    def fan_out(self, expected: int) -> tuple[list[float], int]:
        """(sorted seconds from the refresh's call to each arrival, bytes of one body)"""
        self._pipe.send("times")
        self._pipe.recv()
        path = self._hub.write_only("haizhou")
        file = self._hub.archive / path
        file.write_text(file.read_text() + "海州的消息。" * 70)
        started = time.time()
        self._hub.refresh(path)
        arrived: dict[str, float] = {}
        while len(arrived) < expected and time.time() < started + 120:
            time.sleep(0.2)
            self._pipe.send("times")
            arrived.update(self._pipe.recv())
        size = len(self._service.get("/category/haizhou.rss")[2])
        return sorted(when - started for when in arrived.values()), size

    def stop(self) -> None:
        self._hub.close()
        self._service.stop()


def measured(folder: Path, pipe: Connection, urls: list[str], expected: int) -> dict[str, float]:
    run = Run(folder, pipe, urls)
    try:
        times, size = run.fan_out(expected)
    finally:
        run.stop()
    return {
        "delivered": len(times),
        "bytes": size,
        "seconds": round(times[-1], 2),
        "per_second": round(len(times) / times[-1]),
        "p50": round(statistics.median(times), 2),
        "p99": round(times[int(len(times) * 0.99) - 1], 2),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscribers", type=int, default=10_000)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.Process(target=sink, args=(theirs,), daemon=True)
    server.start()
    port = ours.recv()
    for _ in range(options.runs):
        print(json.dumps(one_run(ours, port, options.subscribers)), flush=True)
    ours.send("stop")
    server.join(5)


def one_run(pipe: Connection, port: int, count: int) -> dict[str, object]:
    """Both kinds of subscribers, then the bare loop."""
    urls = [f"http://{_SINK}:{port}/{number}" for number in range(count)]
    one = max(1, count // 100)
    hindering = [f"http://{_SLOW}:{port}/s{n}" for n in range(one)]
    hindering += [f"http://{_DEAD}:9/d{n}" for n in range(one)]
    with tempfile.TemporaryDirectory() as folder:
        calm = measured(Path(folder) / "calm", pipe, urls, count)
        mixed_urls = hindering + urls[: count - len(hindering)]
        mixed = measured(Path(folder) / "mixed", pipe, mixed_urls, count - len(hindering))
    seconds = asyncio.run(bare_loop(urls, b"x" * int(calm["bytes"])))
    return {
        "bare_per_second": round(count / seconds),
        "calm": calm,
        "ratio_to_bare": round(calm["per_second"] / (count / seconds), 2),
        "with_1%_dead_1%_slow": mixed,
        "p99_ratio": round(mixed["p99"] / calm["p99"], 2),
    }


if __name__ == "__main__":
    main()
