"""One process's part of an export: brings the files of some terms up to date.

term ─▶ all its files there, of this revision? ─▶ kept
          └▶ composed ─ rendered ─ bytes as before? ─▶ only a missing file is written
                                      └▶ written, compressed beside
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from feeds.archive import Archive
from feeds.archive.faults import Fault
from feeds.errors import UnknownTermError
from feeds.feed.compose import compose
from feeds.feed.feed import Feed
from feeds.identity import fingerprint
from feeds.index import Refresher, open_index
from feeds.index.select import revision_of
from feeds.model import SITE, Post, Term
from feeds.query import Query
from feeds.render import FORMATS
from feeds.render.links import Links
from service.export.files import place_of, put
from service.publication.broken_posts import recorded
from service.publication.compression import gzipped
from service.publication.entry_cache import EntryCache
from service.publication.entry_maker import EntryMaker
from service.settings.settings import Settings

# Terms that share posts are neighbours: more than the entries of a chunk need not be kept.
_ENTRY_BYTES = 32 << 20


class FileRecord(NamedTuple):
    """A file as the manifest records it: its term's revision and the digest of its bytes."""

    revision: int
    digest: str


@dataclass(frozen=True)
class Plan:
    """What to export, the same for each process."""

    archive: Archive
    settings: Settings
    out: Path
    formats: tuple[str, ...]
    codings: tuple[str, ...]  # the endings of the compressed files beside each
    records: dict[str, FileRecord]  # of the last export, by path
    others: frozenset[str]  # compressed files in codings that are not asked for


class Outcome(NamedTuple):
    """What became of one file. `path` is the feed's address where there is no file."""

    path: str
    record: FileRecord | None  # None: refused
    is_new: bool = False
    reason: str = ""  # why it was refused


class _Process:
    """What one process has open."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.index = open_index(plan.settings.state_folder)
        self.links = Links(plan.settings.public_url)
        self.entries = EntryCache(
            plan.archive, _ENTRY_BYTES, EntryMaker(plan.archive, self.links), self._break_off
        )

    def _break_off(self, faults: Sequence[tuple[Post, Fault]]) -> None:
        settings = self.plan.settings
        recorded(Refresher(self.plan.archive, settings.state_folder, settings.processes), faults)

    def outcomes(self, term: Term) -> Iterator[Outcome]:
        """The files of a term, up to date. None of a term that a refresh has taken away."""
        query = Query(() if term == SITE else (term,))
        try:
            revision = revision_of(self.index, query)
        except UnknownTermError:
            return
        feed = None
        for extension in self.plan.formats:
            path = place_of(term, extension)
            if path is None:
                address = self.links.feed(query, extension)
                yield Outcome(address, None, reason="no file can be named so")
            elif self._is_current(path, revision):
                yield Outcome(path, self.plan.records[path])
            else:
                feed = feed or self._feed(query, extension)
                yield self._updated(path, extension, feed, revision)

    def _is_current(self, path: str, revision: int) -> bool:
        record = self.plan.records.get(path)
        return record is not None and record.revision == revision and not self._missing(path)

    def _missing(self, path: str) -> list[str]:
        """The files of a feed that are not there: "" for the plain one, else their endings."""
        endings = (*self.plan.codings, "")
        return [ending for ending in endings if not (self.plan.out / (path + ending)).exists()]

    def _feed(self, query: Query, extension: str) -> Feed:
        """The feed, without links to pages and months, which have no files. Its new entries are
        written at once in the format with this extension."""
        archive, content = self.plan.archive, self.plan.settings.content
        make_entries = partial(self.entries.entries, form=(extension, content))
        feed = compose(archive, self.index, query, content, make_entries=make_entries)
        return replace(feed, more=False, total=None, last=None, older_month=None, newer_month=None)

    def _updated(self, path: str, extension: str, feed: Feed, revision: int) -> Outcome:
        fragments = self.entries.fragments(feed, extension)
        document = FORMATS[extension].document(feed, self.links, fragments)
        record = FileRecord(revision, fingerprint(document))
        before = self.plan.records.get(path)
        is_same = before is not None and before.digest == record.digest
        endings = self._missing(path) if is_same else [*self.plan.codings, ""]
        try:
            self._write(path, document, endings)
        except OSError as error:
            address = self.links.feed(feed.query, extension)
            return Outcome(address, None, reason=error.strerror or "")
        return Outcome(path, record, is_new=bool(endings))

    def _write(self, path: str, document: bytes, endings: list[str]) -> None:
        """The compressed ones come first: a server that has the plain one may look for them, and
        would send one of an earlier run. For that reason others go, whoever wrote them."""
        for ending in CODINGS:
            if endings and path + ending in self.plan.others:
                (self.plan.out / (path + ending)).unlink(missing_ok=True)
        for ending in endings:
            compress = CODINGS.get(ending, bytes)
            put(self.plan.out / (path + ending), compress(document))


_process: _Process | None = None


def export_chunk(plan: Plan, chunk: Sequence[Term]) -> list[Outcome]:
    """Bring the files of some terms up to date, from one moment of the index."""
    global _process
    if _process is None or _process.plan is not plan:
        _process = _Process(plan)
    with _process.index.snapshot():
        return [outcome for term in chunk for outcome in _process.outcomes(term)]


def exported_chunk(plan: Plan, chunk: bytes) -> bytes:
    """The same as the work of a bounded process."""
    return pickle.dumps(export_chunk(plan, pickle.loads(chunk)))


def _brotli(document: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]  # the extra `brotli`

    compressed: bytes = brotli.compress(document, quality=9)
    return compressed


CODINGS: dict[str, Callable[[bytes], bytes]] = {".gz": gzipped, ".br": _brotli}
