"""A query → the Feed it asks for, from the index and the archive."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import partial

from feeds.archive import Archive
from feeds.feed.corrections import entries_of_corrections
from feeds.feed.entries import MakeEntries, apart, entries_of
from feeds.feed.feed import NEVER, Feed, Tombstone, title_of
from feeds.feed.frequency import frequency_of
from feeds.feed.months import newer_month, older_month
from feeds.feed.names import display_names
from feeds.feed.repeats import naming_repeats
from feeds.identity import entry_id
from feeds.index.corrections import corrections, withdrawn
from feeds.index.full_text import FullText
from feeds.index.index import Index
from feeds.index.select import select
from feeds.model import Entry, Site, Term
from feeds.query import Content, Place, Query, limit_of


def compose(
    archive: Archive,
    index: Index,
    query: Query,
    content: Content = "full",
    words: FullText | None = None,
    make_entries: MakeEntries | None = None,
) -> Feed:
    """The feed a query asks for. A post whose file is gone since the last refresh is left out.

    `content` is what the settings give where the query does not say; `words` is needed for a
    query with words; `make_entries` takes the place of `entries_of` where entries are cached.

    :raise UnknownTermError: a term of the query that no served post has
    """
    make_entries = make_entries or partial(entries_of, archive)
    if query.corrections:
        return _of_corrections(archive.site, index, query, content, make_entries)
    limit = limit_of(query, archive.site.posts_limit)
    decided = query.as_site_shows(archive.site.shows_stories_once)
    selection = select(index, decided, archive.site.timezone, words, limit)
    return feed_of(
        query,
        archive.site,
        naming_repeats(make_entries(selection.posts), selection.repeats, archive.site),
        content,
        names=display_names(index, archive.site, query),
        more=selection.more,
        total=selection.total,
        last=selection.last,
        older_month=older_month(query, selection, archive.site),
        newer_month=newer_month(selection, archive.site),
    )


def _of_corrections(
    site: Site, index: Index, query: Query, content: Content, make_entries: MakeEntries
) -> Feed:
    limit = limit_of(query, site.posts_limit)
    changes = corrections(index, limit, query.page)
    entries = entries_of_corrections(changes[:limit], site, make_entries)
    return feed_of(query, site, entries, content, more=len(changes) > limit)


def feed_of(
    query: Query,
    site: Site,
    entries: Iterable[Entry | None],
    content: Content,
    *,
    names: Mapping[Term, str] | None = None,
    more: bool = False,
    total: int | None = None,
    last: Place | None = None,
    older_month: str | None = None,
    newer_month: str | None = None,
) -> Feed:
    """A feed of these entries, without those that are None. The other arguments are named as in
    `Feed`. Terms go by their own names where `names` is not given."""
    names = names or {term: site.label(term) for term in (*query.terms, *query.without)}
    shown = apart(entry for entry in entries if entry)
    return Feed(
        site=site,
        query=query,
        title=title_of(query, site, names),
        subtitle=site.description or site.title,
        entries=shown,
        updated=max((entry.updated for entry in shown), default=NEVER),
        frequency=frequency_of(entry.post.published for entry in shown),
        more=more,
        total=total,
        content=query.content or content,
        last=last,
        older_month=older_month,
        newer_month=newer_month,
        names=names,
    )


def tombstones(index: Index, query: Query, site: Site, since: datetime) -> tuple[Tombstone, ...]:
    """What was withdrawn from a feed since an instant.

    :raise UnknownTermError: a term of the query that no served post has
    """
    return tuple(
        Tombstone(entry_id(gone.post, site, gone.distinct), gone.at)
        for gone in withdrawn(index, query, since)
    )
