"""Which posts carry the story of an earlier one.

    post ─ traits ─▶ keys ─ the posts just before it with such a key ─ compared ─▶ repeats

Two posts of one story nearly always share a key (`feeds.text.traits.keys_of`). A post is compared
with the few posts just before it in the list of each of its keys, and repeats those of them that
carry its story. So the repeats depend on the posts alone, not on the order in which they were read;
a refresh compares only the few posts after a changed one; and a thousand posts with one text cost a
thousand times what one costs.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from feeds.index.codec import decode_traits
from feeds.index.rows import FileRow
from feeds.index.schema import State
from feeds.text.traits import Traits, are_one_story, keys_of

_NEIGHBOURS = 10  # posts that one is compared with, of each key
_AT_ONCE = 20_000  # posts whose traits are in memory, with those of their neighbours

_Place = tuple[int, int]  # sort, pid

_INSERT_KEY = "INSERT INTO story_key VALUES (?,?,?)"
_INSERT_REPEAT = "INSERT INTO repeat VALUES (?,?,?,?)"
_SHARED = """
SELECT key, sort, pid FROM story_key
WHERE key IN (SELECT key FROM story_key GROUP BY key HAVING count(*) > 1)
ORDER BY key, sort, pid
"""
_TRAITS = "SELECT pid, traits FROM post WHERE pid IN (SELECT value FROM json_each(?))"


def append(connection: sqlite3.Connection, rows: Iterable[FileRow]) -> None:
    """Keep the keys of served posts."""
    connection.executemany(
        _INSERT_KEY,
        [
            (key, row.sort, row.pid)
            for row in rows
            if row.state == State.SERVED
            for key in row.story_keys
        ],
    )


def find(connection: sqlite3.Connection) -> None:
    """Note the repeats of a whole index, whose keys are all there."""
    neighbours: dict[_Place, set[_Place]] = defaultdict(set)
    before: deque[_Place] = deque(maxlen=_NEIGHBOURS)
    former = None
    for key, *place in connection.execute(_SHARED):
        if key != former:
            before.clear()
        else:
            neighbours[*place].update(before)
        before.append((*place,))
        former = key
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
    return {pid: decode_traits(traits) for pid, traits in rows}


class Moves:
    """The posts that one refresh takes out of the feeds and puts into them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._keys: set[tuple[int, int, int]] = set()  # with `sort` and `pid`

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
        self._connection.executemany(_INSERT_KEY, keys)
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

    def _keys_of(self, pid: int) -> list[tuple[int, int, int]]:
        row = self._connection.execute(
            "SELECT sort, traits FROM post WHERE pid = ? AND state = ?", (pid, State.SERVED)
        ).fetchone()
        if row is None or row[1] is None:
            return []
        return [(key, row[0], pid) for key in keys_of(decode_traits(row[1]))]

    def _from(self, key: int, sort: int, pid: int) -> list[_Place]:
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
