"""`postwire worker ARCHIVE`"""

from __future__ import annotations

from typing import Any

import click

from service.commands.common import loaded, on_archive_here, opened, refreshed
from service.commands.verbosity import say


@click.command("worker")
@on_archive_here
@click.option("--watch", is_flag=True, help="Follow the changes of files in ARCHIVE.")
def command(archive: str, watch: bool, **given: Any) -> None:
    """Run a worker of the hub, which tells subscribers.

    `postwire serve` runs one already. Further workers share the work, on this machine or on
    others that have the same POSTWIRE_DATABASE_URL. A worker scans ARCHIVE when a ping or a
    refresh has reached any of these machines; with --watch also when files change.
    """
    # The hub's libraries: only this command needs them.
    from service.hub.hub import check_hub, parts_away
    from service.server.serve import work

    settings = loaded(archive, **given)
    check_hub(settings)
    refreshed(opened(settings), settings)
    for line in parts_away(settings):
        say(line)
    say(f"working on {settings.archive_name}")
    work(settings, watching=watch)
