"""`postwire subscriptions [ARCHIVE]` and `postwire subscriptions move OLD NEW`"""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from feeds.errors import ConfigurationError
from service.commands.common import on_archive_here, opened
from service.commands.table import show
from service.commands.verbosity import say
from service.settings.loading import load
from service.settings.settings import Settings
from service.settings.web_address import check_web_address

if TYPE_CHECKING:
    from service.hub.rows.database import Database

_COLUMNS = ("topic", "callback", "lease_end", "delivered", "tries", "next_try", "failure")


class _ListByDefault(click.Group):
    """`postwire subscriptions [ARCHIVE]` lists them, with and without the word `list`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = bool(args) and (args[0] in self.commands or args[0] in ctx.help_option_names)
        return super().parse_args(ctx, args if named else ["list", *args])


@click.group("subscriptions", cls=_ListByDefault)
def command() -> None:
    """List the hub's subscriptions, or move them.

    \b
    postwire subscriptions [ARCHIVE]                lists them
    postwire subscriptions move OLD NEW [ARCHIVE]   moves them
    """


@command.command("list")
@on_archive_here
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_them(archive: Path, as_json: bool, **given: Any) -> None:
    """List the hub's subscriptions, one a line.

    A line has the topic, the callback, the end of the lease, the last delivery, and the tries,
    next try and failure of the present one. Secrets are neither shown nor read.
    """
    from service.hub.report import former_base_urls, report_as_json, subscription_reports

    settings = load(archive=archive, **given)
    with _opened_database(settings) as database:
        rows = [report_as_json(row) for row in subscription_reports(database)]
        former = former_base_urls(database, settings.public_url)
    for line in left_behind(former, settings.public_url):
        say(line)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    show(_COLUMNS, ([_cell(row[column]) for column in _COLUMNS] for row in rows))


@command.command("move")
@click.argument("old")
@click.argument("new")
@on_archive_here
def move_them(old: str, new: str, archive: Path, **given: Any) -> None:
    """Move subscriptions to another base URL.

    A subscription of a feed below OLD becomes one of the same feed below NEW. Subscribers need
    do nothing: the next delivery names the new address.
    """
    from service.hub.rows.moves import move

    settings = load(archive=archive, **given)
    with _opened_database(settings) as database, database.writing() as connection:
        moved = move(connection, _base_url(old), _base_url(new))
    click.echo(f"{moved.topics:,} topics, {moved.subscriptions:,} subscriptions moved")


def left_behind(former: Mapping[str, int], base_url: str) -> list[str]:
    """What to say of subscriptions that a changed base URL has left behind, a line for each URL.

    `former` is what `service.hub.report.former_base_urls` gives.
    """
    return [
        f"{count:,} feeds below {url} have subscribers that get nothing, for the base URL is now "
        f"{base_url}; `postwire subscriptions move {url} {base_url}` mends that"
        for url, count in former.items()
    ]


def _base_url(address: str) -> str:
    """:raise ConfigurationError: no http(s) address"""
    try:
        return check_web_address(address).rstrip("/")
    except ValueError as error:
        raise ConfigurationError(str(error)) from error


def _opened_database(settings: Settings) -> closing[Database]:
    from service.hub.rows.database import Database  # the hub's libraries: few commands need them

    opened(settings)
    return closing(Database(settings))


def _cell(value: Any) -> str | int:
    return "" if value is None else value if isinstance(value, int) else str(value)
