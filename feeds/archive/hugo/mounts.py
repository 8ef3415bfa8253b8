"""Where a Hugo site's content stands, and which files count (gohugo.io, "Configure modules").

A folder is mounted on `content` or on a folder below it, for all languages or for one, or a single
file on another name. Without mounts it is `contentDir`, which each language may have for itself.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import NamedTuple

from feeds.archive.glob import matches
from feeds.archive.kind import suffix_of
from feeds.archive.values import FrontMatter, mapping, mappings, text, texts

_CONTENT = "content"
_NOT = "! "  # before a glob: the files that it fits do not count


class FileRule(NamedTuple):
    """Whether the files that a glob fits count. It is in lower case and begins with a slash."""

    glob: str
    keeps: bool


class Mount(NamedTuple):
    """A folder of content, or a file."""

    source: str  # relative to the site's folder
    target: str = ""  # inside the content, "" for the whole of it
    language: str | None = None  # of files whose names say none; None for the default language
    rules: tuple[FileRule, ...] = ()  # which files count, the first that fits first; none for all

    @property
    def is_file(self) -> bool:
        """Whether a single file is mounted: source and target both are named like one."""
        return bool(suffix_of(self.source) and suffix_of(self.target))

    def holds(self, path: str) -> bool:
        """Whether a path lies in this folder, or is this file."""
        if path == self.source:
            return self.is_file
        return path.startswith(self.source) and path[len(self.source) :].startswith("/")

    def inside(self, path: str) -> str | None:
        """The path inside the content of a file in this folder; None for any other."""
        if path == self.source and self.is_file:
            return self.target
        if not path.startswith(f"{self.source}/"):
            return None
        return f"{self.target}/{path[len(self.source) + 1 :]}".removeprefix("/")

    def keeps(self, path: str) -> bool:
        """Whether a file of this folder counts, and each folder on the way to it."""
        if not self.rules:
            return True
        parts = path[len(self.source) + 1 :].lower().split("/")
        ways = ["/" + "/".join(parts[: n + 1]) for n in range(len(parts))]
        return all(self._passes(way, way is not ways[-1]) for way in ways)

    def _passes(self, way: str, is_folder: bool) -> bool:
        """Whether a file or folder counts: the first rule that fits decides. A folder also counts
        where a rule keeps something below it. Where no rule fits, it counts if no rule keeps
        anything, so that all of them only leave out."""
        for glob, keeps in self.rules:
            if matches(glob, way):
                return keeps
            if is_folder and keeps and any(matches(above, way) for above in _above(glob)):
                return True
        return not any(rule.keeps for rule in self.rules)


def mounts(config: FrontMatter, published: str) -> tuple[Mount, ...]:
    """The folders of content, the deepest first: a file belongs to the first that holds it.

    Those of other languages than the published one come last: where their folder lies in one of
    its own, Hugo publishes the files in both languages.
    """
    written = dict.fromkeys(
        list(_module_mounts(config)) or list(_content_folders(config, published))
    )
    own = (None, published)
    return tuple(
        sorted(written, key=lambda mount: (mount.language not in own, -mount.source.count("/")))
    )


def _module_mounts(config: FrontMatter) -> Iterator[Mount]:
    for item in mappings(mapping(config, "module"), "mounts"):
        target, _, inside = (text(item, "target") or "").strip("/").partition("/")
        source = _folder(text(item, "source") or "")
        if target != _CONTENT or not source:
            continue
        for language in _languages(item) or (None,):
            yield Mount(source, inside, language, tuple(_rules(item)))


def _rules(mount: FrontMatter) -> Iterator[FileRule]:
    """What the older keys include and leave out, then `files`, where `! ` leaves out."""
    older = (("includefiles", True), ("excludefiles", False))
    yield from (FileRule(_glob(glob), keeps) for key, keeps in older for glob in texts(mount, key))
    for glob in texts(mount, "files"):
        yield FileRule(_glob(glob.removeprefix(_NOT)), not glob.startswith(_NOT))


def _languages(mount: FrontMatter) -> tuple[str, ...]:
    matrix = mapping(mapping(mount, "sites"), "matrix")
    return tuple(name.lower() for name in texts(mount, "lang") or texts(matrix, "languages"))


def _content_folders(config: FrontMatter, published: str) -> Iterator[Mount]:
    """`contentDir` of each language, and the site's own for those without."""
    languages = mapping(config, "languages")
    own = {name: text(mapping(languages, name), "contentdir") for name in languages}
    for name, folder in own.items():
        if folder:
            yield Mount(_folder(folder), "", name.lower())
    if not own.get(published) or not all(own.values()):
        yield Mount(_folder(text(config, "contentdir") or _CONTENT))


def _folder(written: str) -> str:
    return posixpath.normpath(written.strip("/")) if written else ""


def _glob(glob: str) -> str:
    return "/" + glob.lower().lstrip("/")


def _above(glob: str) -> list[str]:
    """The globs for the folders on the way to what a glob includes."""
    parts = glob.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(1, len(parts))]
