"""Every feed of an exported catalogue as JSON, for the script that searches it."""

from __future__ import annotations

import json
from typing import Any

from flask import current_app

from feeds.feed.names import display_name
from feeds.index.catalogue import Wish, listing
from feeds.index.select import TermRow, twins_of
from feeds.parameters import parse
from feeds.render import FORMATS
from service.web.current import publication, static_site
from service.web.pages.layout import language
from service.web.pages.twin_links import has_page

_ALL = -1  # SQLite: without a limit


def search_index() -> bytes:
    """The feeds, most active first, and the words that the script writes, as UTF-8. A feed is its
    kind, name, label, page below the base URL, size and day in words, its newest post in seconds
    since 1970, how many posts it has, and what else a search finds it by."""
    here, static = publication(), static_site()
    rows = [row for row in listing(here.index, Wish(), 0, _ALL).rows if has_page(row.term)]
    formats = static.formats if static else tuple(FORMATS)
    words = language().messages.gettext
    document = {
        "kinds": {kind: _part("kind_name", kind) for kind in sorted({r.term.kind for r in rows})},
        "formats": [(extension, FORMATS[extension].title.split()[0]) for extension in formats],
        "none": words("No feed has “%(words)s” in its name."),
        "feeds": [_feed(row) for row in rows],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _feed(row: TermRow) -> tuple[Any, ...]:
    here = publication()
    zone = here.archive.site.timezone
    return (
        *(row.term.kind, row.term.name),
        display_name(here.archive.site, row.term, row.twin),
        here.links.target(parse(row.term, ()), ""),
        _part("entries", row.posts),
        language().day(row.newest, zone),
        int(row.newest.timestamp()),
        row.posts,
        " ".join([*(twin.name for twin in twins_of(here.index, row.term)), _sought(row)]),
    )


def _sought(row: TermRow) -> str:
    """The forms of the name that the index searches, such as pinyin."""
    statement = "SELECT sought FROM term WHERE kind = ? AND name = ?"
    spelled = publication().index.connection.execute(statement, row.term).fetchone()
    return str(spelled[0] or "") if spelled else ""


def _part(name: str, value: Any) -> str:
    """What the pages write for it, with their macro of this name."""
    parts = current_app.jinja_env.get_template("_parts.html")
    return str(getattr(parts.make_module({"language": language()}), name)(value)).strip()
