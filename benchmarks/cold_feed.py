"""Milliseconds for a feed that is in no cache, and what a worker holds in memory afterwards.

    python -m benchmarks.cold_feed --feeds 30 --rounds 5

Asks one worker for the largest categories, each once in each format; the first format of each
also composes the entries, which the others share. Beside it a naive Flask view makes RSS of the
same posts (`benchmarks.peers.naive_cold`), with either of two renderers of CommonMark. In each
round each contender has a server of its own. Prints one JSON object.
"""

import argparse
import json
import re
import socket
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import quote

from benchmarks import servers
from benchmarks.feeds_of import Feeds, prepared
from benchmarks.servers import free_port, running
from feeds.query import DEFAULT_LIMIT

_FORMATS = ("rss", "atom", "json")
_RENDERERS = ("markdown-it-py", "comrak")  # of the naive view
_CATEGORY = re.compile(rb"^categories: *(\S+)", re.MULTILINE)
_MOST = 1 << 20  # bytes received at a time


def main() -> int:
    options = _options()
    feeds = prepared(options.work, options.posts)
    print(json.dumps(measure(feeds, options.feeds, options.rounds), indent=1))
    return 0


def measure(feeds: Feeds, count: int, rounds: int = 5) -> dict[str, object]:
    """Of each format the median of the rounds' medians, the fastest and the slowest of these, and
    the median of their 90th percentiles; of each naive view the same for RSS, and the ratio."""
    categories = [name for name, _ in feeds.categories[:count]]
    paths_file = _write_files_of(feeds, categories)
    results = [_round(feeds, categories, paths_file) for _ in range(rounds)]
    entries = [min(entries, DEFAULT_LIMIT) for _, entries in feeds.categories[:count]]
    return {
        "entries": median(entries),
        "rounds": rounds,
        "milliseconds": {name: _summary(results, name) for name in (*_FORMATS, *_RENDERERS)},
        "rss ÷ naive view": {name: _ratio(results, name) for name in _RENDERERS},
        "worker_rss_mib": max(each.memory for each in results),
    }


class _Round(NamedTuple):
    milliseconds: dict[str, list[float]]  # by format or by renderer of the naive view
    memory: int  # MiB


def _round(feeds: Feeds, categories: list[str], paths_file: Path) -> _Round:
    milliseconds: dict[str, list[float]] = {name: [] for name in (*_FORMATS, *_RENDERERS)}
    port = free_port()
    command = servers.postwire(feeds.archive, feeds.state, port, 1)
    with _connected("postwire", command, port) as connection:
        _timed(connection, "/feed.rss")  # pays for the work that a process does once
        for category in categories:
            for extension in _FORMATS:
                path = f"/category/{quote(category)}.{extension}"
                milliseconds[extension].append(_timed(connection, path))
        memory = memory_of(feeds.state)
    for renderer in _RENDERERS:
        milliseconds[renderer] = _naive(categories, paths_file, renderer)
    return _Round(milliseconds, memory)


def _naive(categories: list[str], paths_file: Path, renderer: str) -> list[float]:
    port = free_port()
    command = servers.gunicorn("naive_cold", "gthread", port, 1, sys.executable)
    env = {"BENCH_FEEDS": str(paths_file), "BENCH_COMMONMARK": renderer}
    paths = [f"/category/{quote(category)}.rss" for category in categories]
    with _connected(renderer, command, port, env) as connection:
        _timed(connection, paths[0])  # pays for the work that a process does once
        return [_timed(connection, path) for path in paths]


@contextmanager
def _connected(
    name: str, command: list[str], port: int, env: Mapping[str, str] | None = None
) -> Iterator[socket.socket]:
    with (
        running(name, command, port, "/healthz", env),
        socket.create_connection(("127.0.0.1", port)) as connection,
    ):
        yield connection


def _write_files_of(feeds: Feeds, categories: list[str]) -> Path:
    """The newest files of each category, for the naive view, in a file beside the state folder."""
    files: dict[str, list[str]] = {category: [] for category in categories}
    for path in sorted((feeds.archive / "_posts").rglob("*.md"), key=lambda path: path.name):
        category = _CATEGORY.search(path.read_bytes())
        if category and (name := category[1].decode()) in files:
            files[name].append(str(path))
    paths_file = feeds.state.with_name("naive.json")
    paths_file.write_text(
        json.dumps({name: paths[-DEFAULT_LIMIT:] for name, paths in files.items()})
    )
    return paths_file


def _timed(connection: socket.socket, path: str) -> float:
    """Milliseconds from the request's first byte to the response's last. By hand, because 0.13 of
    the 0.21 ms that a cached feed takes by Python's own client are the client's."""
    request = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    started = time.perf_counter()
    connection.sendall(request)
    head, _, body = connection.recv(_MOST).partition(b"\r\n\r\n")
    missing = int(head.lower().split(b"content-length:")[1].split()[0]) - len(body)
    while missing:
        missing -= len(connection.recv(_MOST))
    seconds = time.perf_counter() - started
    if not head.startswith(b"HTTP/1.1 200 "):
        raise RuntimeError(f"{path}: {head.decode()}")
    return seconds * 1000


def _ratio(results: list[_Round], renderer: str) -> float:
    """The median over the rounds of Postwire's RSS to the naive view's."""
    ratios = [
        median(each.milliseconds["rss"]) / median(each.milliseconds[renderer]) for each in results
    ]
    return round(median(ratios), 2)


def _summary(results: list[_Round], name: str) -> dict[str, object]:
    medians = [median(each.milliseconds[name]) for each in results]
    return {
        "median": round(median(medians), 2),
        "spread": (round(min(medians), 2), round(max(medians), 2)),
        "p90": round(median(quantiles(each.milliseconds[name], n=10)[-1] for each in results), 2),
    }


def memory_of(state: Path) -> int:
    """Resident MiB of the largest process that serves this state folder."""
    largest = 0
    for folder in Path("/proc").iterdir():
        try:
            if str(state).encode() in (folder / "cmdline").read_bytes():
                text = (folder / "status").read_text()
                largest = max(largest, int(text.split("VmRSS:")[1].split()[0]) // 1024)
        except (OSError, IndexError):
            continue
    return largest


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"))
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--feeds", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
