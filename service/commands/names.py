"""`postwire names ARCHIVE`"""

from __future__ import annotations

import json
from itertools import groupby
from typing import Any

import click

from feeds.feed.names import display_name
from feeds.index.index import open_index
from feeds.index.select import terms
from feeds.model import SITE
from service.commands.common import loaded, on_archive_here, opened, refreshed
from service.commands.verbosity import say


@click.command("names")
@on_archive_here
def command(archive: str, **given: Any) -> None:
    """Print the display names of ARCHIVE's feeds as settings.

    A line is printed for each category, tag, source or author that pages and feeds call by another
    name than the posts do. Paste lines into postwire.toml to change a name, or to keep it whatever
    posts come.
    """
    settings = loaded(archive, **given)
    source = opened(settings)
    refreshed(source, settings)
    with open_index(settings.state_folder) as index:
        rows = [row for row in terms(index) if row.term != SITE]
    named = [(row.term, display_name(source.site, row.term, row.twin)) for row in rows]
    different = [(term, name) for term, name in named if name != term.name]
    if not different:
        say("every feed is called as the posts spell it: there is nothing to print")
    for kind, group in groupby(different, key=lambda pair: pair[0].kind):
        click.echo(f"[names.{kind}]")
        for term, name in group:
            click.echo(f"{_quoted(term.name)} = {_quoted(name)}")


def _quoted(text: str) -> str:
    """A basic string of TOML, which is one of JSON (toml.io, v1.0.0, String)."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
