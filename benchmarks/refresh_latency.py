"""Latency of a cached feed by percentile: in calm, while a refresh runs every second, and while
an aggregator walks through feeds that are in no cache. Also how long a refresh takes.

    python -m benchmarks.refresh_latency --seconds 10

Prints one JSON object. Each refresh adds one post to another category than the one requested,
and so to the site's own feed too.
"""

import argparse
import json
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from urllib.parse import quote

from benchmarks import servers
from benchmarks.feeds_of import Feeds, prepared
from benchmarks.servers import Server, free_port, running
from benchmarks.wrk import load

_GZIP = {"Accept-Encoding": "gzip"}
_POST = """\
---
layout: post
title: "{number}"
date: 2030-01-01 00:{minute:02}:{second:02} +0800
categories: {category}
---
<p>{number}</p>
"""


def main() -> int:
    options = _options()
    feeds = prepared(options.work, options.posts)
    print(json.dumps(measure(feeds, options.seconds, options.workers), indent=1))
    return 0


def measure(feeds: Feeds, seconds: int, workers: int) -> dict[str, object]:
    """Percentiles in milliseconds by state of the service, and the seconds of a refresh."""
    port, path = free_port(), f"/category/{quote(feeds.largest)}.rss"
    command = servers.postwire(feeds.archive, feeds.state, port, workers)
    env = {"POSTWIRE_FUTURE": "true"}
    with running("postwire", command, port, path, env) as server:
        load(server.url(path), 2, _GZIP)
        result: dict[str, object] = {"calm": load(server.url(path), seconds, _GZIP).percentiles}
        refreshes: list[float] = []  # seconds
        with _meanwhile(lambda number: _refresh(server, feeds, number, refreshes), pause=1.0):
            result["refreshed"] = load(server.url(path), seconds, _GZIP).percentiles
        with _meanwhile(lambda number: _walk(server, feeds, number), pause=0.0):
            result["walked"] = load(server.url(path), seconds, _GZIP).percentiles
        result["refresh_seconds"] = {"median": round(median(refreshes), 4), "runs": len(refreshes)}
    for post in (feeds.archive / "_posts").glob("2030-01-01-*.md"):
        post.unlink()
    return result


@contextmanager
def _meanwhile(act: Callable[[int], None], pause: float) -> Iterator[None]:
    """Call `act` with 0, 1, 2, … until the block ends."""
    ended = threading.Event()

    def run() -> None:
        number = 0
        while not ended.is_set():
            act(number)
            number += 1
            ended.wait(pause)

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()


def _refresh(server: Server, feeds: Feeds, number: int, refreshes: list[float]) -> None:
    path = f"_posts/2030-01-01-{number}.md"
    minute, second = divmod(number, 60)
    words = {"number": number, "minute": minute, "second": second, "category": feeds.smallest}
    (feeds.archive / path).write_text(_POST.format(**words))
    token = (feeds.state / "refresh.token").read_text().strip()
    request = urllib.request.Request(
        server.url("/refresh"),
        json.dumps({"paths": [path]}).encode(),
        {"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )
    started = time.perf_counter()
    with urllib.request.urlopen(request) as response:
        response.read()
    refreshes.append(time.perf_counter() - started)


def _walk(server: Server, feeds: Feeds, number: int) -> None:
    """One feed after another, in all formats, as a polite aggregator requests them."""
    category = feeds.categories[number // 3 % len(feeds.categories)][0]
    extension = ("rss", "atom", "json")[number % 3]
    url = server.url(f"/category/{quote(category)}.{extension}")
    with urllib.request.urlopen(url) as response:
        response.read()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"))
    parser.add_argument("--posts", type=int, default=4000)
    parser.add_argument("--seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
