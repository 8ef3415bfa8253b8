"""A Feed: what one document shows, whole, before any format. Made here from the index and the
archive; everything after this is pure.
"""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote, urlencode

from feeds import identity
from feeds.archive import Archive, Source
from feeds.feed.corrections import entry_for
from feeds.feed.frequency import Pace, pace_of
from feeds.feed.phrases import Words, words_for
from feeds.html import safe_html, summary_of
from feeds.index.corrections import corrections, withdrawn
from feeds.index.full_text import Words as WordIndex
from feeds.index.index import Index
from feeds.index.select import Selection, select
from feeds.model import SITE, Attribution, Entry, Post, Site
from feeds.query import Content, Place, Query
from feeds.text.urls import percent_encoded

# The `updated` of a feed without entries: a constant, and no date a validator would doubt.
NEVER = datetime(2000, 1, 1, tzinfo=UTC)

_SECOND = 1_000_000  # microseconds
_TOGETHER = 50  # posts that become entries at a time


@dataclass(frozen=True, slots=True)
class Tombstone:
    """An entry that is gone (RFC 6721)."""

    id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """One document of one feed. `updated` comes from the posts, never from a clock."""

    site: Site
    query: Query
    title: str
    subtitle: str
    entries: tuple[Entry, ...]
    updated: datetime
    pace: Pace
    more: bool  # older entries follow on the next page
    total: int | None  # entries on all pages; None where counting them would be a walk
    content: Content = "full"
    last: Place | None = None  # of the last entry: the next page begins after it
    older_month: str | None = None  # YYYY-MM of the archive document before this one
    newer_month: str | None = None  # of the one after it; where there is one, this is sealed
    tombstones: tuple[Tombstone, ...] = ()

    @property
    def id(self) -> str:
        """One id for all pages, archives and formats (RFC 5005 section 3: one logical feed)."""
        return feed_id(self.query, self.site)

    @property
    def is_sealed(self) -> bool:
        """Whether only a change of one of its own posts can still change this document."""
        return self.query.month is not None and self.newer_month is not None


EntryMaker = Callable[[Sequence[tuple[Post, str]]], list[Entry | None]]
"""Posts, each with what makes its id distinct, as entries; None for those whose file is gone."""


def compose(
    archive: Archive,
    index: Index,
    query: Query,
    content: Content = "full",
    words: WordIndex | None = None,
    make: EntryMaker | None = None,
) -> Feed:
    """The feed a query asks for. A post whose file is gone since the last refresh is left out.

    `content` is what the settings give where the query does not say; `words` is needed for a
    query with words; `make` stands for `entries_of`, where many feeds share their entries.

    :raise UnknownTermError: a term of the query that no served post has
    """
    if query.corrections:
        return _of_corrections(archive, index, query, content)
    selection = select(index, query, archive.site.timezone, words)
    made = make(selection.posts) if make else entries_of(archive, selection.posts)
    return _document(archive.site, query, selection, made, content)


def _document(
    site: Site, query: Query, selection: Selection, made: list[Entry | None], content: Content
) -> Feed:
    return feed_of(
        query,
        site,
        (entry for entry in made if entry),
        content,
        more=selection.more,
        total=selection.total,
        last=selection.last,
        older_month=_older_month(query, selection, site),
        newer_month=_month(selection.newer, site) if selection.newer else None,
    )


def _of_corrections(archive: Archive, index: Index, query: Query, content: Content) -> Feed:
    site = archive.site
    found = corrections(index, query.limit, query.page)
    make = partial(entry_of, archive)
    made = (entry_for(correction, site, make) for correction in found[: query.limit])
    shown = (entry for entry in made if entry)
    return feed_of(query, site, shown, content, more=len(found) > query.limit)


def tombstones(
    archive: Archive, index: Index, query: Query, since: datetime
) -> tuple[Tombstone, ...]:
    """What was withdrawn from a feed since an instant.

    :raise UnknownTermError: a term of the query that no served post has
    """
    return tuple(
        Tombstone(identity.entry_id(gone.post, archive.site, gone.distinct), gone.at)
        for gone in withdrawn(index, query, since)
    )


def feed_of(
    query: Query,
    site: Site,
    entries: Iterable[Entry],
    content: Content,
    *,
    more: bool = False,
    total: int | None = None,
    last: Place | None = None,
    older_month: str | None = None,
    newer_month: str | None = None,
) -> Feed:
    """A feed of these entries; what stands around them is named as in `Feed`."""
    shown = apart(tuple(entries))
    return Feed(
        site=site,
        query=query,
        title=title_of(query, site),
        subtitle=site.description or site.title,
        entries=shown,
        updated=max((entry.updated for entry in shown), default=NEVER),
        pace=pace_of([entry.post.published for entry in shown]),
        more=more,
        total=total,
        content=query.content or content,
        last=last,
        older_month=older_month,
        newer_month=newer_month,
    )


def apart(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries with no two equal `updated` (FEEDS: such entries cannot be put in order).

    Entries of one instant are spread over its second, each by its own path; the few that still
    meet are moved by microseconds.
    """
    shared = Counter(entry.updated for entry in entries)
    seen: set[datetime] = set()
    found = []
    for entry in entries:
        moment = entry.updated
        if shared[moment] > 1 and moment.microsecond == 0:
            moment = _spread(moment, entry.post)
        while moment in seen:
            moment += timedelta(microseconds=1)
        seen.add(moment)
        found.append(entry if moment == entry.updated else replace(entry, updated=moment))
    return tuple(found)


def _older_month(query: Query, selection: Selection, site: Site) -> str | None:
    """From the polled document to the newest month, from each month to the one before it."""
    if query.month:
        return _month(selection.older, site) if selection.older else None
    if not query.is_first or not selection.posts:
        return None
    return _month(selection.posts[0][0].published, site)


def _month(moment: datetime, site: Site) -> str:
    return f"{moment.astimezone(site.timezone):%Y-%m}".rjust(7, "0")


def entry_of(archive: Archive, post: Post, distinct: str = "") -> Entry | None:
    """A post as an entry; None where its file cannot be read any more."""
    return entries_of(archive, ((post, distinct),))[0]


def entries_of(archive: Archive, posts: Sequence[tuple[Post, str]]) -> list[Entry | None]:
    """As `entry_of` for each, stage by stage for some of them at a time."""
    found: list[Entry | None] = []
    for start in range(0, len(posts), _TOGETHER):
        found += _made_together(archive, posts[start : start + _TOGETHER])
    return found


def _made_together(archive: Archive, posts: Sequence[tuple[Post, str]]) -> list[Entry | None]:
    sources = archive.sources([post for post, _ in posts])
    urls = [archive.site.url + percent_encoded(post.permalink) for post, _ in posts]
    contents = [
        safe_html(source.text, post.path, url).encode() if source else b""
        for (post, _), url, source in zip(posts, urls, sources, strict=True)
    ]
    return [
        None if source is None else _entry(archive.site, post, distinct, url, source, content)
        for (post, distinct), url, source, content in zip(
            posts, urls, sources, contents, strict=True
        )
    ]


def _entry(
    site: Site, post: Post, distinct: str, url: str, source: Source, content: bytes
) -> Entry:
    return Entry(
        post=post,
        id=identity.entry_id(post, site, distinct),
        url=url,
        updated=_updated(post),
        markup=_credited(content, post, words_for(post.language or site.language)),
        summary=post.summary or summary_of(content, source.text, post.excerpt_separator),
        stamp=source.stamp,
    )


def feed_id(query: Query, site: Site) -> str:
    """The id of a logical feed: of what it is about, whatever part or form of it."""
    if query.corrections:
        return identity.page_id("/corrections", site)
    terms = [identity.term_id(term, site) for term in query.terms or (SITE,)]
    several = "".join("&" + term.partition(":/")[2] for term in terms[1:])
    return terms[0] + several + _filter_id(query)


def _filter_id(query: Query) -> str:
    parameters = [(f"-{kind}", name) for kind, name in query.without]
    words, since, until = " ".join(query.words), query.since or "", query.until or ""
    single = [("q", words), ("since", since), ("until", until)]
    parameters += [(name, value) for name, value in single if value]
    return "?" + urlencode(parameters, quote_via=quote, safe="") if parameters else ""


def title_of(query: Query, site: Site) -> str:
    """The site's title, after what the feed is about."""
    said = [site.label(term) for term in query.terms]
    said += [f"−{site.label(term)}" for term in query.without]
    said += [f"“{' '.join(query.words)}”"] if query.words else []
    said += [f"{query.since or ''}–{query.until or ''}"] if query.since or query.until else []
    said += [words_for(site.language).corrections] if query.corrections else []
    return " · ".join([*said, site.title])


def _updated(post: Post) -> datetime:
    """The instant of the last change. A day without a time is spread over its first second."""
    if post.updated or not post.day_only:
        return post.modified
    return _spread(post.published, post)


def _spread(moment: datetime, post: Post) -> datetime:
    return moment + timedelta(microseconds=identity.key(post.path) % _SECOND)


def _credited(content: bytes, post: Post, words: Words) -> bytes:
    """The content with a line that says who published it first: many readers show only this."""
    before = [_credit(post.attribution, words), _lead_image(content, post)]
    return b"\n".join(
        [*(line.encode() for line in before if line), *([content] if content else [])]
    )


def _credit(said: Attribution, words: Words) -> str:
    if not said.outlet and not said.original_url:
        return ""
    name = html.escape(said.outlet or words.original)
    address = said.original_url or said.outlet_url
    link = f'<a href="{html.escape(address)}">{name}</a>' if address else name
    return f"<p>{words.first_published} {link}</p>"


def _lead_image(content: bytes, post: Post) -> str:
    """The front matter's image, where the text does not show it already."""
    if not post.image or html.escape(post.image).encode() in content:
        return ""
    return f'<p><img src="{html.escape(post.image)}" alt=""></p>'
