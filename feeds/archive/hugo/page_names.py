"""Pages of a Hugo site by their names alone, as `ref "name"` means them wherever they stand."""

from __future__ import annotations

import contextlib
import os
from functools import lru_cache
from pathlib import Path

from feeds.archive.archive_files import opened_folder, paths_below
from feeds.archive.hugo.content_files import SUFFIXES, ContentFiles
from feeds.archive.kind import ending_in
from feeds.archive.page_place import page_name


def page_named(root: Path, files: ContentFiles, name: str) -> str | None:
    """The only file of this name in the content of the language that is published; None where
    there is none or several.

    The names are read once, and again when a content folder or one in it has changed.
    """
    changes = tuple(_changed(root, source) for source in files.folders)
    paths = _files_by_name(root, files, changes).get(name.lower(), ())
    return paths[0] if len(paths) == 1 else None


def _changed(root: Path, folder: str) -> tuple[int, ...]:
    """When a folder and the folders in it were last changed, in nanoseconds since 1970."""
    with contextlib.suppress(OSError), opened_folder(root, folder) as descriptor:
        if descriptor is not None:
            with os.scandir(descriptor) as entries:
                folders = (entry for entry in entries if entry.is_dir(follow_symlinks=False))
                below = sorted(each.stat(follow_symlinks=False).st_mtime_ns for each in folders)
            return (os.fstat(descriptor).st_mtime_ns, *below)
    return ()


@lru_cache(maxsize=4)
def _files_by_name(root: Path, files: ContentFiles, changes: object) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for source in files.folders:
        for path in ending_in(paths_below(root, source), SUFFIXES):
            stem, language = files.stem_and_language(path)
            if language == files.language:
                name = page_name(path, stem).lower()
                names[name] = (*names.get(name, ())[:1], path)  # of several, two say enough
    return names
