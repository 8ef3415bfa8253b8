"""Counts the posts of the terms that a refresh touches, and moves their revisions and times."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from feeds.index import sought, twins
from feeds.index.index import built_at_in, revision_in
from feeds.index.term_ids import INSERT_TERM, name_by_oldest
from feeds.model import Site, Term


class TouchedTerms:
    """Collects within one transaction; nothing is written of a term before `settle`, but a row for
    one that is new."""

    def __init__(self, connection: sqlite3.Connection, site: Site) -> None:
        self._connection = connection
        self._site = site
        self._counted: dict[int, int] = defaultdict(int)  # term id → posts more or fewer
        self._pairs = twins.Pairs()  # posts more or fewer

    def id_of(self, term: Term) -> int:
        """The id of a term, which is new where no post had it."""
        key = self._site.key(term)
        row = self._connection.execute(
            "SELECT id FROM term WHERE kind = ? AND key = ?", (term.kind, key)
        ).fetchone()
        if row:
            return int(row[0])
        cursor = self._connection.execute(INSERT_TERM, (None, term.kind, key, term.name))
        return int(cursor.lastrowid or 0)

    def arrive(self, numbers: Sequence[int]) -> None:
        """A post stands in these terms now."""
        for number in numbers:
            self._counted[number] += 1
        self._pairs.update(self._pairs_of(numbers))

    def leave(self, numbers: Sequence[int]) -> None:
        """A post stands in these terms no more."""
        for number in numbers:
            self._counted[number] -= 1
        self._pairs.subtract(self._pairs_of(numbers))

    def touch(self, numbers: Iterable[int]) -> None:
        """A post in these terms has changed, and they have no more posts and no fewer."""
        for number in numbers:
            self._counted[number] += 0

    def settle(self, now: datetime) -> tuple[Term, ...]:
        """Write counts, revisions, names and twins; returns all terms that this touched."""
        revision = revision_in(self._connection) + 1
        self._mark(revision, self._counted, now)
        if self._site.unites_terms:
            name_by_oldest(self._connection, self._counted)
        sought.fill(self._connection, self._site)
        twins.add(self._connection, self._pairs)
        renamed = twins.find_again(self._connection, self._counted) - self._counted.keys()
        self._mark(revision, dict.fromkeys(renamed, 0), now)
        touched = tuple(sorted(map(self._named, self._counted.keys() | renamed)))
        self._connection.execute("DELETE FROM term WHERE count = 0 AND kind <> 'site'")
        return touched

    def _mark(self, revision: int, counted: Mapping[int, int], now: datetime) -> None:
        """Terms changed, and have so many posts more or fewer."""
        seconds, built_at = int(now.timestamp()), built_at_in(self._connection)
        # Two changes never have the same second, which is all that an HTTP date tells.
        self._connection.executemany(
            "UPDATE term SET count = count + ?, revision = ?, "
            "modified = max(?, 1 + max(modified, ?)) WHERE id = ?",
            ((delta, revision, seconds, built_at, term) for term, delta in counted.items()),
        )

    def _pairs_of(self, numbers: Sequence[int]) -> Iterable[tuple[int, int]]:
        return twins.pairs_of([(self._named(number), number) for number in numbers])

    def _named(self, number: int) -> Term:
        """The term that has this id, as it is spelled now."""
        row = self._connection.execute("SELECT kind, name FROM term WHERE id = ?", (number,))
        return Term(*row.fetchone())
