"""`postwire check ARCHIVE`"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from feeds.archive import Archive
from feeds.archive.faults import CODES, Fault
from feeds.index import IndexCounts, Refresher, open_index
from feeds.index.select import served_posts
from feeds.render.links import Links
from service.commands.common import loaded, on_archive_here, opened, refreshed
from service.commands.voice import voice
from service.publication.entry_maker import EntryMaker
from service.settings.settings import Settings


@click.command("check")
@on_archive_here
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(archive: str, as_json: bool, **given: Any) -> None:
    """Say what is wrong in ARCHIVE: every broken and every repaired post.

    Exit code 1 where a post is broken.
    """
    settings = loaded(archive, **given)
    opened_archive = opened(settings)
    refreshed(opened_archive, settings)
    _render_all(opened_archive, settings)
    with open_index(settings.state_folder) as index:
        faults, left_out = list(index.faults()), list(index.exclusions())
        counts = index.counts()
    if as_json:
        click.echo(json.dumps(_described(faults, left_out, counts), ensure_ascii=False, indent=1))
    else:
        _print(faults, left_out, counts, voice() == "verbose")
    if counts.broken:
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


def _described(
    faults: list[tuple[str, Fault]], left_out: list[tuple[str, str]], counts: IndexCounts
) -> dict[str, Any]:
    return {
        **asdict(counts),
        "faults": [{"path": path, **fault._asdict()} for path, fault in faults],
        "left_out": [{"path": path, "reason": reason} for path, reason in left_out],
    }


def _print(
    faults: list[tuple[str, Fault]],
    left_out: list[tuple[str, str]],
    counts: IndexCounts,
    verbose: bool,
) -> None:
    for path, fault in faults:
        click.echo(fault.at(path))
    for path, reason in left_out if verbose else ():
        click.echo(f"{path}: excluded: {reason}")
    for line in _table(Counter(f.code for _, f in faults), Counter(r for _, r in left_out), counts):
        click.echo(line)


def _table(codes: Counter[str], reasons: Counter[str], counts: IndexCounts) -> list[str]:
    """How often each code and each reason occurs, and what that comes to."""
    rows = [(number, code, CODES[code]) for code, number in sorted(codes.items())]
    rows += [(number, "-", reason) for reason, number in reasons.most_common()]
    width = max((len(str(number)) for number, _, _ in rows), default=0)
    lines = [f"{number:>{width}}  {code:3}  {meaning}" for number, code, meaning in rows]
    total = (
        f"{counts.files} files: {counts.served} served ({counts.repaired} of them repaired), "
        f"{counts.excluded} excluded, {counts.broken} broken"
    )
    return ["", *lines, "", total] if lines else [total]
