"""`postwire serve ARCHIVE`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.commands.common import on_archive, opened, refreshed
from service.commands.greeting import greeting
from service.settings import load


@click.command("serve")
@on_archive
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--workers", type=int, help="Web worker processes.")
@click.option("--no-worker", is_flag=True, help="Without the worker that tells subscribers.")
@click.option("--watch", is_flag=True, help="Follow the changes of files in ARCHIVE.")
def command(archive: Path, no_worker: bool, watch: bool, **given: Any) -> None:
    """Index ARCHIVE, then serve its feeds until stopped.

    ARCHIVE is the folder of a Jekyll, Hugo or Zola site, or any folder of posts with front
    matter. Nothing in it is changed but the state folder `.postwire`.
    """
    from service.serve import check_address, serve  # gunicorn: only this command needs it

    settings = load(archive=archive, **given)
    check_address(settings)
    found = opened(settings)
    refreshed(found, settings)
    for line in greeting(found, settings):
        click.echo(f"postwire: {line}", err=True)
    serve(settings, with_worker=not no_worker, watching=watch)
