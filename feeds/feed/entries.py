"""Posts as entries: the text of each read from the archive and made safe HTML."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from feeds.archive import Archive, Source
from feeds.archive.faults import Fault, fault_of_error, report_left_out
from feeds.feed.phrases import Phrases, phrases_for
from feeds.html import safe_html, summary_of
from feeds.identity import entry_id, key
from feeds.model import Attribution, Entry, Post
from feeds.text.urls import percent_encoded

_SECOND = 1_000_000  # microseconds

ShownPost = tuple[Post, str]
"""A post, and what makes its entry's id distinct (see `feeds.identity.entry_id`)."""

MakeEntries = Callable[[Sequence[ShownPost]], list[Entry | None]]
"""Makes entries of posts, in their order: None of those whose file cannot be read any more."""


def entries_of(archive: Archive, posts: Sequence[ShownPost]) -> list[Entry | None]:
    """Posts as entries, in their order: None of those whose file cannot be read any more,
    or of which no entry can be made, which the log names."""
    entries = entries_or_faults(archive, posts)
    for (post, _), entry in zip(posts, entries, strict=True):
        if isinstance(entry, Fault):
            report_left_out(post.path, entry)
    return [None if isinstance(entry, Fault) else entry for entry in entries]


def entries_or_faults(archive: Archive, posts: Sequence[ShownPost]) -> list[Entry | Fault | None]:
    """The same, with the fault of a post of which no entry can be made."""
    sources = archive.sources([post for post, _ in posts])
    return [
        _entry_alone(archive, post, distinct, source) if isinstance(source, Source) else source
        for (post, distinct), source in zip(posts, sources, strict=True)
    ]


def _entry_alone(archive: Archive, post: Post, distinct: str, source: Source) -> Entry | Fault:
    try:
        return _entry(archive, post, distinct, source)
    except Exception as error:  # one post costs itself alone
        return fault_of_error(error, "E10")


def _entry(archive: Archive, post: Post, distinct: str, source: Source) -> Entry:
    site, dialect = archive.site, archive.dialect
    url = site.url + percent_encoded(post.permalink)
    content = safe_html(source.text, post.path, url, dialect)
    phrases = phrases_for(post.language or site.language)
    is_short = post.excerpt_only or site.excerpt_only
    return Entry(
        post=post,
        id=entry_id(post, site, distinct),
        url=url,
        updated=_updated(post),
        content="" if is_short else _credited(content, post, phrases),
        summary=post.summary
        or summary_of(content, source.text, post.path, post.excerpt_separator, dialect),
        stamp=source.stamp,
    )


def _credited(content: str, post: Post, phrases: Phrases) -> str:
    """The content after a line that says who published it first: many readers show only this."""
    parts = [credit_of(post.attribution, phrases), _lead_image(content, post), content]
    return "\n".join(part for part in parts if part)


def credit_of(attribution: Attribution, phrases: Phrases) -> str:
    """The line with which a post's content begins, as HTML; empty where no publisher is known."""
    if not attribution.outlet and not attribution.original_url:
        return ""
    name = html.escape(attribution.outlet or phrases.original)
    address = attribution.original_url or attribution.outlet_url
    link = f'<a href="{html.escape(address)}">{name}</a>' if address else name
    return f"<p>{phrases.first_published} {link}</p>"


def _lead_image(content: str, post: Post) -> str:
    """The front matter's image, where the text does not show it already."""
    if not post.image or html.escape(post.image) in content:
        return ""
    return f'<p><img src="{html.escape(post.image)}" alt=""></p>'


def _updated(post: Post) -> datetime:
    """The instant of the last change. A day without a time is spread over its first second."""
    if post.updated or not post.day_only:
        return post.modified
    return _spread(post.published, post)


def apart(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries with no two equal `updated`, which validators refuse and readers cannot order.

    Entries of one instant are spread over its second, each by its own path; the few that still
    meet are moved by microseconds.
    """
    entries = tuple(entries)
    count = Counter(entry.updated for entry in entries)
    moments: set[datetime] = set()
    moved = []
    for entry in entries:
        moment = entry.updated
        if count[moment] > 1 and moment.microsecond == 0:
            moment = _spread(moment, entry.post)
        while moment in moments:
            moment += timedelta(microseconds=1)
        moments.add(moment)
        moved.append(entry if moment == entry.updated else replace(entry, updated=moment))
    return tuple(moved)


def _spread(moment: datetime, post: Post) -> datetime:
    """A moment within its second that the post's path decides."""
    return moment + timedelta(microseconds=key(post.path) % _SECOND)
