"""A Hugo site as a kind of archive: `content/**`, page bundles (gohugo.io, "Content")."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from feeds.archive.cross_reference import address_of, document_at
from feeds.archive.dialects import hugo_dialect
from feeds.archive.faults import BrokenFileError
from feeds.archive.file_dates import CHANGED, LAST_CHANGE
from feeds.archive.front_matter import Document
from feeds.archive.hugo import settings
from feeds.archive.hugo.cascade import cascades, handed_down
from feeds.archive.hugo.file_names import date_and_slug
from feeds.archive.hugo.ignored_files import ignored_files, passes_over
from feeds.archive.hugo.mounts import Mount, mounts
from feeds.archive.hugo.own_shortcodes import PageValues, own_shortcodes
from feeds.archive.hugo.page_matcher import fits
from feeds.archive.hugo.page_names import page_named
from feeds.archive.hugo.permalinks import Page, Spelling, filled_pattern, hugo_path, step
from feeds.archive.hugo.section_pages import (
    section_of,
    section_pages,
    sections,
    slugs_of,
    term_titles,
    texts_of_pages,
)
from feeds.archive.hugo.settings import FILE_NAME
from feeds.archive.hugo.shortcodes import Rendering, without_shortcodes
from feeds.archive.kind import ending_in, holds, stem_of, suffix_of, without_suffix
from feeds.archive.options import Options
from feeds.archive.page_place import (
    folders_above,
    page_name,
    path_as_written,
    path_of_alias,
    path_of_own_file,
    published_path,
)
from feeds.archive.publication_date import Dated, dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import site_from
from feeds.archive.terms import united
from feeds.archive.values import FrontMatter, flag, mapping, text, texts
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

_SUFFIXES = (".md", ".markdown", ".mdown", ".html", ".htm")
_UNREAD = (".org", ".adoc", ".asciidoc", ".ad", ".rst", ".pandoc", ".pdc")
_WITHOUT_PAGE = ("never", "false", "link")  # values of `render`
_UNLISTED = ("never", "false", "local")  # values of `list`


class Hugo:
    """Reads what Hugo reads, in the site's default language."""

    name = "hugo"
    bare = True
    hugo_fences = True

    def __init__(self, root: Path, options: Options) -> None:
        config = settings.configured(root)
        self._root = root
        has_git_info = bool(flag(config, "enablegitinfo"))
        self.file_dates = options.dates_where(has_git_info)
        self._git_before_lastmod = has_git_info and settings.is_dated_by_git(config)
        self._language = settings.default_language(config)
        self._languages = tuple(sorted(mapping(config, "languages"))) or (self._language,)
        self._mounts = mounts(config, self._language)
        self._ignored = ignored_files(config)
        self._taxonomies = settings.site_taxonomies(config)
        foreign = frozenset(self._languages) - {self._language}
        pages = section_pages(root, self._mounts, self._language, foreign)
        titles = term_titles(root, pages, self._taxonomies)
        self.site = replace(site_from(config, options), labels=titles, unites_terms=True)
        self.dialect = hugo_dialect(config)
        self._sections = dict.fromkeys(sorted(sections(pages)))
        self._cascades = cascades(root, pages, config, self._language)
        self._shortcodes = own_shortcodes(root, config)
        self._values_of_site: FrontMatter = {
            key: config[key] for key in ("title", "baseurl", "params") if key in config
        }
        self._with_future = options.builds_future(flag(config, "buildfuture"))
        self._with_drafts = options.builds_drafts(flag(config, "builddrafts"))
        self._with_expired = bool(flag(config, "buildexpired"))
        self._date_keys = {name: settings.date_keys(config, name) for name in settings.DATE_KEYS}
        self._section_patterns = settings.section_patterns(config)
        self._matched_patterns = settings.matched_patterns(config, self._language)
        self._slugs = texts_of_pages(root, pages, "slug")
        self._names_of_sections = texts_of_pages(root, pages, "slug", "title")
        self._ugly = settings.ugly_sections(config)
        self._language_folder = settings.language_folder(config)
        self._spelling = Spelling(
            bool(flag(config, "disablepathtolower")), not flag(config, "removepathaccents")
        )

    def walks(self, folder: str) -> bool:
        """The folders of content, and those on the way there."""
        return not folder.rpartition("/")[2].startswith(".") and any(
            f"{folder}/".startswith(f"{mount.source}/") or mount.source.startswith(f"{folder}/")
            for mount in self._mounts
        )

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, (*_SUFFIXES, *_UNREAD)) if self._mount(f"{folder}/") else []

    def kept_out(self, path: str) -> Excluded | None:
        """By the site's settings, and by names that are for other things than pages."""
        mount = self._mount(path)
        if mount and not mount.keeps(path):
            return Excluded("kept out by a mount in the site's settings")
        if reason := passes_over(self._ignored, path):
            return Excluded(reason)
        stem, language = self._stem_and_language(path)
        if stem == "_index":
            return Excluded("no post: the page of a section or term")
        if language != self._language:
            return Excluded(f"in another language: {language}")
        if suffix_of(path) in _UNREAD:
            return Excluded(f"not read: markup in {suffix_of(path)} files")
        return None

    def bundle_names(self, folder: str) -> frozenset[str]:
        """A folder with an `index.md` is a leaf bundle; the content folder itself never is."""
        return _bundle(self._languages) if self._mount(folder) else frozenset()

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        own = mapping(written, "params") | written
        values = handed_down(self._cascades, self._inside(path)) | own
        if FILE_NAME in self._date_keys["date"] or FILE_NAME in self._date_keys["publishdate"]:
            date, _ = date_and_slug(self._page_name(path))
            values = values | {FILE_NAME: date} if date else values
        if self._git_before_lastmod and CHANGED in written:
            values = values | {LAST_CHANGE: written[CHANGED]}
        return values

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        if excluded := self._excluded(path, document):
            return excluded
        published, faults = self._date(path, document)
        if published is None:
            return Excluded("no post: no date in its front matter")
        matter = document.front_matter
        permalink = self._permalink(path, matter, published)
        return Facts(
            permalink=permalink,
            published=published,
            categories=united(self._taxonomies.categories_of(matter)),
            tags=united(self._taxonomies.tags_of(matter)),
            expires=None if self._with_expired else self._expires(matter),
            scheduled=not self._with_future,
            aliases=_aliases(matter, permalink),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        return without_shortcodes(body, self._rendering(post))

    def _rendering(self, post: Post) -> Rendering:
        @cache
        def params() -> FrontMatter:
            document = document_at(self._root, post.path, bare=True, hugo_fences=True)
            return self.front_matter(post.path, document.front_matter if document else {})

        def refer(target: str) -> str | None:
            return self._address(target, post.path)

        page = PageValues(post.title, params, self._values_of_site)
        return Rendering(refer, self._shortcodes, page)

    def _excluded(self, path: str, document: Document) -> Excluded | None:
        matter = document.front_matter
        if not document.raw and suffix_of(path) in (".html", ".htm"):
            return Excluded("no post: no front matter")
        is_draft = flag(matter, "draft")
        if is_draft is None:
            is_draft = flag(matter, "published") is False
        if is_draft and not self._with_drafts:
            return Excluded("draft")
        build = mapping(matter, "build", "_build")
        if flag(matter, "headless") or (text(build, "render") or "").lower() in _WITHOUT_PAGE:
            return Excluded("no post: has no page of its own")
        if (text(build, "list") or "").lower() in _UNLISTED:
            return Excluded(f"kept out of lists by build.list: {text(build, 'list')}")
        return None

    def _date(self, path: str, document: Document) -> Dated:
        """A date in the file's name counts where the settings say so, and where one in the front
        matter has no meaning."""
        zone = self.site.timezone
        keys = (*self._date_keys["publishdate"], *self._date_keys["date"])
        try:
            return dated(document, keys, lambda: None, zone)
        except BrokenFileError:
            return dated(
                document, keys, lambda: dates.in_file_name(self._page_name(path), zone), zone
            )

    def _expires(self, matter: FrontMatter) -> datetime | None:
        spelled = text(matter, *self._date_keys["expirydate"])
        moment = dates.parse(spelled, self.site.timezone) if spelled else None
        return moment.instant if moment else None

    def _mount(self, path: str) -> Mount | None:
        """The folder of content that a path lies in; None where it lies in none."""
        for mount in self._mounts:  # asked many times a file
            if path.startswith(mount.source) and path[len(mount.source) :].startswith("/"):
                return mount
        return None

    def _inside(self, path: str) -> str:
        """The path inside the content."""
        mount = self._mount(path)
        return (mount and mount.inside(path)) or path

    def _stem_and_language(self, path: str) -> tuple[str, str]:
        """The file's name without suffix, and its language: `a` and `de` of `a.de.md`."""
        stem = stem_of(path)
        if "." in stem:
            name, _, ending = stem.rpartition(".")
            if name and ending.lower() in self._languages:
                return name, ending.lower()
        mount = self._mount(path)
        return stem, (mount and mount.language) or self._language

    def _page_name(self, path: str) -> str:
        return page_name(path, self._stem_and_language(path)[0])

    def _permalink(self, path: str, matter: FrontMatter, published: Moment) -> str:
        page = self._page(path, matter, published)
        if own := text(matter, "url"):
            filled = filled_pattern(own, page, self._spelling) if ":" in own else own
            return path_as_written(filled if own[0] == "/" else self._in_language(filled))
        place = hugo_path(self._permalink_pattern(path, page), page, self._spelling)
        is_file = self._ugly if isinstance(self._ugly, bool) else _section(page) in self._ugly
        return (path_of_own_file if is_file else published_path)(self._in_language(place))

    def _in_language(self, place: str) -> str:
        return f"{self._language_folder}/{place.lstrip('/')}"

    def _permalink_pattern(self, path: str, page: Page) -> str | None:
        inside = self._inside(path)
        matched = (pattern for paths, pattern in self._matched_patterns if fits(paths, inside))
        return next(matched, None) or self._section_patterns.get(_section(page) or "/")

    def _page(self, path: str, matter: FrontMatter, published: Moment) -> Page:
        stem, _ = self._stem_and_language(path)
        folders = folders_above(self._inside(path), stem)
        name = page_name(path, stem)
        key = next((key for key in self._date_keys["date"] if text(matter, key)), None)
        local = (key and dates.as_written(text(matter, key) or "")) or (
            published.instant.astimezone(self.site.timezone)
        )
        slug = text(matter, "slug") or (date_and_slug(name)[1] if key == FILE_NAME else None)
        title = text(matter, "title") or name
        sections = section_of(folders, self._sections)
        slugs = slugs_of(folders, self._slugs)
        names = slugs_of(sections, self._names_of_sections)
        return Page(folders, sections, name, title, slug, local, slugs, names)

    def _address(self, target: str, path: str) -> str | None:
        """The address that `ref "target"` in the file at `path` means."""
        place, hash_sign, fragment = target.partition("#")
        if not place:
            return hash_sign + fragment
        for file in self._referred_files(place, path):
            if (permalink := self._path_of(file)) is not None:
                return self.site.url + permalink + hash_sign + fragment
        return None

    def _referred_files(self, place: str, path: str) -> Iterator[str]:
        """Files that a reference may mean: beside the file itself, in the content folder, or, by
        a name alone, anywhere in the content."""
        has_suffix = suffix_of(place) in _SUFFIXES
        endings = ("",) if has_suffix else (".md", "/index.md", "/_index.md")
        bases = [posixpath.join(mount.source, place.lstrip("/")) for mount in self._mounts]
        if not place.startswith("/"):
            bases.insert(0, posixpath.normpath(posixpath.join(posixpath.dirname(path), place)))
        for base in bases:
            yield from (base.rstrip("/") + ending for ending in endings)
        if "/" not in place:
            sources = tuple(mount.source for mount in self._mounts)
            name = without_suffix(place) if has_suffix else place
            if file := page_named(self._root, sources, _SUFFIXES, name):
                yield file

    def _path_of(self, file: str) -> str | None:
        """The path of the page in a file, dated or not, or of a section; None for no such page."""
        if (permalink := address_of(self, self._root, file)) is not None:
            return permalink
        if not holds(self, file):
            return None
        if (document := document_at(self._root, file, hugo_fences=True)) is None:
            return None
        stem, language = self._stem_and_language(file)
        if stem == "_index" and language == self._language:
            folders = folders_above(self._inside(file), "")
            return published_path(self._in_language(self._spelling("/".join(map(step, folders)))))
        matter = self.front_matter(file, document.front_matter)
        document = document._replace(front_matter=matter)
        if self.kept_out(file) or self._excluded(file, document) or text(matter, "date"):
            return None
        return self._permalink(file, matter, _UNDATED)


_UNDATED = Moment(datetime(1, 1, 2, tzinfo=UTC))  # what Go takes a missing date for, but a day


@cache
def _bundle(languages: tuple[str, ...]) -> frozenset[str]:
    endings = ("", *(f".{language}" for language in languages))
    return frozenset(f"index{ending}{suffix}" for ending in endings for suffix in _SUFFIXES)


def _section(page: Page) -> str:
    """The name of the page's section as settings spell it."""
    return page.folders[0].lower() if page.folders else ""


def _aliases(matter: FrontMatter, permalink: str) -> tuple[str, ...]:
    """Old paths on the site; one without a leading slash is relative to the page's folder."""
    above = posixpath.dirname(permalink.rstrip("/"))
    return tuple(path_of_alias(posixpath.join(above, old)) for old in texts(matter, "aliases"))
