"""The ids of terms, and the name of each.

Posts may spell a term in several ways that are one feed (`Site.key`). The name of the term is then
the spelling in the oldest served post, so that new posts do not change the feed's address.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from feeds.index.codec import decode
from feeds.model import Site, Term

INSERT_TERM = "INSERT INTO term (id, kind, key, name) VALUES (?,?,?,?)"


class TermIds(dict[Term, int]):
    """Ids for the terms of a whole build, given as they come: from 1 on, one for each key."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._ids: dict[tuple[str, str], int] = {}
        self.first_spellings: list[Term] = []
        """Each term once, as it was spelled first."""
        self.several: set[int] = set()
        """The terms of which there is more than one spelling."""

    def __missing__(self, term: Term) -> int:
        number = self._ids.setdefault((term.kind, self._site.key(term)), len(self._ids) + 1)
        if number > len(self.first_spellings):
            self.first_spellings.append(term)
        else:
            self.several.add(number)
        self[term] = number
        return number

    def rows(self) -> list[tuple[int, str, str, str]]:
        """What INSERT_TERM takes: each term by its first spelling."""
        return [
            (number, term.kind, self._site.key(term), term.name)
            for number, term in enumerate(self.first_spellings, 1)
        ]


def name_by_oldest(connection: sqlite3.Connection, terms: Iterable[int]) -> None:
    """Give these terms the names that their oldest served posts spell; one without posts keeps
    the name it has."""
    for number in terms:
        row = connection.execute(
            "SELECT path, body, terms FROM entry JOIN post USING (pid) WHERE term = ? "
            "ORDER BY entry.sort, pid LIMIT 1",
            (number,),
        ).fetchone()
        if row is None:
            continue
        path, body, numbers = row  # the ids stand in the order of the terms
        name = decode(path, body).terms()[json.loads(numbers).index(number)].name
        connection.execute(
            "UPDATE term SET name = :name, sought = NULL WHERE id = :id AND name <> :name",
            {"name": name, "id": number},
        )
