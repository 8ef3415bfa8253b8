"""Makes the current feed of a query, and its document, of entries from the cache."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial

from feeds.archive import Archive
from feeds.feed.compose import compose, tombstones
from feeds.feed.feed import Feed, Tombstone
from feeds.index.full_text import FullText
from feeds.index.index import Index
from feeds.index.tally import Tally, tally
from feeds.query import Query
from feeds.render import Format
from feeds.render.links import Links
from service.publication.entry_cache import EntryCache
from service.publication.full_text import WordSearch
from service.publication.gone_files import GoneFiles
from service.settings.settings import Settings


class FeedDocuments:
    """Safe to use from any thread, each with an index of its own."""

    def __init__(
        self,
        archive: Archive,
        settings: Settings,
        links: Links,
        entries: EntryCache,
        search: WordSearch,
    ) -> None:
        self._archive = archive
        self._settings = settings
        self._links = links
        self._entries = entries
        self._search = search

    def feed(self, index: Index, query: Query, form: Format | None = None) -> tuple[Feed, bool]:
        """The feed of a query, and whether it is without a post whose file is gone. Where a format
        is given, new entries are written in it at once.

        :raise UnknownTermError: a term of the query that no served post has
        :raise NotReadyError: it asks for words, and these are still being read
        :raise ArchiveAwayError: the archive cannot be read
        """
        content = self._settings.content
        written = (form.extension, query.content or content) if form else None
        gone = GoneFiles(self._archive, partial(self._entries.entries, form=written))
        with self._words(index, query) as words:
            feed = compose(self._archive, index, query, content, words, gone.entries)
        if form and self._has_tombstones(query, form):
            feed = replace(feed, tombstones=self._tombstones(index, query))
        return feed, gone.any

    def document(self, feed: Feed, form: Format) -> bytes:
        """The feed as it is sent, in UTF-8."""
        return form.document(feed, self._links, self._entries.fragments(feed, form.extension))

    def link_header(self, query: Query, form: Format) -> str:
        """Hubs and the topic (W3C WebSub section 4), ours first."""
        links = [f'<{hub}>; rel="hub"' for hub in self._links.hubs]
        return ", ".join([*links, f'<{self._links.feed(query, form.extension)}>; rel="self"'])

    def tally(self, index: Index, query: Query, months: int) -> Tally:
        """How many posts a query's feed has, and how many in each of its last months.

        :raise UnknownTermError: a term of the query that no served post has
        :raise NotReadyError: it asks for words, and these are still being read
        """
        query = query.as_site_shows(self._archive.site.shows_stories_once)
        with self._words(index, query) as words:
            return tally(index, query, self._archive.site.timezone, words, months)

    def _words(self, index: Index, query: Query) -> AbstractContextManager[FullText | None]:
        return self._search.words(index) if query.words else nullcontext()

    def _has_tombstones(self, query: Query, form: Format) -> bool:
        is_plain = query.is_first and not query.is_filtered and not query.corrections
        return self._settings.tombstones > 0 and form.extension == "atom" and is_plain

    def _tombstones(self, index: Index, query: Query) -> tuple[Tombstone, ...]:
        since = datetime.now(UTC) - timedelta(days=self._settings.tombstones)
        return tombstones(index, query, self._archive.site, since)
