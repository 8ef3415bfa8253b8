"""A Jekyll site as a kind of archive: `_posts` at any depth, `_drafts` (jekyllrb.com, "Posts")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from feeds.archive.cross_reference import address_of
from feeds.archive.front_matter import Document
from feeds.archive.jekyll.authors import Authors
from feeds.archive.jekyll.defaults import default_values, defaults_for_posts
from feeds.archive.jekyll.liquid import Names, has_liquid, without_liquid
from feeds.archive.jekyll.permalinks import jekyll_permalink
from feeds.archive.jekyll.site_collections import (
    POSTS,
    categories_above,
    collection_of,
    collection_patterns,
)
from feeds.archive.kind import POST_SUFFIXES, ending_in, stem_of, without_suffix
from feeds.archive.options import Options
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import configuration, site_from
from feeds.archive.terms import clean_names, jekyll_terms
from feeds.archive.values import FrontMatter, flag, text, texts
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

CONFIGURATION = ("_config.yml", "_config.yaml", "_config.toml")

_YAML_TIMESTAMP = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?")
_DATED_STEM = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(?P<slug>.+)")
_NEVER_READ = frozenset({"_site", "node_modules", "vendor"})


def is_here(root: Path) -> bool:
    """Whether a Jekyll site stands in this folder."""
    return any((root / name).is_file() for name in CONFIGURATION) or (root / "_posts").is_dir()


class Jekyll:
    """Reads what Jekyll reads, and decides as it does where a post lies."""

    name = "jekyll"
    bare = False  # Jekyll copies a file without front matter as it is

    def __init__(self, root: Path, options: Options) -> None:
        config = configuration(root, CONFIGURATION)
        self._root = root
        self._authors = Authors(root)
        self.site = site_from(config | self._authors.described_in(config), options)
        self._baseurl = (text(config, "baseurl") or "").rstrip("/")
        self._collections_dir = (text(config, "collections_dir") or "").strip("/")
        self._patterns = collection_patterns(config)
        self._collections = tuple(self._patterns)
        self._defaults = defaults_for_posts(config)
        self._with_future = options.builds_future(flag(config, "future"))
        self._with_drafts = options.builds_drafts(flag(config, "show_drafts"))

    def walks(self, folder: str) -> bool:
        """Everywhere but in folders that Jekyll keeps out; inside those of posts, everywhere."""
        name = folder[folder.rfind("/") + 1 :]
        if name.startswith("."):
            return False
        return self._collection(folder) is not None or (
            not name.startswith("_") and name not in _NEVER_READ
        )

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, POST_SUFFIXES) if self._collection(folder) is not None else []

    def bundle_names(self, folder: str) -> frozenset[str]:
        return frozenset()

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        """With the site's defaults for this path, and with its authors described."""
        matter = default_values(self._defaults, path) | written if self._defaults else written
        authors = self._authors.described_in(matter)
        return matter | authors if authors else matter

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.front_matter
        if excluded := self._excluded(path, matter):
            return excluded
        zone = self.site.timezone
        published, faults = dated(
            document, ("date",), lambda: dates.in_file_name(stem_of(path), zone), zone
        )
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        categories = self._categories(path, matter)
        return Facts(
            permalink=self._permalink(path, matter, published, categories),
            published=published,
            categories=categories,
            tags=jekyll_terms(matter, "tag", "tags"),
            scheduled=not self._with_future,
            aliases=texts(matter, "redirect_from"),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        return without_liquid(body, self._names(post)) if has_liquid(body) else body

    def _excluded(self, path: str, matter: FrontMatter) -> Excluded | None:
        if flag(matter, "published") is False:
            return Excluded("published: false")
        if not self._with_drafts and ("_drafts" in path.split("/") or flag(matter, "draft")):
            return Excluded("draft")
        return None

    def _collection(self, folder: str) -> str | None:
        return collection_of(folder, self._collections)

    def _categories(self, path: str, matter: FrontMatter) -> tuple[str, ...]:
        own = jekyll_terms(matter, "category", "categories")
        above = categories_above(_folder(path), self._collections_dir)
        return clean_names((*above, *own)) if above else own

    def _permalink(
        self, path: str, matter: FrontMatter, published: Moment, categories: tuple[str, ...]
    ) -> str:
        collection = self._collection(_folder(path)) or POSTS
        pattern = text(matter, "permalink") or self._patterns[collection]
        if ":collection" in pattern or ":path" in pattern:
            inside = without_suffix(path).partition(f"_{collection}/")[2]
            pattern = pattern.replace(":collection", collection).replace(":path", inside)
        slug = text(matter, "slug") or _slug_in(stem_of(path))
        return jekyll_permalink(pattern, self._local(matter, published), slug, categories)

    def _local(self, matter: FrontMatter, published: Moment) -> datetime:
        """The date that Jekyll makes a permalink of, in the site's zone."""
        instant = published.instant
        if _YAML_TIMESTAMP.fullmatch(text(matter, "date") or ""):
            # Ruby's YAML takes a full timestamp without a zone for UTC, and the page lies where
            # that instant falls in the site's zone: up to a day later than it was written.
            instant = instant.astimezone(self.site.timezone).replace(tzinfo=UTC)
        return instant.astimezone(self.site.timezone)

    def _names(self, post: Post) -> Names:
        values = {
            "page.title": post.title,
            "page.url": post.permalink,
            "site.title": self.site.title,
            "site.description": self.site.description,
            "site.baseurl": self._baseurl,
            "site.url": self.site.url.removesuffix(self._baseurl),
        }
        return Names(values.get, self._address_of_post, self._address, self._baseurl.__add__)

    def _address_of_post(self, name: str) -> str | None:
        """The address that `post_url` means; the name may lead through folders of `_posts`."""
        folder = "/".join(part for part in (self._collections_dir, "_posts") if part)
        suffixes = (".md", ".markdown", ".html")
        addresses = (self._address(f"{folder}/{name.lstrip('/')}{suffix}") for suffix in suffixes)
        return next((address for address in addresses if address), None)

    def _address(self, path: str) -> str | None:
        """The address that `link` means."""
        permalink = address_of(self, self._root, path.lstrip("/"))
        return self.site.url + permalink if permalink else None


def _folder(path: str) -> str:
    return path[: max(path.rfind("/"), 0)]


def _slug_in(stem: str) -> str:
    """`a` of `2022-03-14-a`."""
    match = _DATED_STEM.fullmatch(stem)
    return match["slug"] if match else stem
