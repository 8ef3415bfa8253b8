"""`postwire index ARCHIVE`"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from feeds.archive import Archive
from feeds.index.index import Index, open_index
from feeds.index.refresh import Refresher
from feeds.model import Changes
from service.commands.common import loaded, on_archive_here, opened, refreshed
from service.commands.verbosity import voice
from service.settings.settings import Settings


@click.command("index")
@on_archive_here
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--watch", is_flag=True, help="Do not stop: follow the changes of files.")
def command(archive: str, as_json: bool, watch: bool, **given: Any) -> None:
    """Build or update the index of ARCHIVE, and stop.

    `postwire serve` does the same before it serves.
    """
    settings = loaded(archive, **given)
    started = time.perf_counter()
    opened_archive = opened(settings)
    refreshed(opened_archive, settings)
    seconds = round(time.perf_counter() - started, 3)
    with open_index(settings.state_folder) as index:
        _report(index, voice() == "verbose")
        counts = asdict(index.counts()) | {"seconds": seconds}
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo(", ".join(f"{value} {name}" for name, value in counts.items()))
    if watch:
        _follow(opened_archive, settings)


def _follow(archive: Archive, settings: Settings) -> None:
    from service.server.watch import watch

    refresher = Refresher(archive, settings.state_folder, settings.processes)

    def refresh(paths: Iterable[str] | None) -> Changes:
        now = datetime.now(UTC)
        return refresher.refresh(now) if paths is None else refresher.refresh_paths(paths, now)

    watch(archive, settings.state_folder, refresh)


def _report(index: Index, verbose: bool) -> None:
    for path, fault in index.faults():
        if fault.broken or verbose:
            click.echo(fault.at(path), err=True)
    for path, reason in index.exclusions() if verbose else ():
        click.echo(f"{path}: excluded: {reason}", err=True)
