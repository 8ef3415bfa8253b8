"""`postwire index ARCHIVE`"""

from __future__ import annotations

import json
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from feeds.index import Index, open_index
from service.commands.common import on_archive, opened, refreshed
from service.settings import load


@click.command("index")
@on_archive
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--verbose", is_flag=True, help="Say why files were left out, and what was mended.")
def command(archive: Path, as_json: bool, verbose: bool, **given: Any) -> None:
    """Build or update the index of ARCHIVE and stop."""
    settings = load(archive=archive, **given)
    started = time.perf_counter()
    refreshed(opened(settings), settings)
    seconds = round(time.perf_counter() - started, 3)
    with open_index(settings.state_folder) as index:
        _report(index, verbose)
        counts = asdict(index.counts()) | {"seconds": seconds}
    if as_json:
        click.echo(json.dumps(counts))
    else:
        click.echo(", ".join(f"{value} {name}" for name, value in counts.items()))


def _report(index: Index, verbose: bool) -> None:
    for path, fault in index.faults():
        if fault.broken or verbose:
            click.echo(fault.at(path), err=True)
    for path, reason in index.exclusions() if verbose else ():
        click.echo(f"{path}: excluded: {reason}", err=True)
