"""The stages that a file goes through until it is a post, or is settled before."""

from __future__ import annotations

from pathlib import Path

from feeds.archive import Archive, Options, open_archive
from feeds.archive.pipeline import Draft, readings
from feeds.archive.reading import Excluded
from feeds.identity import fingerprint
from tests.conftest import write
from tests.reading.conftest import GOOD, NAME


def test_a_file_goes_through_the_stages_of_reading_until_it_is_settled(site: Archive) -> None:
    def of(data: bytes, path: str = NAME) -> tuple[object, list[tuple[int, str]]]:
        (reading,) = readings([Draft(path, data)], site.kind, site.options)
        assert reading.digest == fingerprint(data)
        settled = reading.excluded.reason if reading.excluded else reading.post is not None
        return settled, [(fault.line, fault.code) for fault in reading.faults]

    cases: list[tuple[bytes, object, list[tuple[int, str]]]] = [
        (GOOD.encode(), True, []),
        (b"Text.", True, [(2, "R02")]),
        (b"---\n---\n", False, [(1, "E08")]),
        (b"---\na: b\n---\n\xff\xfe\xff", False, [(4, "E03")]),
        (b"---\ntitle: a\n---\na\x01b", True, [(1, "R06")]),
        ("---\ntitle: 标题\n---\n正文。".encode("gb18030"), True, [(1, "R04")]),
        (b"---\ntitle: [\n---\n", False, [(3, "E05")]),
        (b'---\ntitle: "a "b""\n---\n\x01x', True, [(1, "R06"), (2, "R01")]),
        (b"---\ntitle: a\nfeed: false\n---\nx", "kept out by `feed: false`", []),
        (b"---\ntitle: a\ntags: [" + b"n" * 201 + b"]\n---\nx", True, [(3, "R11")]),
        (b"---\ntags: [" + b"n" * 201 + b"]\n---\n", False, [(1, "E08")]),
        (f"---\ntitle: a\npermalink: /{'x' * 8000}\n---\nx".encode(), False, [(1, "E11")]),
    ]
    assert [(data[:40], *of(data)) for data, *_ in cases] == [
        (data[:40], settled, faults) for data, settled, faults in cases
    ]
    assert of(GOOD.encode(), "_posts/a.md")[0] is not True


def test_stories_are_looked_for_where_they_are_asked_for(site: Archive) -> None:
    for stories, has_traits in (("off", False), ("asked", True), ("site", True)):
        options = Options(stories=stories)  # type: ignore[arg-type]
        (reading,) = readings([Draft(NAME, GOOD.encode())], site.kind, options)
        assert (reading.traits is not None) == has_traits
        (broken,) = readings([Draft(NAME, b"---\n---\n")], site.kind, options)
        assert broken.traits is None


def test_a_file_without_front_matter_is_no_page_of_zola(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", 'base_url = "https://z.example"\n')
    write(tmp_path, "content/2022-03-14-a.md", "Text.")
    reading = open_archive(tmp_path).read("content/2022-03-14-a.md")
    assert reading.excluded == Excluded("no post: no front matter")
