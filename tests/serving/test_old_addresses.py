"""Addresses that other programs gave to feeds and posts go on working."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from feeds.index.refresh import Refresher
from service.app import create_app
from service.commands.common import opened
from service.publication.old_feed_rules import RULES, path_of_parameters
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import index_of, post, three_posts, write

SITE = "https://feeds.example"
TAG = "海州日报新闻"


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a service of three posts, which nobody changes."""
    folder = tmp_path_factory.mktemp("old")
    return create_app(index_of(three_posts(folder / "archive"), folder / "state")).test_client()


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
        ("/category/news/haizhou/feed/", "/category/haizhou.rss"),
        ("/category/haizhou/feed/rdf/", "/category/haizhou.rss"),
        ("/index.php/feed/", "/feed.rss"),
        ("/wp-rss2.php", "/feed.rss"),
        ("/wp-atom.php", "/feed.atom"),
        (f"/tag/{TAG}/feed/", f"/tag/{quote(TAG)}.rss"),
        ("/rss/", "/feed.rss"),
        (f"/tag/{TAG}/rss/", f"/tag/{quote(TAG)}.rss"),
        ("/feeds/all.atom.xml", "/feed.atom"),
        ("/feeds/all-en.atom.xml", "/feed.atom"),
        ("/feeds/all.rss.xml", "/feed.rss"),
        ("/feeds/haizhou.atom.xml", "/category/haizhou.atom"),
        (f"/feeds/tag/{TAG}.rss.xml", f"/tag/{quote(TAG)}.rss"),
        ("/feed/feed.xml", "/feed.atom"),
        ("/feed/feed.json", "/feed.json"),
        ("/categories/haizhou/atom.xml", "/category/haizhou.atom"),
        ("/haizhou/index.xml", "/category/haizhou.rss"),
    ],
)  # fmt: skip
def test_an_old_feed_address_leads_to_the_new_one(reader: FlaskClient, old: str, new: str) -> None:
    response = reader.get(f"{old}?content=summary&x=%C3%A9")
    assert response.status_code == 301
    assert response.headers["Location"] == f"{SITE}{new}?content=summary&x=%C3%A9"
    assert response.headers["Cache-Control"] == "public, max-age=86400"
    assert reader.get(new).status_code == 200


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/?feed=rss2", "/feed.rss"),
        ("/?feed=atom", "/feed.atom"),
        ("/?feed=rss2&category_name=haizhou", "/category/haizhou.rss"),
        (f"/?tag={TAG}&feed=atom", f"/tag/{quote(TAG)}.atom"),
    ],
)
def test_wordpress_is_asked_for_feeds_by_parameters(
    reader: FlaskClient, old: str, new: str
) -> None:
    response = reader.get(old)
    assert (response.status_code, response.headers["Location"]) == (301, f"{SITE}{new}")


@pytest.mark.parametrize("old", ["/?feed=comments-rss2", "/?feed=rss2&cat=3", "/?feed=x"])
def test_a_parameter_that_asks_for_no_feed_here_leads_nowhere(
    reader: FlaskClient, old: str
) -> None:
    assert reader.get(old).status_code != 301


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/log/feed.xml", "/feed.atom"),
        ("/log/tags/tide/index.xml", "/tag/tide.rss"),
        ("/log/en/index.xml", "/feed.rss"),
        ("/log/EN-GB/index.xml", "/feed.rss"),
        ("/logs/index.xml", "/category/logs.rss"),
        ("/log", None),
        ("/log/en/", None),
        ("/en/tags/tide/index.xml", "/tag/tide.rss"),
        ("/log/de/index.xml", None),
        ("/de/tags/tide/index.xml", None),
    ],
)
def test_the_sites_path_and_language_may_stand_before_an_old_address(
    archive: Path, indexed: Callable[..., Settings], old: str, new: str | None
) -> None:
    write(archive, "_config.yml", "url: https://s.example\nbaseurl: /log\nlang: en-GB\n")
    write(archive, "_posts/2022-03-09-9.md", post("x", "2022-03-09", "logs", tags="[tide]"))
    client = create_app(indexed()).test_client()
    response = client.get(old)
    location = response.headers.get("Location")
    assert location == (new and f"{SITE}{new}")
    assert response.status_code == (301 if new else 404)


def test_an_old_address_of_an_unknown_term_is_unknown(reader: FlaskClient) -> None:
    assert reader.get("/categories/nowhere/index.xml").status_code == 404
    assert reader.get("/category/nowhere/feed/").status_code == 404


def test_only_what_is_read_leads_on(reader: FlaskClient) -> None:
    assert reader.head("/feed/").status_code == 301
    for method in ("POST", "PUT"):
        assert reader.open("/feed/", method=method).status_code == 404


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


@pytest.mark.parametrize(
    ("path", "parameters", "feed"),
    [
        ("/", {"feed": "rss"}, "/feed/"),
        ("/", {"feed": "rss2"}, "/feed/"),
        ("/", {"feed": "rdf"}, "/feed/"),
        ("/", {"feed": "feed"}, "/feed/"),
        ("/", {"feed": "atom"}, "/feed/atom/"),
        ("", {"feed": "atom"}, "/feed/atom/"),
        ("/index.php", {"feed": "rss2"}, "/feed/"),
        ("/category/a/", {"feed": "rss2"}, "/category/a/feed/"),
        ("/x", {"feed": "rss2", "category_name": "a"}, "/category/a/feed/"),
        ("/x", {"feed": "atom", "tag": "a"}, "/tag/a/feed/atom/"),
        ("/x", {"feed": "atom", "author_name": "a"}, "/author/a/feed/atom/"),
        ("/x", {"feed": "rss", "author_name": "c", "tag": "b", "category_name": "a"},
         "/category/a/feed/"),
        ("/x", {"feed": "rss", "author_name": "c", "tag": "b"}, "/tag/b/feed/"),
        ("/x", {"feed": "rss", "tag": ""}, "/x/feed/"),
        ("/", {}, None),
        ("/", {"feed": ""}, None),
        ("/", {"feed": "json"}, None),
        *(("/", {"feed": "rss", by: "1"}, None) for by in ("cat", "author", "tag_id")),
        *(("/", {"feed": "rss", by: "1"}, None) for by in ("p", "s", "m")),
    ],
)  # fmt: skip
def test_the_parameters_of_wordpress_name_a_path(
    path: str, parameters: dict[str, str], feed: str | None
) -> None:
    assert path_of_parameters(path, parameters) == feed


@pytest.mark.parametrize(
    ("path", "rule"),
    [
        ("/atom.xml", ("site", "atom", None)),
        ("/posts/atom.xml", ("site", "atom", None)),
        ("/blog/atom.xml", ("site", "atom", None)),
        ("/feed/by_tag/a/b.xml", ("tag", "atom", "a/b")),
        ("/feed/a/b.xml", ("category", "atom", "a/b")),
        ("/posts/index.xml", ("site", "rss", None)),
        ("/post/index.xml", ("site", "rss", None)),
        ("/blog/rss.xml", ("site", "rss", None)),
        ("/tags/a/rss.xml", ("tag", "rss", "a")),
        ("/tags/a/atom.xml", ("tag", "atom", "a")),
        ("/author/a/index.xml", ("author", "rss", "a")),
        ("/authors/a/atom.xml", ("author", "atom", "a")),
        ("/wp-rss.php", ("site", "rss", None)),
        ("/wp-rdf.php", ("site", "rss", None)),
        ("/wp-feed.php", ("site", "rss", None)),
        ("/feed/rss2/", ("site", "rss", None)),
        ("/author/a/feed/", ("author", "rss", "a")),
        ("/blog/rss", ("site", "rss", None)),
        ("/author/a/rss/", ("author", "rss", "a")),
        ("/feeds/tags/a.atom.xml", ("tag", "atom", "a")),
        ("/feeds/tag-a.rss.xml", ("tag", "rss", "a")),
        ("/feeds/a.tag.rss.xml", ("tag", "rss", "a")),
        ("/feed/index.xml", ("category", "atom", "index")),  # as it was before Eleventy's
        ("/feed/index.json", ("site", "json", None)),
        ("/feeds/all-.rss.xml", ("category", "rss", "all-")),
        ("/comments/feed/", None),
        ("/tags/index.xml", ("category", "rss", "tags")),
    ],
)
def test_each_programs_addresses_have_a_rule(
    path: str, rule: tuple[str, str, str | None] | None
) -> None:
    """The first rule that matches: which of several has a feed is told by the index."""
    matches = ((each, each.pattern.fullmatch(path)) for each in RULES)
    first = next(((each, match) for each, match in matches if match), None)
    if first is None:
        assert rule is None
        return
    groups = first[1].groupdict()
    extension = "atom" if groups.get("atom") else first[0].extension
    assert (first[0].kind, extension, groups.get("term")) == rule
