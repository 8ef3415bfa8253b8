"""`postwire feeds ARCHIVE`"""

from __future__ import annotations

import json
from typing import Any

import click

from feeds.feed.names import display_name
from feeds.index.index import open_index
from feeds.index.select import TermRow, terms
from feeds.model import Site
from feeds.parameters import parse
from feeds.render import FORMATS
from feeds.render.links import Links
from service.commands.common import loaded, on_archive_here, opened, refreshed
from service.commands.table import show


@click.command("feeds")
@on_archive_here
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def command(archive: str, as_json: bool, **given: Any) -> None:
    """List the feeds of ARCHIVE, one a line.

    A line has the kind, the name, the number of entries, the time of the newest entry, the name
    that people read, and the address.
    """
    settings = loaded(archive, **given)
    source = opened(settings)
    refreshed(source, settings)
    links = Links(settings.public_url)
    with open_index(settings.state_folder) as index:
        rows = [_described(row, source.site, links) for row in terms(index)]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    columns = ("kind", "name", "entries", "last_change", "display_name")
    table = ([*(row[column] for column in columns), row["urls"]["rss"]] for row in rows)
    show((*columns, "address"), table)


def _described(row: TermRow, site: Site, links: Links) -> dict[str, Any]:
    query = parse(row.term, [])
    return {
        "kind": row.term.kind,
        "name": row.term.name,
        "display_name": display_name(site, row.term, row.twin),
        "twin_of": {"kind": row.twin.kind, "name": row.twin.name} if row.twin else None,
        "entries": row.posts,
        "last_change": row.newest.isoformat(),
        "urls": {extension: links.feed(query, extension) for extension in FORMATS},
    }
