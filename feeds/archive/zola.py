"""A Zola site: `config.toml` with `base_url`, `content/**` (getzola.org, "Content")."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from feeds.archive.archive_files import is_file, paths_below
from feeds.archive.cross_reference import document_at, remembered, without_empty_links
from feeds.archive.dialects import zola_dialect
from feeds.archive.faults import Fault
from feeds.archive.file_links import Lookup, with_page_links
from feeds.archive.front_matter import Document
from feeds.archive.glob import matches
from feeds.archive.kind import ending_in, holds, is_index, stem_of, suffix_of, unread_markup
from feeds.archive.matter_forms import MatterForm
from feeds.archive.notes import Note, dropped_note, unnoted
from feeds.archive.options import Options
from feeds.archive.page_place import folders_above, page_name, path_of_alias, published_path
from feeds.archive.publication_date import Dated, dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.shortcode_html import arguments_of, shortcode_html
from feeds.archive.site import configuration, site_from
from feeds.archive.taxonomies import taxonomies
from feeds.archive.values import FrontMatter, flag, mapping, mappings, text, texts
from feeds.archive.zola_slugs import date_in_name, zola_slugs
from feeds.errors import ArchiveError
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

CONFIGURATION = ("config.toml", "zola.toml")

_CONTENT = "content"
_UNREAD = unread_markup((".md",))
_LARGEST_SECTION = 1024 * 1024  # bytes of a section's page, which is read at each start
_INTERNAL = "@/"  # begins a link to a file below the content
_SHORTCODE = re.compile(
    r"\{\{\s{0,9}(?P<name>[A-Za-z_]\w{0,99})\((?P<arguments>[^{}]{0,2000})\)\s{0,9}\}\}"
    r"|\{%\s{0,9}(?P<block>[A-Za-z_]\w{0,99})\([^{}]{0,2000}\)\s{0,9}%\}\n?"
    r"|\{%\s{0,9}end\s{0,9}%\}\n?"
    r"|\{(?P<open>[{%])/\*(?P<escaped>[^{}]{0,2000})\*/[}%]\}"
)


def is_here(root: Path) -> bool:
    """Whether a Zola site stands in this folder."""
    try:
        config = configuration(root, CONFIGURATION)
    except ArchiveError:
        return False
    return "base_url" in config and (root / _CONTENT).is_dir()


class Zola:
    """Reads what Zola reads, in the site's default language."""

    name = "zola"
    bare = False
    matter_form: MatterForm = "fenced"

    def __init__(self, root: Path, options: Options) -> None:
        config = configuration(root, CONFIGURATION)
        self._root = root
        self.site = site_from(config, options)
        self.dialect = zola_dialect(config)
        self._slugs = zola_slugs(config)
        named = [name for item in mappings(config, "taxonomies") if (name := text(item, "name"))]
        self._taxonomies = taxonomies((n, n) for n in named or ("categories", "tags"))
        # Zola looks at the path from the root of the file system; here any folder stands for that.
        self._ignored = tuple(
            glob if glob.startswith(("*", "/")) else f"**/{glob}"
            for glob in texts(config, "ignored_content")
        )
        self.file_dates = options.dates_where(False)
        self._with_future = options.builds_future(True)
        self._with_drafts = options.builds_drafts(None)
        default = text(config, "default_language") or "en"
        languages = mapping(config, "languages")
        # In order: an index is built anew where a kind's values are written in another way.
        self._bundle = tuple(sorted({"index.md", *(f"index.{name}.md" for name in languages)}))
        self._foreign = tuple(sorted(set(languages) - {default.lower()}))
        section_files = frozenset(f"_{name}" for name in self._bundle)
        self._draft_folders = () if self._with_drafts else _draft_folders(root, section_files)

    def walks(self, folder: str) -> bool:
        hidden = folder.rpartition("/")[2].startswith(".")
        return not hidden and f"{folder}/".startswith(f"{_CONTENT}/")

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return (
            ending_in(names, (".md", *_UNREAD)) if f"{folder}/".startswith(f"{_CONTENT}/") else []
        )

    def kept_out(self, path: str) -> Excluded | None:
        """By `ignored_content`, whose `*` goes past slashes."""
        parts = path.split("/") if self._ignored else []
        ways = [f"/site/{'/'.join(parts[: n + 1])}" for n in range(len(parts))]
        if any(matches(glob, way, cross=True) for glob in self._ignored for way in ways):
            return Excluded("kept out by `ignored_content` in the site's settings")
        if path.startswith(self._draft_folders):
            return Excluded("draft: in a section that is one")
        if suffix_of(path) in _UNREAD:
            return Excluded(f"not read: markup in {suffix_of(path)} files")
        folder, _, name = path.rpartition("/")
        if is_index(name) and name not in self._bundle and self._is_page(folder):
            return Excluded("no post: beside the page of its folder, in no language of the site")
        return None

    def _is_page(self, folder: str) -> bool:
        """Whether a folder is a page, with its text in one of its files."""
        return any(is_file(self._root, f"{folder}/{name}") for name in self._bundle)

    def bundle_names(self, folder: str) -> frozenset[str]:
        """A folder with an `index.md` is one page with its pictures beside it."""
        return frozenset(self._bundle) if folder.startswith(f"{_CONTENT}/") else frozenset()

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        terms = mapping(written, "taxonomies")
        return mapping(written, "extra") | terms | written

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.front_matter
        if excluded := self._excluded(path, matter):
            return excluded
        published, faults = self._date(path, document)
        if published is None:
            return Excluded("no post: no date in its name, path or front matter")
        return Facts(
            permalink=self._permalink(path, matter),
            published=published,
            categories=self._taxonomies.categories_of(matter),
            tags=self._taxonomies.tags_of(matter),
            scheduled=not self._with_future,
            aliases=tuple(path_of_alias(alias) for alias in texts(matter, "aliases")),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        body = without_zola_shortcodes(body)
        if _INTERNAL not in body:
            return body
        path_of = remembered(self._path_of)  # a link to a long page would be read each time
        return without_empty_links(with_page_links(body, lambda link: self._address(link, path_of)))

    def notes(self, body: str, post: Post, document: Document) -> Iterator[Fault]:
        yield from dropped_note(document, body, lambda note: without_zola_shortcodes(body, note))

    def _address(self, target: str, path_of: Lookup) -> str | None:
        """The address that a link such as `@/posts/b.md#x` means (getzola.org, "Internal links");
        "" for a page that is not there, None for any other link."""
        if not target.startswith(_INTERNAL):
            return None
        place, hash_sign, fragment = target.removeprefix(_INTERNAL).partition("#")
        permalink = path_of(f"{_CONTENT}/{place}")
        return "" if permalink is None else self.site.url + permalink + hash_sign + fragment

    def _path_of(self, file: str) -> str | None:
        """The path of the page in a file, dated or not, or of a section; None for no such page."""
        if not holds(self, file) or self.kept_out(file):
            return None
        if (document := document_at(self._root, file)) is None:
            return None
        if _page_stem(file) == "_index":
            folders = folders_above(file.removeprefix(f"{_CONTENT}/"), "_index")
            return published_path("/".join(folders))
        matter = self.front_matter(file, document.front_matter)
        return None if self._excluded(file, matter) else self._permalink(file, matter)

    def _excluded(self, path: str, matter: FrontMatter) -> Excluded | None:
        if _page_stem(path) == "_index":
            return Excluded("no post: the page of a section")
        stem = stem_of(path)
        if (language := stem.rpartition(".")[2].lower()) in self._foreign and "." in stem:
            return Excluded(f"in another language: {language}")
        if flag(matter, "draft") and not self._with_drafts:
            return Excluded("draft")
        if flag(matter, "render") is False:
            return Excluded("no post: has no page of its own")
        return None

    def _permalink(self, path: str, matter: FrontMatter) -> str:
        if own := text(matter, "path"):
            return published_path(own)
        stem = _page_stem(path)
        slug = text(matter, "slug")
        folders = folders_above(path.removeprefix(f"{_CONTENT}/"), stem)
        step = self._slugs.of_text(slug) if slug else self._slugs.of_name(page_name(path, stem))
        return published_path("/".join([*folders, step]))

    def _date(self, path: str, document: Document) -> Dated:
        zone = self.site.timezone
        name = page_name(path, _page_stem(path))
        place = text(document.front_matter, "path") or ""

        def named() -> Moment | None:
            return dates.parse(date_in_name(name), zone) or dates.in_path(place, zone)

        return dated(document, ("date",), named, zone)


def _draft_folders(root: Path, section_files: frozenset[str]) -> tuple[str, ...]:
    """The folders whose section is a draft, each with a slash at its end: Zola loads nothing in
    them (getzola.org, "Section")."""
    files = [path for path in paths_below(root, _CONTENT) if path.split("/")[-1] in section_files]
    documents = ((path, document_at(root, path, largest=_LARGEST_SECTION)) for path in files)
    drafts = (path for path, page in documents if page and flag(page.front_matter, "draft"))
    return tuple(sorted(f"{path.rpartition('/')[0]}/" for path in drafts))


def without_zola_shortcodes(body: str, note: Note = unnoted) -> str:
    """A Zola body without shortcodes; `note` is told which are dropped. Braces without a call in
    them are text."""
    if "{{" not in body and "{%" not in body:
        return body
    return _SHORTCODE.sub(lambda shortcode: _rendered(shortcode, note), body)


def _rendered(shortcode: re.Match[str], note: Note) -> str:
    if shortcode["escaped"] is not None:
        closing = "}}" if shortcode["open"] == "{" else "%}"
        return "{" + shortcode["open"] + shortcode["escaped"] + closing
    name, arguments = shortcode["name"], shortcode["arguments"]
    html = shortcode_html(name, arguments_of(arguments)) if name else ""
    if not html and (dropped := name or shortcode["block"]):
        note(f"{dropped}(…)")
    return html


def _page_stem(path: str) -> str:
    """The file's name without suffix; that of an index without its language, too."""
    stem = stem_of(path)
    first = stem.partition(".")[0]
    return first if first in ("index", "_index") else stem
