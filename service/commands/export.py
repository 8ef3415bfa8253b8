"""`postwire export ARCHIVE OUT`"""

from __future__ import annotations

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from feeds.errors import ConfigurationError
from feeds.model import TERM_KINDS, TermKind
from feeds.render import FORMATS
from service.commands.common import loaded, on_archive, opened, refreshed
from service.export.export import Exported, export
from service.settings.state_folder import public_files


@click.command("export")
@on_archive
@click.argument("out", type=click.Path(path_type=Path))
@click.option("--format", "formats", multiple=True, type=click.Choice(list(FORMATS)))
@click.option("--kind", "kinds", multiple=True, type=click.Choice(["site", *TERM_KINDS]))
@click.option(
    "--gzip/--no-gzip", default=True, help="Write .gz files as well; this is the default."
)
@click.option("--brotli", is_flag=True, help="Write .br files as well.")
@click.option("--base-url", help="Public address of the files.")
@click.option("--processes", type=int, help="Processes that render.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    archive: str,
    out: Path,
    formats: tuple[str, ...],
    kinds: tuple[TermKind, ...],
    gzip: bool,
    brotli: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write the feeds of ARCHIVE into the folder OUT, for a static server.

    Again after a change, it writes only what changed and removes what is gone.
    """
    if brotli and find_spec("brotli") is None:
        raise ConfigurationError("--brotli needs the package brotli: pip install postwire[brotli]")
    settings = loaded(archive, **given)
    started = time.perf_counter()
    source = opened(settings)
    refreshed(source, settings)
    codings = (".gz",) * gzip + (".br",) * brotli
    with public_files():
        result = export(source, settings, out, formats or tuple(FORMATS), kinds or None, codings)
    _report(result, round(time.perf_counter() - started, 3), as_json)
    sys.exit(1 if result.refused else 0)


def _report(result: Exported, seconds: float, as_json: bool) -> None:
    counts = {
        "written": result.written,
        "unchanged": result.unchanged,
        "removed": result.removed,
        "refused": len(result.refused),
        "seconds": seconds,
    }
    for address, reason in result.refused:
        click.echo(f"{address}: not written: {reason}", err=True)
    words = ", ".join(f"{value} {name}" for name, value in counts.items())
    click.echo(json.dumps(counts) if as_json else words)
