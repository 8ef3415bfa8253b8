"""What an export writes beside its feeds: for hosts, for people, and for the next export."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from feeds.errors import UnknownTermError
from feeds.identity import fingerprint
from feeds.index.monthly import Month
from feeds.index.select import TermRow
from feeds.model import SITE, Term
from feeds.query import Query
from feeds.render.links import Links
from service.export import feed_length, host_files
from service.export.feed_length import length_of
from service.export.manifest import Manifest, read_manifest, read_untold, remove, write_untold
from service.export.static_pages import StaticPages, fixed_documents
from service.export.target import FileRecord, Target
from service.settings.settings import Settings
from service.web.static_site import StaticSite

LINKS = Links("https://feeds.example/b")


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


def redirects(monkeypatch: pytest.MonkeyPatch, *moves: tuple[str, str]) -> list[str]:
    monkeypatch.setattr(host_files, "_moves", lambda publication, static: iter(moves))
    publication: Any = SimpleNamespace(links=LINKS)
    return host_files.redirects(publication, StaticSite()).decode().splitlines()


def test_a_host_is_told_of_as_many_former_addresses_as_every_host_reads(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert redirects(monkeypatch, ("/feed", "/feed.rss")) == ["/b/feed /b/feed.rss 301"]
    assert len(redirects(monkeypatch, *[("/x", "/y")] * 1901)) == 1900
    assert len(redirects(monkeypatch, *[("/x", "/y")] * 1900)) == 1900
    long = ("/" + "x" * 78, "/")  # a line of ninety bytes
    lines = redirects(monkeypatch, *[long] * 1001)
    assert (len(lines), len(lines[0]) + 1) == (1000, 90)
    longer = (long[0] + "x", "/")
    assert len(redirects(monkeypatch, *[long] * 999, longer, long)) == 999


def test_former_addresses_lead_to_the_feeds_with_most_posts_first(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def row(kind: Any, name: str, posts: int) -> TermRow:
        return TermRow(Term(kind, name), posts, datetime(2026, 1, 1, tzinfo=UTC))

    rows = [
        TermRow(SITE, 9, datetime(2026, 1, 1, tzinfo=UTC)),
        *(row("tag", "a b/c", 1), row("tag", "gone", 8), row("tag", "x", 7)),
        *(row("author", "Ada", 3), row("source", "X", 9), row("category", "news", 2)),
    ]
    monkeypatch.setattr(host_files, "terms", lambda index: rows)
    publication: Any = SimpleNamespace(links=LINKS, index=None)

    def moves(**options: Any) -> list[tuple[str, str]]:
        left_out = frozenset({Term("tag", "gone")})
        return list(host_files._moves(publication, StaticSite(left_out=left_out, **options)))

    of_terms = [
        ("/tag/x/feed", "/tag/x.rss"),
        ("/tags/x/index.xml", "/tag/x.rss"),
        ("/author/Ada/feed", "/author/Ada.rss"),
        ("/category/news/feed", "/category/news.rss"),
        ("/categories/news/index.xml", "/category/news.rss"),
        ("/tag/a%20b%2Fc/feed", "/tag/a%20b/c.rss"),
        ("/tags/a%20b%2Fc/index.xml", "/tag/a%20b/c.rss"),
    ]
    of_site = [("/feed", "/feed.rss"), ("/feed/atom", "/feed.rss")]
    assert moves() == of_site + of_terms
    assert moves(kinds=("author",), formats=("json", "rss")) == [
        ("/author/Ada/feed", "/author/Ada.json")
    ]
    rows[1] = row("tag", "a//b", 1)  # no file can be named so
    assert moves() == of_site + of_terms[:-2]


def test_where_a_host_knows_no_redirect_a_page_leads_on() -> None:
    archive: Any = SimpleNamespace(site=SimpleNamespace(title="A & B"))
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
    posts: int, pages: int, numbers: list[int]
) -> None:
    mine: Any = SimpleNamespace(static=StaticSite(pages=pages))
    query = Query((Term("tag", "a"),))
    found = list(StaticPages.pages_of(mine, query, posts))
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
    kinds: tuple[Any, ...], names: list[str]
) -> None:
    mine: Any = SimpleNamespace(
        static=StaticSite(kinds=kinds), _body=lambda path, view: f"{path} {view.args}".encode()
    )
    assert list(StaticPages.lists(mine)) == [
        (f"{name}.opml", f"/{name}.opml ('{name}',)".encode()) for name in names
    ]


JANUARY = Month(2026, 1, 9)


@pytest.mark.parametrize(
    ("query", "stories_once", "posts_limit", "posts", "way", "has_months"),
    [
        (Query(), False, None, 50, "counted", False),
        (Query(), False, None, 51, "counted", True),
        *((Query(), False, 7, 7, "counted", False), (Query(), False, 7, 8, "counted", True)),
        *((Query(), True, 7, 7, "tallied", False), (Query(), True, 7, 8, "tallied", True)),
        (Query((Term("tag", "a"),)), True, 7, 8, "counted", True),
        (Query((Term("tag", "a"),), unique=True), False, 7, 8, "tallied", True),
    ],
)
def test_a_feed_has_months_where_one_document_does_not_hold_it(
    monkeypatch: pytest.MonkeyPatch,
    query: Query,
    stories_once: bool,
    posts_limit: int | None,
    posts: int,
    way: str,
    has_months: bool,
) -> None:
    index: Any = object()
    site: Any = SimpleNamespace(
        shows_stories_once=stories_once, posts_limit=posts_limit, timezone=ZoneInfo("Asia/Shanghai")
    )
    asked = list[str]()

    def tally(of: object, decided: Query, zone: ZoneInfo, words: None, months: int) -> Any:
        assert (of, decided.terms, zone, months) == (index, query.terms, site.timezone, 12)
        asked.append("tallied")
        return posts, None, (JANUARY,)

    def count_of(of: object, term: Term) -> int:
        assert (of, term) == (index, query.term() or SITE)
        asked.append("counted")
        return posts

    def monthly(of: object, term: Term, zone: ZoneInfo, months: int) -> tuple[Month, ...]:
        assert (of, term, zone, months) == (index, query.term() or SITE, site.timezone, 12)
        return (JANUARY,)

    for function in (tally, count_of, monthly):
        monkeypatch.setattr(feed_length, function.__name__, function)
    length = length_of(index, query, site, 12)
    assert (length.posts, length.months) == (posts, (JANUARY,) if has_months else ())
    assert asked == [way]


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
