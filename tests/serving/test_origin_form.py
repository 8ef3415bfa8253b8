"""A request with a whole address for its target is the same as one with a path and a Host."""

from __future__ import annotations

from typing import Any

import pytest

from service.server.origin_form import in_origin_form


def scope(target: bytes, *headers: tuple[bytes, bytes], version: str = "1.1") -> dict[str, Any]:
    path = target.partition(b"?")[0].decode()
    return {"raw_path": target, "path": path, "headers": list(headers), "http_version": version}


def seen(target: bytes, *headers: tuple[bytes, bytes]) -> tuple[bytes, str, bytes] | None:
    """(raw path, path, Host) as the application sees them; None where it is refused."""
    rewritten = in_origin_form(scope(target, *headers))
    if rewritten is None:
        return None
    hosts = [value for name, value in rewritten["headers"] if name == b"host"]
    assert len(hosts) == 1
    return rewritten["raw_path"], rewritten["path"], hosts[0]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (b"http://a.example/feed.rss", (b"/feed.rss", "/feed.rss", b"a.example")),
        (b"HTTPS://a.example:80/%E6%B5%B7", (b"/%E6%B5%B7", "/海", b"a.example:80")),
        (b"http://a.example", (b"/", "/", b"a.example")),
        (b"http://a.example/%FF", (b"/%FF", "/\ufffd", b"a.example")),
        (b"http:///feed.rss", None),
        (b"http://a b/feed.rss", None),
        (b"http://u@a/feed.rss", None),
        (b"/feed.rss", (b"/feed.rss", "/feed.rss", b"sent.example")),
        (b"ftp://a.example/x", (b"ftp://a.example/x", "ftp://a.example/x", b"sent.example")),
    ],
)
def test_a_whole_address_counts_before_the_host_that_was_sent(
    target: bytes, expected: tuple[bytes, str, bytes] | None
) -> None:
    assert seen(target, (b"accept", b"*/*"), (b"host", b"sent.example")) == expected


def test_a_host_is_needed_from_version_1_1_on_and_has_to_be_one() -> None:
    assert in_origin_form(scope(b"/")) is None
    assert in_origin_form(scope(b"/", version="1.0")) is not None
    assert in_origin_form(scope(b"/", (b"host", b"a/b"), version="1.0")) is None
    assert in_origin_form(scope(b"http:///x", version="1.0")) is not None
    assert in_origin_form(scope(b"/", (b"host", b"a.example"))) is not None
    kept = in_origin_form(scope(b"http://a/", (b"accept", b"x"), (b"host", b"b")))
    assert kept is not None
    assert kept["headers"] == [(b"host", b"a"), (b"accept", b"x")]
