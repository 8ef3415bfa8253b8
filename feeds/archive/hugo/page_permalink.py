"""The permalink of a Hugo page: its `url`, the pattern that fits it, or its place in the content
(gohugo.io, "URL management")."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.archive.hugo.content_files import ContentFiles
from feeds.archive.hugo.file_names import date_and_slug
from feeds.archive.hugo.page_matcher import fits
from feeds.archive.hugo.permalinks import Page, Spelling, filled_pattern, hugo_path, step
from feeds.archive.hugo.section_pages import section_of, slugs_of
from feeds.archive.hugo.settings import FILE_NAME
from feeds.archive.page_place import (
    folders_above,
    page_name,
    path_as_written,
    path_of_alias,
    path_of_own_file,
    published_path,
)
from feeds.archive.values import FrontMatter, text, texts
from feeds.text import dates
from feeds.text.dates import Moment


class PagePermalinks(NamedTuple):
    """What the settings and the sections of one site say of its permalinks."""

    files: ContentFiles
    section_patterns: Mapping[str, str]
    matched_patterns: Sequence[tuple[str, str]]
    patterns_of_sections: Mapping[str, str]  # of their own pages
    sections: Mapping[str, None]
    slugs: Mapping[str, str]  # of sections
    names_of_sections: Mapping[str, str]
    ugly: bool | tuple[str, ...]
    language_folder: str
    spelling: Spelling
    date_keys: tuple[str, ...]
    zone: ZoneInfo

    def of_page(self, path: str, matter: FrontMatter, published: Moment) -> str:
        """The path of the page in a file."""
        page = self._page(path, matter, published)
        if own := text(matter, "url"):
            filled = filled_pattern(own, page, self.spelling) if ":" in own else own
            return path_as_written(filled if own[0] == "/" else self._in_language(filled))
        place = hugo_path(self._pattern(path, page), page, self.spelling)
        is_file = self.ugly if isinstance(self.ugly, bool) else _section(page) in self.ugly
        return (path_of_own_file if is_file else published_path)(self._in_language(place))

    def of_section(self, path: str, matter: FrontMatter, published: Moment) -> str:
        """The path of the section whose `_index.md` this is."""
        if text(matter, "url"):
            return self.of_page(path, matter, published)
        folders = folders_above(self.files.inside(path), "")
        if folders and (pattern := self.patterns_of_sections.get(folders[0].lower())):
            title = text(matter, "title") or folders[-1]
            page = self._page(path, matter, published)._replace(name=folders[-1], title=title)
            return published_path(self._in_language(filled_pattern(pattern, page, self.spelling)))
        steps = map(step, slugs_of(folders, self.slugs))
        return published_path(self._in_language(self.spelling("/".join(steps))))

    def of_home(self) -> str:
        """The path of the site's first page."""
        return published_path(self._in_language(""))

    def _in_language(self, place: str) -> str:
        return f"{self.language_folder}/{place}"

    def _pattern(self, path: str, page: Page) -> str | None:
        inside = self.files.inside(path)
        matched = (pattern for paths, pattern in self.matched_patterns if fits(paths, inside))
        return next(matched, None) or self.section_patterns.get(_section(page) or "/")

    def _page(self, path: str, matter: FrontMatter, published: Moment) -> Page:
        stem, _ = self.files.stem_and_language(path)
        folders = folders_above(self.files.inside(path), stem)
        name = page_name(self.files.mounted(path), stem)
        key = next((key for key in self.date_keys if text(matter, key)), None)
        written = dates.as_written(text(matter, *self.date_keys) or "")
        local = written or published.instant.astimezone(self.zone)
        own = (text(matter, "slug") or "").strip("-")
        slug = own or (date_and_slug(name)[1] if key == FILE_NAME else None)
        title = text(matter, "title") or name
        sections = section_of(folders, self.sections)
        slugs = slugs_of(folders, self.slugs)
        names = slugs_of(sections, self.names_of_sections)
        return Page(folders, sections, name, title, slug, local, slugs, names)


def _section(page: Page) -> str:
    """The name of the page's section as settings spell it."""
    return page.folders[0].lower() if page.folders else ""


def old_paths(matter: FrontMatter, permalink: str) -> tuple[str, ...]:
    """`aliases`: old paths on the site; one without a leading slash is relative to the page's
    folder."""
    above = posixpath.dirname(permalink.rstrip("/"))
    return tuple(path_of_alias(posixpath.join(above, old)) for old in texts(matter, "aliases"))
