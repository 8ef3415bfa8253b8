"""An archive's feeds as files for a static server: the same documents, without the service.

terms ─ chunks ─▶ processes (`service.export.chunk`) ─▶ manifest; what is gone is removed

The documents name no hub of ours and no page or month, for no file answers there.
"""

from __future__ import annotations

import json
import multiprocessing
import os
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from feeds.archive import Archive
from feeds.errors import ConfigurationError
from feeds.identity import fingerprint
from feeds.index import open_index
from feeds.index.index import FILE_NAME
from feeds.index.refresh import settings_of
from feeds.index.select import terms
from feeds.model import SITE, Term, TermKind
from feeds.render import FORMATS, stylesheet
from feeds.version import VERSION
from service.export.chunk import CODINGS, FileRecord, Outcome, Plan, export_chunk, start
from service.export.files import ignores_case, put, take_away
from service.settings.settings import Settings

MANIFEST = ".postwire-export.json"
_ALIKE = "this file system takes two names for one that differ in case only"
_CHUNK = 24  # terms to one task: neighbours share posts, and few chunks are left at the end


@dataclass
class Exported:
    """What an export came to. `refused` are (URL path, reason) of feeds that got no file."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)


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
    plan = Plan(archive, settings, out, tuple(formats), codings, known, _others(out, codings))
    chosen = _terms(settings, kinds)
    alike = _alike(chosen) if blind else set()
    result, files = Exported(refused=[(f"{t.kind} {t.name}", _ALIKE) for t in alike]), {}
    for outcome in _work(plan, [term for term in chosen if term not in alike]):
        _count(result, outcome)
        if outcome.record:
            files[outcome.path] = outcome.record
    for path in before - set(files):
        for suffix in ("", *CODINGS):
            take_away(out, path + suffix)
        result.removed += 1
    put(out / stylesheet.PATH.lstrip("/"), stylesheet.CSS)
    put(out / MANIFEST, json.dumps({"lineage": lineage, "files": files}).encode())
    return result


def _count(result: Exported, outcome: Outcome) -> None:
    if outcome.record is None:
        result.refused.append((outcome.path, outcome.reason))
    elif outcome.is_new:
        result.written += 1
    else:
        result.unchanged += 1


def _lineage(archive: Archive, settings: Settings, codings: tuple[str, ...]) -> str:
    """What an export's revisions count in: another index, version or setting makes them void."""
    inode = os.stat(settings.state_folder / FILE_NAME).st_ino
    parts = (VERSION, inode, settings_of(archive), settings.public_url, settings.content, codings)
    return fingerprint(repr(parts).encode())


def _manifest(out: Path, lineage: str) -> tuple[set[str], dict[str, FileRecord]]:
    """The files of the last export, and what is known of them: no revision of another lineage."""
    try:
        last = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return set(), {}
    same = last["lineage"] == lineage
    files = {path: FileRecord(*found) for path, found in last["files"].items()}
    known = files if same else {path: FileRecord(-1, found.digest) for path, found in files.items()}
    return set(files), known


def _others(out: Path, codings: tuple[str, ...]) -> frozenset[str]:
    """Compressed files of earlier runs in codings that are not asked for now."""
    endings = [ending for ending in CODINGS if ending not in codings]
    found = (file for ending in endings for file in out.rglob(f"*{ending}"))
    return frozenset(str(file.relative_to(out)) for file in found)


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


def _work(plan: Plan, chosen: list[Term]) -> Iterator[Outcome]:
    processes = plan.settings.processes or os.cpu_count() or 1
    chunks = [chosen[at : at + _CHUNK] for at in range(0, len(chosen), _CHUNK)]
    # Forked, not spawned: the children share the loaded libraries and start in milliseconds.
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, start, (plan,)) as pool:
        for outcomes in pool.imap_unordered(export_chunk, chunks):
            yield from outcomes
