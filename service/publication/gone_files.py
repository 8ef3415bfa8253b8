"""Posts in the index whose files are missing at the moment when a feed is made of them.

Between the removal of a file and the refresh that notices it, a feed is served without its post. A
version control may remove a file and write it again, and then no refresh finds a difference. So a
response that was made without a file is kept only for a short time.
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
