"""`postwire serve ARCHIVE`"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from service.commands.common import on_archive, opened, refreshed
from service.settings import load


@click.command("serve")
@on_archive
@click.option("--host", help="Address to listen on.")
@click.option("--port", type=int, help="Port to listen on.")
@click.option("--workers", type=int, help="Web worker processes.")
def command(archive: Path, **given: Any) -> None:
    """Index ARCHIVE, then serve its feeds until stopped."""
    from service.serve import check_address, serve  # gunicorn: only this command needs it

    settings = load(archive=archive, **given)
    check_address(settings)
    refreshed(opened(settings), settings)
    click.echo(f"postwire: serving {archive} at {settings.public_url}/", err=True)
    serve(settings)
