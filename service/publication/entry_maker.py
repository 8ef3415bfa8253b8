"""Makes entries of posts, and their fragments in a format, in a process that can be ended.

    posts ─ EntryMaker ═ bounded process ═ made ─▶ entries, each with its fragment, or its fault

So no post can freeze the process that serves.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from feeds.archive import Archive
from feeds.archive.faults import Fault, fault_of
from feeds.archive.notes import without_notes
from feeds.bounded.each import Work, each
from feeds.bounded.limits import Failure
from feeds.bounded.pool import shared_pool
from feeds.bounded.process import Task
from feeds.feed.entries import ShownPost
from feeds.model import Entry, Post
from feeds.render.links import Links
from service.publication.entry_work import (
    EntryOutcome,
    Form,
    FragmentOutcome,
    decoder,
    find_faults,
    find_notes,
    make_entries,
    packed,
    read_texts,
    without_post,
    write_fragments,
)

_TOGETHER = 100  # posts of one round trip
_WORTH_HALVING = 30  # posts: fewer are made before a thread has started


class EntryMaker:
    """Safe to use from any thread, and after a fork."""

    def __init__(self, archive: Archive, links: Links) -> None:
        self._archive = archive
        self._setup = (archive, links)
        self._limits = archive.options.limits
        self.renew()

    def renew(self) -> None:
        """Have the process know the archive as it is now: it was reopened."""
        setup = self._setup
        self._make, self._write = Task.of(make_entries, setup), Task.of(write_fragments, setup)
        self._word, self._try = Task.of(read_texts, setup), Task.of(find_faults, setup)
        self._note = Task.of(find_notes, setup)

    def warm(self) -> None:
        """Start the process before somebody waits for it.

        :raise StateError: it cannot be started
        """
        shared_pool().warm(self._make)

    def entries(self, posts: Sequence[ShownPost], form: Form | None = None) -> list[EntryOutcome]:
        """These posts as entries; in a form, each with its fragment."""

        def encode(some: Sequence[ShownPost]) -> bytes:
            return packed((form, some))

        work = Work(
            self._make, encode, decoder(list[EntryOutcome]), lambda shown: self._size(shown[0])
        )
        return [
            EntryOutcome(None, None, each) if isinstance(each, Fault) else each
            for each in self._halved(work, posts)
        ]

    def fragments(self, entries: Sequence[Entry], form: Form) -> list[bytes | Fault]:
        """These entries in a form."""

        def encode(some: Sequence[Entry]) -> bytes:
            return packed((form, [(entry.post, without_post(entry)) for entry in some]))

        work = Work(
            self._write, encode, decoder(list[FragmentOutcome]), lambda entry: len(entry.content)
        )
        nothing = Fault(1, "E10", "the format wrote nothing")
        return [
            each if isinstance(each, Fault) else each.fragment or each.fault or nothing
            for each in self._halved(work, entries)
        ]

    def faults(self, posts: Sequence[Post]) -> list[tuple[Post, Fault]]:
        """Those of these posts that cannot be made entries, or be written in every format."""
        work = Work(self._try, packed, decoder(list[Fault | None]), self._size)
        results = self._results(work, posts)
        return [(post, each) for post, each in zip(posts, results, strict=True) if each]

    def notes(self, posts: Sequence[Post]) -> list[tuple[Post, Fault]]:
        """What the owner of the site may want to know of these posts (see `feeds.archive.notes`).
        Posts that are served have no fault for it where that takes too long, but a note."""
        work = Work(self._note, packed, decoder(list[list[Fault]]), self._size)
        results = self._results(work, posts)
        return [
            (post, note)
            for post, each in zip(posts, results, strict=True)
            for note in ([without_notes(each)] if isinstance(each, Fault) else each)
        ]

    def texts(self, posts: Sequence[Post], scope: str) -> list[str | Fault]:
        """What a search looks through of these posts: by `scope` their titles, with their summaries
        as feeds show them, or with all their text."""

        def encode(some: Sequence[Post]) -> bytes:
            return packed((scope, some))

        work = Work(self._word, encode, decoder(list[str]), self._size)
        return self._results(work, posts)

    def _size(self, post: Post) -> int:
        stamp = self._archive.stamp(post)
        return stamp[1] if stamp else 0

    def _halved(self, work: Work[Any, Any], items: Sequence[Any]) -> list[Any]:
        """By two processes at once where there is as much as a page: somebody waits for it. The
        first page does not wait for the second process, which takes longer to start."""
        if len(items) < _WORTH_HALVING:
            return self._results(work, items)
        shared_pool().grow(self._make)
        middle = len(items) // 2
        with ThreadPoolExecutor(1) as threads:
            second = threads.submit(self._results, work, items[middle:])
            return self._results(work, items[:middle]) + second.result()

    def _results(self, work: Work[Any, Any], items: Sequence[Any]) -> list[Any]:
        """The result of each item, or the fault that there is none."""
        return [
            fault_of(result, "E10") if isinstance(result, Failure) else result
            for start in range(0, len(items), _TOGETHER)
            for result in each(shared_pool(), work, items[start : start + _TOGETHER], self._limits)
        ]
