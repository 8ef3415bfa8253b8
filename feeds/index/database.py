"""SQLite files in the state folder: how each is opened, and how one is made anew."""

from __future__ import annotations

import os
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
        return _connected(path)
    except sqlite3.OperationalError as error:
        if os.access(path.parent, os.W_OK):
            raise StateError(f"{path}: {error}") from error
    except sqlite3.Error as error:
        raise StateError(f"{path}: {error}") from error
    # Where no file can be made beside it, nobody writes it either: SQLite may read it as it is.
    try:
        return _connected(f"{path.absolute().as_uri()}?immutable=1")
    except sqlite3.Error as error:
        raise StateError(f"{path}: {error}") from error


def _connected(file: Path | str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        file, timeout=60, isolation_level=None, check_same_thread=False, uri=isinstance(file, str)
    )
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
    except sqlite3.Error:
        connection.close()
        raise
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
