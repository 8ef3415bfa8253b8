"""`postwire check ARCHIVE`"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any, NamedTuple

import click

from feeds.archive import Archive
from feeds.archive.faults import CODES, Fault
from feeds.archive.kinds import site_below
from feeds.archive.notes import NOTES
from feeds.index.index import Index, IndexCounts, open_index
from feeds.index.refresh import Refresher
from feeds.index.select import served_posts
from feeds.render.links import Links
from service.commands.common import loaded, on_archive_here, opened, refreshed
from service.commands.verbosity import voice
from service.publication.entry_maker import EntryMaker
from service.settings.settings import Settings


class Findings(NamedTuple):
    """All that there is to say of an archive; faults, notes and reasons each with their path."""

    faults: list[tuple[str, Fault]]
    notes: list[tuple[str, Fault]]
    left_out: list[tuple[str, str]]
    counts: IndexCounts
    hint: str | None


@click.command("check")
@on_archive_here
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(archive: str, as_json: bool, **given: Any) -> None:
    """Name every broken and every repaired post of ARCHIVE.

    Notes (N01, N02, …) name what may surprise though nothing is wrong. Each line has a code,
    which docs/faults.md and /about/faults explain. Exit code 1 means that a post is broken.
    """
    settings = loaded(archive, **given)
    opened_archive = opened(settings)
    refreshed(opened_archive, settings)
    _render_all(opened_archive, settings)
    with open_index(settings.state_folder) as index:
        counts = index.counts()
        findings = Findings(
            list(index.faults()),
            _notes(EntryMaker(opened_archive, Links(settings.public_url)), index),
            list(index.exclusions()),
            counts,
            _hint(opened_archive, counts),
        )
    if as_json:
        click.echo(json.dumps(_described(findings), ensure_ascii=False, indent=1))
    else:
        _print(findings, voice() == "verbose")
    if findings.counts.broken:
        raise click.exceptions.Exit(1)


def _render_all(archive: Archive, settings: Settings) -> None:
    """Have the index know every post that cannot be rendered, in any format."""
    maker = EntryMaker(archive, Links(settings.public_url))
    with open_index(settings.state_folder) as index:
        faults = [
            (post, fault) for posts in served_posts(index) for post, fault in maker.faults(posts)
        ]
    if faults:
        Refresher(archive, settings.state_folder).break_off(faults, datetime.now(UTC))


def _notes(maker: EntryMaker, index: Index) -> list[tuple[str, Fault]]:
    return sorted(
        (post.path, note) for posts in served_posts(index) for post, note in maker.notes(posts)
    )


def _hint(archive: Archive, counts: IndexCounts) -> str | None:
    """Where the site may stand that was meant, if this is a plain folder or has no posts."""
    is_doubtful = archive.kind.name == "folder" or counts.served == 0
    return site_below(archive.root) if is_doubtful and archive.options.kind is None else None


def _described(findings: Findings) -> dict[str, Any]:
    return {
        **asdict(findings.counts),
        "faults": [{"path": path, **fault._asdict()} for path, fault in findings.faults],
        "notes": [{"path": path, **note._asdict()} for path, note in findings.notes],
        "left_out": [{"path": path, "reason": reason} for path, reason in findings.left_out],
        "hint": findings.hint,
    }


def _print(findings: Findings, verbose: bool) -> None:
    for path, fault in findings.faults:
        click.echo(fault.at(path))
    for path, note in findings.notes:
        click.echo(note.at(path))
    for path, reason in findings.left_out if verbose else ():
        click.echo(f"{path}: excluded: {reason}")
    if findings.hint:
        click.echo(f"hint: {findings.hint}: its posts may be meant, read by its own rules")
    for line in _table(findings):
        click.echo(line)


def _table(findings: Findings) -> list[str]:
    """How often each code and each reason occurs, and what that comes to."""
    counts = findings.counts
    codes = Counter(each.code for _, each in (*findings.faults, *findings.notes))
    reasons = Counter(reason for _, reason in findings.left_out)
    meanings = CODES | NOTES
    rows = [(number, code, meanings[code]) for code, number in sorted(codes.items())]
    rows += [(number, "-", reason) for reason, number in reasons.most_common()]
    width = max((len(str(number)) for number, _, _ in rows), default=0)
    lines = [f"{number:>{width}}  {code:3}  {meaning}" for number, code, meaning in rows]
    total = (
        f"{counts.files} files: {counts.served} served ({counts.repaired} of them repaired), "
        f"{counts.excluded} excluded, {counts.broken} broken"
    )
    return ["", *lines, "", total] if lines else [total]
