"""`postwire serve ARCHIVE`"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from typing import Any

import click

from feeds.archive import Archive
from feeds.bounded.pool import shared_pool
from feeds.errors import StateError
from feeds.index.refresh import Refresher
from feeds.outages import MENDABLE
from service.checkout.checkout import Checkout
from service.checkout.pull import pull, redated
from service.commands.common import loaded, on_archive_here, opened, refreshed
from service.commands.greeting import greeting
from service.commands.subscriptions import left_behind
from service.commands.verbosity import say
from service.hub.hub import check_hub, parts_away
from service.hub.report import former_base_urls
from service.hub.rows.database import Database
from service.publication.last_refresh import noted_refresh
from service.server.serve import check_port_is_free, serve
from service.settings.settings import Settings


@click.command("serve")
@on_archive_here
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--workers", type=int, help="Web worker processes.")
@click.option(
    "--no-worker", is_flag=True, help="Run no worker of the hub, which tells subscribers."
)
@click.option("--watch", is_flag=True, help="Follow the changes of files in ARCHIVE.")
def command(archive: str, no_worker: bool, watch: bool, **given: Any) -> None:
    """Index ARCHIVE, and serve its feeds until stopped.

    ARCHIVE is the folder of a Jekyll, Hugo or Zola site, or any folder of posts with front
    matter; or the address of a git repository. It is the current folder where none is named.
    Nothing in it is changed. An archive that was indexed before is served at once, and what
    changed since is read meanwhile.
    """
    settings = loaded(archive, **given)
    check_port_is_free(settings)
    check_hub(settings)
    opened_archive = opened(settings)
    if settings.source:
        Checkout(settings).recover()
        opened_archive.reopen()
    fits = Refresher(opened_archive, settings.state_folder).fits()
    if not fits:
        refreshed(opened_archive, settings)
    for line in parts_away(settings):  # before anything reads as if all were well
        click.echo(f"postwire: {line}", err=True)
    lines = (*greeting(opened_archive, settings), *_left_behind(settings))
    shared_pool().end()  # the processes that serve have their own
    is_looked_at = fits and not settings.source  # a part of the service asks the repository
    refresh = (lambda: _look(opened_archive, settings)) if is_looked_at else None
    serve(
        settings,
        greet=partial(_say_all, lines),
        with_worker=not no_worker,
        watching=watch,
        refresh_once=refresh,
    )


def _say_all(lines: Iterable[str]) -> None:
    for line in lines:
        say(line)


def _left_behind(settings: Settings) -> list[str]:
    """Nothing where the database is away: the hub says so itself."""
    url = settings.public_url
    with closing(Database(settings)) as database:
        try:
            return left_behind(former_base_urls(database, url), url)
        except StateError:
            return []


def _look(archive: Archive, settings: Settings) -> None:
    """Bring the index up to date, and say so where anything was found."""
    refresher = Refresher(archive, settings.state_folder, settings.processes)
    try:
        with noted_refresh(settings.state_folder):
            pull(settings)
            changes = refresher.refresh(datetime.now(UTC), again=redated(archive, settings))
    except MENDABLE as error:
        click.echo(f"postwire: the archive could not be read: {error}", err=True)
        return
    counts = {
        name: len(paths)
        for name in ("added", "changed", "removed", "broken")
        if (paths := getattr(changes, name))
    }
    if counts:
        listed = ", ".join(f"{count:,} {name}" for name, count in counts.items())
        say(f"since the last look at the archive: {listed}")
