"""Exports an archive's feeds as files for a static server, and the pages of a site around them.

terms ─ chunks ─▶ processes (`service.export.chunk`) ─▶ the catalogue, lists and what hosts read
      ─▶ manifest; what is gone is removed

The documents are those of the service. They do not name Postwire's own hub, because a static server
has none, nor any page that is not exported.
"""

from __future__ import annotations

import os
import pickle
from collections import Counter
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from pathlib import Path

from feeds.archive import Archive
from feeds.bounded.limits import FailedError, Limits
from feeds.bounded.pool import ProcessPool
from feeds.bounded.process import Task
from feeds.errors import ConfigurationError
from feeds.identity import fingerprint
from feeds.index.index import FILE_NAME, open_index
from feeds.index.refresh import settings_of
from feeds.index.select import terms
from feeds.model import SITE, TERM_KINDS, Term, TermKind
from feeds.render import FORMATS, stylesheet
from feeds.version import VERSION
from service.export.chunk import TermExporter, exported
from service.export.files import ignores_case, put
from service.export.manifest import MANIFEST, Manifest, read_manifest, read_untold, remove
from service.export.own_entry_maker import OwnEntryMaker
from service.export.plan import Outcome, Plan
from service.export.site_documents import site_documents
from service.export.target import CODINGS, FileRecord, Target
from service.publication.entry_maker import EntryMaker
from service.settings.settings import Settings
from service.web.page_sources import digest_of_pages
from service.web.static_site import StaticSite

_ALIKE = "this file system takes two names for one that differ in case only"
_CHUNK = 24  # terms to one task: neighbours share posts, and few chunks are left at the end


@dataclass(frozen=True)
class Choice:
    """What an export writes."""

    formats: tuple[str, ...] = tuple(FORMATS)
    kinds: tuple[TermKind, ...] = ("site", *TERM_KINDS)
    codings: tuple[str, ...] = (".gz",)  # the endings of compressed files beside each, of `CODINGS`
    has_site: bool = True  # False: feeds alone
    is_shared: bool = False  # the folder is another program's output
    months: int = 12  # of each feed, counted from its newest
    pages: int = 5  # of each feed, for people

    def site(self) -> StaticSite | None:
        """The pages; in another program's output the catalogue leaves the front page to that."""
        home = "/feeds/" if self.is_shared else "/"
        return StaticSite(self.formats, self.kinds, self.pages, home) if self.has_site else None


@dataclass
class Exported:
    """What an export came to, in files. `refused` are (address, reason) of documents that got no
    file, `foreign` the addresses at which another program's file was left; `changed` the addresses
    of the feeds whose bytes are not those of the last export."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    left_out: set[Term] = field(default_factory=set)  # feeds without a page
    files: dict[str, FileRecord] = field(default_factory=dict)  # what the next manifest says


def _silent(done: int, total: int) -> None:
    pass


def export(
    archive: Archive,
    settings: Settings,
    out: Path,
    choice: Choice = Choice(),  # frozen
    record: Path | None = None,
    progress: Callable[[int, int], None] = _silent,
) -> Exported:
    """Bring the files in `out` up to date with the index in the state folder.

    `record` is where the manifest lies, in `out` where not given; `progress` takes how many terms
    are done, of how many.

    :raise ConfigurationError: where `out` cannot be written
    :raise StateError: where there is no index
    """
    folds_case = _prepared(out)
    record = record or out / MANIFEST
    lineage = _lineage(archive, settings, choice)
    before = read_manifest(record, lineage)
    others = _others(out, choice.codings)
    target = Target(out, choice.codings, before, others, choice.is_shared)
    months = choice.months if choice.has_site else 0
    plan = Plan(archive, settings, target, choice.formats, choice.site(), months)
    chosen = _terms(settings, choice.kinds)
    alike = _alike(chosen) if folds_case else set()
    result = Exported(refused=[(f"{term.kind} {term.name}", _ALIKE) for term in alike])
    result.left_out |= alike
    _write_terms(plan, [term for term in chosen if term not in alike], result, progress)
    _write_site(plan, result)
    result.removed = remove(target, set(before) - set(result.files))
    put(record, Manifest(lineage, result.files, read_untold(record)).encoded())
    return result


def _prepared(out: Path) -> bool:
    """Make the folder. Whether its file system takes "A" and "a" for one name."""
    try:
        out.mkdir(parents=True, exist_ok=True)
        return ignores_case(out)
    except OSError as error:
        raise ConfigurationError(f"cannot write in {out}: {error.strerror}") from error


def _write_terms(
    plan: Plan, chosen: list[Term], result: Exported, progress: Callable[[int, int], None]
) -> None:
    """Bring the files of these terms up to date, counted in `result`."""
    done = 0
    for outcomes in _outcomes(plan, chosen):
        for outcome in outcomes:
            _count(result, outcome)
        done += _CHUNK
        progress(min(done, len(chosen)), len(chosen))


def _write_site(plan: Plan, result: Exported) -> None:
    """The documents that belong to no feed; of feeds alone, their style sheet."""
    if plan.site is None:
        put(plan.target.out / stylesheet.PATH.lstrip("/"), stylesheet.CSS)
        return
    static = replace(plan.site, left_out=frozenset(result.left_out))
    for path, body in site_documents(plan.archive, plan.settings, static, plan.target.is_shared):
        address = f"{plan.settings.public_url}/{path}"
        try:
            update = plan.target.update(path, body)
        except FileExistsError:
            result.foreign.append(address)
        except OSError as error:
            result.refused.append((address, error.strerror or ""))
        else:
            result.files[path] = update.record
            result.written += update.is_written
            result.unchanged += not update.is_written


def _count(result: Exported, outcome: Outcome) -> None:
    if outcome.record is None:
        _count_refused(result, outcome)
        return
    result.files[outcome.path] = outcome.record
    result.written += outcome.is_written
    result.unchanged += not outcome.is_written
    if outcome.kind == "feed" and outcome.is_changed:
        result.changed.append(outcome.address)


def _count_refused(result: Exported, outcome: Outcome) -> None:
    """Count documents whose place another program's file has. A feed is then missing; in place of a
    page or a copy, that file answers."""
    if outcome.is_foreign and outcome.kind in ("page", "copy"):
        result.foreign.append(outcome.path)
        return
    result.refused.append((outcome.path, outcome.reason))
    if outcome.term and outcome.kind in ("feed", "page"):
        result.left_out.add(outcome.term)


def _lineage(archive: Archive, settings: Settings, choice: Choice) -> str:
    """A digest of all that an export's revisions depend on. After a change of the index, the
    version, the settings or the pages, revisions of former exports cannot be compared."""
    inode = os.stat(settings.state_folder / FILE_NAME).st_ino
    spelled = (settings.public_url, settings.content, settings.external_hubs)
    pages = settings.page_language, digest_of_pages() if choice.has_site else ""
    parts = (VERSION, inode, settings_of(archive), spelled, pages, choice)
    return fingerprint(repr(parts).encode())


def _others(out: Path, codings: tuple[str, ...]) -> frozenset[str]:
    """Compressed files of earlier runs in codings that are not asked for now."""
    endings = [ending for ending in CODINGS if ending not in codings]
    files = (file for ending in endings for file in out.rglob(f"*{ending}"))
    return frozenset(str(file.relative_to(out)) for file in files)


def _terms(settings: Settings, kinds: Collection[TermKind]) -> list[Term]:
    """By newest post, so that the terms of one outlet are neighbours: they share entries."""
    with open_index(settings.state_folder) as index:
        rows: list[tuple[datetime, Term]] = [(row.newest, row.term) for row in terms(index)]
    chosen = [term for _, term in sorted(rows) if term.kind in kinds]
    return chosen if SITE in chosen or "site" not in kinds else [*chosen, SITE]


def _alike(chosen: list[Term]) -> set[Term]:
    """Terms whose files another term of the same letters would overwrite."""
    count = Counter((term.kind, term.name.casefold()) for term in chosen)
    return {term for term in chosen if count[term.kind, term.name.casefold()] > 1}


def _outcomes(plan: Plan, chosen: list[Term]) -> Iterator[list[Outcome]]:
    """What became of the files of one chunk of terms after another."""
    chunks = [chosen[at : at + _CHUNK] for at in range(0, len(chosen), _CHUNK)]
    processes = min(plan.settings.processes or os.cpu_count() or 1, len(chunks))
    careful = TermExporter(plan, EntryMaker)
    if processes < 2:  # one chunk is done before a process comes up
        yield from map(careful.chunk, chunks)
        return
    task = Task.of(exported, TermExporter(plan, OwnEntryMaker))
    # Much of this waits for files.
    limits = Limits(seconds=3600.0, most_bytes=plan.archive.options.post_memory)
    with ThreadPoolExecutor(processes) as threads, ProcessPool(processes) as pool:
        export_chunk = partial(_exported, pool, task, limits)
        for chunk, outcomes in zip(chunks, threads.map(export_chunk, chunks), strict=True):
            yield careful.chunk(chunk) if outcomes is None else outcomes


def _exported(
    pool: ProcessPool, task: Task, limits: Limits, chunk: list[Term]
) -> list[Outcome] | None:
    """None where the process failed: for one of the posts, or because it was killed."""
    try:
        outcomes: list[Outcome] = pickle.loads(pool.ask(task, pickle.dumps(chunk), limits))
        return outcomes
    except FailedError:
        return None
