"""Which files and folders Jekyll passes over: its own rules for names, `include` and `exclude`.

As `EntryFilter` of Jekyll 4.3 decides. All paths here are relative to the site's source folder.
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from feeds.archive.glob import matches
from feeds.archive.values import FrontMatter, text, texts

_SPECIAL = (".", "_", "#", "~")  # first signs of names that Jekyll keeps to itself
_WILDCARDS = frozenset("*?[\\")
_ALWAYS_EXCLUDED = (
    ".sass-cache", ".jekyll-cache", "gemfiles", "Gemfile", "Gemfile.lock", "node_modules",
    "vendor/bundle/", "vendor/cache/", "vendor/gems/", "vendor/ruby/",
)  # fmt: skip


class Patterns(NamedTuple):
    """What `include` or `exclude` names: beginnings of paths, and globs."""

    beginnings: tuple[str, ...]
    globs: tuple[str, ...]

    def hold_for(self, path: str, is_folder: bool) -> bool:
        """Whether one of them begins the path, names it with a slash behind, or fits it."""
        if path.startswith(self.beginnings) or (is_folder and f"{path}/" in self.beginnings):
            return True
        if not self.globs:  # asked of every file, and most sites have none
            return False
        return any(matches(glob, path, cross=True) for glob in self.globs)


class EntryFilter(NamedTuple):
    """The rules of one site."""

    include: Patterns
    exclude: Patterns
    destination: str

    def passes_folder(self, folder: str) -> bool:
        """Whether Jekyll looks for posts in a folder and below it, by the folder's own name."""
        if folder == self.destination:
            return False
        name = posixpath.basename(folder)
        return self.reason(folder, name, is_folder=True) is None

    def includes(self, folder: str) -> bool:
        """Whether `include` names a folder by its path or its own name."""
        name = posixpath.basename(folder)
        return any(self.include.hold_for(each, True) for each in {folder, name})

    def reason(self, path: str, entry: str, is_folder: bool = False) -> str | None:
        """Why a file or folder is passed over; None where it is not.

        `entry` is the part of the path below the folder that Jekyll lists: a name, or a path
        inside `_posts`, which is listed whole.
        """
        name = entry[entry.rfind("/") + 1 :]
        is_excluded = self.exclude.hold_for(path, is_folder)
        is_special = entry.startswith(_SPECIAL) or name.startswith(_SPECIAL)
        if not (is_excluded or is_special or name.endswith(("~", "."))):
            return None
        if self.include.hold_for(entry, is_folder) or self.include.hold_for(name, is_folder):
            return None
        if is_excluded:
            return "kept out by `exclude` in the site's settings"
        return "no post: Jekyll passes over such a name"


def entry_filter(config: FrontMatter) -> EntryFilter:
    """The rules that a site's settings make."""
    include = tuple(pattern.lstrip("/") for pattern in texts(config, "include"))
    exclude = (pattern.lstrip("/") for pattern in (*texts(config, "exclude"), *_ALWAYS_EXCLUDED))
    return EntryFilter(
        _patterns(include or (".htaccess",)),
        _patterns(tuple(pattern for pattern in exclude if pattern not in include)),
        posixpath.normpath(text(config, "destination") or "_site"),
    )


def _patterns(patterns: tuple[str, ...]) -> Patterns:
    """`include` or `exclude` as patterns. Braces have no special meaning, because Ruby's
    `File.fnmatch?` gives them none."""
    with_signs = (pattern for pattern in patterns if not _WILDCARDS.isdisjoint(pattern))
    globs = tuple(pattern.replace("{", r"\{") for pattern in with_signs)
    return Patterns(patterns, globs)
