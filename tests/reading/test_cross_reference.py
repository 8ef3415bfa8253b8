"""Links from one file of an archive to another."""

from __future__ import annotations

from feeds.archive.cross_reference import is_plain_file, without_empty_links
from tests.conftest import write


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


def test_a_plain_file_has_no_hidden_part_in_its_path(tmp_path) -> None:  # type: ignore[no-untyped-def]
    paths = ("a.png", "b/a.png", ".b/a.png", "_b/a.png", "b/_a.png", "b/.a.png")
    for path in paths:
        write(tmp_path, path, "")
    assert [path for path in paths if is_plain_file(tmp_path, path)] == ["a.png", "b/a.png"]
    assert not is_plain_file(tmp_path, "b")
    assert not is_plain_file(tmp_path, "c.png")
