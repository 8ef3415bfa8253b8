"""Terms that Hugo makes one page of are one feed, whichever way its posts spell them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.archive.terms import united
from feeds.errors import UnknownTermError
from feeds.index.aliases import closest_term
from feeds.index.index import open_index
from feeds.index.refresh import Refresher
from feeds.index.select import select, terms
from feeds.model import Term
from feeds.query import Query
from tests.conftest import write

NOW = datetime(2023, 1, 1, tzinfo=UTC)


class Site:
    """A site with posts on one tag each, and its index."""

    def __init__(self, folder: Path, generator: str = "hugo") -> None:
        self.root, self.state = folder / "site", folder / "state"
        self.state.mkdir()
        self.folder = "content/posts" if generator == "hugo" else "_posts"
        name = "hugo.toml" if generator == "hugo" else "_config.yml"
        write(self.root, name, 'baseURL = "https://site.example/"' if generator == "hugo" else "")

    def write(self, day: str, tag: str) -> str:
        path = f"{self.folder}/{day}-{tag.strip('[]').replace(' ', '_')}.md"
        write(self.root, path, f"---\ntitle: {day}\ndate: {day}\ntags: {tag}\n---\n文。")
        return path

    def refresh(self) -> dict[str, list[str]]:
        """The days of the posts of each tag, after a refresh."""
        refresher = Refresher(open_archive(self.root), self.state, processes=1)
        refresher.refresh(NOW)
        with open_index(self.state) as index:
            names = [row.term for row in terms(index, "tag")]
            return {
                term.name: [post.title for post, _ in select(index, Query((term,))).posts]
                for term in names
            }

    def rebuilt(self) -> dict[str, list[str]]:
        """The same of an index that is made anew."""
        for file in self.state.iterdir():
            if file.is_file():
                file.unlink()
        return self.refresh()


def test_names_that_differ_in_case_or_in_space_and_hyphen_are_one_feed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    for day, tag in (("2022-01-02", "[go]"), ("2022-01-01", "[Go]"), ("2022-01-03", "[GO]")):
        site.write(day, tag)
    site.write("2022-02-01", "[Web Dev]")
    site.write("2022-02-02", "[web-dev]")
    site.write("2022-03-01", "[Ünterwegs]")
    site.write("2022-03-02", "[ünterwegs]")
    assert site.refresh() == {
        "Go": ["2022-01-03", "2022-01-02", "2022-01-01"],
        "Web Dev": ["2022-02-02", "2022-02-01"],
        "Ünterwegs": ["2022-03-02", "2022-03-01"],
    }


def test_a_jekyll_site_keeps_them_apart(tmp_path: Path) -> None:
    site = Site(tmp_path, "jekyll")
    site.write("2022-01-01", "[Go]")
    site.write("2022-01-02", "[go]")
    assert site.refresh() == {"Go": ["2022-01-01"], "go": ["2022-01-02"]}


def test_the_oldest_post_names_the_feed_in_whatever_order_posts_come(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("2022-01-02", "[go]")
    assert list(site.refresh()) == ["go"]
    newer = site.write("2022-01-03", "[Go]")
    assert list(site.refresh()) == ["go"]
    oldest = site.write("2022-01-01", "[GO]")
    assert list(site.refresh()) == ["GO"]
    assert site.rebuilt() == {"GO": ["2022-01-03", "2022-01-02", "2022-01-01"]}
    (site.root / oldest).unlink()
    assert list(site.refresh()) == ["go"]
    (site.root / newer).unlink()
    assert site.refresh() == site.rebuilt() == {"go": ["2022-01-02"]}


def test_a_post_that_spells_a_term_twice_stands_once_in_its_feed(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("2022-01-01", "[Go, Rust, go]")
    assert site.refresh() == {"Go": ["2022-01-01"], "Rust": ["2022-01-01"]}
    assert united(("Go", "Rust", "go")) == ("Go", "Rust")


def test_any_spelling_finds_the_term_and_only_its_name_is_one(tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.write("2022-01-01", "[Über Uns]")
    site.write("2022-01-02", "[über-uns]")
    site.refresh()
    with open_index(site.state) as index:
        for spelled in ("über-uns", "Über Uns", "ÜBER UNS"):
            assert closest_term(index, "tag", spelled) == Term("tag", "Über Uns")
        with pytest.raises(UnknownTermError):
            select(index, Query((Term("tag", "über-uns"),)))
