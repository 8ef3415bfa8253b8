"""A plain folder of text files with front matter, made by no generator that is known here."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from feeds.archive import walk
from feeds.archive.front_matter import Document, Matter, flag, text, texts
from feeds.archive.jekyll.liquid import without_liquid
from feeds.archive.kind import ending_in, stem_of, without_suffix
from feeds.archive.options import Options
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import site_from
from feeds.archive.terms import clean_names, jekyll_terms
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment
from feeds.text.urls import percent_encoded

_SUFFIXES = (".md", ".markdown", ".mkd", ".mdown")
_DATES = ("date", "published_at", "publishdate", "created", "created_at")
_SKIPPED = frozenset({"node_modules", "vendor", "_site", "public"})


def is_here(root: Path) -> bool:
    return any(True for _ in walk.walk(root, Folder(root, Options())))


class Folder:
    """Every Markdown file with a date in its front matter, its name or its path is a post."""

    name = "folder"
    bare = True

    def __init__(self, root: Path, options: Options) -> None:
        self.site = site_from({"title": root.resolve().name}, options)
        self._future = bool(options.future)
        self._drafts = bool(options.drafts)

    def walks(self, folder: str) -> bool:
        name = folder[folder.rfind("/") + 1 :]
        return not name.startswith(".") and name not in _SKIPPED

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return [name for name in ending_in(names, _SUFFIXES) if not name.startswith(".")]

    def bundle_names(self, folder: str) -> frozenset[str]:
        return frozenset()

    def matter(self, path: str, written: Matter) -> Matter:
        return written

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.matter
        if flag(matter, "published") is False:
            return Excluded("published: false")
        if flag(matter, "draft") and not self._drafts:
            return Excluded("draft")
        zone = self.site.timezone

        def named() -> Moment | None:
            return dates.in_file_name(stem_of(path), zone) or dates.in_path(path, zone)

        published, faults = dated(document, _DATES, named, zone)
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        return Facts(
            permalink=_lies_at(path, matter),
            published=published,
            categories=_categories(path, matter),
            tags=jekyll_terms(matter, "tag", "tags"),
            scheduled=not self._future,
            aliases=texts(matter, "aliases"),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        return without_liquid(body)


def _lies_at(path: str, matter: Matter) -> str:
    """Where the front matter says; else at the file's own path, as a page."""
    own = text(matter, "permalink", "url")
    place = own if own and "://" not in own else f"{without_suffix(path)}.html"
    return percent_encoded("/" + place.lstrip("/"))


def _categories(path: str, matter: Matter) -> tuple[str, ...]:
    """What the front matter says; else the folders, but for those that only name a date."""
    said = jekyll_terms(matter, "category", "categories")
    folders = (part for part in path.split("/")[:-1] if not part.isdigit())
    return said or clean_names(tuple(folders))
