"""What the commands on an archive share: options, opening the archive, indexing with a bar."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from feeds.archive import Archive, open_archive
from feeds.index.refresh import Refresher
from feeds.model import Changes
from service.checkout.checkout import Checkout
from service.checkout.git import GitError
from service.checkout.pull import pull, redated
from service.commands.progress import counting_bar, reading_bar
from service.commands.verbosity import say, say_more, shows_progress
from service.publication.last_refresh import noted_refresh
from service.settings.loading import load
from service.settings.settings import Settings
from service.settings.state_folder import prepare_state


def on_archive(command: Callable[..., Any]) -> Callable[..., Any]:
    """ARCHIVE, --state and --config, which every command on an archive takes."""
    archive = click.argument("archive", envvar="POSTWIRE_ARCHIVE")
    return archive(_options(command))


def on_archive_here(command: Callable[..., Any]) -> Callable[..., Any]:
    """The same, where ARCHIVE may be left out: the current folder."""
    archive = click.argument("archive", envvar="POSTWIRE_ARCHIVE", default=".")
    return archive(_options(command))


def _options(command: Callable[..., Any]) -> Callable[..., Any]:
    kind = click.Path(path_type=Path)
    state = click.option(
        "--state", type=kind, help="State folder (one for each archive in ~/.local/state/postwire)."
    )
    config = click.option("--config", type=kind, help="Settings file (ARCHIVE/postwire.toml).")
    return state(config(command))


def loaded(archive: str, **given: Any) -> Settings:
    """The settings of a command on an archive. The files of one that comes from git are here then:
    a `postwire.toml` among them counts too.

    :raise PostwireError: a setting without meaning, or a repository that cannot be had
    """
    settings = load(archive=archive, **given)
    say_more(f"the archive is {settings.archive_name}, the state {settings.state_folder}")
    if settings.source is None:
        return settings
    prepare_state(settings.state_folder)
    if not settings.archive.exists():
        say(f"fetching {settings.source}")
    with counting_bar("writing files", shown=shows_progress()) as progress:
        Checkout(settings, progress).bring_files()
    return load(archive=archive, **given)


def opened(settings: Settings) -> Archive:
    """The archive, and a state folder that can be written.

    :raise PostwireError: where either cannot be had
    """
    archive = open_archive(settings.archive, settings.options(), settings.former_files)
    prepare_state(settings.state_folder)
    return archive


def refreshed(archive: Archive, settings: Settings) -> Changes:
    """The index brought up to date, with a progress bar on a terminal. An archive that comes from
    git is fetched; where that fails, it is as it was fetched last, and a line says so."""
    with (
        reading_bar(archive, shown=shows_progress()) as progress,
        noted_refresh(settings.state_folder),
    ):
        if settings.source is None:
            pull(settings)
            dated_anew = redated(archive, settings)
            refresher = Refresher(archive, settings.state_folder, settings.processes)
            return refresher.refresh(datetime.now(UTC), progress, dated_anew)
        checkout = Checkout(settings, reading=progress)
        checkout.recover()
        try:
            changes = checkout.update()
        except GitError as error:
            say(f"not fetched; the commit that was fetched last is used: {error}")
            changes = Changes()
    archive.reopen()
    return changes
