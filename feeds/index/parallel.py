"""Reading many files at once, in several processes, in order and in bounded memory."""

from __future__ import annotations

import gc
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice

from feeds.archive import Archive
from feeds.archive.reading import Stat
from feeds.index.rows import FileRow, packed, rows_of, unpacked, unpacked_stats

_CHUNK = 200
_FEW = 400  # files; below that, starting processes takes longer than reading

_shared: tuple[Archive, datetime] | None = None


def read_all(
    archive: Archive, files: Iterable[Stat], now: datetime, processes: int
) -> Iterator[list[FileRow]]:
    """Rows of all these files, chunk by chunk, in the files' order."""
    chunks = _chunked(files)
    first = list(islice(chunks, max(1, _FEW // _CHUNK)))
    if processes < 2 or len(first) * _CHUNK < _FEW:
        for chunk in (*first, *chunks):
            yield rows_of(archive, chunk, now)
        return
    yield from _read_in_processes(archive, _joined(first, chunks), now, processes)


def _read_in_processes(
    archive: Archive, chunks: Iterator[list[Stat]], now: datetime, processes: int
) -> Iterator[list[FileRow]]:
    # Forked, not spawned: the children share the loaded libraries and start in milliseconds.
    context = multiprocessing.get_context("fork")
    with context.Pool(processes, _start, (archive, now)) as pool:
        asked = (pool.apply_async(_read, (packed(chunk),)) for chunk in chunks)
        waiting = deque(islice(asked, processes * 3))
        while waiting:
            yield unpacked(waiting.popleft().get())
            waiting.extend(islice(asked, 1))


def _start(archive: Archive, now: datetime) -> None:
    global _shared
    _shared = (archive, now)
    # What was loaded before the fork is never garbage: looking for it touches, and so copies,
    # every page that the processes share. And of a chunk little is left when it is read: one
    # look after each costs less than those that its own objects would set off.
    gc.freeze()
    gc.disable()


def _read(chunk: bytes) -> bytes:
    assert _shared is not None
    archive, now = _shared
    read = packed(rows_of(archive, unpacked_stats(chunk), now))
    gc.collect(0)
    return read


def _chunked(files: Iterable[Stat]) -> Iterator[list[Stat]]:
    remaining = iter(files)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk


def _joined(first: list[list[Stat]], rest: Iterator[list[Stat]]) -> Iterator[list[Stat]]:
    yield from first
    yield from rest
