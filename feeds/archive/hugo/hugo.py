"""A Hugo site: `hugo.*` or `config.*`, `content/**`, page bundles (gohugo.io, "Content")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
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
from feeds.archive.hugo.cascade import cascades, handed_down
from feeds.archive.hugo.page_matcher import fits, pages_of
from feeds.archive.hugo.permalinks import Page, finished, hugo_permalink
from feeds.archive.hugo.shortcodes import without_shortcodes
from feeds.archive.hugo.taxonomies import Taxonomies, taxonomies
from feeds.archive.hugo.term_pages import labels_in
from feeds.archive.kind import POST_SUFFIXES, ending_in, stem_of, suffix_of
from feeds.archive.options import Options
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import configuration, site_from
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

_SUFFIXES = ("toml", "yaml", "yml", "json")
_OWN = tuple(f"hugo.{suffix}" for suffix in _SUFFIXES)
_SHARED = tuple(f"config.{suffix}" for suffix in _SUFFIXES)  # Zola calls its file so, too
_FOLDER = tuple(f"config/_default/{name}" for name in (*_OWN, *_SHARED))
_PARTS = ("params", "taxonomies", "permalinks", "frontmatter", "module", "languages")

_BUNDLE = frozenset(f"index{suffix}" for suffix in POST_SUFFIXES)
_DATES = {
    "date": ("date", "publishdate", "pubdate", "published", "lastmod", "modified"),
    "publishdate": ("publishdate", "pubdate", "published", "date"),
    "expirydate": ("expirydate", "unpublishdate"),
}


def is_here(root: Path) -> bool:
    own = any((root / name).is_file() for name in (*_OWN, *_FOLDER))
    return own or ((root / "content").is_dir() and any((root / n).is_file() for n in _SHARED))


class Hugo:
    """Reads what Hugo reads, in the site's default language."""

    name = "hugo"
    bare = True

    def __init__(self, root: Path, options: Options) -> None:
        config = _configured(root)
        self._root = root
        self._contents = _contents(config)
        self._taxonomies = _taxonomies(config)
        labels = labels_in(root, self._contents, self._taxonomies)
        self.site = replace(site_from(config, options), labels=labels)
        self._future = options.future if options.future is not None else flag(config, "buildfuture")
        drafts = options.drafts if options.drafts is not None else flag(config, "builddrafts")
        self._drafts = bool(drafts)
        self._expired = bool(flag(config, "buildexpired"))
        self._ugly = bool(flag(config, "uglyurls"))
        self._permalinks = _permalinks(config)
        self._dates = {name: _date_keys(config, name) for name in _DATES}
        self._language = (text(config, "defaultcontentlanguage") or "en").lower()
        self._cascades = cascades(root, self._contents, config, self._language)
        self._matched_permalinks = _matched_permalinks(config, self._language)
        self._languages = tuple(sorted(mapping(config, "languages")))

    def walks(self, folder: str) -> bool:
        """The folders of content, and those on the way there."""
        return not folder.rpartition("/")[2].startswith(".") and any(
            f"{folder}/".startswith(f"{content}/") or content.startswith(f"{folder}/")
            for content in self._contents
        )

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, POST_SUFFIXES) if self._content(f"{folder}/") is not None else []

    def bundle_names(self, folder: str) -> frozenset[str]:
        """A folder with an `index.md` is a leaf bundle; the content folder itself never is."""
        return _BUNDLE if self._content(folder) is not None else frozenset()

    def matter(self, path: str, written: Matter) -> Matter:
        own = mapping(written, "params") | written
        return handed_down(self._cascades, self._content(path) or path) | own

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        if excluded := self._excluded(path, document):
            return excluded
        zone = self.site.timezone
        keys = (*self._dates["publishdate"], *self._dates["date"])
        published, faults = dated(
            document, keys, lambda: dates.in_file_name(self._page_name(path), zone), zone
        )
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        permalink = self._lies_at(path, document.matter, published)
        return Facts(
            permalink=permalink,
            published=published,
            categories=self._taxonomies.categories_of(document.matter),
            tags=self._taxonomies.tags_of(document.matter),
            expires=None if self._expired else self._expires(document.matter),
            scheduled=not self._future,
            aliases=_aliases(document.matter, permalink),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        return without_shortcodes(body, lambda target: self._referred(target, post.path))

    def _excluded(self, path: str, document: Document) -> Excluded | None:
        matter = document.matter
        name, language = self._named(path)
        if name == "_index":
            return Excluded("no post: the page of a section or term")
        if language != self._language:
            return Excluded(f"in another language: {language}")
        if not document.raw and suffix_of(path) in (".html", ".htm"):
            return Excluded("no post: no front matter")
        if flag(matter, "draft") and not self._drafts:
            return Excluded("draft")
        build = mapping(matter, "build", "_build")
        if flag(matter, "headless") or text(build, "render") in ("never", "false", "link"):
            return Excluded("no post: has no page of its own")
        return None

    def _expires(self, matter: Matter) -> datetime | None:
        said = text(matter, *self._dates["expirydate"])
        moment = dates.parse(said, self.site.timezone) if said else None
        return moment.instant if moment else None

    def _content(self, path: str) -> str | None:
        """The path inside its content folder; None where it lies in none."""
        found = (c for c in self._contents if path.startswith(f"{c}/"))
        return next((path[len(content) + 1 :] for content in found), None)

    def _named(self, path: str) -> tuple[str, str]:
        """The file's name without suffix, and its language: `a` and `de` of `a.de.md`."""
        name, _, ending = (stem := stem_of(path)).rpartition(".")
        known = name and ending.lower() in self._languages
        return (name, ending.lower()) if known else (stem, self._language)

    def _page_name(self, path: str) -> str:
        """The file's name, or the folder's where the folder is the page."""
        name, _ = self._named(path)
        return path.split("/")[-2] if name == "index" and "/" in path else name

    def _lies_at(self, path: str, matter: Matter, published: Moment) -> str:
        page = self._page(path, matter, published)
        if own := text(matter, "url"):
            return hugo_permalink(own, page) if ":" in own else finished(own)
        section = page.folders[0] if page.folders else "/"
        return hugo_permalink(self._pattern_for(path, section), page, self._ugly)

    def _pattern_for(self, path: str, section: str) -> str | None:
        inside = self._content(path) or path
        fitting = (found for pages, found in self._matched_permalinks if fits(pages, inside))
        return next(fitting, None) or self._permalinks.get(section.lower())

    def _page(self, path: str, matter: Matter, published: Moment) -> Page:
        inside = self._content(path) or path
        folders = tuple(inside.split("/")[:-1])
        name = self._page_name(path)
        if self._named(path)[0] == "index":
            folders = folders[:-1]
        said = text(matter, *self._dates["date"])
        local = (said and dates.as_written(said)) or published.instant.astimezone(
            self.site.timezone
        )
        return Page(folders, name, text(matter, "title") or name, text(matter, "slug"), local)

    def _referred(self, target: str, path: str) -> str | None:
        """Where `ref "target"` in the file at `path` leads."""
        place, hash_sign, fragment = target.partition("#")
        if not place:
            return hash_sign + fragment
        for candidate in self._candidates(place, path):
            if (found := address_of(self, self._root, candidate)) is not None:
                return self.site.url + found + hash_sign + fragment
        return None

    def _candidates(self, place: str, path: str) -> list[str]:
        """Files a reference may mean: from the content folder, or beside the file itself."""
        folder = posixpath.dirname(path)
        bases = [posixpath.join(content, place.lstrip("/")) for content in self._contents]
        if not place.startswith("/"):
            bases.insert(0, posixpath.normpath(posixpath.join(folder, place)))
        known = suffix_of(place) in POST_SUFFIXES
        ends = ("",) if known else (".md", "/index.md")
        return [base.rstrip("/") + end for base in bases for end in ends]


def _configured(root: Path) -> Matter:
    """`hugo.toml` or `config.toml`, or the folder `config/_default`, a file a subject."""
    config = configuration(root, (*_OWN, *_SHARED, *_FOLDER))
    for name in _PARTS:
        part = configuration(root, [f"config/_default/{name}.{suffix}" for suffix in _SUFFIXES])
        if part:
            config = config | {name: mapping(config, name) | part}
    return config | {"language": text(config, "defaultcontentlanguage") or ""}


def _contents(config: Matter) -> tuple[str, ...]:
    """The folders that Hugo takes for `content`."""
    mounts = mappings(mapping(config, "module"), "mounts")
    mounted = [
        source.strip("/")
        for mount in mounts
        if (text(mount, "target") or "").split("/")[0] == "content"
        and (source := text(mount, "source"))
    ]
    languages = mapping(config, "languages")
    default = mapping(languages, (text(config, "defaultcontentlanguage") or "en").lower())
    own = text(default, "contentdir") or text(config, "contentdir") or "content"
    return tuple(dict.fromkeys(mounted)) or (own.strip("/"),)


def _taxonomies(config: Matter) -> Taxonomies:
    own = [(key, said) for key, said in mapping(config, "taxonomies").items() if _is_text(said)]
    return taxonomies(own or [("category", "categories"), ("tag", "tags")])  # type: ignore[arg-type]


def _is_text(value: Value) -> bool:
    return isinstance(value, str)


def _permalinks(config: Matter) -> dict[str, str]:
    """Section → pattern; `[permalinks.page]` counts more than `[permalinks]`."""
    old = mapping(config, "permalinks")
    said = old | mapping(old, "page")
    return {key: value for key, value in said.items() if isinstance(value, str)}


def _matched_permalinks(config: Matter, language: str) -> tuple[tuple[str, str], ...]:
    """The array form: (pages, pattern), of which the first that fits counts."""
    found = (
        (pages_of(mapping(said, "target"), language), text(said, "pattern"))
        for said in mappings(config, "permalinks")
    )
    return tuple((pages, pattern) for pages, pattern in found if pages is not None and pattern)


def _date_keys(config: Matter, name: str) -> tuple[str, ...]:
    """The front matter keys that count for a date, `:default` spelled out, other tokens left."""
    said = texts(mapping(config, "frontmatter"), name)
    keys: list[str] = []
    for key in said or (":default",):
        keys += _DATES[name] if key == ":default" else [] if key.startswith(":") else [key.lower()]
    return tuple(dict.fromkeys(keys))


def _aliases(matter: Matter, permalink: str) -> tuple[str, ...]:
    """Old paths on the site; one without a leading slash is relative to the page's folder."""
    above = posixpath.dirname(permalink.rstrip("/"))
    return tuple(finished(posixpath.join(above, alias)) for alias in texts(matter, "aliases"))
