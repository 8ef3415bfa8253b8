"""The archive as this process publishes it: archive, index, links and cache, in one place.

publish(query, format) ─ cache ─ revision still the same? ─▶ PreparedResponse
                            └─ compose ─ render ─ prepare ─▶ PreparedResponse
"""

from __future__ import annotations

import logging
import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import local

from feeds.addresses import write_target
from feeds.archive import Archive, open_archive
from feeds.archive.faults import Fault
from feeds.errors import PostwireError, StateError
from feeds.feed.compose import compose, tombstones
from feeds.feed.entries import MakeEntries
from feeds.feed.feed import Feed, Tombstone
from feeds.index import Index, Refresher, open_index
from feeds.index.full_text import FullText
from feeds.index.index import FILE_NAME
from feeds.index.lock import seconds_under_way
from feeds.index.select import changed_at, revision_of
from feeds.index.tally import Tally, tally
from feeds.model import Changes, Post, Version
from feeds.outages import MENDABLE, Outage
from feeds.query import DEFAULT_LIMIT, LARGEST_LIMIT, Defaults, Query
from feeds.render import Format
from feeds.render.links import Links
from service.checkout.checkout import checkout_of
from service.checkout.pull import pull, redated
from service.checkout.report import CheckoutReport
from service.publication.broken_posts import recorded
from service.publication.cache_control import cache_control
from service.publication.editions import Editions
from service.publication.entry_cache import EntryCache
from service.publication.entry_maker import EntryMaker
from service.publication.full_text import WordSearch
from service.publication.gone_files import GoneFiles
from service.publication.last_refresh import noted_refresh
from service.publication.response import PreparedResponse, prepare
from service.publication.response_cache import CachedResponse, ResponseCache
from service.settings.settings import Settings
from service.traffic.recorder import Recorder

HUB_PATH = "/hub"

_log = logging.getLogger(__name__)
_WITHOUT_A_FILE = 2.0  # seconds that a response counts which a post is missing from
_LOOK_AGAIN = 1.0  # seconds after which an open index is compared with the file on disk


@dataclass(frozen=True, slots=True)
class _Opened:
    inode: int
    index: Index
    until: float  # by the monotonic clock


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
        self._index_file = str(settings.state_folder / FILE_NAME)
        # Of the index that is as old as what the archive's own settings were read from.
        self._inode = _inode_of(self._index_file)
        self.archive: Archive = open_archive(
            settings.archive, settings.options(), settings.former_files
        )
        self.checkout = checkout_of(settings)
        self.refresher = Refresher(
            self.archive,
            settings.state_folder,
            settings.processes,
            builds=self.checkout is None,
        )
        self.defaults = self._defaults()
        own_hub = settings.public_url + HUB_PATH
        self.links = links or Links(settings.public_url, (own_hub, *settings.external_hubs))
        # Entries have a fourth of what a worker may keep, finished responses the rest.
        self.maker = make_maker(self.archive, self.links)
        self.entries = EntryCache(
            self.archive, settings.cache_bytes // 4, self.maker, self._break_off
        )
        self.cache = ResponseCache(settings.cache_bytes - settings.cache_bytes // 4)
        self.search = WordSearch(self.maker, settings, self._break_off)
        self.recorder = Recorder(settings.state_folder)
        self.editions = Editions()
        self._local = local()
        self._due_again = 0.0  # by the monotonic clock: when to try again what failed
        self._outage = Outage("cannot serve what has become due", _log)
        self._due: tuple[int, float | None] = (-1, None)  # (revision, seconds since 1970)

    @property
    def index(self) -> Index:
        """The index as this thread has it open, opened anew where it was built anew.

        :raise StateError: where there is none
        """
        inode = os.stat(self._index_file).st_ino
        opened: _Opened | None = getattr(self._local, "opened", None)
        if opened and opened.inode != inode:
            opened.index.close()
            opened = None
        elif opened and opened.index.is_frozen:
            opened = None  # the request may have it in use: it is closed when nothing has
        if inode != self._inode:
            self._start_anew()
            self._inode = inode
        index = opened.index if opened else open_index(self.settings.state_folder)
        self._local.opened = _Opened(inode, index, time.monotonic() + _LOOK_AGAIN)
        return index

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
        return None if feed is None else self._document(feed, form)

    def knows(self, query: Query) -> bool:
        """Whether there is a post of each of a query's terms, which is one lookup: an event loop
        may ask. False where anything is amiss."""
        try:
            revision_of(self._glance(), query)
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
            index = self._glance()
            revision = index.shared.get()
            if cached.compared != revision:
                index = self.index
            return not self._is_due(index, revision) and self._is_valid(cached, index, revision)
        except (PostwireError, sqlite3.Error, OSError):
            return False

    def _glance(self) -> Index:
        """The index as this thread has it open: the file is looked at once a second, not each
        time. It is replaced only where the state folder was, or its number has changed too."""
        opened: _Opened | None = getattr(self._local, "opened", None)
        return opened.index if opened and time.monotonic() < opened.until else self.index

    def revision(self, index: Index) -> int:
        """The number of the last refresh, after serving what has become due by the clock."""
        revision = index.shared.get()
        if self._is_due(index, revision) and time.monotonic() >= self._due_again:
            try:
                self.refresher.refresh_due(datetime.now(UTC))
            except MENDABLE as error:  # all else is served meanwhile
                self._outage.report(error)
                self._due_again = time.monotonic() + _LOOK_AGAIN
            revision = index.shared.get()
        return revision

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

    def check_refresh(self) -> None:
        """:raise StateError: a refresh has been under way for longer than any should be"""
        seconds = seconds_under_way(self.settings.state_folder, time.time())
        if seconds > self.settings.refresh_alarm_seconds:
            raise StateError(f"a refresh has been under way for {seconds:.0f} s")

    def _is_due(self, index: Index, revision: int) -> bool:
        of_revision, due = self._due
        if of_revision != revision:
            micros = index.next_due()
            due = None if micros is None else micros / 1_000_000
            self._due = (revision, due)
        return due is not None and time.time() >= due

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
        gone = GoneFiles(self.archive, self._making(query, form))
        feed = self._composed(query, gone)
        if self.settings.tombstones and form.extension == "atom" and _is_plain(query):
            feed = replace(feed, tombstones=self._tombstones(query))
        body = self._document(feed, form)
        prepared = prepare(
            body,
            form.content_type,
            changed or min(feed.updated, index.built_at()),
            cache_control(feed),
            self._link_header(query, form),
        )
        if version:
            prepared = self._of(version, by_clock, prepared)
        self.recorder.timings.append(("render", time.perf_counter() - started))
        self.editions.remember(key, prepared.digest, feed)
        until = time.monotonic() + _WITHOUT_A_FILE if gone.any else None
        return CachedResponse(prepared, query, revision, compared, until)

    def _of(
        self, version: Version, by_clock: datetime, prepared: PreparedResponse
    ) -> PreparedResponse:
        """The response as every machine gives it that serves this commit."""
        commit = version.commit if self.settings.revision_header else None
        return prepared.of(max(version.moment, min(by_clock, datetime.now(UTC))), commit)

    def compose(self, query: Query) -> Feed:
        """The feed of a query as it is now.

        :raise UnknownTermError: a term of the query that no served post has
        :raise NotReadyError: it asks for words, and these are still being read
        :raise ArchiveAwayError: the archive cannot be read
        """
        return self._composed(query, GoneFiles(self.archive, self._making(query)))

    def _making(self, query: Query, form: Format | None = None) -> MakeEntries:
        """Makes entries. Where a format is given, it writes the new ones at once."""
        written = (form.extension, query.content or self.settings.content) if form else None
        return partial(self.entries.entries, form=written)

    def _composed(self, query: Query, gone: GoneFiles) -> Feed:
        index, content = self.index, self.settings.content
        with self._words(index, query) as words:
            return compose(self.archive, index, query, content, words, gone.entries)

    def _words(self, index: Index, query: Query) -> AbstractContextManager[FullText | None]:
        return self.search.words(index) if query.words else nullcontext()

    def tally(self, query: Query, months: int) -> Tally:
        """How many posts a query's feed has, and how many in each of its last months.

        :raise UnknownTermError: a term of the query that no served post has
        :raise NotReadyError: it asks for words, and these are still being read
        """
        index = self.index
        with self._words(index, query) as words:
            return tally(index, query, self.archive.site.timezone, words, months)

    def _document(self, feed: Feed, form: Format) -> bytes:
        return form.document(feed, self.links, self.entries.fragments(feed, form.extension))

    def _break_off(self, faults: Sequence[tuple[Post, Fault]]) -> None:
        recorded(self.refresher, faults)

    def _tombstones(self, query: Query) -> tuple[Tombstone, ...]:
        since = datetime.now(UTC) - timedelta(days=self.settings.tombstones)
        return tombstones(self.index, query, self.archive.site, since)

    def _link_header(self, query: Query, form: Format) -> str:
        """Hubs and the topic (W3C WebSub section 4), ours first."""
        links = [f'<{hub}>; rel="hub"' for hub in self.links.hubs]
        return ", ".join([*links, f'<{self.links.feed(query, form.extension)}>; rel="self"'])


def _is_plain(query: Query) -> bool:
    return query.is_first and not query.is_filtered and not query.corrections


def _inode_of(path: str) -> int | None:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return None
