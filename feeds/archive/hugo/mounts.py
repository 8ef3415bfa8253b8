"""Where a Hugo site's content stands, and which files count (gohugo.io, "Configure modules").

A folder is mounted on `content` or on a folder below it, for all languages or for one, or a single
file on another name. Without mounts it is `contentDir`, which each language may have for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from feeds.archive.glob import matches
from feeds.archive.kind import suffix_of
from feeds.archive.values import FrontMatter, mapping, mappings, text, texts

_CONTENT = "content"


class Mount(NamedTuple):
    """A folder of content, or a file. All globs are in lower case and begin with a slash."""

    source: str  # relative to the site's folder
    target: str = ""  # inside the content, "" for the whole of it
    language: str | None = None  # of files whose names say none; None for the default language
    included: tuple[str, ...] = ()  # none for all files
    excluded: tuple[str, ...] = ()  # of those that are not included by name
    refused: tuple[str, ...] = ()  # whatever else is said of them

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
        if not (self.included or self.excluded or self.refused):
            return True
        parts = path[len(self.source) + 1 :].lower().split("/")
        ways = ["/" + "/".join(parts[: n + 1]) for n in range(len(parts))]
        return all(self._passes(way, way is not ways[-1]) for way in ways)

    def _passes(self, way: str, is_folder: bool) -> bool:
        if any(matches(glob, way) for glob in self.refused):
            return False
        if any(matches(glob, way) for glob in self.included):
            return True
        if is_folder and any(matches(glob, way) for one in self.included for glob in _above(one)):
            return True
        return not self.included and not any(matches(glob, way) for glob in self.excluded)


def mounts(config: FrontMatter, default_language: str) -> tuple[Mount, ...]:
    """The folders of content, the deepest first: a file belongs to the first that holds it."""
    written = list(_written(config)) or list(_content_folders(config, default_language))
    return tuple(sorted(dict.fromkeys(written), key=lambda mount: -mount.source.count("/")))


def _written(config: FrontMatter) -> Iterator[Mount]:
    for item in mappings(mapping(config, "module"), "mounts"):
        target, _, inside = (text(item, "target") or "").strip("/").partition("/")
        source = (text(item, "source") or "").strip("/")
        if target != _CONTENT or not source:
            continue
        files = texts(item, "files")
        included = (*texts(item, "includefiles"), *(f for f in files if not f.startswith("!")))
        excluded = _globs(texts(item, "excludefiles"))
        refused = _globs(tuple(file[1:] for file in files if file.startswith("!")))
        for language in _languages(item) or (None,):
            yield Mount(source, inside, language, _globs(included), excluded, refused)


def _languages(mount: FrontMatter) -> tuple[str, ...]:
    matrix = mapping(mapping(mount, "sites"), "matrix")
    return tuple(name.lower() for name in texts(mount, "lang") or texts(matrix, "languages"))


def _content_folders(config: FrontMatter, default_language: str) -> Iterator[Mount]:
    """`contentDir` of each language, and the site's own for those without."""
    languages = mapping(config, "languages")
    own = {name: text(mapping(languages, name), "contentdir") for name in languages}
    for name, folder in own.items():
        if folder:
            yield Mount(folder.strip("/"), "", name.lower())
    if not own.get(default_language) or not all(own.values()):
        yield Mount((text(config, "contentdir") or _CONTENT).strip("/"))


def _globs(globs: tuple[str, ...]) -> tuple[str, ...]:
    return tuple("/" + glob.strip().lower().lstrip("/") for glob in globs)


def _above(glob: str) -> list[str]:
    """The globs for the folders on the way to what a glob includes."""
    parts = glob.split("/")[:-1]
    return ["/".join(parts[: n + 1]) for n in range(1, len(parts))]
