"""Reading files in bounded processes, in order and in bounded memory.

    files ─ chunks ─▶ bounded processes ─▶ rows of a chunk, in order
                          └─ a file that none can read ─▶ the row of a broken one

A file that takes too much time or memory is the only one that fails (`feeds.bounded`). A few files
are read by the one bounded process that the whole program shares, many files by several processes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from functools import partial
from itertools import chain, islice

from feeds.archive import Archive, Reading
from feeds.archive.faults import Fault, fault_of
from feeds.archive.reading import Stat
from feeds.bounded.each import Work, each
from feeds.bounded.limits import Failure
from feeds.bounded.pool import ProcessPool, shared_pool
from feeds.bounded.process import Task
from feeds.index.rows import FileRow, packed, packed_rows_of, row_of, unpacked

_CHUNK = 200  # files
_CHUNK_BYTES = 4_000_000  # and no more of them than it takes to hold so much
FEW = 4000  # files; fewer are read faster than more processes start (0.25 s)
_QUEUED = 3  # chunks for each process that are read or wait


def read_all(
    archive: Archive, files: Iterable[Stat], now: datetime, processes: int
) -> Iterator[list[FileRow]]:
    """Rows of all these files, chunk by chunk, in the files' order.

    :raise StateError: where no process can be started
    """
    chunks = _chunked(files)
    first = list(islice(chunks, FEW // _CHUNK))
    every = chain(first, chunks)
    work = _work(archive, now)
    if processes < 2 or sum(map(len, first)) < FEW:
        return (_rows(shared_pool(), archive, work, now, chunk) for chunk in every)
    return _read_in_processes(archive, work, now, every, processes)


def _work(archive: Archive, now: datetime) -> Work[Stat, FileRow]:
    return Work(
        Task.of(packed_rows_of, archive),
        encode=lambda stats: packed((now, stats)),
        decode=unpacked,
        size=lambda stat: stat.size,
    )


def _read_in_processes(
    archive: Archive,
    work: Work[Stat, FileRow],
    now: datetime,
    chunks: Iterator[list[Stat]],
    processes: int,
) -> Iterator[list[FileRow]]:
    with ThreadPoolExecutor(processes) as threads, ProcessPool(processes) as pool:
        read = partial(_rows, pool, archive, work, now)
        answers = (threads.submit(read, chunk) for chunk in chunks)
        waiting = deque(islice(answers, processes * _QUEUED))
        while waiting:
            yield waiting.popleft().result()
            waiting.extend(islice(answers, 1))


def _rows(
    pool: ProcessPool,
    archive: Archive,
    work: Work[Stat, FileRow],
    now: datetime,
    stats: Sequence[Stat],
) -> list[FileRow]:
    rows = each(pool, work, stats, archive.options.limits)
    return [
        _broken(stat, fault_of(row, "E09"), now) if isinstance(row, Failure) else row
        for stat, row in zip(stats, rows, strict=True)
    ]


def _broken(stat: Stat, fault: Fault, now: datetime) -> FileRow:
    """The row of a file whose bytes could not be read to their end, so without a digest."""
    return row_of(stat, Reading(stat.path, "", faults=(fault,)), now)


def _chunked(files: Iterable[Stat]) -> Iterator[list[Stat]]:
    chunk: list[Stat] = []
    size = 0
    for stat in files:
        chunk.append(stat)
        size += stat.size
        if len(chunk) == _CHUNK or size > _CHUNK_BYTES:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk
