"""Feeds of one and the same outlet: a category or tag whose posts are those of a source.

A scraper files what it takes from an outlet under a category of its own, and tags it with the
outlet's name, so that three feeds hold the same posts. Readers should take the source's feed; the
others are its twins. The table `pair` counts the posts that two terms share, so twins depend on the
posts alone: every host finds the same ones, and a refresh looks only at the terms it touched.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable
from itertools import chain, product
from typing import NamedTuple

from feeds.model import Term, TermKind, united_name

# A term is a twin of one that stands before it here.
_ORDER: tuple[TermKind, ...] = ("source", "category", "tag")
_FEWEST = 3  # posts that two terms of different names share: fewer may be chance
_STRAYS = 10  # one post in so many may stand in one of the two alone; and one post in any case

Pairs = Counter[tuple[int, int]]
"""Posts that stand in both of two terms, by their ids: the possible twin first."""


class _Candidate(NamedTuple):
    term: int
    other: int
    both: int
    term_posts: int
    other_posts: int
    kind: TermKind
    other_kind: TermKind
    name: str
    other_name: str

    @property
    def strays(self) -> int:
        """Posts that stand in the larger of the two alone."""
        return max(self.term_posts, self.other_posts) - self.both

    @property
    def is_alike(self) -> bool:
        return united_name(self.name) == united_name(self.other_name)

    @property
    def is_twin(self) -> bool:
        """Few strays, and enough posts that this is no chance. A category and a tag that are no
        outlet's have to bear one name: a small site may file three posts by chance alike."""
        if self.strays > max(1, self.both // _STRAYS):
            return False
        return self.is_alike or (self.other_kind == "source" and self.both >= _FEWEST)

    @property
    def rank(self) -> tuple[int, str]:
        """The least is the best of several. Two of one kind share no post with each other, so a
        term has few strays beside both only where it has one post of each."""
        return _ORDER.index(self.other_kind), self.other_name


def pairs_of(terms: Iterable[tuple[Term, int]]) -> Iterable[tuple[int, int]]:
    """The pairs that one post adds to, of its terms with their ids."""
    numbers: dict[str, list[int]] = {kind: [] for kind in _ORDER}
    for term, number in terms:
        if term.kind in numbers:
            numbers[term.kind].append(number)
    sources, categories, tags = numbers.values()
    return chain(product(categories, sources), product(tags, sources), product(tags, categories))


def add(connection: sqlite3.Connection, pairs: Pairs) -> None:
    """Count so many more (or fewer) posts of each pair."""
    connection.executemany(
        "INSERT INTO pair (term, other, posts) VALUES (?, ?, ?) "
        "ON CONFLICT (term, other) DO UPDATE SET posts = posts + excluded.posts",
        ((*pair, posts) for pair, posts in pairs.items() if posts),
    )
    connection.executemany(
        "DELETE FROM pair WHERE term = ? AND other = ? AND posts <= 0",
        (pair for pair, posts in pairs.items() if posts < 0),
    )


def find(connection: sqlite3.Connection) -> None:
    """Note the twins of a whole index whose terms and pairs are counted."""
    _note(connection, _best(connection.execute(_CANDIDATES)))


def find_again(connection: sqlite3.Connection, touched: Iterable[int]) -> set[int]:
    """The same after some terms gained or lost posts. The terms that are another's twin now, or
    no longer one."""
    affected = connection.execute(_AFFECTED, {"terms": json.dumps(list(touched))}).fetchall()
    before = dict(affected)
    numbers = json.dumps(list(before))
    best = _best(
        connection.execute(f"{_CANDIDATES} AND pair.term IN {_LISTED}", {"terms": numbers})
    )
    after = {term: best.get(term) for term in before}
    changed = {term: twin for term, twin in after.items() if twin != before[term]}
    _note(connection, changed)
    return set(changed)


# Every twin shares more than this: it only narrows the search. `_Candidate` has the rule.
_CANDIDATES = """
SELECT pair.term, pair.other, pair.posts, mine.count, its.count,
       mine.kind, its.kind, mine.name, its.name
FROM pair JOIN term AS mine ON mine.id = pair.term JOIN term AS its ON its.id = pair.other
WHERE 4 * (pair.posts + 1) >= 3 * mine.count AND 4 * (pair.posts + 1) >= 3 * its.count
"""
_LISTED = "(SELECT value FROM json_each(:terms))"
_AFFECTED = f"""
SELECT id, twin FROM term WHERE id IN {_LISTED}
UNION SELECT id, twin FROM term WHERE twin IN {_LISTED}
UNION SELECT term.id, term.twin FROM json_each(:terms) AS touched
    JOIN term AS other ON other.id = touched.value
    JOIN pair ON pair.other = other.id AND 4 * (pair.posts + 1) >= 3 * other.count
    JOIN term ON term.id = pair.term
"""


def _best(rows: Iterable[tuple[object, ...]]) -> dict[int, int | None]:
    """The term that each twin is the twin of."""
    best: dict[int, _Candidate] = {}
    for candidate in map(_Candidate._make, rows):
        rival = best.get(candidate.term)
        if candidate.is_twin and (rival is None or candidate.rank < rival.rank):
            best[candidate.term] = candidate
    return {term: candidate.other for term, candidate in best.items()}


def _note(connection: sqlite3.Connection, twins: dict[int, int | None]) -> None:
    connection.executemany(
        "UPDATE term SET twin = ? WHERE id = ?", ((twin, term) for term, twin in twins.items())
    )
