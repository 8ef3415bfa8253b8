"""Finds the posts that change when certain paths of an archive change."""

from __future__ import annotations

from collections.abc import Iterable

from feeds.archive import Archive
from feeds.archive.kind import holds

_MOST_PATHS = 1000  # for more of them a scan is faster


def changed_posts(
    archive: Archive, touched: Iterable[str], *, with_folders: bool = True
) -> list[str] | None:
    """The posts among these paths; None where a folder came or went, so that the whole archive has
    to be scanned. Not `with_folders`, all of them are files."""
    posts: list[str] = []
    for path in touched:
        if holds(archive.kind, path):
            folder, _, name = path.rpartition("/")
            if name in archive.kind.bundle_names(folder):
                return None
            posts.append(path)
        elif with_folders and archive.kind.walks(path) and not (archive.root / path).is_file():
            return None
    return sorted(posts) if len(posts) <= _MOST_PATHS else None
