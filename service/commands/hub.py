"""`postwire hub backup FILE [ARCHIVE]` and `postwire hub restore FILE [ARCHIVE]`"""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import click

from service.commands.common import loaded, on_archive_here
from service.hub.rows.backup import backup, restore
from service.hub.rows.database import Database
from service.settings.settings import Settings
from service.settings.state_folder import prepare_state

_FILE = click.argument("file", type=click.Path(path_type=Path))


@click.group("hub")
def command() -> None:
    """Back up or restore the hub's subscriptions."""


@command.command("backup")
@_FILE
@on_archive_here
def backup_command(file: Path, archive: str, **given: Any) -> None:
    """Write subscriptions and deliveries into FILE.

    The service may run meanwhile. FILE holds the subscribers' secrets: only its owner can read it.
    """
    with _database(loaded(archive, **given)) as database:
        count = backup(database, file)
    click.echo(f"{count} subscriptions in {file}")


@command.command("restore")
@_FILE
@on_archive_here
@click.option("--replace", is_flag=True, help="Replace the subscriptions that the hub has.")
def restore_command(file: Path, archive: str, replace: bool, **given: Any) -> None:
    """Bring back the subscriptions and deliveries in FILE.

    Stop the service first. FILE may come from another kind of database, and from an older version.
    """
    settings = loaded(archive, **given)
    with _database(settings) as database:
        count = restore(database, file, replace=replace, folder=settings.state_folder)
    click.echo(f"{count} subscriptions restored")


def _database(settings: Settings) -> closing[Database]:
    prepare_state(settings.state_folder)
    return closing(Database(settings))
