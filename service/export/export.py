"""An archive's feeds as files for a static server: the same documents, without the service.

terms ─ chunks ─▶ processes (`service.export.chunk`) ─▶ manifest; what is gone is removed

The documents name no hub of ours and no page or month, for no file answers there.
"""

from __future__ import annotations

import json
import os
import pickle
from collections import Counter
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path

from feeds.archive import Archive
from feeds.bounded.limits import FailedError, Limits
from feeds.bounded.pool import ProcessPool
from feeds.bounded.process import Task
from feeds.errors import ConfigurationError, StateError
from feeds.identity import fingerprint
from feeds.index import open_index
from feeds.index.index import FILE_NAME
from feeds.index.refresh import settings_of
from feeds.index.select import terms
from feeds.model import SITE, Term, TermKind
from feeds.render import FORMATS, stylesheet
from feeds.version import VERSION
from service.export.chunk import (
    CODINGS,
    FileRecord,
    Outcome,
    Plan,
    export_chunk,
    exported_chunk,
)
from service.export.files import ignores_case, put, take_away
from service.settings.settings import Settings

MANIFEST = ".postwire-export.json"
_ALIKE = "this file system takes two names for one that differ in case only"
_CHUNK = 24  # terms to one task: neighbours share posts, and few chunks are left at the end
# Of a chunk, whose posts have limits of their own: a large disk's work, and not a post's.
_LIMITS = Limits(seconds=3600.0, most_bytes=4 << 30)


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
    folds_case = _prepared(out)
    lineage = _lineage(archive, settings, codings)
    records = _records(out, lineage)
    plan = Plan(archive, settings, out, tuple(formats), codings, records, _others(out, codings))
    chosen = _terms(settings, kinds)
    alike = _alike(chosen) if folds_case else set()
    result = Exported(refused=[(f"{term.kind} {term.name}", _ALIKE) for term in alike])
    files = _written(plan, [term for term in chosen if term not in alike], result)
    result.removed = _remove(out, set(records) - set(files))
    put(out / stylesheet.PATH.lstrip("/"), stylesheet.CSS)
    put(out / MANIFEST, json.dumps({"lineage": lineage, "files": files}).encode())
    return result


def _prepared(out: Path) -> bool:
    """Make the folder. Whether its file system takes "A" and "a" for one name."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return ignores_case(out)
    except OSError as error:
        raise ConfigurationError(f"cannot write in {out}: {error.strerror}") from error


def _written(plan: Plan, chosen: list[Term], result: Exported) -> dict[str, FileRecord]:
    """Bring the files of these terms up to date, counted in `result`. What the next export's
    manifest says of them."""
    files = {}
    for outcome in _outcomes(plan, chosen):
        _count(result, outcome)
        if outcome.record:
            files[outcome.path] = outcome.record
    return files


def _remove(out: Path, paths: set[str]) -> int:
    """Remove these feeds, with what stands beside them. How many there were."""
    for path in paths:
        for ending in ("", *CODINGS):
            take_away(out, path + ending)
    return len(paths)


def _count(result: Exported, outcome: Outcome) -> None:
    if outcome.record is None:
        result.refused.append((outcome.path, outcome.reason))
    elif outcome.is_new:
        result.written += 1
    else:
        result.unchanged += 1


def _lineage(archive: Archive, settings: Settings, codings: tuple[str, ...]) -> str:
    """What the revisions of an export depend on: with another index, version or setting they say
    nothing."""
    inode = os.stat(settings.state_folder / FILE_NAME).st_ino
    parts = (VERSION, inode, settings_of(archive), settings.public_url, settings.content, codings)
    return fingerprint(repr(parts).encode())


def _records(out: Path, lineage: str) -> dict[str, FileRecord]:
    """The files of the last export, without their revisions where these are of another lineage."""
    try:
        last = json.loads((out / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return {}
    records = {path: FileRecord(*record) for path, record in last["files"].items()}
    if last["lineage"] == lineage:
        return records
    return {path: record._replace(revision=-1) for path, record in records.items()}


def _others(out: Path, codings: tuple[str, ...]) -> frozenset[str]:
    """Compressed files of earlier runs in codings that are not asked for now."""
    endings = [ending for ending in CODINGS if ending not in codings]
    files = (file for ending in endings for file in out.rglob(f"*{ending}"))
    return frozenset(str(file.relative_to(out)) for file in files)


def _terms(settings: Settings, kinds: Collection[TermKind] | None) -> list[Term]:
    """By newest post, so that the terms of one outlet are neighbours: they share entries."""
    with open_index(settings.state_folder) as index:
        rows: list[tuple[datetime, Term]] = [(row.newest, row.term) for row in terms(index)]
    chosen = [term for _, term in sorted(rows) if kinds is None or term.kind in kinds]
    return chosen if SITE in chosen or (kinds and "site" not in kinds) else [*chosen, SITE]


def _alike(chosen: list[Term]) -> set[Term]:
    """Terms whose files another term of the same letters would overwrite."""
    count = Counter((term.kind, term.name.casefold()) for term in chosen)
    return {term for term in chosen if count[term.kind, term.name.casefold()] > 1}


def _outcomes(plan: Plan, chosen: list[Term]) -> Iterator[Outcome]:
    chunks = [chosen[at : at + _CHUNK] for at in range(0, len(chosen), _CHUNK)]
    processes = min(plan.settings.processes or os.cpu_count() or 1, len(chunks))
    if processes < 2:
        for chunk in chunks:
            yield from export_chunk(plan, chunk)
        return
    task = Task.of(exported_chunk, plan)
    with ThreadPoolExecutor(processes) as threads, ProcessPool(processes) as pool:
        for outcomes in threads.map(partial(_in_process, pool, task), chunks):
            yield from outcomes


def _in_process(pool: ProcessPool, task: Task, chunk: list[Term]) -> list[Outcome]:
    """Again where the process ended. What posts may do happens in a process of its own.

    :raise StateError: where that did not help
    """
    for _ in range(2):
        try:
            outcomes: list[Outcome] = pickle.loads(pool.ask(task, pickle.dumps(chunk), _LIMITS))
            return outcomes
        except FailedError as error:
            reason = error
    raise StateError(f"a process of the export failed: {reason}") from reason
