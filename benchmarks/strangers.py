"""What strangers cost clients that poll: a cached feed's latency beside floods and silent clients.

    python -m benchmarks.strangers --seconds 8 --page docs/performance.md

In turn: calm; terms that do not exist, each another, as fast as one connection after the other can
ask; filters, each another; a thousand idle connections; two hundred heads that come a byte a
second. All of it on the loopback, bounded in time. Beside the percentiles stands what the largest
worker holds in memory afterwards.
"""

import argparse
import contextlib
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import quote

from benchmarks import servers
from benchmarks.cold_feed import memory_of
from benchmarks.feeds_of import Feeds, prepared
from benchmarks.measure import markdown
from benchmarks.page import put_section
from benchmarks.servers import Server, free_port, running
from benchmarks.wrk import load

_HEADING = "Beside strangers"
_INTRODUCTION = """\
One cached feed, `wrk -t1 -c16`, 2 workers, while others do what they should not; what they got
answered a second stands beside it. The memory is the largest worker's afterwards."""
_GZIP = {"Accept-Encoding": "gzip"}
_IDLE, _SLOW = 1000, 200
# Each request asks for a path of its own.
_SCRIPT = """\
local n = 0
request = function()
  n = n + 1
  return wrk.format("GET", "{before}" .. n .. "{after}")
end
"""
_HEAD = b"GET /feed.rss HTTP/1.1\r\nHost: localhost\r\nX-Slow: "


def measure(feeds: Feeds, seconds: int) -> list[tuple[str, ...]]:
    """A row for each state: the strangers, their requests a second, rate, percentiles, memory."""
    port, path = free_port(), f"/category/{quote(feeds.largest)}.rss"
    command = servers.postwire(feeds.archive, feeds.state, port, 2)
    rows = []
    with running("postwire", command, port, path) as server:
        load(server.url(path), 2, _GZIP)
        for name, beside in _states(server, path, seconds):
            with beside as answered:
                run = load(server.url(path), seconds, _GZIP)
            marks = [f"{run.percentiles[percent]:.2f}" for percent in (50, 99)]
            theirs = f"{answered[0]:,}" if answered else "—"
            rows.append((name, theirs, f"{run.rate:,.0f}", *marks, str(memory_of(feeds.state))))
    return rows


def _states(
    server: Server, path: str, seconds: int
) -> list[tuple[str, AbstractContextManager[list[int]]]]:
    return [
        ("calm", contextlib.nullcontext([])),
        ("unknown terms", _flood(server, "/tag/unknown-", ".rss", seconds)),
        ("filters, each another", _flood(server, f"{path}?-tag=", "", seconds)),
        (f"{_IDLE:,} idle connections", _silent(server, _IDLE)),
        (f"{_SLOW} heads, a byte a second", _slow(server, _SLOW)),
    ]


@contextlib.contextmanager
def _flood(server: Server, before: str, after: str, seconds: int) -> Iterator[list[int]]:
    """Requests with a number of its own in each path; how many a second were answered."""
    answered: list[int] = []
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(_SCRIPT.format(before=before, after=after))
        script.flush()
        command = ["wrk", "-t1", "-c16", f"-d{seconds + 1}s", "-s", script.name, server.url("/")]
        flood = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            yield answered
        finally:
            output, _ = flood.communicate()
        answered.append(round(float(output.split("Requests/sec:")[1].split()[0])))


@contextlib.contextmanager
def _silent(server: Server, count: int) -> Iterator[list[int]]:
    with contextlib.ExitStack() as stack:
        for _ in range(count):
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
        yield []


@contextlib.contextmanager
def _slow(server: Server, count: int) -> Iterator[list[int]]:
    with contextlib.ExitStack() as stack:
        clients = [
            stack.enter_context(socket.create_connection(("127.0.0.1", server.port)))
            for _ in range(count)
        ]
        for client in clients:
            client.sendall(_HEAD)
        ended = threading.Event()
        thread = threading.Thread(target=_drip, args=(clients, ended))
        thread.start()
        try:
            yield []
        finally:
            ended.set()
            thread.join()


def _drip(clients: list[socket.socket], ended: threading.Event) -> None:
    while not ended.wait(1.0):
        for client in clients:
            with contextlib.suppress(OSError):
                client.sendall(b"a")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"))
    parser.add_argument("--posts", type=int, default=4000)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--page", type=Path, help="the page a section of which this becomes")
    options = parser.parse_args()
    heads = ("beside", "their requests/s", "cached feed, requests/s", "50 %, ms", "99 %, ms", "MiB")
    table = markdown(heads, measure(prepared(options.work, options.posts), options.seconds))
    print(table)
    if options.page:
        put_section(options.page, _HEADING, f"{_INTRODUCTION}\n\n{table}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
