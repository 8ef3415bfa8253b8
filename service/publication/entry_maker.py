"""Making entries of posts, and writing them, in a process that can be ended.

    posts ─ EntryMaker ═ bounded process ═ made ─▶ entries, each with its fragment, or its fault

Files, Markdown, sanitiser and formats are used there alone: what a post holds cannot freeze the
process that serves.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from msgspec.msgpack import Decoder, Encoder

from feeds.archive import Archive
from feeds.archive.faults import Fault, fault_of
from feeds.bounded.each import Work, each
from feeds.bounded.limits import Failure
from feeds.bounded.pool import shared_pool
from feeds.bounded.process import Task
from feeds.feed.entries import ShownPost, entries_or_faults
from feeds.html import safe_html, summary_of
from feeds.model import Entry, Post, Stamp
from feeds.query import Content
from feeds.render import FORMATS
from feeds.render.links import Links
from feeds.text.plain import plain

Form = tuple[str, Content]
"""How an entry is written: the format's extension, and what of the content."""

_TOGETHER = 100  # posts of one round trip


class MadeEntry(NamedTuple):
    """An entry without its post, on its way between processes."""

    id: str
    url: str
    updated: datetime
    content: str
    summary: str
    stamp: Stamp | None

    def of(self, post: Post) -> Entry:
        return Entry(post, *self)


class Made(NamedTuple):
    """What became of a post: nothing where its file is gone."""

    entry: MadeEntry | None
    fragment: bytes | None  # where a form was asked for
    fault: Fault | None


class Written(NamedTuple):
    fragment: bytes | None
    fault: Fault | None


class EntryMaker:
    """Safe to use from any thread, and after a fork."""

    def __init__(self, archive: Archive, links: Links) -> None:
        self._archive = archive
        self._links = links
        self._limits = archive.options.limits
        self.renew()

    def renew(self) -> None:
        """Have the process know the archive as it is now: it was reopened."""
        setup = (self._archive, self._links)
        self._make, self._write = Task.of(made, setup), Task.of(written, setup)
        self._word, self._try = Task.of(worded, setup), Task.of(tried, setup)

    def warm(self) -> None:
        """Start the process before somebody waits for it.

        :raise StateError: it cannot be started
        """
        shared_pool().warm(self._make)

    def entries(self, posts: Sequence[ShownPost], form: Form | None = None) -> list[Made]:
        """These posts as entries; in a form, each with its fragment."""

        def encode(some: Sequence[ShownPost]) -> bytes:
            return _packed((form, some))

        work = Work(self._make, encode, _decoder(list[Made]), lambda shown: self._size(shown[0]))
        return [
            Made(None, None, fault_of(each, "E10")) if isinstance(each, Failure) else each
            for each in self._results(work, posts)
        ]

    def fragments(self, entries: Sequence[Entry], form: Form) -> list[bytes | Fault]:
        """These entries in a form."""

        def encode(some: Sequence[Entry]) -> bytes:
            return _packed((form, [(entry.post, _without_post(entry)) for entry in some]))

        work = Work(self._write, encode, _decoder(list[Written]), _size_of_entry)
        return [
            fault_of(each, "E10") if isinstance(each, Failure) else each.fragment or _fault(each)
            for each in self._results(work, entries)
        ]

    def faults(self, posts: Sequence[Post]) -> list[tuple[Post, Fault]]:
        """Those of these posts that cannot be made entries, or be written in every format."""
        work = Work(self._try, _packed, _decoder(list[Fault | None]), self._size)
        results = self._results(work, posts)
        return [
            (post, fault_of(each, "E10") if isinstance(each, Failure) else each)
            for post, each in zip(posts, results, strict=True)
            if each
        ]

    def texts(self, posts: Sequence[Post], scope: str) -> list[str | Fault]:
        """What a search looks through of these posts: by `scope` their titles, with their summaries
        as feeds show them, or with all their text."""

        def encode(some: Sequence[Post]) -> bytes:
            return _packed((scope, some))

        work = Work(self._word, encode, _decoder(list[str]), self._size)
        return [
            fault_of(each, "E10") if isinstance(each, Failure) else each
            for each in self._results(work, posts)
        ]

    def _size(self, post: Post) -> int:
        stamp = self._archive.stamp(post)
        return stamp[1] if stamp else 0

    def _results(self, work: Work[Any, Any], items: Sequence[Any]) -> list[Any]:
        return [
            result
            for start in range(0, len(items), _TOGETHER)
            for result in each(shared_pool(), work, items[start : start + _TOGETHER], self._limits)
        ]


Setup = tuple[Archive, Links]


def made(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: posts into entries."""
    archive, _ = setup
    form, posts = _decoder(tuple[Form | None, list[ShownPost]])(request)
    entries = entries_or_faults(archive, posts)
    _refuse_lack_of_memory(entries)
    there = [entry for entry in entries if isinstance(entry, Entry)]
    fragments = iter(_fragments(setup, there, form) if form else [None] * len(there))
    return _packed([_made(entry, fragments) for entry in entries])


def _made(entry: Entry | Fault | None, fragments: Any) -> Made:
    if not isinstance(entry, Entry):
        return Made(None, None, entry)
    fragment = next(fragments)
    if isinstance(fragment, Fault):
        return Made(None, None, fragment)
    return Made(_without_post(entry), fragment, None)


def written(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: entries into fragments."""
    form, pairs = _decoder(tuple[Form, list[tuple[Post, MadeEntry]]])(request)
    fragments = _fragments(setup, [entry.of(post) for post, entry in pairs], form)
    return _packed(
        [
            Written(None, each) if isinstance(each, Fault) else Written(each, None)
            for each in fragments
        ]
    )


def tried(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: posts into what is wrong with each in any format."""
    archive, _ = setup
    posts = _decoder(list[Post])(request)
    entries = entries_or_faults(archive, [(post, "") for post in posts])
    _refuse_lack_of_memory(entries)
    faults = {place: each for place, each in enumerate(entries) if isinstance(each, Fault)}
    there = [(place, each) for place, each in enumerate(entries) if isinstance(each, Entry)]
    for extension in FORMATS:
        fragments = _fragments(setup, [entry for _, entry in there], (extension, "full"))
        for (place, _), fragment in zip(there, fragments, strict=True):
            if isinstance(fragment, Fault):
                faults.setdefault(place, fragment)
    return _packed([faults.get(place) for place in range(len(posts))])


def worded(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: posts into what a search looks through."""
    archive, _ = setup
    scope, posts = _decoder(tuple[str, list[Post]])(request)
    return _packed([_words(archive, post, scope) for post in posts])


def _words(archive: Archive, post: Post, scope: str) -> str:
    if scope == "title" or (scope == "summary" and post.summary):
        return f"{post.title}\n{post.summary or ''}"
    source = archive.text(post) or ""
    content = safe_html(source, post.path, archive.site.url + "/", archive.dialect)
    if scope == "body":
        return f"{post.title}\n{post.summary or ''}\n{plain(content)}"
    summary = summary_of(content, source, post.path, post.excerpt_separator, archive.dialect)
    return f"{post.title}\n{summary}"


def _fragments(setup: Setup, entries: Sequence[Entry], form: Form) -> list[bytes | Fault]:
    archive, links = setup
    extension, content = form
    fragments = FORMATS[extension].checked_fragments(entries, archive.site, content, links)
    _refuse_lack_of_memory(fragments)
    return fragments


def _refuse_lack_of_memory(results: Sequence[object]) -> None:
    """:raise MemoryError: it lacked for one of several, which need not be the one to blame"""
    faults = [result for result in results if isinstance(result, Fault)]
    if len(results) > 1 and any(fault.code == "E13" for fault in faults):
        raise MemoryError


def _without_post(entry: Entry) -> MadeEntry:
    return MadeEntry(entry.id, entry.url, entry.updated, entry.content, entry.summary, entry.stamp)


def _fault(of: Written) -> Fault:
    return of.fault or Fault(1, "E10", "the format wrote nothing")


def _size_of_entry(entry: Entry) -> int:
    return len(entry.content)


_packed = Encoder().encode


@cache
def _decoder(shape: Any) -> Callable[[bytes], Any]:
    return Decoder(shape).decode
