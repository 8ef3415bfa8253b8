"""A topic's address in every spelling that means it, and in those that mean another service."""

from __future__ import annotations

import pytest

from service.hub.topic_address import target_below

BASE = "https://feeds.example/blog"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://feeds.example/blog/feed.rss", "/feed.rss"),
        ("http://feeds.example:80/blog/feed.rss?a=1#b", "/feed.rss?a=1"),
        ("https://FEEDS.example.:443/blog/feed.rss", "/feed.rss"),
        ("https://feeds.example:80/blog/feed.rss", None),
        ("http://feeds.example:443/blog/feed.rss", None),
        ("https://feeds.example:8443/blog/feed.rss", None),
        ("https://feeds.example/feed.rss", None),
        ("https://feeds.example/blogs/feed.rss", None),
        ("https://user@feeds.example/blog/feed.rss", None),
        ("https://feeds.example:x/blog/feed.rss", None),
        ("ftp://feeds.example/blog/feed.rss", None),
    ],
)
def test_a_topic_by_each_spelling(url: str, target: str | None) -> None:
    assert target_below(url, BASE) == target


def test_a_port_that_is_not_the_usual_one_is_part_of_the_address() -> None:
    base = "http://feeds.example:8000"
    assert target_below("http://feeds.example:8000/feed.rss", base) == "/feed.rss"
    assert target_below("http://feeds.example:8001/feed.rss", base) is None
    assert target_below("http://feeds.example/feed.rss", base) is None
