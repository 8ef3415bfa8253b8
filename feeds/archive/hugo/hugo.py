"""A Hugo site as a kind of archive: `content/**`, page bundles (gohugo.io, "Content")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from feeds.archive.cross_reference import address_of
from feeds.archive.front_matter import Document
from feeds.archive.hugo import settings
from feeds.archive.hugo.cascade import cascades, handed_down
from feeds.archive.hugo.page_matcher import fits
from feeds.archive.hugo.permalinks import Page, hugo_permalink
from feeds.archive.hugo.section_pages import term_titles
from feeds.archive.hugo.shortcodes import without_shortcodes
from feeds.archive.kind import POST_SUFFIXES, ending_in, stem_of, suffix_of
from feeds.archive.options import Options
from feeds.archive.page_place import folders_above, page_name, published_path
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import site_from
from feeds.archive.values import FrontMatter, flag, mapping, text, texts
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

_BUNDLE = frozenset(f"index{suffix}" for suffix in POST_SUFFIXES)
_WITHOUT_PAGE = ("never", "false", "link")  # values of `render`


class Hugo:
    """Reads what Hugo reads, in the site's default language."""

    name = "hugo"
    bare = True

    def __init__(self, root: Path, options: Options) -> None:
        config = settings.configured(root)
        self._root = root
        self._contents = settings.content_folders(config)
        self._taxonomies = settings.site_taxonomies(config)
        titles = term_titles(root, self._contents, self._taxonomies)
        self.site = replace(site_from(config, options), labels=titles)
        self._with_future = options.builds_future(flag(config, "buildfuture"))
        self._with_drafts = options.builds_drafts(flag(config, "builddrafts"))
        self._with_expired = bool(flag(config, "buildexpired"))
        self._ugly = bool(flag(config, "uglyurls"))
        self._date_keys = {name: settings.date_keys(config, name) for name in settings.DATE_KEYS}
        self._language = settings.default_language(config)
        self._languages = tuple(sorted(mapping(config, "languages")))
        self._cascades = cascades(root, self._contents, config, self._language)
        self._section_patterns = settings.section_patterns(config)
        self._matched_patterns = settings.matched_patterns(config, self._language)

    def walks(self, folder: str) -> bool:
        """The folders of content, and those on the way there."""
        return not folder.rpartition("/")[2].startswith(".") and any(
            f"{folder}/".startswith(f"{content}/") or content.startswith(f"{folder}/")
            for content in self._contents
        )

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, POST_SUFFIXES) if self._inside(f"{folder}/") is not None else []

    def kept_out(self, path: str) -> Excluded | None:
        return None

    def bundle_names(self, folder: str) -> frozenset[str]:
        """A folder with an `index.md` is a leaf bundle; the content folder itself never is."""
        return _BUNDLE if self._inside(folder) is not None else frozenset()

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        own = mapping(written, "params") | written
        return handed_down(self._cascades, self._inside(path) or path) | own

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        if excluded := self._excluded(path, document):
            return excluded
        zone = self.site.timezone
        keys = (*self._date_keys["publishdate"], *self._date_keys["date"])
        published, faults = dated(
            document, keys, lambda: dates.in_file_name(self._page_name(path), zone), zone
        )
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        permalink = self._permalink(path, document.front_matter, published)
        return Facts(
            permalink=permalink,
            published=published,
            categories=self._taxonomies.categories_of(document.front_matter),
            tags=self._taxonomies.tags_of(document.front_matter),
            expires=None if self._with_expired else self._expires(document.front_matter),
            scheduled=not self._with_future,
            aliases=_aliases(document.front_matter, permalink),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        return without_shortcodes(body, lambda target: self._address(target, post.path))

    def _excluded(self, path: str, document: Document) -> Excluded | None:
        matter = document.front_matter
        stem, language = self._stem_and_language(path)
        if stem == "_index":
            return Excluded("no post: the page of a section or term")
        if language != self._language:
            return Excluded(f"in another language: {language}")
        if not document.raw and suffix_of(path) in (".html", ".htm"):
            return Excluded("no post: no front matter")
        if flag(matter, "draft") and not self._with_drafts:
            return Excluded("draft")
        build = mapping(matter, "build", "_build")
        if flag(matter, "headless") or text(build, "render") in _WITHOUT_PAGE:
            return Excluded("no post: has no page of its own")
        return None

    def _expires(self, matter: FrontMatter) -> datetime | None:
        spelled = text(matter, *self._date_keys["expirydate"])
        moment = dates.parse(spelled, self.site.timezone) if spelled else None
        return moment.instant if moment else None

    def _inside(self, path: str) -> str | None:
        """The path inside its content folder; None where it lies in none."""
        paths = (path[len(c) + 1 :] for c in self._contents if path.startswith(f"{c}/"))
        return next(paths, None)

    def _stem_and_language(self, path: str) -> tuple[str, str]:
        """The file's name without suffix, and its language: `a` and `de` of `a.de.md`."""
        name, _, ending = (stem := stem_of(path)).rpartition(".")
        has_language = name and ending.lower() in self._languages
        return (name, ending.lower()) if has_language else (stem, self._language)

    def _page_name(self, path: str) -> str:
        return page_name(path, self._stem_and_language(path)[0])

    def _permalink(self, path: str, matter: FrontMatter, published: Moment) -> str:
        page = self._page(path, matter, published)
        if own := text(matter, "url"):
            return hugo_permalink(own, page) if ":" in own else published_path(own)
        return hugo_permalink(self._permalink_pattern(path, page), page, self._ugly)

    def _permalink_pattern(self, path: str, page: Page) -> str | None:
        inside = self._inside(path) or path
        matched = (pattern for paths, pattern in self._matched_patterns if fits(paths, inside))
        section = page.folders[0] if page.folders else "/"
        return next(matched, None) or self._section_patterns.get(section.lower())

    def _page(self, path: str, matter: FrontMatter, published: Moment) -> Page:
        stem, _ = self._stem_and_language(path)
        folders = folders_above(self._inside(path) or path, stem)
        name = page_name(path, stem)
        spelled = text(matter, *self._date_keys["date"])
        local = (spelled and dates.as_written(spelled)) or published.instant.astimezone(
            self.site.timezone
        )
        return Page(folders, name, text(matter, "title") or name, text(matter, "slug"), local)

    def _address(self, target: str, path: str) -> str | None:
        """The address that `ref "target"` in the file at `path` means."""
        place, hash_sign, fragment = target.partition("#")
        if not place:
            return hash_sign + fragment
        for file in self._referred_files(place, path):
            if (permalink := address_of(self, self._root, file)) is not None:
                return self.site.url + permalink + hash_sign + fragment
        return None

    def _referred_files(self, place: str, path: str) -> list[str]:
        """Files that a reference may mean: beside the file itself, or in the content folder."""
        bases = [posixpath.join(content, place.lstrip("/")) for content in self._contents]
        if not place.startswith("/"):
            bases.insert(0, posixpath.normpath(posixpath.join(posixpath.dirname(path), place)))
        endings = ("",) if suffix_of(place) in POST_SUFFIXES else (".md", "/index.md")
        return [base.rstrip("/") + ending for base in bases for ending in endings]


def _aliases(matter: FrontMatter, permalink: str) -> tuple[str, ...]:
    """Old paths on the site; one without a leading slash is relative to the page's folder."""
    above = posixpath.dirname(permalink.rstrip("/"))
    return tuple(published_path(posixpath.join(above, old)) for old in texts(matter, "aliases"))
