"""The column `term.sought`: all forms in which a person may look for a term, worked out once.

Each form stands on a line of its own, with a line's end before and after it. So a search can tell
whether it met a whole form, the beginning of one, or a part of one.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping

from feeds.model import Site, Term
from feeds.text.search_forms import sought_forms


def lines_of(site: Site, terms: Iterable[Term]) -> dict[Term, str]:
    """What the column holds for each of these terms."""
    return {term: _lines(site, term) for term in terms}


def fill(connection: sqlite3.Connection, site: Site, ready: Mapping[Term, str] = {}) -> None:
    """Give every term its forms that has none: it is new, or has another name now. Those that are
    not among the `ready` ones are worked out."""
    rows = connection.execute("SELECT id, kind, name FROM term WHERE sought IS NULL").fetchall()
    terms = {number: Term(kind, name) for number, kind, name in rows}
    lines = {**lines_of(site, set(terms.values()) - ready.keys()), **ready}
    connection.executemany(
        "UPDATE term SET sought = ? WHERE id = ?",
        ((lines[term], number) for number, term in terms.items()),
    )


def _lines(site: Site, term: Term) -> str:
    label = site.given_label(term)
    forms = sought_forms(term.name) + (sought_forms(label) if label else [])
    return "".join(f"\n{form}\n" for form in dict.fromkeys(forms))
