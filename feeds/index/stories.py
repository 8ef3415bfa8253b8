"""Which posts carry the story of an earlier one.

    post ─ traits ─▶ keys ─ the posts just before it with such a key ─ compared ─▶ repeats

A post's keys are its original's address and two parts of its figures; of a text with few figures
five times three numbers of its sketch: two posts that are alike nearly always share one. A post is
compared with the few posts that stand just before it in the list of each of its keys, and repeats
those of them that carry its story. So what it repeats follows from the posts alone, whatever order
they came in, a refresh looks at the few posts behind a changed one, and a thousand posts with one
text cost a thousand times what one costs.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from operator import itemgetter

from feeds.index.rows import FileRow
from feeds.text.traits import Traits, are_one_story

_NEIGHBOURS = 10  # posts that one is compared with, of each key
_AT_ONCE = 20_000  # posts whose traits are in memory, with those of their neighbours

_Place = tuple[int, int]  # sort, pid

_INSERT_TRAITS = "INSERT INTO traits VALUES (?,?,?,?,?,?,?,?,?,?,?)"
_INSERT_REPEAT = "INSERT INTO repeat VALUES (?,?,?,?)"
# Three numbers of a sketch stand at each of the bytes from 1 on. A copy that lost its end may have
# few figures where the whole text has more: texts with some have the keys of both kinds.
_KEYS = """
WITH part (at) AS (VALUES (-2), (-1), (0), (1), (13), (25), (37), (49))
SELECT CASE
    WHEN at = -2 THEN nullif(address, 0)
    WHEN at = -1 THEN CASE WHEN required >= 24 THEN substr(figures, 1, 24) END
    WHEN at = 0 THEN CASE WHEN required >= 24 THEN nullif(run, substr(figures, 1, 24)) END
    WHEN length(sketch) > 0 THEN substr(sketch, at, 12)
END AS key, sort, post.pid
FROM post JOIN traits ON traits.pid = post.pid CROSS JOIN part
WHERE post.state = 0 AND key IS NOT NULL
"""
_SHARED = """
SELECT key, sort, pid FROM story_key
WHERE key IN (SELECT key FROM story_key GROUP BY key HAVING count(*) > 1)
"""
_TRAITS = """
SELECT pid, address, beginning, sketch, figures, required, run, whole, spelled,
    is_short, is_correction
FROM traits WHERE pid IN (SELECT value FROM json_each(?))
"""


def append(connection: sqlite3.Connection, rows: Iterable[FileRow]) -> None:
    """Keep the traits of posts that have any."""
    connection.executemany(_INSERT_TRAITS, ((row.pid, *row.traits) for row in rows if row.traits))


def find(connection: sqlite3.Connection) -> None:
    """Note the repeats of a whole index."""
    connection.execute(f"INSERT INTO story_key {_KEYS} ORDER BY 1, 2, 3")
    neighbours: dict[_Place, set[_Place]] = defaultdict(set)
    rows = connection.execute(f"{_SHARED} ORDER BY key, sort, pid")
    for _, places in groupby(rows, key=itemgetter(0)):
        before: deque[_Place] = deque(maxlen=_NEIGHBOURS)
        for _, sort, pid in places:
            place = sort, pid
            if before:
                neighbours[place].update(before)
            before.append(place)
    pairs = iter(neighbours.items())
    while batch := list(islice(pairs, _AT_ONCE)):
        connection.executemany(_INSERT_REPEAT, _repeats(connection, batch))


def _repeats(
    connection: sqlite3.Connection, batch: Sequence[tuple[_Place, set[_Place]]]
) -> Iterator[tuple[int, int, int, int]]:
    """What _INSERT_REPEAT takes, of places with their neighbours."""
    pids = {pid for place, others in batch for _, pid in (place, *others)}
    traits = _traits_of(connection, pids)
    for (sort, pid), others in batch:
        for earlier, other in others:
            if are_one_story(traits[pid], traits[other]):
                yield pid, sort, other, earlier


def _traits_of(connection: sqlite3.Connection, pids: Iterable[int]) -> dict[int, Traits]:
    """By the pids of their posts."""
    rows = connection.execute(_TRAITS, (json.dumps(list(pids)),))
    return {pid: Traits._make(rest) for pid, *rest in rows}


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
        return [place[1] for place in sorted(places) if self._note(place)]

    def _note(self, place: _Place) -> bool:
        """Note which of its neighbours have the story of the post at this place; whether these
        are other ones than before."""
        sort, pid = place
        run = self._connection.execute
        before = run(
            "SELECT pid, sort, earlier_pid, earlier_sort FROM repeat WHERE pid = ? AND sort = ?",
            (pid, sort),
        ).fetchall()
        now = list(_repeats(self._connection, [(place, self._neighbours(place))]))
        if set(now) == set(before):
            return False
        run("DELETE FROM repeat WHERE pid = ?", (pid,))
        self._connection.executemany(_INSERT_REPEAT, now)
        return True

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
