"""The bytes of a former feed, from an address or a file: within bounds of size and time, and in a
line why there are none."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from pathlib import Path
from threading import Thread
from urllib.error import HTTPError

import pytest

from feeds.errors import ArchiveError
from feeds.version import VERSION
from service.moving.feed_bytes import LARGEST, feed_bytes
from tests.conftest import free_port

LONG = b"x" * 200_000  # more than is read at once
MEGABYTE = b"x" * (1 << 20)


class FormerSite(BaseHTTPRequestHandler):
    """Has a feed at a few addresses, and else answers 404."""

    def do_GET(self) -> None:
        bodies = {"/feed": LONG, "/early": LONG, "/agent": self.headers["User-Agent"].encode()}
        moved = {"/loop": "/loop", "/moved": "/feed"}
        if self.path in moved:
            self.send_response(302)
            self.send_header("Location", moved[self.path])
        elif self.path == "/choices":
            self.send_response(300)
        else:
            self.send_response(200 if self.path in (*bodies, "/large") else 404)
        if self.path == "/early":
            self.send_header("Content-Length", str(len(LONG) + 99))
        self.end_headers()
        self.wfile.write(bodies.get(self.path, b""))
        if self.path == "/large":
            self._write_more_than_is_taken()

    def _write_more_than_is_taken(self) -> None:
        try:
            for _ in range(LARGEST // len(MEGABYTE) + 1):
                self.wfile.write(MEGABYTE)
        except OSError:  # the reader has gone
            self.close_connection = True

    def log_message(self, *said: object) -> None:
        pass


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Where the former site is."""
    with ThreadingHTTPServer(("127.0.0.1", 0), FormerSite) as server:
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def refusal(source: str) -> str:
    """Why there is no feed, behind the source's name."""
    with pytest.raises(ArchiveError) as refused:
        feed_bytes(source)
    named, _, reason = str(refused.value).partition(f"{source}: ")
    assert named == ""
    return reason


def test_a_former_feed_is_fetched_from_its_address(address: str) -> None:
    assert feed_bytes(f"{address}/feed") == LONG
    assert feed_bytes(f"{address.replace('http', 'HTTP')}/moved") == LONG
    assert feed_bytes(f"{address}/agent").decode() == f"Postwire/{VERSION}"


def test_what_does_not_come_whole_is_no_feed(address: str) -> None:
    assert refusal(f"{address}/early") == "ended 99 bytes early"
    assert refusal(f"{address}/loop") == "its redirect leads nowhere"
    assert refusal(f"{address}/choices") == "its redirect leads nowhere"
    with pytest.raises(ArchiveError, match=r"/gone: Not Found$") as refused:
        feed_bytes(f"{address}/gone")
    answer = refused.value.__cause__
    assert isinstance(answer, HTTPError)
    assert answer.fp.closed


def test_a_former_feed_has_a_minute_to_come(address: str) -> None:
    assert feed_bytes(f"{address}/feed", clock=chain([5.0], repeat(65.0)).__next__) == LONG
    with pytest.raises(ArchiveError, match=r"/feed: did not come within 60 seconds$"):
        feed_bytes(f"{address}/feed", clock=chain([5.0], repeat(65.1)).__next__)


def test_a_former_feed_has_a_bound_of_size_from_a_file_or_an_address(
    address: str, tmp_path: Path
) -> None:
    file, larger = tmp_path / "feed", f"larger than {LARGEST:,} bytes"
    assert LARGEST == 32 * 1024 * 1024
    with file.open("wb") as sparse:
        sparse.truncate(LARGEST + 1)
    assert refusal(str(file)) == larger
    assert refusal(f"{address}/large") == larger


@pytest.mark.long
def test_what_is_packed_has_the_same_bound_when_it_is_unpacked(tmp_path: Path) -> None:
    file, part = tmp_path / "feed", gzip.compress(MEGABYTE, mtime=0)
    file.write_bytes(part * 2)
    assert len(feed_bytes(str(file))) == 2 * len(MEGABYTE)
    file.write_bytes(part * (LARGEST // len(MEGABYTE)) + gzip.compress(b"x", mtime=0))
    assert refusal(str(file)) == f"larger than {LARGEST:,} bytes"


def test_why_there_is_no_former_feed_is_said_in_a_line(tmp_path: Path) -> None:
    assert refusal(f"{tmp_path}/none") == "No such file or directory"
    assert refusal(f"http://127.0.0.1:{free_port()}/") == "Connection refused"
    assert refusal("http:///feed") == "no host given"
    assert refusal("ftp://a.example/feed").startswith("is no http")
