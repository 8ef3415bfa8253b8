"""Milliseconds for a feed that is in no cache, and what a worker holds in memory afterwards.

    python -m benchmarks.cold_feed --feeds 30 --rounds 5

Asks one worker for the largest categories, each once in each format; the first format of each
also composes the entries, which the others share. Each round has a server of its own. Prints one
JSON object.
"""

import argparse
import json
import socket
import sys
import time
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple
from urllib.parse import quote

from benchmarks import servers
from benchmarks.feeds_of import Feeds, prepared
from benchmarks.servers import free_port, running
from feeds.query import DEFAULT_LIMIT

_FORMATS = ("rss", "atom", "json")
_MOST = 1 << 20  # bytes received at a time


def main() -> int:
    options = _options()
    feeds = prepared(options.work, options.posts)
    print(json.dumps(measure(feeds, options.feeds, options.rounds), indent=1))
    return 0


def measure(feeds: Feeds, count: int, rounds: int = 5) -> dict[str, object]:
    """Of each format the median of the rounds' medians, the fastest and the slowest of these, and
    the median of their 90th percentiles."""
    results = [_round(feeds, count) for _ in range(rounds)]
    entries = [min(entries, DEFAULT_LIMIT) for _, entries in feeds.categories[:count]]
    return {
        "entries": median(entries),
        "rounds": rounds,
        "milliseconds": {name: _summary(results, name) for name in _FORMATS},
        "worker_rss_mib": max(each.memory for each in results),
    }


class _Round(NamedTuple):
    milliseconds: dict[str, list[float]]  # by format
    memory: int  # MiB


def _round(feeds: Feeds, count: int) -> _Round:
    port = free_port()
    command = servers.postwire(feeds.archive, feeds.state, port, 1)
    milliseconds: dict[str, list[float]] = {extension: [] for extension in _FORMATS}
    with running("postwire", command, port, "/healthz"):
        connection = socket.create_connection(("127.0.0.1", port))
        _timed(connection, "/feed.rss")  # pays for the work that a process does once
        for category, _ in feeds.categories[:count]:
            for extension in _FORMATS:
                path = f"/category/{quote(category)}.{extension}"
                milliseconds[extension].append(_timed(connection, path))
        memory = memory_of(feeds.state)
        connection.close()
    return _Round(milliseconds, memory)


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
