"""Entries and their fragments are kept, within a bound, while post and file stay the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from sys import getsizeof
from types import SimpleNamespace
from typing import Any

import pytest
from msgspec import structs

from feeds.archive import Archive, open_archive
from feeds.archive.faults import Fault
from feeds.feed.compose import feed_of
from feeds.feed.entries import ShownPost, entries_of
from feeds.feed.feed import Feed
from feeds.model import Entry, Post
from feeds.query import Content, Query
from feeds.render import FORMATS
from feeds.render.links import Links
from service.publication.entry_cache import EntryCache, _Cached, _size
from service.publication.entry_maker import EntryMaker
from service.publication.entry_work import EntryOutcome, Form
from tests.conftest import post, write

LINKS = Links("https://feeds.example")
FAULT = Fault(1, "E10", "it cannot be rendered")


@pytest.fixture
def source(archive: Path) -> Archive:
    return open_archive(archive)


@pytest.fixture
def cache(source: Archive) -> EntryCache:
    return cache_of(source)


def shown(source: Archive) -> list[tuple[Post, str]]:
    """Every post of the archive, as a cache is asked for it."""
    posts = [source.read(stat.path).post for stat in source.files()]
    return [(post, "") for post in posts if post]


def feed(entries: Sequence[Entry | None], source: Archive, content: Content = "full") -> Feed:
    return feed_of(Query(), source.site, (entry for entry in entries if entry), content)


class CountedMaker(EntryMaker):
    """It counts how many entries it was asked to make, and to write afterwards."""

    def __init__(self, archive: Archive) -> None:
        super().__init__(archive, LINKS)
        self.made = self.written = 0

    def entries(self, posts: Sequence[ShownPost], form: Form | None = None) -> list[EntryOutcome]:
        self.made += len(posts)
        return super().entries(posts, form)

    def fragments(self, entries: Sequence[Entry], form: Form) -> list[bytes | Fault]:
        self.written += len(entries)
        return super().fragments(entries, form)


def cache_of(archive: Archive, most: int = 1 << 20) -> EntryCache:
    return EntryCache(archive, most, EntryMaker(archive, LINKS), refuse)


def refuse(faults: Sequence[tuple[Post, Fault]]) -> None:
    """No post of these tests is broken."""
    raise AssertionError(faults)


def test_an_entry_is_composed_once_and_again_after_its_file_was_touched(
    archive: Path, source: Archive, cache: EntryCache
) -> None:
    requested = shown(source)[:1]
    (first,) = cache.entries(requested)
    assert first
    assert cache.entries(requested)[0] is first
    path = requested[0][0].path
    write(archive, path, post("第1篇", "2022-03-01 08:00:00 +0800", body="另一段。"))
    (again,) = cache.entries(requested)
    assert again
    assert "另一段" in again.content
    (archive / path).unlink()
    assert cache.entries(requested) == [None]


class BrokenMaker(CountedMaker):
    """It makes nothing of any post."""

    def entries(self, posts: Sequence[ShownPost], form: Form | None = None) -> list[EntryOutcome]:
        super().entries(posts, form)
        return [EntryOutcome(None, None, FAULT)] * len(posts)


def test_a_post_of_which_nothing_can_be_made_is_tried_again_when_its_file_was_touched(
    archive: Path, source: Archive
) -> None:
    maker, told = BrokenMaker(source), list[tuple[Post, Fault]]()
    cache = EntryCache(source, 1 << 20, maker, told.extend)
    requested = shown(source)[:1]
    for _ in range(3):
        assert cache.entries(requested) == [None]
    assert (maker.made, told) == (1, [(requested[0][0], FAULT)])
    path = requested[0][0].path
    write(archive, path, post("第1篇", "2022-03-01 08:00:00 +0800", body="另一段。"))
    assert cache.entries(requested) == [None]
    assert maker.made == 2
    changed = [(structs.replace(requested[0][0], title="另"), "")]
    assert cache.entries(changed) == [None]  # the index knows another post there
    assert maker.made == 3


def test_entries_that_are_kept_and_new_ones_come_in_their_order(
    archive: Path, source: Archive, cache: EntryCache
) -> None:
    requested = shown(source)
    kept = cache.entries(requested[::2])
    (archive / requested[1][0].path).unlink()
    entries = cache.entries(requested)
    assert [entry and entry.post for entry in entries] == [
        None if at == 1 else each for at, (each, _) in enumerate(requested)
    ]
    assert all(entry is old for entry, old in zip(entries[::2], kept, strict=True))


def test_a_post_that_is_requested_twice_is_one_entry(source: Archive, cache: EntryCache) -> None:
    requested = shown(source)
    entries = cache.entries([*requested, *requested])
    assert all(one is two for one, two in zip(entries[:3], entries[3:], strict=True))


@pytest.mark.parametrize("extension", FORMATS)
def test_an_entry_is_written_once_for_all_feeds_and_again_after_its_file_was_touched(
    archive: Path, source: Archive, extension: str
) -> None:
    counted = CountedMaker(source)
    cache = EntryCache(source, 1 << 20, counted, refuse)
    for requested in (shown(source)[:2], shown(source)):
        cache.fragments(feed(cache.entries(requested), source), extension)
    assert counted.written == 3
    path = shown(source)[0][0].path
    write(archive, path, post("第1篇", "2022-03-01 08:00:00 +0800", body="另一段。"))
    whole = feed(cache.entries(shown(source)), source)
    fragments = cache.fragments(whole, extension)
    assert (counted.made, counted.written) == (4, 4)
    anew = feed(entries_of(source, shown(source)), source)
    form = FORMATS[extension]
    assert form.document(whole, LINKS, fragments) == form.render(anew, LINKS)


@pytest.mark.parametrize("extension", FORMATS)
def test_new_entries_are_written_in_the_round_trip_that_makes_them(
    source: Archive, extension: str
) -> None:
    counted = CountedMaker(source)
    cache = EntryCache(source, 1 << 20, counted, refuse)
    whole = feed(cache.entries(shown(source), (extension, "full")), source)
    fragments = cache.fragments(whole, extension)
    assert fragments == FORMATS[extension].fragments(whole.entries, source.site, "full", LINKS)
    assert (counted.made, counted.written) == (3, 0)


def test_formats_and_forms_of_content_do_not_share_what_they_wrote(
    source: Archive, cache: EntryCache
) -> None:
    entries = cache.entries(shown(source))
    for _ in range(2):
        for form in FORMATS.values():
            for content in ("full", "summary"):
                whole = feed(entries, source, content)  # type: ignore[arg-type]
                fragments = cache.fragments(whole, form.extension)
                assert form.document(whole, LINKS, fragments) == form.render(whole, LINKS)


def test_a_cached_entry_keeps_its_time_when_a_feed_moves_it(
    source: Archive, cache: EntryCache
) -> None:
    atom, entries = FORMATS["atom"], cache.entries(shown(source))
    plain = feed(entries, source)
    moved = replace(
        plain,
        entries=tuple(
            replace(entry, updated=entry.updated + timedelta(microseconds=1))
            for entry in plain.entries
        ),
    )
    for whole in (moved, plain, moved):
        fragments = cache.fragments(whole, "atom")
        assert fragments == atom.fragments(whole.entries, source.site, "full", LINKS)
    assert cache.entries(shown(source)) == entries


def test_the_entry_cache_stays_within_its_bound(source: Archive) -> None:
    most = 16_000
    cache = cache_of(source, most)
    for one, _ in shown(source):
        for number in range(20):
            whole = feed(cache.entries([(one, str(number))]), source)
            for form in FORMATS.values():
                assert len(cache.fragments(whole, form.extension)) == 1
                assert 0 < cache.bytes <= most


def test_an_entry_takes_the_room_of_its_texts_its_fragments_and_the_objects_around_them() -> None:
    texts: Any = SimpleNamespace(content="a" * 1000, summary="é" * 300)
    kept = _Cached(texts)
    bare = getsizeof(texts.content) + getsizeof(texts.summary) + 5000
    assert _size(kept) == bare
    kept.fragments["rss", "full", datetime(2022, 3, 1, tzinfo=UTC)] = b"x" * 70
    kept.fragments["atom", "full", datetime(2022, 3, 1, tzinfo=UTC)] = b"x" * 7
    assert _size(kept) == bare + 77


def test_an_entry_larger_than_the_cache_is_given_and_not_kept(source: Archive) -> None:
    cache = cache_of(source, 100)
    whole = feed(cache.entries(shown(source)), source)
    fragments = cache.fragments(whole, "rss")
    assert fragments == FORMATS["rss"].fragments(whole.entries, source.site, "full", LINKS)
    assert cache.bytes == 0
