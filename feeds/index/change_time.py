"""The time of the newest change in the index: that of the commit, else of the newest file."""

from __future__ import annotations

from feeds.index.codec import micros
from feeds.index.index import Index

_NEWEST = 1000  # files: those that were read last
_NANOS_PER_MICRO = 1000


def last_change(index: Index, now: float) -> int:
    """Microseconds since 1970; 0 where no file has a time before `now` (seconds since 1970). Of an
    index that was changed since it was built this costs a few lookups."""
    if version := index.version():  # times of its files tell their bytes, and no moment
        return micros(version.moment)
    nanos = int(now * 1_000_000_000)
    of_newest = (
        "SELECT max(mtime_ns) FROM (SELECT pid FROM touched ORDER BY seq DESC LIMIT ?) "
        "JOIN post USING (pid) WHERE mtime_ns <= ?"
    )
    (newest,) = index.connection.execute(of_newest, (_NEWEST, nanos)).fetchone()
    if newest is None:
        of_all = "SELECT max(mtime_ns) FROM post WHERE mtime_ns <= ?"
        (newest,) = index.connection.execute(of_all, (nanos,)).fetchone()
    return int(newest or 0) // _NANOS_PER_MICRO
