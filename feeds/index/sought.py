"""The column `term.sought`: all forms in which a person may look for a term, worked out once.

A form stands on a line of its own, with a line's end before and behind it, so that a search tells
a whole form and the beginning of one from a part of it.
"""

from __future__ import annotations

import sqlite3

from feeds.model import Site, Term
from feeds.text.sought import sought_forms


def fill(connection: sqlite3.Connection, site: Site) -> None:
    """Work out the forms of every term that has none: it is new, or has another name now."""
    rows = connection.execute("SELECT id, kind, name FROM term WHERE sought IS NULL").fetchall()
    connection.executemany(
        "UPDATE term SET sought = ? WHERE id = ?",
        ((_lines(site, Term(kind, name)), number) for number, kind, name in rows),
    )


def _lines(site: Site, term: Term) -> str:
    label = site.given_label(term)
    forms = sought_forms(term.name) + (sought_forms(label) if label else [])
    return "".join(f"\n{form}\n" for form in dict.fromkeys(forms))
