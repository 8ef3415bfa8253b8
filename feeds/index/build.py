"""Builds a whole index: posts are appended as they come, and then SQLite fills the feeds.

The new file is written beside the old one and takes its place when it is complete. A build that
is killed leaves nothing but a draft that the next one overwrites.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

from feeds.archive import Archive
from feeds.errors import StateError
from feeds.index import sought, stories, twins
from feeds.index.database import made_anew
from feeds.index.index import FILE_NAME, store_meta, store_version
from feeds.index.parallel import read_all
from feeds.index.rows import FileRow
from feeds.index.schema import INDEXES, TABLES, TRIGGERS, State
from feeds.index.shared_permalinks import distinguish_all
from feeds.index.term_ids import INSERT_TERM, TermIds, name_by_oldest
from feeds.index.walk_digest import WALK_DIGEST, WalkDigest
from feeds.model import Version

Progress = Callable[[int], None]

_COLUMNS = (
    "pid, path, mtime_ns, size, digest, state, reason, sort, due, link, updated, body, traits, "
    "terms"
)
INSERT_POST = f"INSERT INTO post ({_COLUMNS}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
INSERT_ALIAS = "INSERT INTO alias (alias, pid) VALUES (?,?)"
INSERT_FAULT = "INSERT INTO fault (pid, line, code, message) VALUES (?,?,?,?)"


def build(
    archive: Archive,
    state: Path,
    now: datetime,
    *,
    settings: str,
    revision: int,
    is_first: bool,
    processes: int,
    progress: Progress,
    version: Version | None = None,
) -> None:
    """Index every file of the archive into the state folder.

    `settings` is a fingerprint of all that reading depends on beside the files; `is_first` says
    that no index was in the folder before, so no feed changes; `progress` is told how many files
    were read.

    :raise StateError: where the folder cannot be written
    """
    try:
        with ThreadPoolExecutor(1) as thread, made_anew(state / FILE_NAME, TABLES) as connection:
            terms = _fill(connection, archive, now, processes, progress)
            # Meanwhile: Python's other threads go on while SQLite works.
            sought_lines = thread.submit(sought.lines_of, archive.site, terms.first_spellings)
            _finish(connection, settings, revision, int(now.timestamp()), is_first)
            name_by_oldest(connection, terms.several)
            if version:
                store_version(connection, version)
            twins.find(connection)
            sought.fill(connection, archive.site, sought_lines.result())
            stories.find(connection)
    except (sqlite3.Error, OSError) as error:
        raise StateError(f"cannot write the index in {state}: {error}") from error


def _fill(
    connection: sqlite3.Connection,
    archive: Archive,
    now: datetime,
    processes: int,
    progress: Progress,
) -> TermIds:
    """The terms of all posts."""
    terms, pairs = TermIds(archive.site), twins.Pairs()
    walk_digest = WalkDigest()
    for rows in read_all(archive, walk_digest.of_passing(archive.files()), now, processes):
        _append(connection, rows, terms)
        pairs.update(_pairs_of(rows, terms))
        progress(len(rows))
    connection.executemany(INSERT_TERM, terms.rows())
    twins.add(connection, pairs)
    store_meta(connection, WALK_DIGEST, walk_digest.value())
    return terms


def _append(connection: sqlite3.Connection, rows: list[FileRow], terms: TermIds) -> None:
    connection.executemany(
        INSERT_POST, (values_of(row, map(terms.__getitem__, row.terms)) for row in rows)
    )
    connection.executemany(INSERT_ALIAS, aliases_of(rows))
    stories.append(connection, rows)
    connection.executemany(INSERT_FAULT, (fault for row in rows for fault in row.faults))


def _pairs_of(rows: list[FileRow], terms: TermIds) -> Iterator[tuple[int, int]]:
    for row in rows:
        if row.state == State.SERVED:
            yield from twins.pairs_of((term, terms[term]) for term in row.terms)


def values_of(row: FileRow, terms: Iterable[int]) -> tuple[object, ...]:
    """What INSERT_POST takes: the fields up to the terms, and the ids of the terms as a JSON list.
    `str` writes a list of numbers as JSON does, in a third of the time."""
    return (*row[:-4], str(list(terms)))


def aliases_of(rows: Iterable[FileRow]) -> Iterator[tuple[str, int]]:
    """What INSERT_ALIAS takes."""
    return ((alias, row.pid) for row in rows for alias in row.aliases)


def _finish(
    connection: sqlite3.Connection, settings: str, revision: int, built_at: int, is_first: bool
) -> None:
    connection.execute(
        "INSERT INTO entry SELECT value, sort, pid FROM post, json_each(terms) "
        "WHERE state = ? ORDER BY value, sort DESC, pid",
        (State.SERVED,),
    )
    connection.execute(
        "UPDATE term SET revision = ?, count = counted.n FROM "
        "(SELECT term, count(*) AS n FROM entry GROUP BY term) AS counted WHERE id = counted.term",
        (revision,),
    )
    if not is_first:
        connection.execute("UPDATE term SET modified = ?", (built_at,))
    for statement in filter(str.strip, INDEXES.split(";")):
        connection.execute(statement)
    distinguish_all(connection)
    for statement in TRIGGERS:
        connection.execute(statement)
    meta = {"revision": str(revision), "built": str(revision), "settings": settings}
    meta["built_at"] = str(built_at)  # seconds since 1970
    connection.executemany("INSERT INTO meta VALUES (?,?)", meta.items())
