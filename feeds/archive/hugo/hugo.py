"""A Hugo site as a kind of archive: `content/**`, page bundles (gohugo.io, "Content")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import unquote

from feeds.archive.cross_reference import address_of, document_at, remembered
from feeds.archive.dialects import hugo_dialect
from feeds.archive.faults import BrokenFileError, Fault
from feeds.archive.file_dates import CHANGED, LAST_CHANGE
from feeds.archive.file_links import with_page_links
from feeds.archive.front_matter import Document
from feeds.archive.hugo import settings
from feeds.archive.hugo.cascade import cascades, handed_down
from feeds.archive.hugo.content_files import SUFFIXES, ContentFiles
from feeds.archive.hugo.file_names import date_and_slug
from feeds.archive.hugo.ignored_files import ignored_files, passes_over
from feeds.archive.hugo.mounts import mounts
from feeds.archive.hugo.own_shortcodes import PageValues, own_shortcodes
from feeds.archive.hugo.page_permalink import PagePermalinks, old_paths
from feeds.archive.hugo.permalinks import Spelling
from feeds.archive.hugo.references import Reference, names_page, referred_files
from feeds.archive.hugo.section_pages import section_pages, sections, term_titles, texts_of_pages
from feeds.archive.hugo.settings import FILE_NAME
from feeds.archive.hugo.shortcodes import Rendering, without_shortcodes
from feeds.archive.hugo.unpublished import unpublished
from feeds.archive.kind import ending_in, holds, is_index, suffix_of, unread_markup
from feeds.archive.matter_forms import MatterForm
from feeds.archive.notes import Note, dropped_note, unnoted
from feeds.archive.options import Options
from feeds.archive.publication_date import Dated, dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import site_from
from feeds.archive.terms import united
from feeds.archive.values import FrontMatter, flag, mapping, text
from feeds.html.sealed import sealed
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

_UNREAD = unread_markup(SUFFIXES)


class Hugo:
    """Reads what Hugo reads, in the site's default language."""

    name = "hugo"
    bare = True
    matter_form: MatterForm = "hugo"

    def __init__(self, root: Path, options: Options, other_language: str | None = None) -> None:
        config = settings.configured(root, other_language)
        self._root = root
        self._options = options
        has_git_info = bool(flag(config, "enablegitinfo"))
        self.file_dates = options.dates_where(has_git_info)
        self._git_before_lastmod = has_git_info and settings.is_dated_by_git(config)
        default = settings.default_language(config)
        language = other_language or default
        languages = tuple(sorted(mapping(config, "languages"))) or (language,)
        self._files = ContentFiles(mounts(config, language), language, languages, default)
        self._resolves_links = settings.resolves_links(config)
        self._ignored = ignored_files(config)
        self._taxonomies = settings.site_taxonomies(config)
        pages = section_pages(root, self._files.mounts, language, default)
        titles = term_titles(root, pages, self._taxonomies)
        self.site = replace(site_from(config, options), labels=titles, unites_terms=True)
        self.dialect = hugo_dialect(config)
        self._cascades = cascades(root, pages, config, language)
        self._shortcodes = own_shortcodes(root, config)
        self._values_of_site: FrontMatter = {
            key: config[key] for key in ("title", "baseurl", "params") if key in config
        }
        self._with_future = options.builds_future(flag(config, "buildfuture"))
        self._with_drafts = options.builds_drafts(flag(config, "builddrafts"))
        self._with_expired = bool(flag(config, "buildexpired"))
        self._date_keys = {name: settings.date_keys(config, name) for name in settings.DATE_KEYS}
        self._permalinks = PagePermalinks(
            files=self._files,
            section_patterns=settings.section_patterns(config),
            matched_patterns=settings.matched_patterns(config, language),
            patterns_of_sections=settings.patterns_of_sections(config),
            sections=dict.fromkeys(sorted(sections(pages))),
            slugs=texts_of_pages(root, pages, "slug"),
            names_of_sections=texts_of_pages(root, pages, "slug", "title"),
            ugly=settings.ugly_sections(config),
            language_folder=settings.language_folder(config, language),
            spelling=Spelling(
                bool(flag(config, "disablepathtolower")), not flag(config, "removepathaccents")
            ),
            date_keys=self._date_keys["date"],
            zone=self.site.timezone,
        )

    def walks(self, folder: str) -> bool:
        """The folders of content, and those on the way there."""
        is_hidden = folder.rpartition("/")[2].startswith(".")
        return not is_hidden and self._files.leads_to_content(folder)

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return self._files.among(ending_in(names, (*SUFFIXES, *_UNREAD)), folder)

    def kept_out(self, path: str) -> Excluded | None:
        """By the site's settings, and by names that are for other things than pages."""
        mount = self._files.mount(path)
        if mount and not mount.keeps(path):
            return Excluded("kept out by a mount in the site's settings")
        if reason := passes_over(self._ignored, path):
            return Excluded(reason)
        stem, language = self._files.stem_and_language(path)
        if stem == "_index":
            return Excluded("no post: the page of a section or term")
        if stem == "index" and "/" not in self._files.inside(path):
            return Excluded("no post: the site's first page")
        if language != self._files.language:
            return Excluded(f"in another language: {language}")
        if suffix_of(path) in _UNREAD:
            return Excluded(f"not read: markup in {suffix_of(path)} files")
        if is_index(stem) and self._files.is_beside_index(self._root, path):
            return Excluded("no post: beside the page of its folder, in no language of the site")
        return None

    def bundle_names(self, folder: str) -> frozenset[str]:
        return self._files.bundle_names(folder)

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        own = mapping(written, "params") | written
        values = handed_down(self._cascades, self._files.inside(path)) | own
        if FILE_NAME in self._date_keys["date"] or FILE_NAME in self._date_keys["publishdate"]:
            date, _ = date_and_slug(self._files.page_name(path))
            values = values | {FILE_NAME: date} if date else values
        if self._git_before_lastmod and CHANGED in written:
            values = values | {LAST_CHANGE: written[CHANGED]}
        return values

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        if excluded := unpublished(path, document, self._with_drafts):
            return excluded
        published, faults = self._date(path, document)
        if published is None:
            return Excluded("no post: no date in its front matter")
        matter = document.front_matter
        permalink = self._permalinks.of_page(path, matter, published)
        return Facts(
            permalink=permalink,
            published=published,
            categories=united(self._taxonomies.categories_of(matter)),
            tags=united(self._taxonomies.tags_of(matter)),
            expires=None if self._with_expired else self._expires(matter),
            scheduled=not self._with_future,
            aliases=old_paths(matter, permalink),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        body = _DIVIDER.sub(r"\n\n\1\n\n", without_shortcodes(body, self._rendering(post)))
        if ".m" not in body and not self._resolves_links:
            return body
        return with_page_links(body, remembered(lambda target: self._linked(target, post.path)))

    def notes(self, body: str, post: Post, document: Document) -> Iterator[Fault]:
        yield from dropped_note(
            document, body, lambda note: without_shortcodes(body, self._rendering(post, note))
        )

    def _rendering(self, post: Post, note: Note = unnoted) -> Rendering:
        @cache
        def params() -> FrontMatter:
            document = document_at(self._root, post.path, bare=True, matter_form="hugo")
            return self.front_matter(post.path, document.front_matter if document else {})

        def refer(reference: Reference) -> str | None:
            target, language = reference
            if language in ("", self._files.language):
                return self._address(target, post.path)
            if language not in self._files.languages:
                return None
            return _in_language(self, language)._address(target, post.path)

        page = PageValues(
            post.title,
            params,
            self._values_of_site,
            self.site.url + post.permalink,
            remembered(lambda target: refer(Reference(target))),
        )
        return Rendering(refer, self._shortcodes, page, note, sealed)

    def _date(self, path: str, document: Document) -> Dated:
        """A date in the file's name counts where the settings say so, and where one in the front
        matter has no meaning."""
        zone = self.site.timezone
        keys = (*self._date_keys["publishdate"], *self._date_keys["date"])
        try:
            return dated(document, keys, lambda: None, zone)
        except BrokenFileError:
            return dated(
                document, keys, lambda: dates.in_file_name(self._files.page_name(path), zone), zone
            )

    def _expires(self, matter: FrontMatter) -> datetime | None:
        spelled = text(matter, *self._date_keys["expirydate"])
        moment = dates.parse(spelled, self.site.timezone) if spelled else None
        return moment.instant if moment else None

    def _linked(self, target: str, path: str) -> str | None:
        """The address that a link in the file at `path` means; None where it means no page."""
        if not names_page(target, self._resolves_links):
            return None
        return self._address(unquote(target), path, anywhere=False)

    def _address(self, target: str, path: str, anywhere: bool = True) -> str | None:
        """The address that a reference in the file at `path` means. Without a slash in it, it is
        also looked for `anywhere`."""
        place = re.split("[#?]", target)[0]
        rest = target[len(place) :]  # a query, a fragment
        if not place:
            return rest
        if place == "/":
            return self.site.url + self._permalinks.of_home() + rest
        for file in referred_files(self._root, self._files, place, path, anywhere):
            if (permalink := self._path_of(file)) is not None:
                return self.site.url + permalink + rest
        return None

    def _path_of(self, file: str) -> str | None:
        """The path of the page in a file, dated or not, or of a section; None for no such page."""
        stem, language = self._files.stem_and_language(file)
        if stem != "index" and self._files.is_beside_index(self._root, file):
            return None  # a text that belongs to the page of its folder
        if (permalink := address_of(self, self._root, file)) is not None:
            return permalink
        if not holds(self, file):
            return None
        if (document := document_at(self._root, file, matter_form="hugo")) is None:
            return None
        # What Go takes a missing date for, in every zone.
        undated = Moment(datetime(1, 1, 1, tzinfo=self.site.timezone))
        if stem == "_index" and language == self._files.language:
            return self._permalinks.of_section(file, document.front_matter, undated)
        matter = self.front_matter(file, document.front_matter)
        document = document._replace(front_matter=matter)
        if (
            self.kept_out(file)
            or unpublished(file, document, self._with_drafts)
            or text(matter, "date")
        ):
            return None
        return self._permalinks.of_page(file, matter, undated)


@lru_cache(maxsize=16)  # to read a site's settings and sections takes longer than many posts
def _in_language(site: Hugo, language: str) -> Hugo:
    return Hugo(site._root, site._options, language)


# Hugo parts a text here, whatever stands in the same line: to Markdown that would be HTML.
_DIVIDER = re.compile(r"^[ \t]*(<!--[ \t]*more[ \t]*-->)[ \t]*(?=[^\s])", re.M | re.I)
