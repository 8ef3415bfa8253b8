"""A plain folder of text files with front matter, made by no generator that is known here."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from feeds.archive import walk
from feeds.archive.cross_reference import address_of
from feeds.archive.faults import Fault
from feeds.archive.file_links import with_page_links
from feeds.archive.front_matter import Document
from feeds.archive.jekyll.liquid import Names, without_liquid
from feeds.archive.jekyll.permalinks import PermalinkParts, jekyll_permalink
from feeds.archive.kind import ending_in, stem_of, suffix_of, unread_markup, without_suffix
from feeds.archive.matter_forms import MatterForm
from feeds.archive.notes import dropped_note
from feeds.archive.options import Options
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import site_from
from feeds.archive.terms import clean_names, flat, spaced_terms
from feeds.archive.values import FrontMatter, Value, flag, text, texts
from feeds.html.dialect import COMMONMARK
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment
from feeds.text.urls import percent_encoded

_SUFFIXES = (".md", ".markdown", ".mkd", ".mkdn", ".mkdown", ".mdown", ".html", ".htm")
_UNREAD = unread_markup(_SUFFIXES)
_DATE_KEYS = (
    "date", "pubdate", "pub_date", "published", "published_at", "publishdate", "created",
    "created_at", "pubdatetime", "publishedat", "publisheddate", "published_date", "date_published",
    "datepublished", "publish_date", "createdat", "posted", "post_date", "publicationdate",
    "publication_date", "date_created", "datecreated", "creation_date", "datetime", "timestamp",
    "issued",
)  # fmt: skip
# A day at the beginning of a name: `2024-01-02`, `2024_01_02`, `20240102`
_DAY = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?P<between>[-_.]?)(?P<month>\d\d?)(?P=between)(?P<day>\d\d?)"
    r"(?:[-_. ]+(?P<slug>.+)|\Z)"
)
_DRAFTS = ("draft", "hidden", "private", "pending")  # values of `status`
_NEVER_READ = frozenset(
    {"node_modules", "vendor", "_site", "public", "_includes", "_layouts", "_data", "scaffolds"}
)
_NO_CATEGORIES = frozenset({"src", "source", "content", "_posts"})  # where generators look first


def is_here(root: Path) -> bool:
    """Whether there is any text file in this folder or below it."""
    return any(True for _ in walk.walk(root, Folder(root, Options())))


class Folder:
    """Every Markdown or HTML file with a date in its front matter, name or path is a post."""

    name = "folder"
    bare = True
    matter_form: MatterForm = "headed"

    def __init__(self, root: Path, options: Options) -> None:
        self._root = root
        self.site = site_from({"title": root.resolve().name}, options)
        self.dialect = COMMONMARK
        self._pattern = options.permalink
        self.file_dates = options.dates_where(False)
        self._with_future = options.builds_future(None)
        self._with_drafts = options.builds_drafts(None)

    def walks(self, folder: str) -> bool:
        name = folder[folder.rfind("/") + 1 :]
        return not name.startswith(".") and name not in _NEVER_READ

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return [
            name for name in ending_in(names, (*_SUFFIXES, *_UNREAD)) if not name.startswith(".")
        ]

    def kept_out(self, path: str) -> Excluded | None:
        """Also what Hexo, Astro and Jekyll pass over."""
        suffix = suffix_of(path)
        if path[path.rfind("/") + 1 :].startswith("_"):
            return Excluded("no post: its name begins with an underscore")
        if f"/{path}".rpartition("/_drafts/")[1] and not self._with_drafts:
            return Excluded("draft")
        return Excluded(f"not read: markup in {suffix} files") if suffix in _UNREAD else None

    def bundle_names(self, folder: str) -> frozenset[str]:
        return frozenset()

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        return written

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.front_matter
        if excluded := self._excluded(matter):
            return excluded
        if not document.raw and suffix_of(path) in (".html", ".htm"):
            return Excluded("no post: no front matter")
        zone = self.site.timezone

        def named() -> Moment | None:
            return _day_in_names(path, zone) or dates.in_path(path, zone)

        published, faults = dated(document, _DATE_KEYS, named, zone)
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        categories = _categories(path, matter)
        return Facts(
            permalink=self._permalink(path, matter, published, categories),
            published=published,
            categories=categories,
            tags=_terms(matter, "tag", "tags"),
            scheduled=not self._with_future,
            aliases=texts(matter, "aliases"),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        body = without_liquid(body)  # many folders of posts come from a Jekyll site
        if ".m" not in body and ".htm" not in body:  # nothing here can end like a file
            return body
        return with_page_links(body, lambda target: self._address(target, post.path))

    def notes(self, body: str, post: Post, document: Document) -> Iterator[Fault]:
        yield from dropped_note(document, body, lambda note: without_liquid(body, Names(note=note)))

    def _address(self, target: str, path: str) -> str | None:
        """The address of the post whose file a link in the file at `path` names. No generator
        stands behind a folder: where its files link to each other, they mean the posts."""
        place, hash_sign, fragment = target.partition("#")
        if suffix_of(place) not in _SUFFIXES or "://" in place:
            return None
        file = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(place)))
        file = file.lstrip("/")
        if walk.look(self._root, file, self) is None:
            return None
        permalink = address_of(self, self._root, file)
        return None if permalink is None else self.site.url + permalink + hash_sign + fragment

    def _permalink(
        self, path: str, matter: FrontMatter, published: Moment, categories: tuple[str, ...]
    ) -> str:
        if not self._pattern or _own_permalink(matter):
            return _permalink(path, matter)
        folder, _, name = without_suffix(path).rpartition("/")
        dated_name = _DAY.fullmatch(name)
        stem = (dated_name and dated_name["slug"]) or name
        if stem == "index" and folder:  # `my-post/index.md`
            folder, _, stem = folder.rpartition("/")
        parts = PermalinkParts(
            local=published.instant.astimezone(self.site.timezone),
            slug=text(matter, "slug") or stem,
            categories=categories,
            stem=stem,
            path=f"{folder}/{stem}" if folder else stem,
        )
        return jekyll_permalink(self._pattern, parts)

    def _excluded(self, matter: FrontMatter) -> Excluded | None:
        for key in ("published", "publish"):
            if flag(matter, key) is False:
                return Excluded(f"{key}: false")
        status = (text(matter, "status") or "").lower()
        is_draft = any(flag(matter, key) for key in ("draft", "isdraft", "is_draft"))
        if (is_draft or status in _DRAFTS) and not self._with_drafts:
            return Excluded("draft")
        if flag(matter, "permalink") is False:  # of Eleventy
            return Excluded("no post: has no page of its own")
        if flag(matter, "eleventyexcludefromcollections"):
            return Excluded("kept out by `eleventyExcludeFromCollections`")
        return None


def _own_permalink(matter: FrontMatter) -> str | None:
    """That of the front matter, where it is a path and no template of one."""
    own = text(matter, "permalink", "url")
    return own if own and "://" not in own and "{{" not in own else None


def _permalink(path: str, matter: FrontMatter) -> str:
    """The front matter's own; else the file's path, as a page."""
    place = _own_permalink(matter) or f"{without_suffix(path)}.html"
    return percent_encoded("/" + place.lstrip("/"))


def _day_in_names(path: str, zone: ZoneInfo) -> Moment | None:
    """The day at the beginning of the file's name, or of its folder's."""
    for name in (stem_of(path), *path.split("/")[-2:-1]):
        if match := _DAY.fullmatch(name):
            day = dates.in_file_name("-".join(match.group("year", "month", "day")), zone)
            if day:
                return day
    return None


def _categories(path: str, matter: FrontMatter) -> tuple[str, ...]:
    """The front matter's own; else the folders, but for those that only name a date, the post
    itself (`tram/index.md`), or where a generator keeps its content."""
    own = _terms(matter, "category", "categories")
    folders = path.split("/")[: -2 if stem_of(path) == "index" else -1]
    names = (
        name
        for name in folders
        if not name.isdigit() and name not in _NO_CATEGORIES and not _DAY.fullmatch(name)
    )
    return own or clean_names(tuple(names))


def _terms(matter: FrontMatter, one: str, several: str) -> tuple[str, ...]:
    """Names in a list, in lists of lists (Hexo), or in a text: parted at its commas where it has
    any, else at spaces."""
    value = matter.get(several, "")
    parted: Value = [*value.split(",")] if isinstance(value, str) and "," in value else flat(value)
    return spaced_terms(matter | {several: parted} if parted != value else matter, one, several)
