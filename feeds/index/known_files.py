"""What the index knows of the archive's files: the state of each when it was read, the files that
could not be opened, and the posts that appear or expire by the clock."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from datetime import datetime

from feeds.identity import key
from feeds.index.codec import decode, micros
from feeds.index.rows import FileRow, updated_of
from feeds.index.visibility import state_of


def stamps(connection: sqlite3.Connection, again: Collection[str] = ()) -> dict[int, int]:
    """pid → stamp of every file in the index. One that is to be read `again` (by its path) has a
    stamp that no file has, and so has one that could not be opened: a right to read leaves no trace
    in the time of a change."""
    rows = connection.execute("SELECT pid, mtime_ns, size FROM post")
    known_stamps = {pid: stamp_of(mtime_ns, size) for pid, mtime_ns, size in rows}
    unknown = {*unopened(connection), *map(key, again)}
    return known_stamps | dict.fromkeys(unknown & known_stamps.keys(), -1)


def stamp_of(mtime_ns: int, size: int) -> int:
    """The time of a file's last change (nanoseconds) and its size (bytes) in one number."""
    return mtime_ns << 32 | size & 0xFFFFFFFF


def unopened(connection: sqlite3.Connection) -> list[int]:
    """The files (pid) that are there and could not be opened. One whose name is not in UTF-8 (see
    `feeds.archive.walk.name_in_utf8`) never can be."""
    rows = connection.execute(
        "SELECT pid FROM fault JOIN post USING (pid) WHERE code = 'E01' AND instr(path, '\\x') = 0"
    )
    return [pid for (pid,) in rows]


def due_rows(connection: sqlite3.Connection, now: datetime) -> list[FileRow]:
    """The posts that were scheduled for `now` or before, or have expired, as they are now."""
    rows = connection.execute(
        "SELECT pid, path, mtime_ns, size, digest, reason, sort, link, body FROM post "
        "WHERE due <= ?",
        (micros(now),),
    )
    return [_restated(row, now) for row in rows]


def _restated(
    row: tuple[int, str, int, int, str, str | None, int, int, str], now: datetime
) -> FileRow:
    pid, path, mtime_ns, size, digest, reason, sort, link, body = row
    post = decode(path, body)
    state, due = state_of(post, now)
    return FileRow(
        pid, path, mtime_ns, size, digest, state, reason, sort, due, link,
        updated_of(post), body, None, post.terms(), (), (),
    )  # fmt: skip
