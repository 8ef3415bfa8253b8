"""What an export writes beside its feeds: for hosts, for people, and for the next export."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from feeds.archive import open_archive
from feeds.errors import UnknownTermError
from feeds.identity import fingerprint
from feeds.index.index import open_index
from feeds.model import Term
from feeds.query import Query
from feeds.render.links import Links
from service.commands.common import opened, refreshed
from service.export import host_files
from service.export.feed_length import length_of
from service.export.manifest import Manifest, read_manifest, read_untold, remove, write_untold
from service.export.static_pages import StaticPages, fixed_documents
from service.export.target import FileRecord, Target
from service.settings.loading import load
from service.settings.settings import Settings
from service.web.static_site import StaticSite
from tests.conftest import write

LINKS = Links("https://feeds.example/b")


def indexed_posts(folder: Path, *heads: str) -> Settings:
    """The settings of an archive of posts with these lines in their front matter, two in the first
    month and one in each further one."""
    write(folder / "archive", "_config.yml", "title: A & B\nurl: https://site.example\n")
    for number, head in enumerate(heads, 1):
        text = f"---\ntitle: T{number}\n{head}\n---\nThe text.\n"
        day = f"2022-{max(number - 1, 1):02}-{2 if number == 2 else 1:02}"
        write(folder / "archive", f"_posts/{day}-{number}.md", text)
    places = {"archive": folder / "archive", "state": folder / "state"}
    settings = load(**places, base_url=LINKS.base_url, stories="asked")
    refreshed(opened(settings), settings)
    return settings


@pytest.fixture(scope="module")
def eight(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Eight posts, of which the first two tell one story."""
    return indexed_posts(
        tmp_path_factory.mktemp("eight"),
        *["tags: [gone, x]\nauthor: Ada\noriginal_url: https://a.example/1"] * 2,
        "tags: [gone, x, a b/c, a//b]\nauthor: Ada",
        *["tags: [gone, x]\ncategories: news"] * 2,
        *["tags: [gone, x]"] * 2,
        "tags: gone",
    )


@pytest.fixture(scope="module")
def thousand_tags(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """One post of a thousand tags, each with two former addresses."""
    tags = ", ".join(f"t{number:03}" for number in range(1000))
    return indexed_posts(tmp_path_factory.mktemp("tags"), f"tags: [{tags}]")


# For hosts


def test_a_host_is_told_the_types_of_feeds_and_what_is_kept_for_ever() -> None:
    lines = host_files.headers(LINKS).decode().splitlines()
    rules = list(zip(lines[::2], (line.removeprefix("  ") for line in lines[1::2]), strict=True))
    assert rules[:5] == [
        ("/b/*.rss", "Content-Type: application/xml; charset=utf-8"),
        ("/b/*.atom", "Content-Type: application/xml; charset=utf-8"),
        ("/b/*.opml", "Content-Type: text/x-opml; charset=utf-8"),
        ("/b/*", "Access-Control-Allow-Origin: *"),
        ("/b/*", "X-Content-Type-Options: nosniff"),
    ]
    assert {header for _, header in rules[5:]} == {
        "Cache-Control: public, max-age=31536000, immutable"
    }
    written = {f"/b/{document.path}" for document in fixed_documents()}
    kept = {path for path, _ in rules[5:]}
    assert kept < written
    assert {path.rpartition("/")[2] for path in written - kept} == {"index.html"}


def redirects(settings: Settings, **options: Any) -> list[str]:
    static = StaticSite(**options)
    publication = StaticPages(settings, static).publication
    return host_files.redirects(publication, static).decode().splitlines()


def test_a_host_is_told_of_as_many_former_addresses_as_every_host_reads(
    thousand_tags: Settings,
) -> None:
    lines = redirects(thousand_tags)
    assert lines[:3] == [
        *("/b/feed /b/feed.rss 301", "/b/feed/atom /b/feed.rss 301"),
        "/b/tag/t000/feed /b/tag/t000.rss 301",
    ]
    assert len(lines) == 1900
    long = thousand_tags.model_copy(update={"base_url": "https://feeds.example/" + "b" * 50})
    lines = redirects(long)
    size = sum(len(line) + 1 for line in lines)
    assert size <= 90_000 < size + len(lines[-1]) + 1
    assert len(lines) < 1900


def test_former_addresses_lead_to_the_feeds_with_most_posts_first(eight: Settings) -> None:
    left_out = frozenset({Term("tag", "gone")})
    assert redirects(eight, left_out=left_out) == [
        "/b/feed /b/feed.rss 301",
        "/b/feed/atom /b/feed.rss 301",
        "/b/tag/x/feed /b/tag/x.rss 301",
        "/b/tags/x/index.xml /b/tag/x.rss 301",
        "/b/author/Ada/feed /b/author/Ada.rss 301",
        "/b/category/news/feed /b/category/news.rss 301",
        "/b/categories/news/index.xml /b/category/news.rss 301",
        "/b/tag/a%20b%2Fc/feed /b/tag/a%20b/c.rss 301",
        "/b/tags/a%20b%2Fc/index.xml /b/tag/a%20b/c.rss 301",
    ]  # no file can be named as the tag `a//b` is
    assert redirects(eight, kinds=("author",), formats=("json", "rss")) == [
        "/b/author/Ada/feed /b/author/Ada.json 301"
    ]


def test_where_a_host_knows_no_redirect_a_page_leads_on(eight: Settings) -> None:
    archive = open_archive(eight.archive)
    page = host_files.front_redirect(archive, LINKS, ("atom", "rss")).decode()
    url = "https://feeds.example/b/feed.atom"
    assert page.splitlines() == [
        "<!doctype html>",
        '<meta charset="utf-8">',
        "<title>A &amp; B</title>",
        f'<link rel="alternate" type="application/atom+xml" href="{url}">',
        '<link rel="alternate" type="application/rss+xml" href="https://feeds.example/b/feed.rss">',
        f'<link rel="canonical" href="{url}">',
        f'<meta http-equiv="refresh" content="0; url={url}">',
        f'<p><a href="{url}">A &amp; B</a></p>',
    ]


# For people


@pytest.mark.parametrize(
    ("posts", "pages", "numbers"),
    [
        *((0, 5, [1]), (1, 5, [1]), (20, 5, [1]), (21, 5, [1, 2]), (40, 5, [1, 2])),
        *((41, 5, [1, 2, 3]), (41, 2, [1, 2]), (41, 1, [1])),
    ],
)
def test_a_feed_has_a_page_for_each_twenty_posts_up_to_the_bound(
    eight: Settings, posts: int, pages: int, numbers: list[int]
) -> None:
    query = Query((Term("tag", "x"),))
    found = list(StaticPages(eight, StaticSite(pages=pages)).pages_of(query, posts))
    assert [each.page for each in found] == numbers
    assert {each.terms for each in found} == {query.terms}


def test_each_fixed_document_lies_where_pages_look_for_it() -> None:
    documents = {document.path: document.body for document in fixed_documents()}
    assert not any(path.startswith("/") for path in documents)
    endings = sorted(path.rpartition(".")[2] for path in documents)
    assert endings == ["css", "css", "html", "js", "js", "svg"]
    (about,) = (body for path, body in documents.items() if path.endswith("/index.html"))
    assert about.startswith(b"<!doctype html>")
    assert b"<title>_attribution</title>\n<pre>" in about


@pytest.mark.parametrize(
    ("kinds", "names"),
    [
        (("tag",), ["feeds", "tags"]),
        (("site",), ["feeds"]),
        (("category", "author"), ["feeds", "categories", "authors"]),
        ((), []),
    ],
)
def test_an_opml_list_has_a_file_where_it_has_a_feed(
    eight: Settings, kinds: tuple[Any, ...], names: list[str]
) -> None:
    lists = list(StaticPages(eight, StaticSite(kinds=kinds)).lists())
    assert [each.path for each in lists] == [f"{name}.opml" for name in names]
    assert all(b"<opml" in each.body for each in lists)


@pytest.mark.parametrize(
    ("query", "given", "posts", "months"),
    [
        (Query(), {"posts_limit": 8}, 8, []),
        (Query(), {"posts_limit": 7}, 8, [5, 6, 7]),
        (Query((Term("tag", "x"),)), {"posts_limit": 7}, 7, []),
        (Query((Term("tag", "x"),)), {"posts_limit": 6}, 7, [4, 5, 6]),
        (Query(), {"posts_limit": 7, "shows_stories_once": True}, 7, []),
        (Query(), {"posts_limit": 6, "shows_stories_once": True}, 7, [5, 6, 7]),
        (Query((Term("tag", "x"),), unique=True), {"posts_limit": 5}, 6, [4, 5, 6]),
        (Query((Term("tag", "x"),)), {"posts_limit": 5, "shows_stories_once": True}, 7, [4, 5, 6]),
    ],
)
def test_a_feed_has_months_where_one_document_does_not_hold_it(
    eight: Settings, query: Query, given: dict[str, Any], posts: int, months: list[int]
) -> None:
    site = replace(open_archive(eight.archive).site, **given)
    with open_index(eight.state_folder) as index:
        length = length_of(index, query, site, 3)
        assert length.posts == posts
        assert [(month.year, month.month) for month in length.months] == [
            (2022, month) for month in months
        ]


# For the next export


def test_what_the_last_export_wrote_is_read_with_its_revisions_where_these_still_count(
    tmp_path: Path,
) -> None:
    file = tmp_path / "manifest.json"
    assert (read_manifest(file, "a"), read_untold(file)) == ({}, [])
    for broken in ("", "{"):
        file.write_text(broken)
        assert (read_manifest(file, "a"), read_untold(file)) == ({}, [])
    file.write_bytes(Manifest("a", {"feed.rss": FileRecord(7, "d")}, ("u",)).encoded())
    assert read_manifest(file, "a") == {"feed.rss": FileRecord(7, "d")}
    assert read_manifest(file, "b") == {"feed.rss": FileRecord(-1, "d")}
    assert read_untold(file) == ["u"]
    write_untold(file, ["v", "w"])
    assert read_untold(file) == ["v", "w"]
    assert read_manifest(file, "a") == {"feed.rss": FileRecord(7, "d")}
    file.write_text(json.dumps({"lineage": "a", "files": {}}))  # of an earlier version
    assert read_untold(file) == []


def test_a_file_that_somebody_took_away_is_none_to_remove_from_a_shared_folder(
    tmp_path: Path,
) -> None:
    records = {name: FileRecord(1, fingerprint(b"ours")) for name in ("a.rss", "gone.rss")}
    (tmp_path / "a.rss").write_bytes(b"ours")
    (tmp_path / "gone.rss.gz").touch()
    target = Target(tmp_path, (), records, frozenset(), is_shared=True)
    assert remove(target, {"a.rss", "gone.rss"}) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["gone.rss.gz"]


def test_a_site_has_its_catalogue_as_pages_and_as_a_list_to_search(
    indexed: Callable[..., Settings],
) -> None:
    pages = StaticPages(indexed(), StaticSite(home="/feeds/", pages=1))
    documents = {document.path: document.body for document in pages.catalogue()}
    assert list(documents) == [
        "feeds/index.html",
        *(f"feeds/list/{kind}/index.html" for kind in ("category", "source", "tag")),
        "feeds.json",
    ]
    page = documents["feeds/list/category/index.html"].decode()
    assert "/category/yunling/" in page
    assert "海州日报新闻" not in page
    listed = [(row[0], row[1]) for row in json.loads(documents["feeds.json"])["feeds"]]
    assert listed == [("source", "海州日报"), ("category", "haizhou"), ("category", "yunling")]
    assert b"<title>" in pages.feed_page(Query((Term("category", "yunling"),)))
    with pytest.raises(UnknownTermError):
        pages.feed_page(Query((Term("category", "none"),)))
