"""One process's part of an export: some feeds at a time, stage by stage (`feeds.archive.pipeline`).

terms ─▶ revision as at the last export? ─▶ kept
           └▶ composed ─ rendered ─ bytes as before? ─▶ kept
                                       └▶ written, compressed beside
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from feeds.archive import Archive
from feeds.errors import UnknownTermError
from feeds.feed.feed import Feed, compose_all
from feeds.identity import fingerprint
from feeds.index import Index, open_index
from feeds.index.select import revision_of
from feeds.model import SITE, Term
from feeds.query import Query
from feeds.render import FORMATS
from feeds.render.links import Links
from service.export.files import place_of, put
from service.publication.compression import packed
from service.settings.settings import Settings


class Written(NamedTuple):
    """A file as the manifest knows it: its term's revision and the digest of its bytes."""

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
    known: dict[str, Written]
    others: frozenset[str]  # compressed files in codings that are not asked for


class Done(NamedTuple):
    path: str
    written: Written | None  # None: refused
    is_new: bool
    reason: str = ""


class _Document(NamedTuple):
    """A feed in one format, to be rendered."""

    query: Query
    extension: str
    path: str
    revision: int
    last: Written | None  # of the last export, where its file is there


class _Process:
    """What one process has open."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.index: Index = open_index(plan.settings.state_folder)
        self.links = Links(plan.settings.public_url)


_process: _Process | None = None


def start(plan: Plan) -> None:
    """Called once in each process, before the first chunk."""
    global _process
    _process = _Process(plan)
    gc.freeze()  # as in `feeds.index.parallel`
    gc.disable()


def export_chunk(chunk: list[Term]) -> list[Done]:
    """Bring the files of some terms up to date."""
    assert _process is not None
    with _process.index.snapshot():
        looked_at = [found for term in chunk for found in _looked_at(_process, term)]
        documents = [found for found in looked_at if isinstance(found, _Document)]
        bodies = _rendered(_process, documents)
    done = [found for found in looked_at if isinstance(found, Done)]
    done += [_brought(_process, *each) for each in zip(documents, bodies, strict=True)]
    gc.collect(0)
    return done


def _looked_at(process: _Process, term: Term) -> Iterator[Done | _Document]:
    """The documents of a term: done already, or to be rendered. None of a term that a refresh
    has taken away meanwhile."""
    query = Query(() if term == SITE else (term,))
    try:
        revision = revision_of(process.index, query)
    except UnknownTermError:
        return
    for extension in process.plan.formats:
        path = place_of(term, extension)
        if path is None:
            address = process.links.feed(query, extension)
            yield Done(address, None, False, "no file can be named so")
            continue
        last = process.plan.known.get(path)
        there = last is not None and (process.plan.out / path).exists()
        if last and there and last.revision == revision:
            yield Done(path, last, False)
        else:
            yield _Document(query, extension, path, revision, last if there else None)


def _rendered(process: _Process, documents: list[_Document]) -> list[bytes]:
    queries = list(dict.fromkeys(document.query for document in documents))
    feeds = dict(zip(queries, _composed(process, queries), strict=True))
    return [
        FORMATS[document.extension].render(feeds[document.query], process.links)
        for document in documents
    ]


def _composed(process: _Process, queries: list[Query]) -> list[Feed]:
    plan = process.plan
    found = compose_all(plan.archive, process.index, queries, plan.settings.content)
    return [
        replace(feed, more=False, total=None, last=None, older_month=None, newer_month=None)
        for feed in found
    ]


def _brought(process: _Process, document: _Document, body: bytes) -> Done:
    plan, path, last = process.plan, document.path, document.last
    written = Written(document.revision, fingerprint(body))
    if last and last.digest == written.digest and not _lacks(plan, path):
        return Done(path, written, False)
    try:
        _put_all(plan, path, body)
    except OSError as error:
        address = process.links.feed(document.query, document.extension)
        return Done(address, None, False, error.strerror or "")
    return Done(path, written, True)


def _lacks(plan: Plan, path: str) -> bool:
    return not all((plan.out / (path + suffix)).exists() for suffix in plan.codings)


def _put_all(plan: Plan, path: str, body: bytes) -> None:
    """The compressed ones first: a server that has the plain one may look for them, and would
    send one of an earlier run."""
    for suffix, compress in CODINGS.items():
        if suffix in plan.codings:
            put(plan.out / (path + suffix), compress(body))
        elif path + suffix in plan.others:
            (plan.out / (path + suffix)).unlink(missing_ok=True)
    put(plan.out / path, body)


def _brotli(body: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]  # the extra `brotli`

    compressed: bytes = brotli.compress(body, quality=9)
    return compressed


CODINGS: dict[str, Callable[[bytes], bytes]] = {".gz": packed, ".br": _brotli}
