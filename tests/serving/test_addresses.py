"""Every term has an address that leads back to exactly its feed, through clients and proxies."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urljoin, urlsplit

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.archive.terms import clean_names
from feeds.model import SITE, Term
from feeds.query import Query, parse, path_of
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.settings import load
from tests.conftest import CONFIG, write

BASE = "https://feeds.example"
NASTY = [
    ".", "..", "...", "../..", "a/../b", "./a", "a/.", "a/..", "/a", "a/", "a//b", "//", "/",
    "a.rss", "a.rss.rss", "a.atom", ".rss", "a?b", "a#b", "a&b=c", "a+b", "a b", "%", "%2F",
    "%2e%2e", "100%", "'", '"', "<b>", "\\", "a\\b", "📈", "é", "e\u0301", "海州日报新闻",
    "feed", "feed/", "page=2", "a;b", "a:b", "http://x.example/", "-", "*", "a,b",
]  # fmt: skip
CHARACTERS = st.characters(
    min_codepoint=0x20, max_codepoint=0x10FFFF, exclude_categories=["Cc", "Cs", "Zl", "Zp", "Cn"]
)
NAMES = st.text(st.one_of(st.sampled_from("/.%?#& a+"), CHARACTERS), min_size=1, max_size=12)


# Front matter reads these as nothing, so no archive has a term of that name.
NOTHING = {"~", "null", "Null", "NULL"}


@given(st.lists(st.one_of(st.sampled_from(NASTY), NAMES), max_size=40).map(tuple).map(clean_names))
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_every_term_has_an_address_that_leads_back_to_its_feed(names: tuple[str, ...]) -> None:
    terms = [name for name in dict.fromkeys((*names, "a", ".")) if name not in NOTHING]
    with TemporaryDirectory() as folder:
        client = client_of(Path(folder), tuple(terms))
        for number, name in enumerate(terms):
            path = path_of(Query((Term("tag", name),)), "json")
            assert urljoin(BASE, path) == BASE + path
            assert path.isascii()
            assert "//" not in path
            feed = client.get(path).json
            assert [item["title"] for item in feed["items"]] == [f"第{number}篇"], (name, path)
            assert feed["feed_url"] == BASE + path


def client_of(folder: Path, names: tuple[str, ...]) -> FlaskClient:
    """A client of an archive with one post for each of these tags."""
    write(folder, "archive/_config.yml", CONFIG)
    for number, name in enumerate(names):
        tag = json.dumps(name, ensure_ascii=False)
        text = f"---\ntitle: 第{number}篇\ndate: 2022-03-01\ntags: [{tag}]\n---\n正文。"
        write(folder, f"archive/_posts/2022-03-01-{number}.md", text)
    found = load(archive=folder / "archive", state=folder / "state", base_url=BASE)
    refreshed(opened(found), found)
    return create_app(found).test_client()


SAME = [
    ["/category/haizhou.rss", "/feed.rss?category=haizhou", "/category/haizhou.rss?limit=50",
     "/category/haizhou.rss?page=1&content=full&x=y", "/category/haizhou.rss?category=haizhou"],
    ["/feed.rss?category=haizhou&category=yunling", "/category/yunling.rss?category=haizhou"],
    ["/feed.rss?q=b%20a", "/feed.rss?q=A+B", "/feed.rss?q=a++b+a&x=1", "/feed.rss?q=%EF%BC%A1,b"],
    ["/feed.rss?-tag=x&-category=y", "/feed.rss?-category=y&-tag=x&-tag=x"],
    ["/feed.rss?since=2022-03-01T08:00:00%2B08:00", "/feed.rss?since=2022-03-01T00:00:00Z"],
    ["/archive/2022-03/category/haizhou.rss", "/archive/2022-03/feed.rss?category=haizhou&page=3",
     "/archive/2022-03/category/haizhou.rss?limit=7&since=2022-01-01",
     "/archive/2022-03/category/haizhou.rss?limit=abc&page=-1&until=never"],
    ["/corrections.rss", "/corrections.rss?tag=x&q=y"],
]  # fmt: skip


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_whatever_means_the_same_has_one_self_and_one_body(
    client: FlaskClient, spellings: list[str]
) -> None:
    answers = [client.get(path) for path in spellings]
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert len({answer.headers["Link"] for answer in answers}) == 1


def test_a_canonical_address_is_its_own_canonical_address(client: FlaskClient) -> None:
    for spellings in SAME:
        own = client.get(spellings[-1]).headers["Link"].split("<")[-1].split(">")[0]
        again = client.get(own.removeprefix(BASE)).headers["Link"]
        assert own in again


def bad() -> Iterator[str]:
    yield "/feed.rss?" + "&".join(f"tag=t{n}" for n in range(21))
    yield "/feed.rss?" + "&".join(f"-tag=t{n}" for n in range(21))
    yield "/feed.rss?q=" + "a" * 101
    yield "/feed.rss?q=" + "+".join("abcdefghijk")
    yield from ("/feed.rss?q=!", "/feed.rss?since=yesterday", "/feed.rss?until=2022-02-30")
    yield from ("/feed.rss?before=1", "/feed.rss?before=z.1", "/feed.rss?page=0")
    yield from ("/feed.rss?limit=501", "/feed.rss?limit=-1", "/feed.rss?content=half")
    yield from ("/archive/2022-00/feed.rss", "/archive/22-03/feed.rss", "/feed.rss?tag=")


@pytest.mark.parametrize("path", [*bad()])
def test_a_value_beyond_its_bound_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_the_settings_content_is_the_canonical_one(archive: Path, tmp_path: Path) -> None:
    found = load(archive=archive, state=tmp_path / "s", base_url=BASE, content="summary")
    refreshed(opened(found), found)
    client = create_app(found).test_client()
    plain, spelled = client.get("/feed.json"), client.get("/feed.json?content=summary")
    assert plain.data == spelled.data
    assert plain.json["feed_url"] == f"{BASE}/feed.json"
    assert "content_html" not in plain.json["items"][0]
    full = client.get("/feed.json?content=full")
    assert full.json["feed_url"] == f"{BASE}/feed.json?content=full"
    assert "content_html" in full.json["items"][0]


def test_a_path_of_a_query_is_parsed_to_the_same_query() -> None:
    query = parse(SITE, [("tag", "b"), ("tag", "a"), ("-source", "c"), ("q", "b a")])
    pairs = [tuple(pair.split("=")) for pair in urlsplit(path_of(query, "rss")).query.split("&")]
    spelled = [(name, value.replace("%20", " ")) for name, value in pairs]
    assert parse(SITE, spelled) == query
