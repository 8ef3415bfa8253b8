"""A Jekyll site: `_config.yml`, `_posts` at any depth, `_drafts` (jekyllrb.com, "Posts")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC
from functools import lru_cache
from pathlib import Path

from feeds.archive.cross_reference import address_of
from feeds.archive.front_matter import (
    Document,
    Matter,
    Value,
    flag,
    mapping,
    mappings,
    text,
    texts,
)
from feeds.archive.jekyll.liquid import Names, has_liquid, without_liquid
from feeds.archive.jekyll.permalinks import jekyll_permalink
from feeds.archive.kind import POST_SUFFIXES, ending_in, stem_of, without_suffix
from feeds.archive.options import Options
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import configuration, site_from
from feeds.archive.terms import clean_names, jekyll_terms
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

CONFIGURATION = ("_config.yml", "_config.yaml", "_config.toml")

_YAML_TIMESTAMP = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?")
_DATED = re.compile(r"\d{2,4}-\d{1,2}-\d{1,2}-(?P<slug>.+)")
_AUTHORS = ("_data/authors.yml", "_data/authors.yaml", "_data/authors.json")
_SKIPPED = frozenset({"_site", "node_modules", "vendor"})


def is_here(root: Path) -> bool:
    return any((root / name).is_file() for name in CONFIGURATION) or (root / "_posts").is_dir()


class Jekyll:
    """Reads what Jekyll reads, and decides as it does where a post lies."""

    name = "jekyll"
    bare = False  # Jekyll copies a file without front matter as it is

    def __init__(self, root: Path, options: Options) -> None:
        config = configuration(root, CONFIGURATION)
        self._root = root
        self._authors = configuration(root, _AUTHORS)
        self.site = site_from(config | self._of_author(config), options)
        self._baseurl = (text(config, "baseurl") or "").rstrip("/")
        self._collections_dir = (text(config, "collections_dir") or "").strip("/")
        self._permalinks = _permalinks(config)
        self._collections = tuple(self._permalinks)
        self._future = options.future if options.future is not None else flag(config, "future")
        drafts = options.drafts if options.drafts is not None else flag(config, "show_drafts")
        self._drafts = bool(drafts)
        self._defaults = [
            (text(mapping(item, "scope"), "path") or "", mapping(item, "values"))
            for item in mappings(config, "defaults")
            if text(mapping(item, "scope"), "type") in (None, "posts")
        ]

    def walks(self, folder: str) -> bool:
        """Everywhere but in folders that Jekyll keeps out; inside those of posts, everywhere."""
        name = folder[folder.rfind("/") + 1 :]
        if name.startswith("."):
            return False
        return self._label(folder) is not None or (
            not name.startswith("_") and name not in _SKIPPED
        )

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, POST_SUFFIXES) if self._label(folder) is not None else []

    def bundle_names(self, folder: str) -> frozenset[str]:
        return frozenset()

    def matter(self, path: str, written: Matter) -> Matter:
        """With the values of each scope that holds this path, the closest scope strongest."""
        merged = self._by_default(path) | written if self._defaults else written
        return merged | self._of_author(merged) if self._authors else merged

    def _by_default(self, path: str) -> Matter:
        fitting = [item for item in self._defaults if _in_scope(path, item[0])]
        merged: Matter = {}
        for _, values in sorted(fitting, key=lambda item: len(item[0])):
            merged |= values
        return merged

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.matter
        if flag(matter, "published") is False:
            return Excluded("published: false")
        if not self._drafts and ("_drafts" in path.split("/") or flag(matter, "draft")):
            return Excluded("draft")
        zone = self.site.timezone
        published, faults = dated(
            document, ("date",), lambda: dates.in_file_name(stem_of(path), zone), zone
        )
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        said = jekyll_terms(matter, "category", "categories")
        above = _above_posts(_folder(path), self._collections_dir)
        categories = clean_names((*above, *said)) if above else said
        return Facts(
            permalink=self._lies_at(path, matter, published, categories),
            published=published,
            categories=categories,
            tags=jekyll_terms(matter, "tag", "tags"),
            scheduled=not self._future,
            aliases=texts(matter, "redirect_from"),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        if not has_liquid(body):
            return body
        values = {
            "page.title": post.title,
            "page.url": post.permalink,
            "site.title": self.site.title,
            "site.description": self.site.description,
            "site.baseurl": self._baseurl,
            "site.url": self.site.url.removesuffix(self._baseurl),
        }
        return without_liquid(
            body, Names(values.get, self._post_named, self._linked, self._baseurl.__add__)
        )

    def _post_named(self, name: str) -> str | None:
        """The address that `post_url` means; the name may lead through folders of `_posts`."""
        folder = "/".join(part for part in (self._collections_dir, "_posts") if part)
        candidates = (
            f"{folder}/{name.lstrip('/')}{suffix}" for suffix in (".md", ".markdown", ".html")
        )
        return next((found for path in candidates if (found := self._linked(path))), None)

    def _linked(self, path: str) -> str | None:
        found = address_of(self, self._root, path.lstrip("/"))
        return self.site.url + found if found else None

    def _label(self, folder: str) -> str | None:
        """The folder's collection: `posts`, `drafts`, or one that the site makes feeds of."""
        return _collection(folder, self._collections)

    def _lies_at(
        self, path: str, matter: Matter, published: Moment, categories: tuple[str, ...]
    ) -> str:
        instant = published.instant
        if _YAML_TIMESTAMP.fullmatch(text(matter, "date") or ""):
            # Ruby's YAML takes a full timestamp without a zone for UTC, and the page lies where
            # that instant falls in the site's zone: up to a day later than it was written.
            instant = instant.astimezone(self.site.timezone).replace(tzinfo=UTC)
        local = instant.astimezone(self.site.timezone)
        slug = text(matter, "slug") or _slug_of(stem_of(path))
        label = self._label(_folder(path)) or "posts"
        pattern = text(matter, "permalink") or self._permalinks[label]
        if ":collection" in pattern or ":path" in pattern:
            inside = without_suffix(path).partition(f"_{label}/")[2]
            pattern = pattern.replace(":collection", label).replace(":path", inside)
        return jekyll_permalink(pattern, local, slug, categories)

    def _of_author(self, matter: Matter) -> Matter:
        """`author: jane` as `_data/authors.yml` describes her; nothing where it does not."""
        named = {key: self._known(matter[key]) for key in ("author", "authors") if key in matter}
        return {key: value for key, value in named.items() if value is not None}

    def _known(self, value: Value) -> Value | None:
        if isinstance(value, list):
            return [item if (said := self._known(item)) is None else said for item in value]
        return mapping(self._authors, value.lower()) or None if isinstance(value, str) else None


@lru_cache(maxsize=1024)
def _collection(folder: str, known: tuple[str, ...]) -> str | None:
    """Kept, for a walk asks for the same folder once a file."""
    found = (part[1:] for part in folder.split("/") if part.startswith("_"))
    return next((label for label in found if label in known), None)


@lru_cache(maxsize=1024)
def _above_posts(folder: str, collections_dir: str) -> tuple[str, ...]:
    """`news/_posts` has the category `news`."""
    inside = f"{folder}/".removeprefix(f"{collections_dir}/") if collections_dir else folder
    parts = inside.split("/")
    return tuple(parts[: parts.index("_posts")]) if "_posts" in parts else ()


def _slug_of(stem: str) -> str:
    match = _DATED.fullmatch(stem)
    return match["slug"] if match else stem


def _permalinks(config: Matter) -> dict[str, str]:
    """Collection → permalink: posts, drafts, and what jekyll-feed is told to make feeds of."""
    collections = mapping(config, "collections")
    posts = text(mapping(collections, "posts"), "permalink") or text(config, "permalink") or "date"
    feed = mapping(config, "feed")
    fed = (*texts(feed, "collections"), *mapping(feed, "collections"))
    own = {
        label: text(mapping(collections, label), "permalink") or "/:collection/:path:output_ext"
        for label in fed
    }
    return {**own, "posts": posts, "drafts": posts}


def _folder(path: str) -> str:
    return path[: max(path.rfind("/"), 0)]


def _in_scope(path: str, scope: str) -> bool:
    scope = scope.strip("/")
    return not scope or path == scope or path.startswith(scope + "/") or f"/{scope}/" in f"/{path}"
