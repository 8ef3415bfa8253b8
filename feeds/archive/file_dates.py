"""When each file of an archive was added and last changed, as its version control tells.

The code that fetches the archive writes these dates into a small database in the state folder. The
reading of a post takes them as two more values of its front matter, which every kind of archive
understands.

The dates do not depend on the order in which commits are taken in, so two machines that know the
same commits have the same dates. `added` is the time of the first commit that adds the file, under
this name or under the name that it had before it was moved without a change; `changed` is the time
of the last commit that writes it.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from feeds.archive.values import FrontMatter

ADDED, CHANGED = ":added", ":git"
"""Keys that no front matter has; the second one is what Hugo's settings call the last change."""

LAST_CHANGE = "last_modified_at"
"""The front matter key whose date of a change counts more than any other."""

_TABLES = """
CREATE TABLE IF NOT EXISTS file (path TEXT PRIMARY KEY, added INT, changed INT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS move (path TEXT, former TEXT, PRIMARY KEY (path, former)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS state (commit_name TEXT);
"""
_WRITE = """
INSERT INTO file VALUES (?, ?, ?) ON CONFLICT (path) DO UPDATE SET
changed = max(changed, excluded.changed),
added = coalesce(min(added, excluded.added), added, excluded.added)
"""
_READ = """
WITH RECURSIVE name (path) AS
(VALUES (?) UNION SELECT former FROM move JOIN name USING (path))
SELECT min(added), (SELECT changed FROM file WHERE path = ?) FROM file JOIN name USING (path)
"""
_DIFFERENT = """
SELECT path FROM (SELECT * FROM file EXCEPT SELECT * FROM former_file)
UNION SELECT path FROM (SELECT * FROM former_file EXCEPT SELECT * FROM file)
UNION SELECT path FROM (SELECT * FROM move EXCEPT SELECT * FROM former_move)
UNION SELECT path FROM (SELECT * FROM former_move EXCEPT SELECT * FROM move)
"""


class FileChange(NamedTuple):
    """What one commit did to a file. `moment` is in seconds since 1970; `former` the path of a file
    with the same bytes that the same commit removed."""

    path: str
    moment: int
    is_new: bool
    former: str | None = None


@dataclass(frozen=True, slots=True)
class FileDates:
    """The database of dates, which may be missing. Holds no connection; safe to share and to
    pickle. Comparisons ignore the path of the database.

    Without `tells_added`, it gives only the dates of changes.
    """

    file: Path = field(repr=False, compare=False)
    tells_added: bool = True

    def of(self, paths: Iterable[str]) -> dict[str, FrontMatter]:
        """The two dates of each of these files as front matter has dates, in UTC; no entry for one
        that no commit holds."""
        dates: dict[str, FrontMatter] = {}
        with suppress(sqlite3.Error), closing(self._connected("ro")) as connection:
            for path in paths:
                added, changed = connection.execute(_READ, (path, path)).fetchone()
                if changed is not None:
                    both = {ADDED: added if self.tells_added else None, CHANGED: changed}
                    dates[path] = {key: _written(at) for key, at in both.items() if at is not None}
        return dates

    def commit(self) -> str | None:
        """The commit whose history is taken in; None where there is none."""
        with suppress(sqlite3.Error), closing(self._connected("ro")) as connection:
            row = connection.execute("SELECT commit_name FROM state").fetchone()
            return str(row[0]) if row else None
        return None

    def take(self, changes: Iterable[FileChange], commit: str, *, whole: bool) -> list[str]:
        """Take in the changes that lead to a commit: those since the last one, or the `whole`
        history in place of the former one. The paths whose dates may be others than before.

        :raise sqlite3.Error: the database cannot be written; it is as it was
        """
        with closing(self._connected("rwc")) as connection:
            connection.executescript(_TABLES)
            connection.execute("BEGIN IMMEDIATE")
            if whole:
                for table in ("file", "move"):
                    connection.execute(f"CREATE TEMP TABLE former_{table} AS SELECT * FROM {table}")
                    connection.execute(f"DELETE FROM {table}")
            touched = _written_into(connection, changes, noting=not whole)
            if whole:
                touched = [path for (path,) in connection.execute(_DIFFERENT)]
            connection.execute("DELETE FROM state")
            connection.execute("INSERT INTO state VALUES (?)", (commit,))
            connection.execute("COMMIT")
        return touched

    def _connected(self, mode: str) -> sqlite3.Connection:
        uri = f"{self.file.absolute().as_uri()}?mode={mode}"
        return sqlite3.connect(uri, timeout=60, isolation_level=None, uri=True)


def _written_into(
    connection: sqlite3.Connection, changes: Iterable[FileChange], *, noting: bool
) -> list[str]:
    touched: dict[str, None] = {}
    for change in changes:
        row = (change.path, change.moment if change.is_new else None, change.moment)
        connection.execute(_WRITE, row)
        if change.former is not None:
            move = (change.path, change.former)
            connection.execute("INSERT OR IGNORE INTO move VALUES (?, ?)", move)
        if noting:
            touched[change.path] = None
    return list(touched)


def _written(moment: int) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat()
