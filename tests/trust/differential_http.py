"""The same requests to Postwire's own server and to plain gunicorn with the same application.

Requests are made at random: usual ones with unusual fields, and bytes changed. Whatever status one
of the two answers and the other does not is printed, but where `is_meant` has a reason.

    python -m tests.trust.differential_http --requests 3000 --seed 1
"""

from __future__ import annotations

import argparse
import os
import random
import re
import socket
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from service.server.heads import is_bodiless, is_ended
from tests.conftest import Service, free_port, wait_until_ready
from tests.pushing.hub_under_test import TOKEN, make_archive

_ENV = {
    "POSTWIRE_REFRESH_TOKEN": TOKEN,
    "POSTWIRE_WEBHOOK_SECRET": "shh",
    "POSTWIRE_WORK_BURST": "1000000",
    "POSTWIRE_CLIENT_BURST": "1000000",
    "POSTWIRE_WORKERS": "1",
}
_SECONDS = 5.0  # until a request that is not whole, or another's end, is given up
_FORM = "application/x-www-form-urlencoded"
_METHODS = ("GET",) * 12 + ("HEAD",) * 4 + ("POST",) * 6
_OTHER_METHODS = (
    "OPTIONS",
    "PUT",
    "DELETE",
    "PATCH",
    "TRACE",
    "CONNECT",
    "get",
    "G@T",
    "",
    "M" * 40,
)
_TARGETS = (
    *(
        "/feed.rss",
        "/feed.atom?limit=1",
        "/feed.json?q=a",
        "/category/haizhou.rss",
        "/",
        "/healthz",
    ),
    *("/readyz", "/metrics", "/status", "/feeds.opml", "/category/haizhou/", "/none.rss", "/feed"),
    *(
        "/feed.rss?limit=x",
        "/feed.rss?%00",
        "/feed.rss?q=%ff",
        "/%66eed.rss",
        "//feed.rss",
        "/a/../b",
    ),
    *(
        "/refresh",
        "/hub",
        "/hub/subscription-details",
        "/openapi.json",
        "/about/faults",
        "/robots.txt",
    ),
    *("/feed.rss#x", "/feed.rss?", "/" + "a" * 300, "/archive/9999-12", "/category/%E7%B1%BB.rss"),
)
_OTHER_TARGETS = (
    "*",
    "",
    "feed.rss",
    "?x",
    "http://x/feed.rss",
    "http://y",
    "ftp://x/feed.rss",
    "x:80",
)
_FIELDS: dict[str, tuple[str, ...]] = {
    "Accept": ("*/*", "text/html", "application/json;q=0.1", "", "a/b;q=x"),
    "Accept-Encoding": ("gzip", "gzip;q=0", "identity", "br, gzip;q=0.5", "*", ""),
    "If-None-Match": ("*", '"a"', 'W/"a", "b"', "a", '"'),
    "If-Modified-Since": ("Sat, 01 Jan 2033 00:00:00 GMT", "x", "Sat, 01 Jan 1980 00:00:00 GMT"),
    "Range": ("bytes=0-1", "bytes=5-1", "x"),
    "Authorization": (f"Bearer {TOKEN}", "Bearer x", "Basic Og==", "Basic x", "x", ""),
    "X-Forwarded-For": ("1.2.3.4", "x", ", ,"),
    "X-Hub-Signature-256": ("sha256=00", "x"),
    "X-GitHub-Event": ("push", "ping"),
    "Accept-Language": ("de", "x" * 90, "*"),
    "Cookie": ("a=b", "="),
    "User-Agent": ("x", "\xe9", ""),
    "Expect": ("100-continue", "x"),
    "Upgrade": ("h2c", "websocket"),
    "X-A": ("b", " b ", "\t", "a\tb", "b" * 900),
}
_TYPES = (_FORM, "application/json", "text/plain", f"{_FORM}; charset=utf-8", "multipart/form-data")
_BODIES = (
    *("", "{}", '{"paths": []}', '{"paths": ["_posts/x.md"]}', "[]", "{", "payload=%7B%7D", "null"),
    *("hub.mode=publish&hub.url=x", "hub.mode=x", "hub.mode=subscribe&hub.topic=x", "a=b&" * 300),
)


class Answer(NamedTuple):
    """The statuses that came back, 100 aside; empty where none did."""

    statuses: tuple[int, ...]

    def __str__(self) -> str:
        return "+".join(map(str, self.statuses)) or "none"


class Difference(NamedTuple):
    request: bytes
    ours: Answer
    theirs: Answer


class Compared(NamedTuple):
    requests: int
    statuses: Counter[str]
    differences: list[Difference]

    def __str__(self) -> str:
        by_status = ", ".join(f"{number} × {name}" for name, number in self.statuses.most_common())
        return f"{self.requests:,} requests ({by_status}), {len(self.differences)} differences"


def request(chance: random.Random) -> bytes:
    """A request, most often one that has a meaning."""
    method = chance.choice(_OTHER_METHODS if chance.random() < 0.06 else _METHODS)
    target = chance.choice(_OTHER_TARGETS if chance.random() < 0.06 else _TARGETS)
    if method == "POST" and chance.random() < 0.8:
        target = chance.choice(("/refresh", "/hub", "/hub/subscription-details"))
    version = "HTTP/1.1" if chance.random() < 0.9 else chance.choice(("HTTP/1.0", "HTTP/2.0", "x"))
    fields = [("Host", "x")]
    for name in chance.sample(list(_FIELDS), chance.randrange(4)):
        fields.append((name, chance.choice(_FIELDS[name])))
    body = b""
    if method == "POST" or chance.random() < 0.05:
        fields.append(("Content-Type", chance.choice(_TYPES)))
        body = _framed(chance.choice(_BODIES).encode(), fields, chance)
    if chance.random() < 0.05:
        fields.append(chance.choice(fields))  # given twice
    chance.shuffle(fields)
    fields.append(("Connection", "close"))
    head = "".join(f"{name}: {value}\r\n" for name, value in fields)
    data = f"{method} {target} {version}\r\n{head}\r\n".encode("latin-1") + body
    return _spoiled(data, chance) if chance.random() < 0.15 else data


def _framed(body: bytes, fields: list[tuple[str, str]], chance: random.Random) -> bytes:
    """The body as it is sent, and the fields that say how."""
    if chance.random() < 0.7:
        fields.append(("Content-Length", str(len(body))))
        return body
    fields.append(("Transfer-Encoding", chance.choice(("chunked", "chunked", "Chunked", "x"))))
    end = chance.choice((b"0\r\n\r\n", b"0\r\n\r\n", b"0\r\nX-T: a\r\n\r\n", b"00;a=b\r\n\r\n"))
    return (b"%x\r\n%b\r\n" % (len(body), body) if body else b"") + end


def _spoiled(data: bytes, chance: random.Random) -> bytes:
    """Some bytes are others, twice there, or gone."""
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 3)):
        at = chance.randrange(len(changed))
        what = chance.choice((b"", b"\0", b"\r", b"\n", b" ", b":", b"\xff", b"A", b"\t", b"\r\n"))
        changed[at : at + chance.randrange(2)] = what
    return bytes(changed)


def answer(port: int, data: bytes) -> Answer:
    """What a server answers to these bytes, after which nothing more comes."""
    received = b""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=_SECONDS) as connection:
            connection.sendall(data)
            if is_bodiless(data):  # as `nc -N` does
                connection.shutdown(socket.SHUT_WR)
            while piece := connection.recv(1 << 16):
                received += piece
    except OSError:
        pass
    statuses = re.findall(rb"(?:\A|\n)HTTP/1\.[01] ([0-9]{3})", received)
    return Answer(tuple(int(status) for status in statuses if status != b"100"))


def compared(ours: int, theirs: int, requests: int, seed: int) -> Compared:
    """Both servers' answers to so many requests."""
    chance = random.Random(seed)
    sent = [request(chance) for _ in range(requests)]
    with ThreadPoolExecutor(24) as pool:
        pairs = list(
            zip(
                pool.map(lambda data: answer(ours, data), sent),
                pool.map(lambda data: answer(theirs, data), sent),
                strict=True,
            )
        )
    differences = [
        Difference(data, mine, plain)
        for data, (mine, plain) in zip(sent, pairs, strict=True)
        if not is_meant(data, mine, plain)
    ]
    return Compared(requests, Counter(str(mine) for mine, _ in pairs), differences)


def is_meant(data: bytes, ours: Answer, theirs: Answer) -> bool:
    """Whether both say the same, or each has its own reason:

    - an absolute target is read (RFC 9112 section 3.2.2), and a fragment is no part of any;
    - a Host that is missing or can be none is refused (section 3.2), a line or chunk that is
      malformed before anybody asks what it is for, an unknown transfer coding with 501 (6.1);
    - gunicorn's threads refuse an unknown expectation, which RFC 9110 section 10.1.1 allows, and a
      malformed line before the head has ended.
    """
    head = data.partition(b"\r\n\r\n")[0]
    line, _, fields = head.partition(b"\r\n")
    if ours == theirs or 417 in theirs.statuses or re.search(rb"://|#", line):
        return True
    if not ours.statuses:
        return not is_ended(data)
    if not re.fullmatch(rb"[A-Z]+ [^ ]+ HTTP/1\.[01]", line):
        return ours.statuses[0] >= 400
    if ours.statuses[0] == 400:
        has_host = re.search(rb"(?i)(?:\A|\n)host: x(?:\r|\Z)", fields)
        is_chunked = b"chunked" in fields.lower()
        return theirs.statuses[:1] >= (400,) or not has_host or is_chunked
    return (ours.statuses, theirs.statuses) == ((501,), (400,))


@contextmanager
def plain_gunicorn(archive: Path, state: Path) -> Iterator[int]:
    """gunicorn with threads and the same application; its port."""
    port = free_port()
    command = (sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", f"127.0.0.1:{port}")
    options = ("--worker-class", "gthread", "--threads", "4", "--log-level", "critical")
    places = {"POSTWIRE_ARCHIVE": str(archive), "POSTWIRE_STATE": str(state)}
    process = subprocess.Popen(
        [*command, *options],
        env={**os.environ, **_ENV, **places},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        wait_until_ready(f"http://127.0.0.1:{port}/readyz", process)
        yield port
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def both(place: Path) -> Iterator[tuple[int, int]]:
    """The ports of Postwire's server and of plain gunicorn, on the same archive and state."""
    archive, state = make_archive(place / "archive"), place / "state"
    service = Service(archive, state, "--no-worker", **_ENV)
    try:
        with plain_gunicorn(archive, state) as port:
            yield service.port, port
    finally:
        service.stop()


def differential_http(place: Path, requests: int, seed: int = 1) -> Compared:
    """:raise AssertionError: a difference that is not meant"""
    with both(place) as (ours, theirs):
        result = compared(ours, theirs, requests, seed)
    assert not result.differences, result.differences[:3]
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=3000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as place, both(Path(place)) as (ours, theirs):
        result = compared(ours, theirs, given.requests, given.seed)
    print(result)
    for data, mine, plain in result.differences:
        print(f"{mine} here, {plain} there: {data!r}")


if __name__ == "__main__":
    main()
