"""Reading many files at once, in several processes, in order and in bounded memory.

files ─ chunks ─▶ one thread for each process ─▶ `reading_process` ─▶ rows of a chunk, in order

A refresh may run in any thread of a web server or of the hub's worker. A process forked from
there would inherit its signal handlers, locks and sockets (python/cpython#94454). So the reading
processes are a program of their own, are ended by closing their connections, and must answer
within a deadline.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import chain, islice
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from queue import SimpleQueue

from feeds.archive import Archive
from feeds.archive.reading import Stat
from feeds.errors import StateError
from feeds.index.rows import FileRow, packed, rows_of, unpacked

_CHUNK = 200  # files
FEW = 4000  # files; fewer are read faster than processes start (0.25 s)
_DEADLINE_SECONDS = 120.0  # for a chunk, and for the end of the processes
_QUEUED = 3  # chunks for each process that are read or wait


def read_all(
    archive: Archive, files: Iterable[Stat], now: datetime, processes: int
) -> Iterator[list[FileRow]]:
    """Rows of all these files, chunk by chunk, in the files' order.

    :raise StateError: where a reading process ends or misses its deadline
    """
    chunks = _chunked(files)
    first = list(islice(chunks, FEW // _CHUNK))
    every = chain(first, chunks)
    if processes < 2 or len(first) * _CHUNK < FEW:
        return (rows_of(archive, chunk, now) for chunk in every)
    return _read_in_processes(archive, every, now, processes)


def _read_in_processes(
    archive: Archive, chunks: Iterator[list[Stat]], now: datetime, processes: int
) -> Iterator[list[FileRow]]:
    with (
        _started(processes) as (program, connections),
        ThreadPoolExecutor(processes) as threads,
        _killed_after_an_error(program),
    ):
        connections[0].send_bytes(pickle.dumps((archive, now)))
        idle = SimpleQueue[Connection]()
        for connection in connections:
            idle.put(connection)
        answers = (threads.submit(_answer, idle, packed(chunk)) for chunk in chunks)
        waiting = deque(islice(answers, processes * _QUEUED))
        while waiting:
            yield unpacked(waiting.popleft().result())
            waiting.extend(islice(answers, 1))


def _answer(idle: SimpleQueue[Connection], chunk: bytes) -> bytes:
    connection = idle.get()
    try:
        connection.send_bytes(chunk)
        if not connection.poll(_DEADLINE_SECONDS):
            raise StateError(f"a reading process gave no answer in {_DEADLINE_SECONDS:.0f} s")
        return connection.recv_bytes()
    except (EOFError, OSError) as error:
        raise StateError("a reading process ended before its posts were read") from error
    finally:
        idle.put(connection)


@contextmanager
def _started(processes: int) -> Iterator[tuple[subprocess.Popen[bytes], list[Connection]]]:
    """The program that is so many processes, with a connection to each."""
    pairs = [Pipe() for _ in range(processes)]
    ours, theirs = [ours for ours, _ in pairs], [theirs for _, theirs in pairs]
    program = _program([connection.fileno() for connection in theirs])
    for connection in theirs:
        connection.close()
    try:
        yield program, ours
    finally:
        for connection in ours:
            connection.close()
        _wait(program)


def _program(descriptors: Sequence[int]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "feeds.index.reading_process", *map(str, descriptors)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        pass_fds=descriptors,
        start_new_session=True,  # Ctrl-C in a terminal is for the program that waits for the rows
    )


def _wait(program: subprocess.Popen[bytes]) -> None:
    try:
        program.wait(_DEADLINE_SECONDS)
    except subprocess.TimeoutExpired:
        _kill(program)


@contextmanager
def _killed_after_an_error(program: subprocess.Popen[bytes]) -> Iterator[None]:
    try:
        yield
    except BaseException:  # also where the rows are wanted no more
        _kill(program)
        raise


def _kill(program: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)


def _chunked(files: Iterable[Stat]) -> Iterator[list[Stat]]:
    remaining = iter(files)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
