"""Posts in the index whose files are not there at the moment a feed is made of them.

Between a file's end and the refresh that finds out, a feed is served without its post. Where the
file is only replaced, as a version control does, no refresh may find any difference later. So what
was made without a file counts for a short time.
"""

from __future__ import annotations

from collections.abc import Sequence

from feeds.archive import Archive
from feeds.feed.entries import MakeEntries, ShownPost
from feeds.model import Entry


class GoneFiles:
    """Makes entries as `make` does, and notes whether a file was gone."""

    def __init__(self, archive: Archive, make: MakeEntries) -> None:
        self._archive = archive
        self._make = make
        self.any = False

    def entries(self, posts: Sequence[ShownPost]) -> list[Entry | None]:
        """:raise ArchiveAwayError: a file is gone, and the whole archive is"""
        entries = self._make(posts)
        if any(
            entry is None and self._archive.stamp(post) is None
            for entry, (post, _) in zip(entries, posts, strict=True)
        ):
            self._archive.check()
            self.any = True
        return entries
