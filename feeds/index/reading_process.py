"""The program that reads files for `parallel`: chunks of files in, their rows out.

It is started anew for each large refresh and inherits nothing but one connection for each
process that it is to be. It ends when these connections are closed.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from multiprocessing.connection import Connection

from feeds.archive import Archive
from feeds.index.rows import packed, rows_of, unpacked_stats


def main(descriptors: Sequence[str]) -> None:
    """Read what arrives on these connections, one process for each. The first of them brings the
    archive and the time of reading."""
    # A service manager sends SIGTERM to every process of a service. The one that waits for these
    # rows says itself when it needs no more of them.
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    connections = [Connection(int(descriptor)) for descriptor in descriptors]
    archive, now = pickle.loads(connections[0].recv_bytes())
    # What is loaded by now is never garbage: a garbage collection would touch, and so copy, every
    # page that the processes share.
    gc.freeze()
    gc.disable()
    _serve(_shared_out(connections), archive, now)
    with suppress(ChildProcessError):
        while True:
            os.wait()


def _shared_out(connections: list[Connection]) -> Connection:
    """Fork until each process has one connection, and return it. Here that is safe: nothing but
    this thread, no lock and no handler is there yet."""
    while len(connections) > 1:
        last = connections.pop()
        if os.fork() == 0:
            for connection in connections:
                connection.close()
            return last
        last.close()
    return connections[0]


def _serve(connection: Connection, archive: Archive, now: datetime) -> None:
    with suppress(EOFError, ConnectionError):
        while True:
            stats = unpacked_stats(connection.recv_bytes())
            connection.send_bytes(packed(rows_of(archive, stats, now)))
            # Almost nothing of a chunk outlives it, so one garbage collection per chunk is cheaper
            # than those its allocations would trigger.
            gc.collect(0)


if __name__ == "__main__":
    main(sys.argv[1:])
