"""Keeps entries, and their fragments in each format, for all feeds that they stand in.

    posts ─ entries ─▶ Entry      kept while its post and its file stay the same
    feed ─ fragments ─▶ bytes     kept with the entry, by format and form of content

Most posts stand in several feeds, and a feed with a new post still has its other entries.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from sys import getsizeof
from threading import Lock

from cachetools import LRUCache

from feeds.archive import Archive
from feeds.archive.faults import Fault
from feeds.feed.entries import ShownPost
from feeds.feed.feed import Feed
from feeds.identity import entry_id
from feeds.model import Entry, Post, Stamp
from feeds.query import Content
from service.publication.entry_maker import EntryMaker
from service.publication.entry_work import EntryOutcome, Form

_OVERHEAD = 5000  # bytes: an entry's post and the objects that hold it all
_MOST_BROKEN = 10_000  # posts

Report = Callable[[Sequence[tuple[Post, Fault]]], None]
"""Is told which posts of the index cannot be served, and why."""


@dataclass(slots=True)
class _Cached:
    """An entry with its fragments by format, form of content, and `updated`, which a feed may
    move (`feeds.feed.entries.apart`)."""

    entry: Entry
    fragments: dict[tuple[str, Content, datetime], bytes] = field(default_factory=dict)

    def is_of(self, post: Post, stamp: Stamp | None) -> bool:
        """Whether it was made of this post and of a file with this stamp."""
        return self.entry.stamp == stamp and self.entry.post == post

    def shows(self, entry: Entry) -> bool:
        """Whether its fragments are those of this entry: one that stands for others of its story
        (`feeds.feed.repeats`) says so in one feed alone, and is written for that anew."""
        return self.is_of(entry.post, entry.stamp) and not entry.repeats


class EntryCache:
    """Keyed by the entry's id. Safe to use from any thread."""

    def __init__(
        self, archive: Archive, most_bytes: int, maker: EntryMaker, report: Report
    ) -> None:
        self._archive = archive
        self._maker = maker
        self._report = report
        self._cached: LRUCache[str, _Cached] = LRUCache(most_bytes, getsizeof=_size)
        # Those that cannot be served, by their paths, where the index could not be told.
        self._broken: LRUCache[str, tuple[Post, Stamp | None]] = LRUCache(_MOST_BROKEN)
        self._lock = Lock()

    def entries(self, posts: Sequence[ShownPost], form: Form | None = None) -> list[Entry | None]:
        """As `feeds.feed.entries.entries_of`. A file that was touched is read again, whatever the
        index knows of it. A post that is shown several times is one entry. New entries are written
        in a form in the same round trip, where one is given."""
        ids = [entry_id(post, self._archive.site, distinct) for post, distinct in posts]
        shown = dict(zip(ids, posts, strict=True))
        entries: dict[str, Entry | None] = self._valid(shown)
        missing = [id for id in shown if id not in entries and not self._is_broken(shown[id][0])]
        outcomes = self._maker.entries([shown[id] for id in missing], form)
        entries |= {
            id: self._entry(shown[id][0], each, form)
            for id, each in zip(missing, outcomes, strict=True)
        }
        self._break_off(
            [
                (shown[id][0], each.fault)
                for id, each in zip(missing, outcomes, strict=True)
                if each.fault
            ]
        )
        return [entries.get(id) for id in ids]

    def _entry(self, post: Post, outcome: EntryOutcome, form: Form | None) -> Entry | None:
        """A new entry, which is kept with its fragment."""
        if outcome.entry is None:
            return None
        cached = _Cached(outcome.entry.of(post))
        if form and outcome.fragment:
            cached.fragments[*form, outcome.entry.updated] = outcome.fragment
        with self._lock:
            self._put(cached)
        return cached.entry

    def fragments(self, feed: Feed, extension: str) -> list[bytes]:
        """The feed's entries as a format writes them, without those that no document can hold."""
        cached = self._cached_of(feed.entries)
        keys = [(extension, feed.content, entry.updated) for entry in feed.entries]
        former = [each.fragments.get(key) for each, key in zip(cached, keys, strict=True)]
        missing = [entry for entry, old in zip(feed.entries, former, strict=True) if old is None]
        new_fragments = self._maker.fragments(missing, (extension, feed.content))
        self._break_off(
            [
                (entry.post, fault)
                for entry, fault in zip(missing, new_fragments, strict=True)
                if isinstance(fault, Fault)
            ]
        )
        new = iter(new_fragments)
        fragments = [next(new) if old is None else old for old in former]
        for each, key, old, fragment in zip(cached, keys, former, fragments, strict=True):
            if old is None:
                each.fragments[key] = b"" if isinstance(fragment, Fault) else fragment
                self._count_again(each)
        return [fragment for fragment in fragments if fragment and isinstance(fragment, bytes)]

    def _is_broken(self, post: Post) -> bool:
        """Whether nothing could be made of this very post and its file."""
        with self._lock:
            broken = self._broken.get(post.path)
        return broken is not None and broken == (post, self._archive.stamp(post))

    def _break_off(self, faults: Sequence[tuple[Post, Fault]]) -> None:
        if not faults:
            return
        with self._lock:
            for post, _ in faults:
                self._broken[post.path] = (post, self._archive.stamp(post))
        self._report(faults)

    def clear(self) -> None:
        with self._lock:
            self._cached.clear()

    @property
    def bytes(self) -> int:
        return int(self._cached.currsize)

    def _valid(self, shown: dict[str, ShownPost]) -> dict[str, Entry | None]:
        """The entries that are kept for these posts, and whose files were not touched since."""
        with self._lock:
            cached = {id: self._cached.get(id) for id in shown}
        return {
            id: each.entry
            for id, each in cached.items()
            if each and each.is_of(shown[id][0], self._archive.stamp(each.entry.post))
        }

    def _cached_of(self, entries: Sequence[Entry]) -> list[_Cached]:
        """What is kept of each of these entries; new ones, not kept, for those that have left."""
        with self._lock:
            cached = [self._cached.get(entry.id) for entry in entries]
        return [
            each if each and each.shows(entry) else _Cached(entry)
            for each, entry in zip(cached, entries, strict=True)
        ]

    def _count_again(self, cached: _Cached) -> None:
        """Count the size of an entry again, which has grown, where the cache still has it."""
        with self._lock:
            if self._cached.get(cached.entry.id) is cached:
                self._put(cached)

    def _put(self, cached: _Cached) -> None:
        try:
            self._cached[cached.entry.id] = cached
        except ValueError:  # larger than the whole cache
            self._cached.pop(cached.entry.id, None)


def _size(cached: _Cached) -> int:
    texts = getsizeof(cached.entry.content) + getsizeof(cached.entry.summary)
    return texts + sum(map(len, cached.fragments.values())) + _OVERHEAD
