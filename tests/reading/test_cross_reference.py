"""Links from one file of an archive to another."""

from __future__ import annotations

from pathlib import Path

from feeds.archive import Archive
from feeds.archive.cross_reference import (
    address_of,
    document_at,
    is_plain_file,
    remembered,
    without_empty_links,
)
from feeds.archive.kind import holds
from tests.conftest import write
from tests.reading.conftest import GOOD, NAME


def test_links_to_nothing_are_their_words() -> None:
    cases = {
        "a [b]() c": "a b c",
        "![b]()": "b",
        "[b]( 'T' )": "b",
        '[b]( "T")': "b",
        "[b]('T')": "[b]('T')",
        "[b](x)": "[b](x)",
        '<a href="">b</a>': "<a >b</a>",
        "<img src=''>": "<img >",
        '<a data-href="">': '<a data-href="">',
        '<a href="x">': '<a href="x">',
        "": "",
    }
    assert {text: without_empty_links(text) for text in cases} == cases


def test_a_plain_file_has_no_hidden_part_in_its_path(tmp_path: Path) -> None:
    paths = ("a.png", "b/a.png", ".b/a.png", "_b/a.png", "b/_a.png", "b/.a.png")
    for path in paths:
        write(tmp_path, path, "")
    assert [path for path in paths if is_plain_file(tmp_path, path)] == ["a.png", "b/a.png"]
    assert not is_plain_file(tmp_path, "b")
    assert not is_plain_file(tmp_path, "c.png")


def test_a_document_is_read_anew_where_it_is_one(site: Archive) -> None:
    found = document_at(site.root, NAME)
    assert found is not None
    assert (found.front_matter, found.body, found.body_line) == ({"title": "a"}, "Text.\n", 4)
    write(site.root, "bare.md", "Bare.")
    assert document_at(site.root, "bare.md") is None
    bare = document_at(site.root, "bare.md", bare=True)
    assert bare == ({}, "Bare.", "", 1)
    assert document_at(site.root, NAME, largest=len(GOOD) - 1) is None
    assert document_at(site.root, NAME, largest=len(GOOD)) is not None
    write(site.root, "broken.md", "---\na: [\n---\n")
    write(site.root, "binary.md", b"\xff\xfe\xff")
    for path in ("none.md", "broken.md", "binary.md", "\0"):
        assert document_at(site.root, path, bare=True) is None
    headed = document_at(
        write(site.root, "h.md", "Title: x\n\ny").parent, "h.md", matter_form="headed"
    )
    assert headed is not None
    assert headed.body == "y"


def test_a_post_is_addressed_by_its_file_where_it_is_one(site: Archive) -> None:
    kind = site.kind
    assert address_of(kind, site.root, NAME) == "/2022/03/14/a.html"
    write(site.root, "_posts/2022-03-15-draft.md", "---\npublished: false\n---\nx")
    write(site.root, "_posts/2022-03-15-broken.md", "---\na: [\n---\nx")
    write(site.root, "_posts/2022-03-15-baddate.md", f"---\npermalink: {'x' * 9000}\n---\nx")
    names = ("draft", "baddate", "broken", "none")
    paths = [f"_posts/2022-03-15-{name}.md" for name in names]
    assert [address_of(kind, site.root, path) for path in [*paths, "a.png"]] == [None] * 5
    assert holds(kind, NAME)
    assert not holds(kind, "_posts/a.png")
    asked: list[str] = []
    look = remembered(lambda name: asked.append(name) or None)
    assert [look("a"), look("a"), look("b")] == [None] * 3
    assert asked == ["a", "b"]
