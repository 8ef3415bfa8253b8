"""Addresses that other programs gave to feeds and posts go on working."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from feeds.index import Refresher
from service.app import create_app
from service.commands.common import opened
from service.settings.settings import Settings, load
from tests.conftest import post, write

SITE = "https://feeds.example"
TAG = "海州日报新闻"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/feed.xml", "/feed.atom"),
        ("/feed/haizhou.xml", "/category/haizhou.atom"),
        (f"/feed/by_tag/{TAG}.xml", f"/tag/{quote(TAG)}.atom"),
        ("/index.xml", "/feed.rss"),
        ("/categories/haizhou/index.xml", "/category/haizhou.rss"),
        ("/categories/Haizhou/index.xml", "/category/haizhou.rss"),
        ("/feed/", "/feed.rss"),
        ("/feed", "/feed.rss"),
        ("/feed/atom/", "/feed.atom"),
        ("/category/haizhou/feed/", "/category/haizhou.rss"),
        ("/category/haizhou/feed/atom/", "/category/haizhou.atom"),
    ],
)  # fmt: skip
def test_an_old_feed_address_leads_to_the_new_one(client: FlaskClient, old: str, new: str) -> None:
    response = client.get(f"{old}?content=summary")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{SITE}{new}?content=summary"
    assert client.get(new).status_code == 200


def test_an_old_address_of_an_unknown_term_is_unknown(client: FlaskClient) -> None:
    assert client.get("/categories/nowhere/index.xml").status_code == 404
    assert client.get("/category/nowhere/feed/").status_code == 404
    assert client.post("/feed/").status_code in (404, 405)


def test_a_term_that_exists_wins_over_an_old_address(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    text = post("x", "2022-03-09 08:00:00 +0800", "'[\"haizhou/feed\"]'")
    text = text.replace("categories: '[\"haizhou/feed\"]'", 'categories: ["haizhou/feed"]')
    write(archive, "_posts/2022-03-09-9.md", text)
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
    assert client.get("/category/haizhou/feed.rss").status_code == 200
    assert client.get("/category/haizhou/feed").status_code == 200


@pytest.mark.parametrize(
    ("config", "old", "new"),
    [
        ("{path: blog/feed.atom}", "/blog/feed.atom", "/feed.atom"),
        ("{collections: {posts: {path: /a.xml}}}", "/a.xml", "/feed.atom"),
        ("{tags: {path: /t/}}", f"/t/{TAG}.xml", f"/tag/{quote(TAG)}.atom"),
    ],
)
def test_the_paths_that_a_site_gives_to_jekyll_feed_lead_to_its_feeds(
    archive: Path, indexed: Callable[..., Settings], config: str, old: str, new: str
) -> None:
    write(archive, "_config.yml", f"url: https://s.example\nfeed: {config}\n")
    client = create_app(indexed()).test_client()
    response = client.get(old)
    assert response.status_code == 301
    assert response.headers["Location"].endswith(new)


def test_another_spelling_of_a_hugo_sites_term_leads_to_its_feed(tmp_path: Path) -> None:
    root = tmp_path / "hugo"
    write(root, "hugo.toml", 'baseURL = "https://s.example/"')
    for day, tag in (("2022-01-01", "Web Dev"), ("2022-01-02", "web-dev")):
        write(
            root, f"content/{day}.md", f"---\ntitle: {day}\ndate: {day}\ntags: [{tag}]\n---\n文。"
        )
    settings = load(archive=root, state=tmp_path / "state", base_url=SITE)
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
    client = create_app(settings).test_client()
    name = "/tag/Web%20Dev"
    for old, new in {
        "/tag/web-dev.rss?limit=1": f"{name}.rss?limit=1",
        "/tag/web-dev": name,
        "/tags/web-dev/index.xml": f"{name}.rss",
        "/archive/2022-01/tag/web-dev.json": f"/archive/2022-01{name}.json",
    }.items():
        assert client.get(old).headers["Location"] == f"{SITE}{new}"
    assert client.get(f"{name}.rss").status_code == 200
    assert client.get("/tag/no-such-tag.rss").status_code == 404
