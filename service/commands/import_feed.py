"""`postwire import-feed FEED [ARCHIVE]`"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from service.commands.common import loaded, on_archive_here, opened
from service.commands.table import show
from service.commands.verbosity import say
from service.moving.comparison import Comparison, compared
from service.moving.former_feed import read_former_feed

_MEANINGS = {
    "id": "shown once more, as unread: the id changes",
    "link": "the entry leads to another address",
    "date": "the entry has another date",
    "missing": "in the former feed, but no post of the archive",
    "added": "a post that the former feed does not have, though it is as new",
}


@click.command("import-feed")
@click.argument("feed")
@on_archive_here
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def command(feed: str, archive: str, as_json: bool, **given: Any) -> None:
    """Compare a site's former feed with ARCHIVE.

    FEED is an address or a file. Programs tell entries apart by their ids: an entry whose id
    changes is shown once more, as unread. The command says which value of the setting `ids` keeps
    most of them, and what would change for readers. Nothing is written. Exit code 0: every entry
    keeps its id; 1: some entry would be shown again, or is missing; 2: the feed or the archive
    cannot be read.
    """
    former = read_former_feed(feed)
    comparison = compared(former, opened(loaded(archive, **given)), datetime.now(UTC))
    if as_json:
        report = asdict(comparison) | {"keeps_all": comparison.keeps_all}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        _print(comparison)
    raise SystemExit(0 if comparison.keeps_all else 1)


def _print(comparison: Comparison) -> None:
    kept = comparison.kept[comparison.setting]
    click.echo(f'ids = "{comparison.setting}" keeps {kept} of {comparison.entries} ids')
    _explain(comparison)
    rows = [(each.what, each.title, each.before, each.after) for each in comparison.differences]
    if rows:
        show(("change", "title", "before", "after"), rows)


def _explain(comparison: Comparison) -> None:
    """For a person: how often each change occurs, and what it means."""
    counts = Counter(each.what for each in comparison.differences)
    for what, meaning in _MEANINGS.items():
        if number := counts[what]:
            say(f"{number:,} × {what}: {meaning}")
    if not comparison.kept[comparison.setting]:
        say("no setting keeps an id: is this the feed of another site?")
