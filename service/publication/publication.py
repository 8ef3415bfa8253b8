"""The publication: the archive, index, links and cache from which this process answers.

publish(query, format) ─ cache ─ revision still the same? ─▶ PreparedResponse
                            └─ compose ─ render ─ prepare ─▶ PreparedResponse
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from functools import partial

from feeds.addresses import write_target
from feeds.archive import Archive, open_archive
from feeds.errors import PostwireError
from feeds.feed.feed import Feed
from feeds.index.index import Index
from feeds.index.refresh import Refresher
from feeds.index.select import changed_at, revision_of
from feeds.model import Changes, Version
from feeds.outages import MENDABLE
from feeds.parameters import Defaults
from feeds.query import DEFAULT_LIMIT, LARGEST_LIMIT, Query
from feeds.render import Format
from feeds.render.links import Links
from service.checkout.checkout import Checkout
from service.checkout.pull import pull, redated
from service.checkout.report import CheckoutReport
from service.publication.broken_posts import recorded
from service.publication.cache_control import cache_control
from service.publication.due_posts import DuePosts
from service.publication.editions import Editions
from service.publication.entry_cache import EntryCache
from service.publication.entry_maker import EntryMaker
from service.publication.feed_documents import FeedDocuments
from service.publication.full_text import WordSearch
from service.publication.last_refresh import noted_refresh
from service.publication.response import PreparedResponse, prepare
from service.publication.response_cache import CachedResponse, ResponseCache
from service.publication.thread_index import ThreadIndex
from service.settings.settings import Settings
from service.traffic.recorder import Recorder

HUB_PATH = "/hub"

_WITHOUT_A_FILE = 2.0  # seconds that a response counts which a post is missing from


def _silent() -> None:
    pass


class Publication:
    """Safe to use from any thread, and after a fork. Each thread has an open index of its own."""

    def __init__(
        self,
        settings: Settings,
        links: Links | None = None,
        make_maker: type[EntryMaker] = EntryMaker,
    ) -> None:
        """`links` are those of the service where not given.

        :raise PostwireError: no archive, no usable state folder, settings without meaning
        """
        self.settings = settings
        self._index = ThreadIndex(settings.state_folder, self._start_anew)
        self.archive: Archive = open_archive(
            settings.archive, settings.options(), settings.former_files
        )
        self.checkout = Checkout(settings) if settings.source else None
        self.refresher = Refresher(
            self.archive, settings.state_folder, settings.processes, builds=self.checkout is None
        )
        self.defaults = self._defaults()
        own_hub = settings.public_url + HUB_PATH
        self.links = links or Links(settings.public_url, (own_hub, *settings.external_hubs))
        report = partial(recorded, self.refresher)
        # Entries have a fourth of what a worker may keep, finished responses the rest.
        self.maker = make_maker(self.archive, self.links)
        self.entries = EntryCache(self.archive, settings.cache_bytes // 4, self.maker, report)
        self.cache = ResponseCache(settings.cache_bytes - settings.cache_bytes // 4)
        search = WordSearch(self.maker, settings, report)
        self.documents = FeedDocuments(self.archive, settings, self.links, self.entries, search)
        self.recorder = Recorder(settings.state_folder)
        self.editions = Editions()
        self._due_posts = DuePosts(self.refresher)

    @property
    def index(self) -> Index:
        """The index as this thread has it open, opened anew where it was built anew.

        :raise StateError: where there is none
        """
        return self._index.current()

    def _defaults(self) -> Defaults:
        limit = min(self.archive.site.posts_limit or DEFAULT_LIMIT, LARGEST_LIMIT)
        return Defaults(self.settings.content, limit, self.settings.stories)

    def _start_anew(self) -> None:
        """The index was built anew: the site's settings may have changed, which is a reason for it,
        and its numbers count from elsewhere."""
        self.archive.reopen()
        self.defaults = self._defaults()
        self.maker.renew()
        self.entries.clear()
        self.cache.clear()

    def publish(
        self, query: Query, form: Format, missed: Callable[[], None] = _silent
    ) -> PreparedResponse:
        """The response for a document, from the cache where its feed is unchanged; `missed` is
        called where it is not.

        :raise UnknownTermError: a term of the query that no served post has
        """
        key = write_target(query, form.extension)
        index = self.index
        revision = self.revision(index)
        cached = self.cache.get(key)
        # Again where another thread was rendering it already: that one may have begun earlier.
        while cached is None or not self._is_valid(cached, index, revision):
            missed()
            cached = self.cache.make(key, lambda: self._render(key, query, form, revision))
        return cached.prepared

    def news(
        self, query: Query, form: Format, current: str, digests: Iterable[str]
    ) -> bytes | None:
        """The document with only the entries that are new to a client that has an edition of one
        of these digests. None where the whole document, whose digest is `current`, is the better
        answer."""
        key = write_target(query, form.extension)
        feed = self.editions.since(key, digests, current, self.compose(query))
        return None if feed is None else self.documents.document(feed, form)

    def knows(self, query: Query) -> bool:
        """Whether there is a post of each of a query's terms, which is one lookup: an event loop
        may ask. False where anything is amiss."""
        try:
            revision_of(self._index.glance(), query)
        except (PostwireError, sqlite3.Error, OSError):
            return False
        return True

    def cached(self, target: bytes) -> PreparedResponse | None:
        """What `publish` would give for this request target, where that takes no rendering and
        no waiting: an event loop may ask. None for all else, and where anything is amiss."""
        cached = self.cache.at_target(target)
        return cached.prepared if cached and self._is_current(cached) else None

    def _is_current(self, cached: CachedResponse) -> bool:
        try:
            index = self._index.glance()
            revision = index.shared.get()
            if cached.compared != revision:
                index = self.index
            if self._due_posts.are_there(index, revision):
                return False
            return self._is_valid(cached, index, revision)
        except (PostwireError, sqlite3.Error, OSError):
            return False

    def revision(self, index: Index) -> int:
        """The number of the last refresh, after serving what has become due by the clock."""
        return self._due_posts.serve(index)

    def refresh(self, paths: Iterable[str] | None = None) -> Changes:
        """Bring the index up to date: these paths, or everything. Where the archive comes from a
        repository, what is newer there.

        :raise GitError: the repository cannot be had now
        :raise ArchiveError: a path outside the archive
        """
        now, started = datetime.now(UTC), time.perf_counter()
        try:
            with noted_refresh(self.settings.state_folder):
                if self.checkout:
                    return self.checkout.update()
                pull(self.settings)
                dated_anew = redated(self.archive, self.settings)
                if paths is None:
                    return self.refresher.refresh(now, again=dated_anew)
                return self.refresher.refresh_paths({*paths, *dated_anew}, now)
        finally:
            self.recorder.timings.append(("refresh", time.perf_counter() - started))

    def checkout_report(self) -> CheckoutReport | None:
        """What is known of the archive's repository; None where it comes from none. The index
        knows first which commit is served."""
        if self.checkout is None:
            return None
        report = self.checkout.report()
        try:
            version = self.index.version()
        except MENDABLE:
            return report
        return report.served(version.commit, time.time()) if version else report

    def _is_valid(self, cached: CachedResponse, index: Index, revision: int) -> bool:
        """Whether every refresh left this feed alone. Compared once for each refresh."""
        if cached.until is not None and time.monotonic() >= cached.until:
            return False
        if cached.compared == revision:
            return True
        with index.snapshot():
            if revision_of(index, cached.query) != cached.revision:
                return False
            if version := index.version():
                cached.prepared = self._of(version, index.changed_by_clock_at(), cached.prepared)
        cached.compared = revision
        return True

    def _render(self, key: str, query: Query, form: Format, compared: int) -> CachedResponse:
        started = time.perf_counter()
        index = self.index
        # Before the posts are read: a document may be newer than what is said of it, never older.
        with index.snapshot():
            revision, changed = revision_of(index, query), changed_at(index, query)
            version, by_clock = index.version(), index.changed_by_clock_at()
        feed, lacks_a_file = self.documents.feed(index, query, form)
        body = self.documents.document(feed, form)
        prepared = prepare(
            body,
            form.content_type,
            changed or min(feed.updated, index.built_at()),
            cache_control(feed),
            self.documents.link_header(query, form),
        )
        if version:
            prepared = self._of(version, by_clock, prepared)
        self.recorder.timings.append(("render", time.perf_counter() - started))
        self.editions.remember(key, prepared.digest, feed)
        until = time.monotonic() + _WITHOUT_A_FILE if lacks_a_file else None
        return CachedResponse(prepared, query, revision, compared, until)

    def _of(
        self, version: Version, by_clock: datetime, prepared: PreparedResponse
    ) -> PreparedResponse:
        """The response as every machine that serves this commit gives it. Several commits of one
        second, or before the newest post, may be sent with the same date."""
        commit = version.commit if self.settings.revision_header else None
        by_clock = min(by_clock, datetime.now(UTC))
        is_own = version.moment > by_clock and not version.moment.microsecond
        return prepared.of(max(version.moment, by_clock), commit, is_own=is_own)

    def compose(self, query: Query) -> Feed:
        """The feed of a query as it is now.

        :raise UnknownTermError: a term of the query that no served post has
        :raise NotReadyError: it asks for words, and these are still being read
        :raise ArchiveAwayError: the archive cannot be read
        """
        return self.documents.feed(self.index, query)[0]
