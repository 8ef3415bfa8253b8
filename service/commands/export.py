"""`postwire export ARCHIVE OUT`"""

from __future__ import annotations

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from feeds.archive import Archive
from feeds.errors import ConfigurationError
from feeds.model import TERM_KINDS, TermKind
from feeds.render import FORMATS
from service.commands.common import loaded, on_archive, opened, refreshed
from service.commands.progress import counting_bar
from service.commands.verbosity import say, say_more, shows_progress, voice
from service.export.export import Choice, Exported, export
from service.export.manifest import MANIFEST
from service.export.ping import Refusal, tell_hubs
from service.settings.settings import Settings
from service.settings.state_folder import public_files


@click.command("export")
@on_archive
@click.argument("out", type=click.Path(path_type=Path), required=False)
@click.option(
    "--into",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Write into a site's finished output, beside its files, instead of OUT.",
)
@click.option("--feeds-only", is_flag=True, help="Write the feeds, and no pages.")
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(list(FORMATS)),
    help="Write only this format; may be given again.",
)
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice(["site", *TERM_KINDS]),
    help="Write only the feeds of this kind; may be given again.",
)
@click.option(
    "--months",
    type=click.IntRange(0),
    default=12,
    show_default=True,
    help="How many months of a long feed get an archive document, newest first.",
)
@click.option(
    "--pages",
    type=click.IntRange(1),
    default=5,
    show_default=True,
    help="How many pages each feed has for people.",
)
@click.option(
    "--gzip/--no-gzip", default=True, help="Write a .gz beside each file (the default), or none."
)
@click.option("--brotli", is_flag=True, help="Write a .br beside each file.")
@click.option("--base-url", help="Address under which the files will be served.")
@click.option(
    "--record",
    type=click.Path(path_type=Path, dir_okay=False),
    help="File that says what the last export wrote (OUT/.postwire-export.json).",
)
@click.option(
    "--ping", is_flag=True, help="Tell the external hubs of the settings which feeds changed."
)
@click.option("--processes", type=int, help="Processes that render (one a core).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(
    archive: str,
    out: Path | None,
    into: Path | None,
    record: Path | None,
    brotli: bool,
    ping: bool,
    as_json: bool,
    **given: Any,
) -> None:
    """Write the feeds of ARCHIVE as files, for a static host.

    OUT is the folder that gets them, with pages to find and subscribe to the feeds. Run again
    after a change, it writes only what changed and removes what is gone.
    """
    if brotli and find_spec("brotli") is None:
        raise ConfigurationError("--brotli needs the package brotli: pip install postwire[brotli]")
    folder = into or out
    if folder is None or (into and out):
        raise ConfigurationError("say where to write: either OUT or --into FOLDER")
    choice = _choice(given, bool(into), brotli)
    settings = loaded(archive, **given)
    started = time.perf_counter()
    source = opened(settings)
    settings = _addressed(settings, source, bool(into))
    if ping and not settings.external_hubs:
        raise ConfigurationError("--ping needs a hub: set external_hubs (POSTWIRE_EXTERNAL_HUBS)")
    refreshed(source, settings)
    with public_files(), counting_bar("exporting feeds", shown=shows_progress()) as progress:
        result = export(source, settings, folder, choice, record, progress)
    told_count, refusals = 0, list[Refusal]()
    if ping:
        told_count, refusals = tell_hubs(settings, record or folder / MANIFEST, result.changed)
    _report(result, told_count, round(time.perf_counter() - started, 3), as_json)
    for hub, reason in refusals:
        click.echo(f"postwire: {hub}: not told: {reason}; the next export tells it again", err=True)
    sys.exit(1 if result.refused or refusals else 0)


def _choice(given: dict[str, Any], is_shared: bool, brotli: bool) -> Choice:
    """What the options choose. Takes them out of `given`, which has the settings then."""
    gzip, months, pages = (given.pop(name) for name in ("gzip", "months", "pages"))
    formats: tuple[str, ...] = given.pop("formats")
    kinds: tuple[TermKind, ...] = given.pop("kinds")
    return Choice(
        formats=formats or Choice.formats,
        kinds=kinds or Choice.kinds,
        codings=(".gz",) * gzip + (".br",) * brotli,
        has_site=not given.pop("feeds_only"),
        is_shared=is_shared,
        months=months,
        pages=pages,
    )


def _addressed(settings: Settings, archive: Archive, is_shared: bool) -> Settings:
    """The settings with the address of the files. In a site's own output that is the site's.

    A file that nobody gave an address is of no use to a subscriber, but a look at the pages on
    this machine may be: so the export goes on, and says it loudly."""
    if settings.base_url:
        return settings
    url = archive.site.url if is_shared and archive.site.url else settings.public_url
    if url == settings.public_url:
        click.echo(
            f"postwire: WARNING: no --base-url: the feeds name {url}, where no subscriber finds"
            " them; give the address that the files will have",
            err=True,
        )
    return settings.model_copy(update={"base_url": url})


def _report(result: Exported, told_count: int, seconds: float, as_json: bool) -> None:
    counts = {
        "written": result.written,
        "unchanged": result.unchanged,
        "removed": result.removed,
        "refused": len(result.refused),
        "left to others": len(result.foreign),
        "told": told_count,
        "seconds": seconds,
    }
    for address, reason in result.refused:
        click.echo(f"postwire: {address}: not written: {reason}", err=True)
    _report_foreign(sorted(result.foreign))
    words = ", ".join(f"{value} {name}" for name, value in counts.items())
    keys = {name.replace(" ", "_"): value for name, value in counts.items()}
    click.echo(json.dumps(keys) if as_json else words)


def _report_foreign(addresses: list[str]) -> None:
    """One line for all: a generator that writes feeds of its own, as Hugo does, has a file at the
    place of every copy, and that is as it should be."""
    for address in addresses:
        say_more(f"{address}: left as it is: another program's file lies there")
    if addresses and voice() != "verbose":
        more = f" and {len(addresses) - 1} more (--verbose names them)" if addresses[1:] else ""
        say(f"{addresses[0]}{more}: left as the site's generator wrote it")
