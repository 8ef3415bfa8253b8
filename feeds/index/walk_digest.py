"""One digest of a walk: whether any file of an archive came, went or changed since the last one.

Most scans find nothing new. They compare two digests and need not read the rows of all files, which
would take half as long again as the walk.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import blake2b

from feeds.archive.reading import Stat

WALK_DIGEST = "walk_digest"
"""Where `meta` has the digest of the last whole walk: it is stored after all rows of the walk, and
the triggers on `post` delete it where a file's row is written later."""


class WalkDigest:
    """Takes in files as they pass by, in the order of the walk."""

    def __init__(self) -> None:
        self._hash = blake2b(digest_size=16)

    def of_passing(self, stats: Iterable[Stat]) -> Iterator[Stat]:
        """The same files, each taken in before it is handed on."""
        update = self._hash.update
        for stat in stats:
            update(f"{stat.path}\0{stat.mtime_ns}\0{stat.size}\n".encode())
            yield stat

    def value(self) -> str:
        """128 bits of all files that have passed so far, in hexadecimal."""
        return self._hash.hexdigest()


def digest_of(stats: Iterable[Stat]) -> str:
    """The digest of a whole walk."""
    digest = WalkDigest()
    for _ in digest.of_passing(stats):
        pass
    return digest.value()
