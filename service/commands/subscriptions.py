"""`postwire subscriptions [ARCHIVE]`"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from service.commands.common import on_archive_here, opened
from service.commands.table import show
from service.settings.settings import load

_COLUMNS = ("topic", "callback", "lease_end", "delivered", "tries", "next_try", "failure")


@click.command("subscriptions")
@on_archive_here
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(archive: Path, as_json: bool, **given: Any) -> None:
    """List the hub's subscriptions: topic, callback, end of the lease, deliveries.

    Secrets are not shown, nor read.
    """
    from service.hub.report import report_as_json, subscription_reports
    from service.hub.rows.database import Database  # the hub's libraries: few commands need them

    settings = load(archive=archive, **given)
    opened(settings)
    database = Database(settings)
    rows = [report_as_json(row) for row in subscription_reports(database)]
    database.close()
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    show(_COLUMNS, ([_cell(row[column]) for column in _COLUMNS] for row in rows))


def _cell(value: Any) -> str | int:
    return "" if value is None else value if isinstance(value, int) else str(value)
