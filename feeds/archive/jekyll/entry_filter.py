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


class EntryFilter(NamedTuple):
    """The rules of one site."""

    include: tuple[str, ...]
    exclude: tuple[str, ...]
    destination: str

    def passes_folder(self, folder: str) -> bool:
        """Whether Jekyll looks for posts in a folder and below it, by the folder's own name."""
        if folder == self.destination:
            return False
        name = posixpath.basename(folder)
        return self.reason(folder, name, is_folder=True) is None

    def reason(self, path: str, entry: str, is_folder: bool = False) -> str | None:
        """Why a file or folder is passed over; None where it is not.

        `entry` is the part of the path below the folder that Jekyll lists: a name, or a path
        inside `_posts`, which is listed whole.
        """
        name = posixpath.basename(entry)
        included = _fits(self.include, entry, is_folder) or _fits(self.include, name, is_folder)
        if included:
            return None
        if _fits(self.exclude, path, is_folder):
            return "kept out by `exclude` in the site's settings"
        if entry.startswith(_SPECIAL) or name.startswith(_SPECIAL) or name.endswith(("~", ".")):
            return "no post: Jekyll passes over such a name"
        return None


def entry_filter(config: FrontMatter) -> EntryFilter:
    """The rules that a site's settings make."""
    include = tuple(pattern.lstrip("/") for pattern in texts(config, "include"))
    exclude = (pattern.lstrip("/") for pattern in (*texts(config, "exclude"), *_ALWAYS_EXCLUDED))
    return EntryFilter(
        include or (".htaccess",),
        tuple(pattern for pattern in exclude if pattern not in include),
        posixpath.normpath(text(config, "destination") or "_site"),
    )


def _fits(patterns: tuple[str, ...], path: str, is_folder: bool) -> bool:
    """Whether a pattern holds for the path, begins it, or names it with a slash behind."""
    return any(
        path.startswith(pattern)
        or (is_folder and pattern == f"{path}/")
        or (not _WILDCARDS.isdisjoint(pattern) and matches(pattern, path, cross=True))
        for pattern in patterns
    )
