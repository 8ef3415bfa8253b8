"""The files of a Hugo site's content: where a file stands, and what its name says."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import NamedTuple

from feeds.archive.archive_files import is_file
from feeds.archive.hugo.mounts import Mount
from feeds.archive.kind import stem_of
from feeds.archive.page_place import page_name

SUFFIXES = (".md", ".markdown", ".mdown", ".html", ".htm")
"""Those of the files that are read."""


class ContentFiles(NamedTuple):
    """The content of one site, in the language that is published. Names of languages are in lower
    case."""

    mounts: tuple[Mount, ...]
    language: str
    languages: tuple[str, ...]  # all of the site's
    default: str  # of files that name none

    def leads_to_content(self, folder: str) -> bool:
        """Whether a folder holds content, or one below it does."""
        return any(
            f"{folder}/".startswith(f"{mount.source}/") or mount.source.startswith(f"{folder}/")
            for mount in self.mounts
        )

    def mount(self, path: str) -> Mount | None:
        """The folder of content that a path lies in; None where it lies in none."""
        for mount in self.mounts:  # asked many times a file
            if mount.holds(path):
                return mount
        return None

    @property
    def folders(self) -> tuple[str, ...]:
        """The folders of content."""
        return tuple(mount.source for mount in self.mounts if not mount.is_file)

    def among(self, names: list[str], folder: str) -> list[str]:
        """Those of these files of a folder that are content."""
        if self.mount(f"{folder}/"):
            return names
        prefix = f"{folder}/" if folder else ""
        single = {mount.source for mount in self.mounts if mount.is_file}
        return [name for name in names if prefix + name in single]

    def mounted(self, path: str) -> str:
        """The path of a file; that of its mount's target where the file is mounted alone."""
        mount = self.mount(path)
        return mount.target if mount and mount.is_file else path

    def inside(self, path: str) -> str:
        """The path inside the content."""
        mount = self.mount(path)
        return (mount and mount.inside(path)) or path

    def stem_and_language(self, path: str) -> tuple[str, str]:
        """The file's name without suffix, and its language: `a` and `de` of `a.de.md`."""
        stem = stem_of(self.mounted(path))
        if "." in stem:
            name, _, ending = stem.rpartition(".")
            if name and ending.lower() in self.languages:
                return name, ending.lower()
        mount = self.mount(path)
        return stem, (mount and mount.language) or self.default

    def page_name(self, path: str) -> str:
        """The name of the page in a file: that of its folder, where this is a bundle."""
        return page_name(self.mounted(path), self.stem_and_language(path)[0])

    def bundle_names(self, folder: str) -> frozenset[str]:
        """A folder with an `index.md` is a leaf bundle; the content folder itself never is."""
        return _bundle(self.languages) if self.mount(folder) else frozenset()

    def is_beside_index(self, root: Path, path: str) -> bool:
        """Whether another file is the page of this one's folder."""
        folder = path.rpartition("/")[0]
        return any(is_file(root, f"{folder}/{name}") for name in self.bundle_names(folder))


@cache
def _bundle(languages: tuple[str, ...]) -> frozenset[str]:
    endings = ("", *(f".{language}" for language in languages))
    return frozenset(f"index{ending}{suffix}" for ending in endings for suffix in SUFFIXES)
