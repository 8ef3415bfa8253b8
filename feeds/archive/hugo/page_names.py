"""Pages of a Hugo site by their names alone, as `ref "name"` means them wherever they stand."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

from feeds.archive.archive_files import paths_below
from feeds.archive.kind import ending_in, stem_of
from feeds.archive.page_place import page_name


def page_named(
    root: Path, sources: tuple[str, ...], suffixes: tuple[str, ...], name: str
) -> str | None:
    """The only file of this name in the folders of content; None where there is none or several.

    The names are read once, and again when a content folder or one in it has changed.
    """
    changes = tuple(_changed(root / source) for source in sources)
    files = _files_by_name(root, sources, suffixes, changes).get(name.lower(), ())
    return files[0] if len(files) == 1 else None


def _changed(folder: Path) -> tuple[int, ...]:
    """When a folder and those in it were changed last, in nanoseconds."""
    try:
        with os.scandir(folder) as entries:
            below = [entry.stat().st_mtime_ns for entry in entries if entry.is_dir()]
        return (folder.stat().st_mtime_ns, *sorted(below))
    except OSError:
        return ()


@lru_cache(maxsize=4)
def _files_by_name(
    root: Path, sources: tuple[str, ...], suffixes: tuple[str, ...], changes: object
) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for source in sources:
        for path in ending_in(paths_below(root, source), suffixes):
            name = page_name(path, stem_of(path)).lower()
            names[name] = (*names.get(name, ())[:1], path)  # of several, two say enough
    return names
