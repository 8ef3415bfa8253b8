"""An entry that no document can hold is mended or left out alone; all others are served."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from msgspec.structs import replace as replaced

from feeds.archive import Archive, open_archive
from feeds.archive.faults import Fault, report_left_out
from feeds.feed import entries as making
from feeds.feed.compose import feed_of
from feeds.feed.entries import entries_of
from feeds.model import Attribution, Enclosure, Entry, Person, Post, Site
from feeds.query import Query
from feeds.render import FORMATS, rss
from feeds.render.gate import passed, refuse_broken_xml
from feeds.render.links import Links
from service.publication.entry_cache import EntryCache
from service.publication.entry_maker import EntryMaker
from tests.conftest import CONFIG, write

LINKS = Links("https://feeds.example")
NAMES = ("a", "b", "c")
UNWRITABLE = Enclosure(object(), "a/b")  # type: ignore[arg-type]


@pytest.fixture
def archive(tmp_path: Path) -> Archive:
    report_left_out.cache_clear()
    write(tmp_path, "_config.yml", CONFIG)
    for name in NAMES:
        write(tmp_path, f"_posts/2022-03-14-{name}.md", f"---\ntitle: {name}\n---\n正文{name}。\n")
    return open_archive(tmp_path)


def entries_from(archive: Archive) -> list[Entry]:
    posts = [archive.read(f"_posts/2022-03-14-{name}.md").post for name in NAMES]
    return [entry for entry in entries_of(archive, [(post, "") for post in posts if post]) if entry]


def titles(extension: str, site: Site, entries: Sequence[Entry]) -> list[str]:
    document = FORMATS[extension].render(feed_of(Query(), site, entries, "full"), LINKS)
    if extension == "json":
        return [item["title"] for item in json.loads(document)["items"]]
    return [str(each) for each in etree.fromstring(document).xpath(
        "//item/title/text() | //*[local-name()='entry']/*[local-name()='title']/text()"
    )]  # fmt: skip


def with_post(entry: Entry, **changes: object) -> Entry:
    return Entry(
        post=replaced(entry.post, **changes),
        id=entry.id,
        url=entry.url,
        updated=entry.updated,
        content=entry.content,
        summary=entry.summary,
        stamp=entry.stamp,
    )


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(
    "changes",
    [
        {"title": "b\x0b"},
        {"title": "b\ud800"},
        {"title": "b\uffff"},
        {"title": "b", "tags": ("x\x00",)},
        {"title": "b", "attribution": Attribution(rights="x\x1f", bylines=(Person("y\x02"),))},
        {"title": "b", "image": "https://a.example/\x0c"},
        {"title": "b", "language": "de\x01"},
    ],
)
def test_an_entry_with_a_forbidden_character_is_mended(
    archive: Archive, extension: str, changes: dict[str, object]
) -> None:
    a, b, c = entries_from(archive)
    shown = titles(extension, archive.site, [a, with_post(b, **changes), c])
    assert "".join(shown).replace("\x0b", "").replace("\uffff", "") == "abc"


@pytest.mark.parametrize("extension", FORMATS)
def test_an_entry_that_cannot_be_written_is_left_out_alone_and_named(
    archive: Archive, extension: str, caplog: pytest.LogCaptureFixture
) -> None:
    a, b, c = entries_from(archive)
    broken = with_post(b, enclosures=(UNWRITABLE,))
    with caplog.at_level(logging.ERROR):
        for _ in range(2):
            assert titles(extension, archive.site, [a, broken, c]) == ["a", "c"]
    assert [record.message.split(" ")[:2] for record in caplog.records] == [
        ["_posts/2022-03-14-b.md:1:", "E10:"]
    ]


def test_a_fragment_with_an_undeclared_prefix_is_left_out_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that a mistake in a renderer makes, or a splice of finished markup."""
    monkeypatch.setattr(rss, "with_hexadecimal_references", _spliced)
    assert titles("rss", archive.site, entries_from(archive)) == ["a", "c"]


def _spliced(document: bytes) -> bytes:
    return document.replace(b"<title>b</title>", b'<title>b</title><x:y href=""/>')


@pytest.mark.parametrize(
    "fragment", [b"<a>", b"<a>\x01</a>", b"<a>&#1;</a>", b"<a:b/>", b"<a>&x;</a>", b"<!-- "]
)
def test_broken_xml_is_refused(fragment: bytes) -> None:
    refuse_broken_xml([b"<a/>", b"<c:a/>"], {"c": "urn:c"})
    with pytest.raises(ValueError, match=r"\w"):
        refuse_broken_xml([b"<a/>", fragment], {"c": "urn:c"})


def test_entries_are_written_alone_where_together_they_make_another_number(
    archive: Archive,
) -> None:
    def fragments(some: Sequence[Entry]) -> list[bytes]:
        return [each.post.title.encode() for each in some][: len(some) % 3]

    entries = entries_from(archive)
    assert passed(entries, fragments, lambda fragments, entries: None) == [b"a", b"b", b"c"]


def test_a_post_whose_entry_cannot_be_made_is_left_out_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = making.safe_html

    def safe_html(text: str, *others: Any) -> str:
        if "正文b" in text:
            raise RecursionError
        return whole(text, *others)

    monkeypatch.setattr(making, "safe_html", safe_html)
    assert titles("rss", archive.site, entries_from(archive)) == ["a", "c"]


def test_a_post_whose_text_cannot_be_made_readable_is_left_out_alone(
    archive: Archive, monkeypatch: pytest.MonkeyPatch
) -> None:
    def readable(text: str, post: Post) -> str:
        return text if post.title != "b" else text[int("x")]

    monkeypatch.setattr(archive.kind, "readable", readable)
    assert titles("atom", archive.site, entries_from(archive)) == ["a", "c"]


@pytest.mark.parametrize("extension", FORMATS)
def test_an_entry_that_is_left_out_is_left_out_of_the_cache_too(
    archive: Archive, extension: str
) -> None:
    reported: list[tuple[str, str]] = []

    def report(faults: Sequence[tuple[Post, Fault]]) -> None:
        reported.extend((post.path, fault.code) for post, fault in faults)

    cache = EntryCache(archive, 1_000_000, EntryMaker(archive, LINKS), report)
    a, b, c = entries_from(archive)
    feed = feed_of(
        Query(),
        archive.site,
        [a, with_post(b, enclosures=(UNWRITABLE,)), c],
        "full",
    )
    for _ in range(2):
        assert len(cache.fragments(feed, extension)) == 2
    assert set(reported) == {("_posts/2022-03-14-b.md", "E10")}


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(
    ("config", "name"),
    [
        (
            'title: "X\\x01"\ncopyright: "Y\\x02"\nurl: https://a.example\nemail: "a\\x03@b.c"\n',
            "_config.yml",
        ),
        (
            'title = "X\\u0001"\ncopyright = "Y\\u0002"\nbaseURL = "https://a.example"\n',
            "hugo.toml",
        ),
    ],
)
def test_the_sites_own_words_have_no_forbidden_character(
    tmp_path: Path, extension: str, config: str, name: str
) -> None:
    write(tmp_path, name, config)
    site = open_archive(tmp_path).site
    assert (site.title, site.rights) == ("X", "Y")
    assert titles(extension, site, []) == []


@pytest.mark.parametrize("extension", FORMATS)
@pytest.mark.parametrize(
    "title", ["&#1;", "&#xFFFE;", "\x02", "<b></b>", "<em> </em>", "\u3000", "\x02 "]
)
def test_a_site_whose_title_has_no_word_is_named_by_its_host(
    tmp_path: Path, extension: str, title: str
) -> None:
    write(tmp_path, "_config.yml", f"title: {json.dumps(title)}\nurl: https://a.example\n")
    site = open_archive(tmp_path).site
    assert site.title == "a.example"
    assert titles(extension, site, []) == []


@pytest.mark.parametrize("title", ['"X\\x01"', "'X&#11;'", '"X\\uFFFF&#xFFFE;"'])
def test_the_label_of_a_term_has_no_forbidden_character(tmp_path: Path, title: str) -> None:
    write(tmp_path, "hugo.toml", 'baseURL = "https://a.example"\n')
    write(tmp_path, "content/tags/x/_index.md", f"---\ntitle: {title}\n---\n")
    assert list(open_archive(tmp_path).site.labels.values()) == ["X"]
