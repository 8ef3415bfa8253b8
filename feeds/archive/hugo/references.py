"""The files that `ref` and `relref` of Hugo may mean (gohugo.io, "Links and cross references")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from pathlib import Path

from feeds.archive.hugo.content_files import SUFFIXES, ContentFiles
from feeds.archive.hugo.page_names import page_named
from feeds.archive.kind import suffix_of, without_suffix


def referred_files(root: Path, files: ContentFiles, place: str, path: str) -> Iterator[str]:
    """Those for a reference in the file at `path`, the likeliest first: beside the file itself, in
    the content folder, or, by a name alone, anywhere in the content."""
    has_suffix = suffix_of(place) in SUFFIXES
    endings = ("",) if has_suffix else (".md", "/index.md", "/_index.md")
    bases = [posixpath.join(folder, place.lstrip("/")) for folder in files.folders]
    if not place.startswith("/"):
        bases.insert(0, posixpath.normpath(posixpath.join(posixpath.dirname(path), place)))
    for base in bases:
        yield from (base.rstrip("/") + ending for ending in endings)
    if "/" not in place:
        name = without_suffix(place) if has_suffix else place
        if file := page_named(root, files.folders, SUFFIXES, name):
            yield file
