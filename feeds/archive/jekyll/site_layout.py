"""Where the files of a Jekyll site stand: its source folder, its collections, its includes.

All of it is in the settings (jekyllrb.com, "Configuration Options"). Paths are relative to the
archive, and no folder's name ends in a slash.
"""

from __future__ import annotations

import posixpath
from typing import NamedTuple

from feeds.archive.jekyll.site_collections import POSTS, FolderPlace, collection_patterns, place_of
from feeds.archive.kind import suffix_of, unread_markup
from feeds.archive.values import FrontMatter, text

_MARKDOWN = "markdown,mkdown,mkdn,mkd,md"  # Jekyll's own `markdown_ext`
_OTHER_TEXT = (".html", ".htm", ".xhtml", ".txt", ".mdown")  # pages that keep their suffix
_NOWHERE = FolderPlace(POSTS, (), "")  # for a file that is read by its path alone


class SiteLayout(NamedTuple):
    """The folders and the suffixes of one site; a folder is "" where it is the site's own."""

    source: str
    collections_dir: str  # inside the source folder
    includes_dir: str  # inside the source folder
    base: str  # the folder of the collections, with a slash behind it
    collections: tuple[str, ...]  # that are read
    markdown: tuple[str, ...]  # suffixes
    unread: tuple[str, ...]  # suffixes of markup that only a plugin of Jekyll reads

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Those of all files that may be meant as posts."""
        return (*self.markdown, *_OTHER_TEXT, *self.unread)

    def output_suffix(self, path: str) -> str:
        """What Jekyll names the page of a file after: `:output_ext`."""
        suffix = suffix_of(path)
        return ".html" if suffix in self.markdown else suffix

    def below_source(self, *parts: str) -> str:
        """A path inside the source folder, as one inside the archive."""
        return "/".join(part for part in (self.source, *parts) if part)

    def in_source(self, path: str) -> str | None:
        """The path inside the site's source folder; None where it lies outside."""
        if not self.source:
            return path
        return path[len(self.source) + 1 :] if path.startswith(f"{self.source}/") else None

    def leads_to_source(self, folder: str) -> bool:
        """Whether the source folder is this one, or lies below it."""
        return bool(self.source) and f"{self.source}/".startswith(f"{folder}/")

    def in_collections(self, path: str) -> str:
        """The path inside the folder of collections; as it is where it lies outside."""
        return (path[len(self.base) :] if path.startswith(self.base) else "") or path

    def folder_place(self, folder: str) -> FolderPlace | None:
        """What a folder holds; None where it is of no collection that is read."""
        return place_of(folder, self.base, self.collections)

    def place_of_file(self, path: str) -> FolderPlace:
        """What the folder of a file holds: posts, where it is of no collection."""
        return self.folder_place(path[: max(path.rfind("/"), 0)]) or _NOWHERE


def site_layout(config: FrontMatter) -> SiteLayout:
    """The layout that a site's settings make."""
    source, collections_dir = source_folder(config), _folder(config, "collections_dir")
    spelled = (text(config, "markdown_ext") or _MARKDOWN).lower().split(",")
    markdown = tuple(f".{suffix.strip()}" for suffix in spelled)
    return SiteLayout(
        source=source,
        collections_dir=collections_dir,
        includes_dir=_folder(config, "includes_dir") or "_includes",
        base="".join(f"{part}/" for part in (source, collections_dir) if part),
        collections=tuple(collection_patterns(config)),
        markdown=markdown,
        unread=unread_markup((*markdown, *_OTHER_TEXT)),
    )


def source_folder(config: FrontMatter) -> str:
    """The folder in which the site stands, "" for the archive's own."""
    return _folder(config, "source")


def _folder(config: FrontMatter, key: str) -> str:
    return posixpath.normpath(f"/{text(config, key) or ''}").strip("/")
