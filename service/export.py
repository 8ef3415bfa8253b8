"""An archive's feeds as files for a static server: the same documents, without the service.

terms ─ chunks ─▶ processes: revision as at the last export? ─▶ kept
                         └─▶ compose ─ render ─ bytes as before? ─▶ kept
                                                      └─▶ written, compressed beside

The documents name no hub of ours and no page or month, for no file answers there.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple

from feeds import stylesheet
from feeds.archive import Archive
from feeds.errors import ConfigurationError
from feeds.feed import compose
from feeds.identity import fingerprint
from feeds.index import Index, open_index
from feeds.index.index import FILE_NAME
from feeds.index.refresh import settings_of
from feeds.index.select import revision_of, terms
from feeds.links import Links
from feeds.model import SITE, Term, TermKind
from feeds.query import Query
from feeds.render import FORMATS
from feeds.version import VERSION
from service.cache import EntryCache
from service.export_files import ignores_case, place_of, put, take_away
from service.finished import gzipped
from service.settings import Settings

MANIFEST = ".postwire-export.json"
_ALIKE = "this file system takes two names for one that differ in case only"
_CHUNK = 24  # terms to one task: neighbours share posts, and few chunks are left at the end


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


@dataclass
class Exported:
    """What an export came to. `refused` are (URL path, reason) of feeds that got no file."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


class _Done(NamedTuple):
    path: str
    written: Written | None  # None: refused
    is_new: bool
    reason: str = ""


def export(
    archive: Archive,
    settings: Settings,
    out: Path,
    formats: Collection[str] = tuple(FORMATS),
    kinds: Collection[TermKind] | None = None,
    codings: tuple[str, ...] = (".gz",),
) -> Exported:
    """Bring the files in `out` up to date with the index in the state folder.

    `codings` are the endings of the compressed files that stand beside each, of `CODINGS`.

    :raise ConfigurationError: where `out` cannot be written
    :raise StateError: where there is no index
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
        blind = ignores_case(out)
    except OSError as error:
        raise ConfigurationError(f"cannot write in {out}: {error.strerror}") from error
    lineage = _lineage(archive, settings, codings)
    before, known = _manifest(out, lineage)
    plan = Plan(archive, settings, out, tuple(formats), codings, known)
    chosen = _terms(settings, kinds)
    alike = _alike(chosen) if blind else set()
    result, files = Exported(refused=[(f"{t.kind} {t.name}", _ALIKE) for t in alike]), {}
    for done in _work(plan, [term for term in chosen if term not in alike]):
        _count(result, done)
        if done.written:
            files[done.path] = done.written
    for path in before - set(files):
        for suffix in ("", *CODINGS):
            take_away(out, path + suffix)
        result.removed += 1
    put(out / stylesheet.PATH.lstrip("/"), stylesheet.CSS)
    put(out / MANIFEST, json.dumps({"lineage": lineage, "files": files}).encode())
    return result


def _count(result: Exported, done: _Done) -> None:
    if done.written is None:
        result.refused.append((done.path, done.reason))
    elif done.is_new:
        result.written += 1
    else:
        result.unchanged += 1


def _lineage(archive: Archive, settings: Settings, codings: tuple[str, ...]) -> str:
    """What an export's revisions count in: another index, version or setting makes them void."""
    inode = os.stat(settings.state_folder / FILE_NAME).st_ino
    parts = (VERSION, inode, settings_of(archive), settings.public_url, settings.content, codings)
    return fingerprint(repr(parts).encode())


def _manifest(out: Path, lineage: str) -> tuple[set[str], dict[str, Written]]:
    """The files of the last export, and what is known of them: no revision of another lineage."""
    try:
        last = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return set(), {}
    same = last["lineage"] == lineage
    files = {path: Written(*found) for path, found in last["files"].items()}
    known = files if same else {path: Written(-1, found.digest) for path, found in files.items()}
    return set(files), known


def _terms(settings: Settings, kinds: Collection[TermKind] | None) -> list[Term]:
    """By newest post, so that the terms of one outlet are neighbours: they share entries."""
    with open_index(settings.state_folder) as index:
        found: list[tuple[datetime, Term]] = [(row.newest, row.term) for row in terms(index)]
    chosen = [term for _, term in sorted(found) if kinds is None or term.kind in kinds]
    return chosen if SITE in chosen or (kinds and "site" not in kinds) else [*chosen, SITE]


def _alike(chosen: list[Term]) -> set[Term]:
    """Terms whose files another term of the same letters would overwrite."""
    count = Counter((term.kind, term.name.casefold()) for term in chosen)
    return {term for term in chosen if count[term.kind, term.name.casefold()] > 1}


def _work(plan: Plan, chosen: list[Term]) -> Iterator[_Done]:
    processes = plan.settings.processes or os.cpu_count() or 1
    chunks = [chosen[at : at + _CHUNK] for at in range(0, len(chosen), _CHUNK)]
    # Forked, not spawned: the children share the loaded libraries and start in milliseconds.
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, _start, (plan,)) as pool:
        for done in pool.imap_unordered(_export_chunk, chunks):
            yield from done


class _Process:
    """What one process has open: the index, and the entries it has made."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.index: Index = open_index(plan.settings.state_folder)
        self.links = Links(plan.settings.public_url)
        self.entries = EntryCache(plan.archive, plan.settings.cache_bytes // 4)


_process: _Process | None = None


def _start(plan: Plan) -> None:
    global _process
    _process = _Process(plan)


def _export_chunk(chunk: list[Term]) -> list[_Done]:
    assert _process is not None
    return [_export(_process, *pair) for pair in product(chunk, _process.plan.formats)]


def _export(process: _Process, term: Term, extension: str) -> _Done:
    plan, query = process.plan, Query(() if term == SITE else (term,))
    path = place_of(term, extension)
    if path is None:
        return _Done(process.links.feed(query, extension), None, False, "no file can be named so")
    known = plan.known.get(path)
    revision = revision_of(process.index, query)
    there = known is not None and (plan.out / path).exists()
    if known and there and known.revision == revision:
        return _Done(path, known, False)
    body = _rendered(process, query, extension)
    written = Written(revision, fingerprint(body))
    if known and there and known.digest == written.digest and not _lacks(plan, path):
        return _Done(path, written, False)
    try:
        _put_all(plan, path, body)
    except OSError as error:
        return _Done(process.links.feed(query, extension), None, False, error.strerror or "")
    return _Done(path, written, True)


def _rendered(process: _Process, query: Query, extension: str) -> bytes:
    plan = process.plan
    content: Any = plan.settings.content
    feed = compose(plan.archive, process.index, query, content, make=process.entries.entries)
    alone = replace(feed, more=False, total=None, last=None, older_month=None, newer_month=None)
    return FORMATS[extension].render(alone, process.links)


def _lacks(plan: Plan, path: str) -> bool:
    return not all((plan.out / (path + suffix)).exists() for suffix in plan.codings)


def _put_all(plan: Plan, path: str, body: bytes) -> None:
    """The compressed ones first: a server that has the plain one may look for them, and would
    send one of an earlier run."""
    for suffix, compress in CODINGS.items():
        if suffix in plan.codings:
            put(plan.out / (path + suffix), compress(body))
        else:
            (plan.out / (path + suffix)).unlink(missing_ok=True)
    put(plan.out / path, body)


def _brotli(body: bytes) -> bytes:
    import brotli  # type: ignore[import-untyped]  # the extra `brotli`

    compressed: bytes = brotli.compress(body, quality=9)
    return compressed


CODINGS: dict[str, Callable[[bytes], bytes]] = {".gz": gzipped, ".br": _brotli}
