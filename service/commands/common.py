"""What the commands on an archive share: options, opening the archive, indexing with a bar."""

from __future__ import annotations

import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from feeds.archive import Archive, open_archive
from feeds.index import Refresher
from feeds.model import Changes
from service.commands.progress import reading_progress
from service.settings.settings import Settings
from service.settings.state_folder import prepare_state


def on_archive(command: Callable[..., Any]) -> Callable[..., Any]:
    """ARCHIVE, --state and --config, which every command on an archive takes."""
    kind = click.Path(path_type=Path)
    archive = click.argument("archive", type=kind, envvar="POSTWIRE_ARCHIVE")
    return archive(_options(command))


def on_archive_here(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same, where ARCHIVE may be left out: the current folder."""
    kind = click.Path(path_type=Path)
    archive = click.argument("archive", type=kind, envvar="POSTWIRE_ARCHIVE", default=Path("."))
    return archive(_options(command))


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    kind = click.Path(path_type=Path)
    state = click.option(
        "--state", type=kind, help="State folder (one for each archive in ~/.local/state/postwire)."
    )
    config = click.option("--config", type=kind, help="Configuration (ARCHIVE/postwire.toml).")
    return state(config(command))


def opened(settings: Settings) -> Archive:
    """The archive, and a state folder that can be written.

    :raise PostwireError: where either cannot be had
    """
    archive = open_archive(settings.archive, settings.options())
    prepare_state(settings.state_folder)
    return archive


def refreshed(archive: Archive, settings: Settings) -> Changes:
    """The index brought up to date, with a progress bar on a terminal."""
    refresher = Refresher(archive, settings.state_folder, settings.processes)
    with reading_progress(archive, shown=sys.stderr.isatty()) as progress:
        return refresher.refresh(datetime.now(UTC), progress)
