"""`/feeds.opml` and its like: which feeds a list has, in which format, and how long it is kept."""

from __future__ import annotations

import re
from urllib.parse import quote

import lxml.etree
from flask.testing import FlaskClient

from service.export.static_pages import StaticPages
from service.settings.settings import Settings
from service.web.static_site import StaticSite

OUTLET_PAGE = f"/source/{quote('海州日报')}"
TWIN = "海州日报新闻"


def listed(document: bytes) -> list[str]:
    """The paths of the feeds of a list."""
    urls = lxml.etree.fromstring(document).xpath("//@xmlUrl")
    return [str(url).removeprefix("https://feeds.example") for url in urls]


def asked(visitor: FlaskClient, address: str) -> list[str]:
    return listed(visitor.get(address).data)


def test_a_list_has_one_feed_of_each_outlet_or_those_that_are_chosen(visitor: FlaskClient) -> None:
    every = asked(visitor, "/feeds.opml")
    assert (every[0], len(every), len(set(every))) == ("/feed.rss", 47, 47)
    assert f"{OUTLET_PAGE}.rss" in every
    assert f"/tag/{quote(TWIN)}.rss" not in every
    tags = asked(visitor, "/tags.opml")
    assert len(tags) == 43
    assert f"/tag/{quote(TWIN)}.rss" in tags
    assert {path.split("/")[1] for path in tags} == {"tag"}
    chosen = "tag=l1&category=many&tag=l2&format=atom&q=x"
    assert asked(visitor, f"/tags.opml?{chosen}") == ["/tag/l1.atom", "/tag/l2.atom"]
    assert asked(visitor, f"/feeds.opml?{chosen}") == [
        *("/category/many.atom", "/tag/l1.atom", "/tag/l2.atom")
    ]
    assert asked(visitor, f"/feeds.opml?tag={TWIN}") == [f"/tag/{quote(TWIN)}.rss"]
    assert asked(visitor, "/authors.opml") == []
    assert visitor.get("/feeds.opml?tag=none").status_code == 404


def test_a_list_is_kept_for_an_hour_and_told_by_its_tag(visitor: FlaskClient) -> None:
    empty = visitor.get("/authors.opml")
    assert (empty.status_code, empty.content_type) == (200, "text/x-opml; charset=utf-8")
    assert empty.headers["Cache-Control"] == "public, max-age=3600"
    assert empty.headers["Link"] == '<https://feeds.example/authors.opml>; rel="self"'
    assert empty.headers["Last-Modified"] == "Sat, 01 Jan 2000 00:00:00 GMT"
    newest = visitor.get("/feeds.opml").headers["Last-Modified"]
    assert newest == "Thu, 03 Mar 2022 00:00:00 GMT"
    tag = empty.headers["ETag"]
    again = visitor.get("/authors.opml", headers={"If-None-Match": tag})
    assert again.status_code == 304
    packed = visitor.get("/feeds.opml", headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip"


def test_a_format_that_there_is_not_is_refused(visitor: FlaskClient) -> None:
    refused = visitor.get("/feeds.opml?format=xml")
    assert refused.status_code == 400
    assert re.search("one of rss, atom, json", refused.get_json()["detail"])


def test_the_lists_of_an_export_have_the_feeds_that_have_a_file(many_feeds: Settings) -> None:
    static = StaticSite(formats=("json", "rss"), kinds=("source", "category"))
    files = {each.path: each.body for each in StaticPages(many_feeds, static).lists()}
    assert [*files] == ["feeds.opml", "categories.opml", "sources.opml"]
    categories = [f"/category/{name}.json" for name in ("haizhou", "many", "yunling")]
    assert listed(files["categories.opml"]) == categories
    assert listed(files["feeds.opml"]) == [*categories, f"{OUTLET_PAGE}.json"]
