"""Which posts carry the story of an earlier one.

    post ─ traits ─▶ keys ─ the posts just before it with such a key ─ compared ─▶ repeats

A post's keys are its original's address and five times three numbers of its sketch: two posts
that are alike nearly always share one. A post is compared with the few posts that stand just
before it in the list of each of its keys, and repeats those of them that carry its story. So what
it repeats follows from the posts alone, whatever order they came in, a refresh looks at the few
posts behind a changed one, and a thousand posts with one text cost a thousand times what one costs.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable
from functools import lru_cache
from itertools import groupby
from operator import itemgetter

from feeds.index.rows import FileRow
from feeds.text.traits import Traits, are_one_story

_NEIGHBOURS = 10  # posts that one is compared with, of each key
_REMEMBERED = 20_000  # traits, while a whole index is looked at

_Place = tuple[int, int]  # sort, pid

_INSERT_TRAITS = "INSERT INTO traits VALUES (?,?,?,?,?,?,?,?,?)"
# Three numbers of a sketch stand at each of these bytes; at 0, the address stands for itself.
_KEYS = """
WITH part (at) AS (VALUES (0), (1), (13), (25), (37), (49))
SELECT CASE WHEN at = 0 THEN address ELSE substr(sketch, at, 12) END, sort, post.pid
FROM post JOIN traits ON traits.pid = post.pid CROSS JOIN part
WHERE post.state = 0 AND CASE WHEN at = 0 THEN address <> 0 ELSE length(sketch) > 0 END
"""
_SHARED = """
SELECT key, sort, pid FROM story_key
WHERE key IN (SELECT key FROM story_key GROUP BY key HAVING count(*) > 1)
ORDER BY key, sort, pid
"""


def append(connection: sqlite3.Connection, rows: Iterable[FileRow]) -> None:
    """Keep the traits of posts that have any."""
    connection.executemany(_INSERT_TRAITS, ((row.pid, *row.traits) for row in rows if row.traits))


def find(connection: sqlite3.Connection) -> None:
    """Note the repeats of a whole index."""
    connection.execute(f"INSERT INTO story_key {_KEYS} ORDER BY 1, 2, 3")
    neighbours: dict[_Place, set[_Place]] = defaultdict(set)
    for _, rows in groupby(connection.execute(_SHARED), key=itemgetter(0)):
        before: deque[_Place] = deque(maxlen=_NEIGHBOURS)
        for _, sort, pid in rows:
            neighbours[sort, pid].update(before)
            before.append((sort, pid))
    repeats = _Repeats(connection)
    for place, others in neighbours.items():
        repeats.note(place, others)


class Moves:
    """The posts that one refresh takes out of the feeds and puts into them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: set[tuple[int | bytes, int, int]] = set()  # with `sort` and `pid`

    def leave(self, pid: int) -> None:
        """To be called while the post is served, and its traits are there."""
        keys = self._keys_of(pid)
        self._connection.executemany(
            "DELETE FROM story_key WHERE key = ? AND sort = ? AND pid = ?", keys
        )
        self._connection.execute("DELETE FROM repeat WHERE pid = ?", (pid,))
        self._keys.update(keys)

    def arrive(self, pid: int) -> None:
        """To be called when the post is served, and its traits are there."""
        keys = self._keys_of(pid)
        self._connection.executemany("INSERT INTO story_key VALUES (?,?,?)", keys)
        self._keys.update(keys)

    def settle(self) -> list[int]:
        """Note what repeats what now; returns the pids of the posts that repeat other ones than
        before."""
        places = {place for key in self._keys for place in self._from(*key)}
        repeats = _Repeats(self._connection)
        return [
            place[1] for place in sorted(places) if repeats.note(place, self._neighbours(place))
        ]

    def _keys_of(self, pid: int) -> list[tuple[int | bytes, int, int]]:
        return self._connection.execute(f"{_KEYS} AND post.pid = ?", (pid,)).fetchall()

    def _from(self, key: int | bytes, sort: int, pid: int) -> list[_Place]:
        """The post at this place, where it is one by now, and the posts that it may be one of the
        neighbours of."""
        return self._connection.execute(
            "SELECT sort, pid FROM story_key WHERE key = ? AND (sort, pid) >= (?, ?) "
            "ORDER BY sort, pid LIMIT ?",
            (key, sort, pid, _NEIGHBOURS + 1),
        ).fetchall()

    def _neighbours(self, place: _Place) -> set[_Place]:
        sort, pid = place
        return {
            other
            for key, _, _ in self._keys_of(pid)
            for other in self._connection.execute(
                "SELECT sort, pid FROM story_key WHERE key = ? AND (sort, pid) < (?, ?) "
                "ORDER BY sort DESC, pid DESC LIMIT ?",
                (key, sort, pid, _NEIGHBOURS),
            )
        }


class _Repeats:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._traits = lru_cache(_REMEMBERED)(self._read)

    def note(self, place: _Place, neighbours: Iterable[_Place]) -> bool:
        """Note which of its neighbours have the story of the post at this place; whether these
        are other ones than before."""
        sort, pid = place
        run = self._connection.execute
        before = run(
            "SELECT earlier_sort, earlier_pid FROM repeat WHERE pid = ? AND sort = ?", (pid, sort)
        ).fetchall()
        now = [other for other in neighbours if self._is_story_of(pid, other[1])]
        if set(now) == set(before):
            return False
        run("DELETE FROM repeat WHERE pid = ?", (pid,))
        self._connection.executemany(
            "INSERT INTO repeat VALUES (?,?,?,?)",
            ((pid, sort, other, earlier) for earlier, other in now),
        )
        return True

    def _is_story_of(self, pid: int, other: int) -> bool:
        return are_one_story(self._traits(pid), self._traits(other))

    def _read(self, pid: int) -> Traits:
        row = self._connection.execute(
            "SELECT address, sketch, figures, required, whole, spelled, is_short, is_correction "
            "FROM traits WHERE pid = ?",
            (pid,),
        )
        return Traits(*row.fetchone())
