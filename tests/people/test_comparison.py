"""A former feed beside the archive: what a reader notices, and which setting keeps the ids."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.archive import Options, open_archive
from service.moving.comparison import (
    Comparison,
    Difference,
    OwnEntry,
    compared,
    differences,
    own_entries,
)
from service.moving.former_feed import (
    FormerEntry,
    FormerFeed,
)
from tests.conftest import write

SITE = "https://site.example/blog"
NOON = datetime(2022, 3, 1, 12, tzinfo=UTC)


def _entry(id: str, link: str = "/1", title: str = "A", at: float | None = 0) -> FormerEntry:
    return FormerEntry(id, link, title, None if at is None else NOON + timedelta(seconds=at))


@pytest.mark.parametrize(
    ("former", "expected"),
    [
        ([_entry("1")], ["added B"]),  # of two others the one that is no older
        ([_entry("x")], ["id A", "added B"]),  # the same post by its link
        ([_entry("x", "/x")], ["id A", "link A", "added B"]),  # by its title
        ([_entry("x", "/x", "B")], ["missing B", "added A", "added B"]),  # which two posts have
        ([_entry("2", "/1", "C", 60)], ["link C"]),  # an id counts before a link
        ([_entry("1", "")], ["added B"]),
        ([_entry("1", at=None)], []),  # nothing is newer than no date
        ([_entry("1", at=-0.999)], ["added B"]),
        ([_entry("1", at=-1)], ["date A", "added B"]),
        ([_entry("1", at=1)], ["date A", "added B"]),
        ([_entry("1", at=None), _entry("y", "/y", "Y", 60)], ["missing Y", "added B"]),
        ([_entry("1", at=None), _entry("y", "/y", "Y", 61)], ["missing Y"]),
    ],
)
def test_a_reader_notices_another_id_link_or_date_and_what_is_new(
    former: list[FormerEntry], expected: list[str]
) -> None:
    own = [
        OwnEntry("1", "/1", "A", NOON),
        OwnEntry("2", "/2", "B", NOON + timedelta(seconds=60)),
        OwnEntry("3", "/3", "B", NOON - timedelta(days=9)),
    ]
    assert [f"{each.what} {each.title}" for each in differences(former, own)] == expected


@pytest.mark.parametrize(
    ("generator", "first"),
    [
        ("Jekyll v4.3", "jekyll-feed"),
        ("Hugo -- gohugo.io", "hugo"),
        ("https://WordPress.org/?v=6.5", "wordpress"),
        ("Postwire 1.0", "postwire"),
        ("", "permalink"),
    ],
)
def test_of_settings_that_keep_as_many_ids_that_of_the_former_program_is_named(
    site: Path, generator: str, first: str
) -> None:
    found = compared(FormerFeed(generator, ()), open_archive(site, Options(ids="permalink")), NOON)
    assert found.setting == first
    assert set(found.kept) == {"hugo", "jekyll-feed", "permalink", "postwire", "wordpress"}


@pytest.mark.parametrize(
    ("what", "keeps"),
    [("id", False), ("missing", False), ("link", True), ("date", True), ("added", True)],
)
def test_ids_are_kept_where_no_entry_is_shown_again_or_missing(what: str, keeps: bool) -> None:
    changes = (Difference("date", "", "", ""), Difference(what, "", "", ""))
    assert Comparison("hugo", {"hugo": 1}, 1, changes).keeps_all == keeps


def test_own_entries_are_the_posts_that_are_served_now(site: Path) -> None:
    for name, line in (("draft", "published: false"), ("2099-01-01-future", "x: 1"), ("b", "a: [")):
        write(site, f"_posts/2022-03-04-{name}.md", f"---\ntitle: {name}\n{line}\n---\nx\n")
    write(site, "_posts/2022-04-01-later.md", "---\ntitle: later\n---\nx\n")
    archive = open_archive(site, Options(ids="postwire"))
    entries = own_entries(archive, "permalink", datetime(2022, 3, 31, tzinfo=UTC))
    links = [f"{SITE}/2022/03/0{end}.html" for end in ("1/plain", "2/%E6%B5%B7%E5%B7%9E", "3/a+b")]
    assert [each.link for each in entries if each.title.startswith("第")] == links
    assert [each.id for each in entries] == [each.link for each in entries]
    assert {each.title for each in entries} == {"第1篇", "第2篇", "第3篇", "2099-01-01-future"}
    assert entries[0].published == datetime(2022, 3, 1, tzinfo=UTC)
    former = FormerFeed(
        "", (FormerEntry(links[0], links[0], "第1篇", None), _entry("gone", "", ""))
    )
    found = compared(former, archive, datetime(2022, 3, 31, tzinfo=UTC))
    assert (found.setting, found.entries, found.kept["permalink"]) == ("permalink", 2, 1)
    assert found.kept["postwire"] == 0
