"""What a worker holds for clients that do not take part: how much its memory grows.

    python -m benchmarks.client_memory

Each row starts a service of its own with one web worker, opens its connections and looks at the
resident memory of the service's processes before, at the most, and whether `/healthz` answers
meanwhile. Loopback alone.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psutil

from tests.conftest import Service, post, wait_until_ready, write

POSTS, WORDS = 500, 1200
LARGE = b"/feed.json?limit=500"
Clients = list[socket.socket]


def _connect(port: int) -> socket.socket:
    client = socket.socket()
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.connect(("127.0.0.1", port))
    return client


def _get(target: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\nHost: a\r\n\r\n"


def unread_feed(port: int) -> Clients:
    """150 clients that read nothing of one large feed."""
    return _sent(port, [_get(LARGE)] * 150)


def unread_feeds(port: int) -> Clients:
    """60 clients that read nothing of a large feed each."""
    return _sent(port, [_get(LARGE + b"&-tag=x%d" % number) for number in range(60)])


def feeds_that_are_read(port: int) -> Clients:
    """The same 60 feeds at once, and read: what rendering and caches take."""

    def read(number: int) -> None:
        address = f"http://127.0.0.1:{port}{LARGE.decode()}&-tag=x{number}"
        with urllib.request.urlopen(address) as response:
            response.read()

    with ThreadPoolExecutor(60) as threads:
        list(threads.map(read, range(60)))
    return []


def pipelining(port: int) -> Clients:
    """20 clients that go on sending requests and read nothing."""
    clients = [_connect(port) for _ in range(20)]
    end = time.monotonic() + 5
    for client in clients:
        client.setblocking(False)
    while time.monotonic() < end:
        for client in clients:
            with suppress(OSError):
                client.send(_get(LARGE) * 50)
        time.sleep(0.01)
    return clients


def slow_readers(port: int) -> Clients:
    """300 clients that read a large feed, 4 KiB a second each."""
    clients = _sent(port, [_get(LARGE)] * 300)

    def read() -> None:
        end = time.monotonic() + 10
        while time.monotonic() < end:
            for client in clients:
                with suppress(OSError):
                    client.recv(4096, socket.MSG_DONTWAIT)
            time.sleep(1)

    threading.Thread(target=read, daemon=True).start()
    return clients


def stalled_bodies(port: int) -> Clients:
    """60 bodies that are announced and do not come."""
    head = b"POST /hub HTTP/1.1\r\nHost: a\r\nContent-Length: 900\r\n"
    return _sent(port, [head + b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"] * 60)


def strangers_bodies(port: int) -> Clients:
    """40 bodies of 31 MiB without credentials."""
    head = b"POST /refresh HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n" % (32 << 20)
    return _sent(port, [head + b"x" * (31 << 20)] * 40)


def half_heads(port: int) -> Clients:
    """2,000 heads of 15 KiB that do not end."""
    return _sent(port, [b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"x" * 15_000] * 2000)


def _sent(port: int, requests: list[bytes]) -> Clients:
    clients = []
    for request in requests:
        client = _connect(port)
        client.settimeout(0.3)
        with suppress(OSError):
            client.sendall(request)
        clients.append(client)
    return clients


ROWS: tuple[Callable[[int], Clients], ...] = (
    *(stalled_bodies, strangers_bodies, slow_readers),
    *(unread_feed, unread_feeds, feeds_that_are_read, pipelining, half_heads),
)


def _memory(root: int) -> float:
    """MiB of a process and all below it."""
    processes = [psutil.Process(root), *psutil.Process(root).children(recursive=True)]
    return sum(each.memory_info().rss for each in processes) / (1 << 20)


def _is_alive(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as response:
            return bool(response.status == 200)
    except OSError:
        return False


def _measure(archive: Path, state: Path, row: Callable[[int], Clients]) -> str:
    service = Service(archive, state, "--workers", "1", "--no-worker")
    try:
        wait_until_ready(service.url, service.process)
        with suppress(OSError):
            urllib.request.urlopen(f"{service.url}{LARGE.decode()}").read()
        before = most = _memory(service.process.pid)
        clients: Clients = []
        sending = threading.Thread(target=lambda: clients.extend(row(service.port)))
        sending.start()
        end = time.monotonic() + 12
        while time.monotonic() < end or sending.is_alive():
            most = max(most, _memory(service.process.pid))
            time.sleep(0.05)
        alive = _is_alive(service.port)
        for client in clients:
            client.close()
        return f"| {(row.__doc__ or '').rstrip('.')} | {most - before:.0f} MiB | {alive} |"
    finally:
        service.process.terminate()
        service.process.wait()


def main() -> None:
    wanted = set(sys.argv[1:])
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "archive"
        write(archive, "_config.yml", "title: Memory\nurl: https://site.example\n")
        for number in range(POSTS):
            text = post(
                f"Post {number}",
                f"2022-03-01 08:00:{number % 60:02} +0000",
                body=f"word{number} " * WORDS,
            )
            write(archive, f"_posts/2022-03-01-p{number}.md", text)
        for row in ROWS:
            if not wanted or row.__name__ in wanted:
                state = Path(folder) / f"state-{row.__name__}-{os.getpid()}"
                print(_measure(archive, state, row), flush=True)


if __name__ == "__main__":
    main()
