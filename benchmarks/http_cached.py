"""Requests a second for one cached feed: Postwire, nginx with the same bytes as a file, a bare
ASGI application, Django's syndication framework and the naive Flask view.

    python -m benchmarks.http_cached --runs 5 --seconds 3

Every request is another poller's: with a User-Agent and a validator of its own (`pollers.lua`).
All servers run at once and are asked in turn, so that a slow minute strikes each alike. Prints
one JSON object. Django is measured where `--django` names a Python that has it.
"""

import argparse
import gzip
import json
import sys
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from urllib.parse import quote

from benchmarks import servers
from benchmarks.feeds_of import Feeds, prepared
from benchmarks.servers import Server, free_port, running
from benchmarks.wrk import load_of_pollers

_GZIP = {"Accept-Encoding": "gzip"}


def main() -> int:
    options = _options()
    prepared_feeds = prepared(options.work, options.posts)
    print(json.dumps(measure(prepared_feeds, options), indent=1))
    return 0


def measure(feeds: Feeds, options: argparse.Namespace) -> dict[str, object]:
    """Rates by case and server: a small feed and a large one, in full and as 304."""
    result: dict[str, object] = {}
    for size, category in (("small", feeds.smallest), ("large", feeds.largest)):
        path = f"/category/{quote(category)}.rss"
        with ExitStack() as stack:
            started = _start(stack, feeds, category, path, options)
            body = _fetch(started[0].url(path), _GZIP)[0]
            result[f"{size} bytes"] = len(body)
            result[size] = _rounds(started, path, options, conditional=False)
            result[f"{size} 304"] = _rounds(started, path, options, conditional=True)
    return result


def _start(
    stack: ExitStack, feeds: Feeds, category: str, path: str, options: argparse.Namespace
) -> list[Server]:
    """Postwire first: its document is the file that nginx and the bare application send."""
    port, count = free_port(), options.workers
    command = servers.postwire(feeds.archive, feeds.state, port, count)
    first = stack.enter_context(running("postwire", command, port, path))
    root = feeds.work / "static"
    file = root / path.removeprefix("/")
    file.parent.mkdir(parents=True, exist_ok=True)
    body = _fetch(first.url(path), _GZIP)[0]
    file.with_name(f"{file.name}.gz").write_bytes(body)
    file.write_bytes(gzip.decompress(body))
    env = {
        "BENCH_FILE": str(file),
        "BENCH_ARCHIVE": str(feeds.archive),
        "BENCH_CATEGORY": category,
    }
    env |= {"POSTWIRE_ARCHIVE": str(feeds.archive), "POSTWIRE_STATE": str(feeds.state)}
    ports = [free_port() for _ in range(6)]
    peers = [
        ("nginx, static file", servers.nginx(root, ports[0], count)),
        ("bare ASGI", servers.gunicorn("bare_asgi", "asgi", ports[1], count, sys.executable)),
        ("Flask + feedgen + cachetools", _naive("gthread", ports[2], count)),
    ]
    peers += [
        (f"postwire's Flask app alone, {kind}", servers.alone(kind, port, count))
        for kind, port in (("gthread", ports[3]), ("sync", ports[4]))
    ]
    if options.django:
        command = servers.gunicorn("django_feed", "gthread", ports[5], count, options.django)
        peers.append(("Django syndication, cached", command))
    return [first] + [
        stack.enter_context(running(name, command, port, path, env))
        for (name, command), port in zip(peers, ports, strict=False)
    ]


def _naive(kind: str, port: int, workers: int) -> list[str]:
    return servers.gunicorn("naive_flask", kind, port, workers, sys.executable)


def _rounds(
    started: list[Server], path: str, options: argparse.Namespace, conditional: bool
) -> dict[str, dict[str, object]]:
    rates: dict[str, list[float]] = {}
    slowest: dict[str, list[float]] = {}
    for number in range(options.runs + 1):
        for server in started:
            etag = _fetch(server.url(path), _GZIP)[1] if conditional else ""
            if etag is None:
                continue
            seconds = options.seconds if number else 1
            run = load_of_pollers(server.url(path), seconds, _GZIP, etag)
            if run.failed:
                raise RuntimeError(f"{server.name}: {run.failed} failures at {path}")
            if number:  # the first round warms up
                rates.setdefault(server.name, []).append(run.rate)
                slowest.setdefault(server.name, []).append(run.percentiles[99])
    return {
        name: {
            "median": round(median(measured)),
            "spread": [round(min(measured)), round(max(measured))],
            "p99_ms": round(median(slowest[name]), 2),
        }
        for name, measured in rates.items()
    }


def _fetch(url: str, headers: dict[str, str]) -> tuple[bytes, str | None]:
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers)) as response:
        return response.read(), response.headers.get("ETag")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"))
    parser.add_argument("--posts", type=int, default=4000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--django", help="a Python that has Django and python-frontmatter")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
