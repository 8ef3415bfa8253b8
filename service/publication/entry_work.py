"""The functions that make entries and fragments of posts: a process runs them that can be ended.

    request ─ decoder ─▶ posts ─▶ entries ─▶ fragments ─ packed ─▶ answer

Only these functions use files, Markdown, the sanitiser and the formats, because a post may keep a
process busy for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from msgspec.msgpack import Decoder, Encoder

from feeds.archive import Archive
from feeds.archive.faults import Fault
from feeds.feed.entries import ShownPost, entries_or_faults
from feeds.html import safe_html, summary_of
from feeds.model import Entry, Post, Repeat, Stamp
from feeds.query import Content
from feeds.render import FORMATS
from feeds.render.links import Links
from feeds.text.plain import plain

Setup = tuple[Archive, Links]

Form = tuple[str, Content]
"""How an entry is written: the format's extension, and what of the content."""


class MadeEntry(NamedTuple):
    """An entry without its post, on its way between processes."""

    id: str
    url: str
    updated: datetime
    content: str
    summary: str
    stamp: Stamp | None
    repeats: tuple[Repeat, ...] = ()

    def of(self, post: Post) -> Entry:
        return Entry(post, *self)


class EntryOutcome(NamedTuple):
    """An entry with its fragment, or the fault of its post; neither where its file is gone."""

    entry: MadeEntry | None
    fragment: bytes | None  # where a form was asked for
    fault: Fault | None


class FragmentOutcome(NamedTuple):
    fragment: bytes | None
    fault: Fault | None


def make_entries(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: makes entries of posts."""
    form, posts = decoder(tuple[Form | None, list[ShownPost]])(request)
    return packed(entry_outcomes(setup, form, posts))


def entry_outcomes(
    setup: Setup, form: Form | None, posts: Sequence[ShownPost]
) -> list[EntryOutcome]:
    """Posts as entries; in a form, each with its fragment.

    :raise MemoryError: memory lacked for one of several
    """
    archive, _ = setup
    entries = entries_or_faults(archive, posts)
    _refuse_lack_of_memory(entries)
    there = [entry for entry in entries if isinstance(entry, Entry)]
    fragments = iter(fragments_of(setup, form, there) if form else [None] * len(there))
    return [_outcome(entry, fragments) for entry in entries]


def _outcome(entry: Entry | Fault | None, fragments: Any) -> EntryOutcome:
    if not isinstance(entry, Entry):
        return EntryOutcome(None, None, entry)
    fragment = next(fragments)
    if isinstance(fragment, Fault):
        return EntryOutcome(None, None, fragment)
    return EntryOutcome(without_post(entry), fragment, None)


def write_fragments(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: writes entries as fragments."""
    form, pairs = decoder(tuple[Form, list[tuple[Post, MadeEntry]]])(request)
    fragments = fragments_of(setup, form, [entry.of(post) for post, entry in pairs])
    return packed(
        [
            FragmentOutcome(None, each) if isinstance(each, Fault) else FragmentOutcome(each, None)
            for each in fragments
        ]
    )


def find_faults(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: finds the fault of each post, in whichever format."""
    archive, _ = setup
    posts = decoder(list[Post])(request)
    entries = entries_or_faults(archive, [(post, "") for post in posts])
    _refuse_lack_of_memory(entries)
    faults = {place: each for place, each in enumerate(entries) if isinstance(each, Fault)}
    there = [(place, each) for place, each in enumerate(entries) if isinstance(each, Entry)]
    for extension in FORMATS:
        fragments = fragments_of(setup, (extension, "full"), [entry for _, entry in there])
        for (place, _), fragment in zip(there, fragments, strict=True):
            if isinstance(fragment, Fault):
                faults.setdefault(place, fragment)
    return packed([faults.get(place) for place in range(len(posts))])


def find_notes(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: finds the notes on each post."""
    archive, _ = setup
    return packed([archive.notes(post) for post in decoder(list[Post])(request)])


def read_texts(setup: Setup, request: bytes) -> bytes:
    """The work of a bounded process: reads the text of each post that a search looks through."""
    archive, _ = setup
    scope, posts = decoder(tuple[str, list[Post]])(request)
    return packed([_words(archive, post, scope) for post in posts])


def _words(archive: Archive, post: Post, scope: str) -> str:
    if scope == "title" or (scope == "summary" and post.summary):
        return f"{post.title}\n{post.summary or ''}"
    source = archive.text(post) or ""
    content = safe_html(source, post.path, archive.site.url + "/", archive.dialect)
    if scope == "body":
        return f"{post.title}\n{post.summary or ''}\n{plain(content)}"
    summary = summary_of(content, source, post.path, post.excerpt_separator, archive.dialect)
    return f"{post.title}\n{summary}"


def fragments_of(setup: Setup, form: Form, entries: Sequence[Entry]) -> list[bytes | Fault]:
    """Entries as a format writes them.

    :raise MemoryError: memory lacked for one of several
    """
    archive, links = setup
    extension, content = form
    fragments = FORMATS[extension].checked_fragments(entries, archive.site, content, links)
    _refuse_lack_of_memory(fragments)
    return fragments


def _refuse_lack_of_memory(results: Sequence[object]) -> None:
    """:raise MemoryError: memory lacked for one of several, which need not be the one that took
    it"""
    faults = [result for result in results if isinstance(result, Fault)]
    if len(results) > 1 and any(fault.code == "E13" for fault in faults):
        raise MemoryError


def without_post(entry: Entry) -> MadeEntry:
    return MadeEntry(
        entry.id, entry.url, entry.updated, entry.content, entry.summary, entry.stamp, entry.repeats
    )


packed = Encoder().encode


@cache
def decoder(shape: Any) -> Callable[[bytes], Any]:
    """Reads what `packed` has written of a value of this shape."""
    return Decoder(shape).decode
