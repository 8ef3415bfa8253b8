"""`postwire worker ARCHIVE`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.commands.common import on_archive_here, opened, refreshed
from service.settings.settings import load


@click.command("worker")
@on_archive_here
def command(archive: Path, **given: Any) -> None:
    """Run a worker alone: announce what changes in ARCHIVE, and deliver to subscribers.

    `postwire serve` has one already; more share the work, on this machine or on others that
    have the same POSTWIRE_DATABASE_URL.
    """
    # The hub's libraries: only this command needs them.
    from service.hub.hub import check_hub
    from service.hub.work.worker import HubWorker

    settings = load(archive=archive, **given)
    check_hub(settings)
    refreshed(opened(settings), settings)
    click.echo(f"postwire: working on {archive}", err=True)
    HubWorker(settings).run()
