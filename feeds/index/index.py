"""The index as a file: opening it for reading, and what it counts."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from weakref import finalize

from feeds.archive.faults import Fault
from feeds.errors import StateError
from feeds.index.codec import moment
from feeds.index.database import connect
from feeds.index.schema import VERSION, State
from feeds.index.shared_revision import SharedRevision
from feeds.model import SITE, Version

FILE_NAME = f"index-{VERSION}.sqlite"


@dataclass(frozen=True, slots=True)
class IndexCounts:
    """Files by what became of them: files = served + excluded + broken."""

    files: int
    served: int
    excluded: int
    repaired: int
    broken: int
    feeds: int


class Index:
    """An index open for reading. One connection: not to be shared between threads."""

    def __init__(self, state: Path) -> None:
        """:raise StateError: where there is no index yet, or it cannot be opened"""
        self.state = state
        path = state / FILE_NAME
        if not path.exists():
            raise StateError(f"no index in {state}: run `postwire index` first")
        self.shared = SharedRevision(state)
        self.connection = connect(path)
        # A thread that ends drops its index without a call: the file is closed then as well.
        self._closed = finalize(self, self.connection.close)
        self._closed.atexit = False
        self.connection.execute("PRAGMA query_only = ON")
        # Opened where nothing can be written: it may miss what is written once that is over.
        self.is_frozen = not os.access(state, os.W_OK)

    def __enter__(self) -> Index:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        self._closed()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything that is read inside is of one moment, whatever a refresh writes meanwhile."""
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def revision(self) -> int:
        """The number of the last refresh that changed a feed, or when one changes by itself."""
        return revision_in(self.connection)

    def version(self) -> Version | None:
        """The version of the archive that the index was made from; None where it has none."""
        return version_in(self.connection)

    def changed_by_clock_at(self) -> datetime:
        """The newest moment (UTC) up to now at which a post came or went by itself, or was
        published: the same on every machine."""
        last = int(meta_in(self.connection, "last_due") or 0)
        return moment(max(last, self.newest_place())).replace(microsecond=0)

    def newest_place(self) -> int:
        """The place (`sort`) of the site's newest post; 0 in an archive without posts."""
        return self._number(
            "SELECT max(sort) FROM entry JOIN term ON term = id WHERE kind = ? AND name = ?", SITE
        )

    def built_at(self) -> datetime:
        """When (UTC) it was built, in whole seconds."""
        return datetime.fromtimestamp(built_at_in(self.connection), UTC)

    def next_due(self) -> int | None:
        """When (microseconds since 1970) a post comes or goes by itself; None for never."""
        return next_due_in(self.connection)

    def counts(self) -> IndexCounts:
        """Counted afresh: one pass over the rows that are not served, none over the others."""
        states = dict(
            self.connection.execute(
                "SELECT state, count(*) FROM post WHERE state <> 0 GROUP BY state"
            ).fetchall()
        )
        served = self._number(
            "SELECT sum(count) FROM term WHERE (kind = ? AND name = ?) "
            "OR (kind = 'collection' AND instr(name, '/') = 0)",
            SITE,
        )
        repaired = self._number(
            "SELECT count(DISTINCT pid) FROM fault JOIN post USING (pid) WHERE post.state = 0"
        )
        excluded = sum(states.get(s, 0) for s in (State.SCHEDULED, State.EXPIRED, State.EXCLUDED))
        broken = states.get(State.BROKEN, 0)
        feeds = self._number("SELECT count(*) FROM term WHERE count > 0")
        return IndexCounts(served + excluded + broken, served, excluded, repaired, broken, feeds)

    def faults(self, code: str | None = None) -> Iterator[tuple[str, Fault]]:
        """(path, fault) of every broken and repaired post, by path and line; those of one code
        where it is given."""
        rows = self.connection.execute(
            "SELECT path, line, code, message FROM fault JOIN post USING (pid) "
            "WHERE :code IS NULL OR code = :code ORDER BY path, line",
            {"code": code},
        )
        for path, line, code, message in rows:
            yield path, Fault(line, code, message)

    def fault_counts(self) -> dict[str, int]:
        """How many faults there are of each code."""
        return dict(self.connection.execute("SELECT code, count(*) FROM fault GROUP BY code"))

    def exclusions(self) -> Iterator[tuple[str, str]]:
        """(path, reason) of every file that is in order and stands in no feed."""
        reasons = {
            State.SCHEDULED: "its date lies in the future",
            State.EXPIRED: "its date of expiry is past",
        }
        rows = self.connection.execute(
            "SELECT path, state, reason FROM post WHERE state IN (1, 2, 3) ORDER BY path"
        )
        for path, state, reason in rows:
            yield path, reason or reasons[state]

    def _number(self, sql: str, parameters: tuple[str, ...] = ()) -> int:
        row = self.connection.execute(sql, parameters).fetchone()
        return int(row[0] or 0) if row else 0


def open_index(state: Path) -> Index:
    """The index in a state folder, for reading.

    :raise StateError: where there is none
    """
    return Index(state)


def meta_in(connection: sqlite3.Connection, key: str) -> str | None:
    """A fact about the index as a whole; None where it has none of this key."""
    row = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return row and str(row[0])


def store_meta(connection: sqlite3.Connection, key: str, value: object) -> None:
    """To be called in the transaction that makes it true."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, str(value)))


def revision_in(connection: sqlite3.Connection) -> int:
    return int(meta_in(connection, "revision") or 0)


def version_in(connection: sqlite3.Connection) -> Version | None:
    """The version of the archive; None where it has none."""
    spelled = meta_in(connection, "version")
    if spelled is None:
        return None
    commit, _, seconds = spelled.partition(" ")
    return Version(commit, moment(round(float(seconds) * 1_000_000)))


def store_version(connection: sqlite3.Connection, version: Version) -> None:
    """To be called in the transaction that writes the version's rows."""
    store_meta(connection, "version", f"{version.commit} {version.moment.timestamp():.6f}")


def built_at_in(connection: sqlite3.Connection) -> int:
    """When (seconds since 1970) the index was built."""
    return int(meta_in(connection, "built_at") or 0)


def next_due_in(connection: sqlite3.Connection) -> int | None:
    """When (microseconds since 1970) a post comes or goes by itself; None for never."""
    row = connection.execute("SELECT min(due) FROM post WHERE due IS NOT NULL").fetchone()
    return None if row[0] is None else int(row[0])


def last_due_in(connection: sqlite3.Connection, now: int) -> int | None:
    """The newest moment up to `now` (both in microseconds since 1970) at which a post comes or goes
    by itself; None where none does."""
    row = connection.execute("SELECT max(due) FROM post WHERE due <= ?", (now,)).fetchone()
    return None if row[0] is None else int(row[0])
