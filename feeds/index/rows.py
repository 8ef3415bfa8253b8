"""The row that the index keeps of one file: its post or its faults, and its state at a moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from msgspec.msgpack import Decoder, Encoder

from feeds import identity
from feeds.archive import Archive, Reading
from feeds.archive.reading import Stat
from feeds.index.codec import encode, encode_traits, micros
from feeds.index.schema import State
from feeds.index.visibility import state_of
from feeds.model import Post, Term
from feeds.text.traits import keys_of

FaultRow = tuple[int, int, str, str]


class FileRow(NamedTuple):
    """One row of `post`, with its terms still by name. Small enough to send between processes."""

    pid: int
    path: str
    mtime_ns: int
    size: int
    digest: str
    state: int
    reason: str | None
    sort: int | None
    due: int | None
    link: int | None
    updated: int | None
    body: str | None
    traits: bytes | None
    terms: tuple[Term, ...]
    aliases: tuple[str, ...]
    faults: tuple[FaultRow, ...]
    story_keys: tuple[int, ...] = ()


packed = Encoder().encode
"""Rows, or files with the instant of their reading, on their way between processes, in a third of
the time that pickling takes."""

unpacked = Decoder(list[FileRow]).decode
"""What `packed` was given, of rows."""

_unpacked_stats = Decoder(tuple[datetime, list[Stat]]).decode


def packed_rows_of(archive: Archive, data: bytes) -> bytes:
    """The rows of files, both as `packed` writes them: the work of a bounded process.

    :raise MemoryError: it lacked for one of several files, which need not be the one to blame
    """
    now, stats = _unpacked_stats(data)
    rows = rows_of(archive, stats, now)
    if len(rows) > 1 and any(fault[2] == "E13" for row in rows for fault in row.faults):
        raise MemoryError
    return packed(rows)


def rows_of(archive: Archive, stats: Sequence[Stat], now: datetime) -> list[FileRow]:
    """What the index keeps of these files, read at `now`."""
    readings = archive.read_all(stat.path for stat in stats)
    return [row_of(stat, reading, now) for stat, reading in zip(stats, readings, strict=True)]


def row_of(stat: Stat, reading: Reading, now: datetime) -> FileRow:
    """What the index keeps of a file read at `now`."""
    pid = identity.key(stat.path)
    post, traits = reading.post, reading.traits or None
    without_post = State.EXCLUDED if reading.excluded else State.BROKEN
    state, due = state_of(post, now) if post else (without_post, None)
    return FileRow(
        pid=pid,
        path=stat.path,
        mtime_ns=stat.mtime_ns,
        size=stat.size,
        digest=reading.digest,
        state=state,
        reason=reading.excluded.reason if reading.excluded else None,
        sort=sort_of(pid, post.published) if post else None,
        due=due,
        link=identity.key(identity.id_origin(post)) if post else None,
        updated=updated_of(post) if post else None,
        body=encode(post) if post else None,
        traits=encode_traits(traits) if traits is not None else None,
        terms=post.terms() if post else (),
        aliases=post.aliases if post else (),
        faults=tuple((pid, *fault) for fault in reading.faults),
        story_keys=tuple(keys_of(traits)) if traits is not None else (),
    )


def updated_of(post: Post) -> int | None:
    """The instant of its correction in microseconds."""
    return micros(post.updated) if post.updated else None


def sort_of(pid: int, published: datetime) -> int:
    """The place in every feed. A time that is whole in seconds is spread within its second."""
    instant = micros(published)
    return instant if instant % 1_000_000 else instant + pid % 1_000_000
