"""A topic's address in every spelling that means it, and in those that mean another service."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from feeds.errors import QueryError
from service.hub.topic_address import target_below
from service.hub.topics import Topics
from service.publication.publication import Publication
from service.settings.settings import Settings

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


def test_a_topic_is_a_feed_of_this_service_or_one_that_it_had_before(
    indexed: Callable[..., Settings],
) -> None:
    publication = Publication(indexed())
    topics, base = Topics(publication), publication.settings.public_url
    for target in ("/feed.xml", "/category/haizhou.rss", "/category/none.rss", "/feed/?x=1"):
        assert topics.can_be(base + target), target
    for url in (f"{base}/all", f"{base}/nothing", "https://elsewhere.example/feed.rss", "", "x"):
        with pytest.raises(QueryError):
            topics.address_of(url)
        assert not topics.can_be(url)
        assert not topics.is_there(url)
    assert topics.is_there(f"{base}/category/haizhou.rss")
    assert not topics.is_there(f"{base}/category/none.rss")
    filtered = topics.address_of(f"{base}/feed.xml?limit=3")
    assert topics.canonical(filtered) == f"{base}/feed.atom?limit=3"
    moved = topics.address_of(f"{base}/feed.xml")
    assert topics.canonical(moved) == f"{base}/feed.atom"
