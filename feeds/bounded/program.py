"""The program of a bounded process: it reads tasks and items, and writes results.

It inherits nothing but its connection, and ends when that is closed. The kernel ends it when an
item takes too much time.
"""

from __future__ import annotations

import gc
import os
import pickle
import resource
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

from feeds.bounded.limits import Limits
from feeds.bounded.timer import timed

MOST_TASKS = 16  # that are loaded at once
ANSWERED, OUT_OF_MEMORY, RAISED = b"+", b"m", b"e"

# A process that has grown so large may have held a large text: Python does not return its memory.
_MOST_RESIDENT_KIB = 300 * 1024

Tasks = dict[int, tuple[Callable[[Any, bytes], bytes], Any]]


def main(descriptor: str) -> None:
    """Do what arrives on this connection."""
    # A service manager sends SIGTERM to every process of a service. The one that gives the work
    # closes the connection when it has no more.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for timer in (signal.SIGPROF, signal.SIGALRM):
        signal.signal(timer, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [timer])
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # Almost nothing of an item outlives it, so one garbage collection after each batch is cheaper
    # than those that its allocations would trigger.
    gc.disable()
    connection, tasks = Connection(int(descriptor)), Tasks()
    most = max(_MOST_RESIDENT_KIB, _resident())  # Linux begins with what the starting process had
    try:
        while _resident() <= most:
            _serve_one(connection, tasks)
    except (EOFError, OSError):
        pass
    os._exit(0)


def _resident() -> int:
    """The most memory that this process has had, in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _serve_one(connection: Connection, tasks: Tasks) -> None:
    place, *rest = connection.recv()
    data = connection.recv_bytes()
    if len(rest) == 1:
        connection.send_bytes(_load(tasks, place, rest[0], data).encode())
        gc.collect()
        gc.freeze()
    else:
        for part in _answer(*tasks[place], data, *rest):  # an answer is large: no copy is made
            connection.send_bytes(part)
        gc.collect(0)


def _load(tasks: Tasks, place: int, folder: str, pickled: bytes) -> str:
    """Why a task cannot be loaded; empty where it is."""
    try:
        os.chdir(folder)
        tasks[place] = pickle.loads(pickled)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _answer(
    function: Callable[[Any, bytes], bytes], setup: Any, item: bytes, seconds: float, most: int
) -> tuple[bytes, bytes]:
    """What kind of answer it is, and the answer."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
    try:
        with timed(Limits(seconds, most)):
            return ANSWERED, function(setup, item)
    except MemoryError:
        return OUT_OF_MEMORY, b""
    except BaseException as error:  # a panic of Rust code is no Exception
        return RAISED, f"{type(error).__name__}: {error}"[:300].encode("utf-8", "replace")


if __name__ == "__main__":
    main(sys.argv[1])
