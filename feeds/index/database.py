"""SQLite files in the state folder: how each is opened, and how one is made anew."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from feeds.errors import StateError
from feeds.files import replaced

_UNSAFE = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;"


def connect(path: Path) -> sqlite3.Connection:
    """A connection that begins and ends its transactions by statements.

    :raise StateError: where SQLite cannot open or read the file
    """
    try:
        connection = sqlite3.connect(
            path, timeout=60, isolation_level=None, check_same_thread=False
        )
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error as error:
        raise StateError(f"{path}: {error}") from error
    return connection


@contextmanager
def made_anew(path: Path, tables: str) -> Iterator[sqlite3.Connection]:
    """One transaction that fills a new file, which takes the old one's place at its end.

    One process at a time. A process that is killed meanwhile leaves a draft, which the next one
    writes over.
    """
    with replaced(path, path.with_name(f"{path.name}.building")) as draft:
        draft.unlink(missing_ok=True)
        with closing(sqlite3.connect(draft)) as connection:
            # Nobody reads the draft: there is nothing to keep through a crash.
            connection.executescript(_UNSAFE + tables)
            with connection:
                yield connection
            connection.execute("PRAGMA journal_mode = WAL")
        for leftover in (f"{path}-wal", f"{path}-shm"):
            Path(leftover).unlink(missing_ok=True)
