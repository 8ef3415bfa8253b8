"""One digest of a walk: whether any file of an archive came, went or changed since.

A scan finds nothing new most of the time, and looking up each file's row would take half as long
again as the walk.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from hashlib import blake2b

from feeds.archive.reading import Stat


class Listing:
    """Takes in files as they pass by, in the order of the walk."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=16)

    def noting(self, stats: Iterable[Stat]) -> Iterator[Stat]:
        """The same files, each noted before it is handed on."""
        update = self._hash.update
        for stat in stats:
            update(f"{stat.path}\0{stat.mtime_ns}\0{stat.size}\n".encode())
            yield stat

    def digest(self) -> str:
        """128 bits of all files noted so far, in hexadecimal."""
        return self._hash.hexdigest()


def digest_of(stats: Iterable[Stat]) -> str:
    """The digest of a whole walk."""
    listing = Listing()
    for _ in listing.noting(stats):
        pass
    return listing.digest()


def known_listing(connection: sqlite3.Connection) -> str | None:
    """The digest of the last whole walk; None where a file's row was written since, which the
    triggers on `post` see to."""
    row = connection.execute("SELECT value FROM meta WHERE key = 'listing'").fetchone()
    return row and str(row[0])


def keep_listing(connection: sqlite3.Connection, listing: Listing) -> None:
    """To be called after a walk that ended, as the last of the transaction of its rows."""
    connection.execute("INSERT OR REPLACE INTO meta VALUES ('listing', ?)", (listing.digest(),))
