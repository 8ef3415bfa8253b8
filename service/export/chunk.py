"""Brings the files of some terms up to date: the work of one process of an export.

term ─▶ all its files there, of this revision? ─▶ kept
          └▶ composed ─ rendered ─▶ `service.export.target`

A term has its feeds; where the export is a site, also the months of a feed that is longer than one
document, a page, and copies of its feed at the addresses of a site's generator.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING

from feeds.archive.faults import Fault
from feeds.errors import UnknownTermError
from feeds.feed.compose import compose
from feeds.feed.feed import Feed
from feeds.index.index import Index, open_index
from feeds.index.monthly import Month
from feeds.index.refresh import Refresher
from feeds.index.select import revision_of, select
from feeds.model import SITE, Post, Term
from feeds.query import LARGEST_MONTH, Query
from feeds.render import FORMATS
from feeds.render.links import Links
from service.export.feed_length import length_of
from service.export.files import place_of_document
from service.export.former_addresses import former_paths
from service.export.plan import DocumentKind, Outcome, Plan
from service.publication.broken_posts import recorded
from service.publication.entry_cache import EntryCache
from service.publication.entry_maker import EntryMaker

if TYPE_CHECKING:
    from service.export.static_pages import StaticPages

# Terms that share posts are neighbours: more than the entries of a chunk need not be kept.
_ENTRY_BYTES = 32 << 20


class TermExporter:
    """What one process has open of an export, opened when it is first used: sent to another
    process before that, it opens its own there."""

    def __init__(self, plan: Plan, make_maker: type[EntryMaker]) -> None:
        self.plan = plan
        self._make_maker = make_maker

    @cached_property
    def pages(self) -> StaticPages | None:
        """None: feeds alone."""
        if self.plan.site is None:
            return None
        # Feeds alone need no Flask, which takes half of the time in which a process starts.
        from service.export.static_pages import StaticPages

        return StaticPages(self.plan.settings, self.plan.site, self._make_maker)

    @cached_property
    def index(self) -> Index:
        settings = self.plan.settings
        return self.pages.publication.index if self.pages else open_index(settings.state_folder)

    @cached_property
    def links(self) -> Links:
        if self.pages:
            return self.pages.publication.links
        return Links(self.plan.settings.public_url, self.plan.settings.external_hubs)

    @cached_property
    def entries(self) -> EntryCache:
        if self.pages:
            return self.pages.publication.entries
        archive = self.plan.archive
        maker = self._make_maker(archive, self.links)
        return EntryCache(archive, _ENTRY_BYTES, maker, self._break_off)

    def _break_off(self, faults: Sequence[tuple[Post, Fault]]) -> None:
        settings = self.plan.settings
        recorded(Refresher(self.plan.archive, settings.state_folder, settings.processes), faults)

    def chunk(self, terms: Sequence[Term]) -> list[Outcome]:
        """Bring the files of some terms up to date, from one moment of the index."""
        with self.index.snapshot():
            return [
                outcome._replace(term=term) for term in terms for outcome in self._outcomes(term)
            ]

    def _outcomes(self, term: Term) -> Iterator[Outcome]:
        """The files of a term, up to date. None of a term that a refresh has taken away."""
        query = Query(() if term == SITE else (term,))
        try:
            revision = revision_of(self.index, query)
        except UnknownTermError:
            return
        if self.pages is None:
            yield from self._feeds("feed", query, revision, goes_on=False)
            return
        length = length_of(self.index, query, self.plan.archive.site, self.plan.months)
        months = self._months(query, length.months)
        yield from self._feeds("feed", query, revision, goes_on=bool(months))
        for number, month in enumerate(months, 1):
            yield from self._feeds("month", month, revision, goes_on=number < len(months))
        yield from self._copies(term, query, revision)
        yield from self._page(query, revision, self.pages, length.posts)

    def _months(self, query: Query, months: Sequence[Month]) -> list[Query]:
        """The archive documents, newest first: several of a month with more entries than one may
        have."""
        site, documents = self.plan.archive.site, list[Query]()
        for month in reversed(months if self.plan.months else ()):
            document = query.in_month(f"{month.year:04}-{month.month:02}")
            for left in range(month.posts, 0, -LARGEST_MONTH):
                documents.append(document)
                if left > LARGEST_MONTH:
                    decided = document.as_site_shows(site.shows_stories_once)
                    after = select(self.index, decided, site.timezone).last
                    document = replace(document, before=after)
        return documents

    def _feeds(
        self, kind: DocumentKind, query: Query, revision: int, goes_on: bool
    ) -> Iterator[Outcome]:
        """A feed in every format. `goes_on`: an older month has a document."""
        feed: Feed | None = None

        def document(extension: str) -> bytes:
            nonlocal feed
            feed = feed or self._feed(query, extension, goes_on)
            fragments = self.entries.fragments(feed, extension)
            return FORMATS[extension].document(feed, self.links, fragments)

        for extension in self.plan.formats:
            address = self.links.feed(query, extension)
            path = place_of_document(query, extension)
            yield self._file(kind, path, address, revision, partial(document, extension))

    def _feed(self, query: Query, extension: str, goes_on: bool) -> Feed:
        """The feed, without links to pages, which have no files, and to months where these have
        none. Its new entries are written at once in the format with this extension."""
        archive, content = self.plan.archive, self.plan.settings.content
        make_entries = partial(self.entries.entries, form=(extension, content))
        feed = compose(archive, self.index, query, content, make_entries=make_entries)
        if not goes_on:
            feed = replace(feed, older_month=None)
        return feed if query.month else replace(feed, more=False, total=None, last=None)

    def _copies(self, term: Term, query: Query, revision: int) -> Iterator[Outcome]:
        """The feed once more at the addresses that the site's generator gave it."""
        for path, extension in former_paths(self.plan.archive, term):
            if extension in self.plan.formats:
                source = place_of_document(query, extension)
                if source and (self.plan.target.out / source).exists():
                    make = (self.plan.target.out / source).read_bytes
                    address = self.links.base_url + "/" + path
                    yield self._file("copy", path, address, revision, make)

    def _page(
        self, query: Query, revision: int, pages: StaticPages, posts: int
    ) -> Iterator[Outcome]:
        """The page of a feed, and its older entries on further ones."""
        for page in pages.pages_of(query, posts):
            address = self.links.base_url + self.links.target(page, "")
            path = place_of_document(page, "")
            yield self._file("page", path, address, revision, partial(pages.feed_page, page))

    def _file(
        self,
        kind: DocumentKind,
        path: str | None,
        address: str,
        revision: int,
        make: Callable[[], bytes],
    ) -> Outcome:
        target = self.plan.target
        if path is None:
            return Outcome(kind, address, None, reason="no file can be named so")
        if target.has(path, revision):
            return Outcome(kind, path, target.records[path])
        try:
            update = target.update(path, make(), revision)
        except FileExistsError as error:
            return Outcome(kind, address, None, is_foreign=True, reason=error.strerror or "")
        except OSError as error:
            return Outcome(kind, address, None, reason=error.strerror or "")
        return Outcome(kind, path, update.record, update.is_written, update.is_changed, address)


def exported(exporter: TermExporter, request: bytes) -> bytes:
    """The same as the work of a bounded process."""
    return pickle.dumps(exporter.chunk(pickle.loads(request)))
