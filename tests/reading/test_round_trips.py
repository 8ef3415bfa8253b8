"""Feed readers get each field out of the feeds as the archive holds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import feedparser
import pytest
from flask.testing import FlaskClient
from reader import make_reader

from feeds.archive import Archive
from feeds.index.index import open_index
from feeds.index.select import select
from feeds.model import Post
from feeds.query import LARGEST_LIMIT, Query
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from tests.conftest import EXAMPLES


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, Archive, list[Post]]:
    """A client of the example archive, the archive, and its served posts, newest first."""
    state: Path = tmp_path_factory.mktemp("state")
    settings = load(archive=EXAMPLES, state=state, base_url="https://feeds.example")
    archive = opened(settings)
    refreshed(archive, settings)
    with open_index(state) as index:
        posts = [post for post, _ in select(index, Query(limit=LARGEST_LIMIT)).posts]
    return create_app(settings).test_client(), archive, posts


def via(entry: Any) -> Any:
    return next((link for link in entry.links if link.rel == "via"), {})


def creators(post: Post) -> list[str]:
    named = [person.name for person in post.attribution.bylines]
    return named or [post.attribution.outlet or "示例财经编辑部"]


@pytest.mark.long
@pytest.mark.parametrize("extension", ["rss", "atom"])
def test_feedparser_reads_the_attribution_of_every_post(
    example: tuple[FlaskClient, Archive, list[Post]], extension: str
) -> None:
    client, archive, posts = example
    feed = feedparser.parse(client.get(f"/feed.{extension}?limit=500").data)
    assert not feed.bozo
    assert len(feed.entries) == len(posts)
    for post, entry in zip(posts, feed.entries, strict=True):
        attribution = post.attribution
        assert entry.title == post.title
        assert entry.id == f"tag:news.example,2000:{post.permalink}"
        assert entry.link == archive.site.url + post.permalink
        assert via(entry).get("href") == attribution.original_url
        assert via(entry).get("title") == (attribution.outlet if attribution.original_url else None)
        assert entry.published_parsed[:6] == post.published.timetuple()[:6]
        tags = [tag.term for tag in entry.tags] if post.categories or post.tags else []
        assert tags == [*post.categories, *post.tags]
        lengths = [int(enclosure.length) for enclosure in entry.enclosures]
        assert lengths == [enclosure.length for enclosure in post.enclosures]
        if attribution.outlet and attribution.original_url:
            assert attribution.outlet in entry.content[0].value.split("\n")[0]


def test_rss_names_outlet_authors_and_rights(
    example: tuple[FlaskClient, Archive, list[Post]],
) -> None:
    client, _, posts = example
    feed = feedparser.parse(client.get("/feed.rss?limit=500").data)
    for post, entry in zip(posts, feed.entries, strict=True):
        attribution = post.attribution
        assert [author.name for author in entry.authors] == creators(post)
        assert entry.get("publisher") == attribution.outlet
        assert entry.get("rights") == attribution.rights
        source = attribution.outlet_feed or attribution.outlet_url
        assert entry.get("source", {}).get("href") == (source if attribution.outlet else None)
        if post.updated:
            assert entry.updated_parsed[:6] == post.updated.timetuple()[:6]


@pytest.mark.long
def test_atom_names_outlet_authors_licence_and_language(
    example: tuple[FlaskClient, Archive, list[Post]],
) -> None:
    client, archive, posts = example
    feed = feedparser.parse(client.get("/feed.atom?limit=500").data)
    for post, entry in zip(posts, feed.entries, strict=True):
        attribution = post.attribution
        written = [author.get("name") for author in entry.get("authors", [])]
        assert written == (creators(post) if attribution.outlet or attribution.bylines else [])
        assert entry.get("source", {}).get("title") == attribution.outlet
        licence = [link.href for link in entry.links if link.rel == "license"]
        assert licence == ([attribution.licence_url] if attribution.licence_url else [])
        assert entry.title_detail.language == (post.language or archive.site.language)
        assert entry.updated_parsed[:6] == post.modified.timetuple()[:6]


def test_json_holds_every_field(example: tuple[FlaskClient, Archive, list[Post]]) -> None:
    client, archive, posts = example
    feed = json.loads(client.get("/feed.json?limit=500").data)
    for post, item in zip(posts, feed["items"], strict=True):
        attribution = post.attribution
        about = {"about": "https://feeds.example/about/attribution"}
        expected = {
            "outlet": attribution.outlet, "outlet_url": attribution.outlet_url,
            "original_url": attribution.original_url, "rights": attribution.rights,
            "licence_url": attribution.licence_url,
        }  # fmt: skip
        present = {name: value for name, value in expected.items() if value}
        assert item.get("_attribution") == ({**about, **present} if present else None)
        assert item.get("external_url") == attribution.original_url
        assert [author["name"] for author in item["authors"]] == creators(post)
        foreign = post.language if post.language != archive.site.language else None
        assert item.get("language") == foreign


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_reader_takes_in_every_entry(
    example: tuple[FlaskClient, Archive, list[Post]], extension: str, tmp_path: Path
) -> None:
    client, archive, posts = example
    file = tmp_path / f"feed.{extension}"
    file.write_bytes(client.get(f"/feed.{extension}?limit=500").data)
    with make_reader(":memory:", feed_root=str(tmp_path)) as reader:
        reader.add_feed(file.name)
        reader.update_feeds()
        entries = {entry.id: entry for entry in reader.get_entries()}
    assert len(entries) == len(posts)
    for post in posts:
        entry = entries[f"tag:news.example,2000:{post.permalink}"]
        assert (entry.title, entry.link) == (post.title, archive.site.url + post.permalink)
        assert entry.published == post.published.replace(microsecond=0)
        assert entry.get_content().value
