"""A Zola site: `config.toml` with `base_url`, `content/**` (getzola.org, "Content")."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from feeds.archive.front_matter import Document, Matter, flag, mapping, mappings, text, texts
from feeds.archive.hugo.permalinks import finished
from feeds.archive.hugo.shortcodes import without_zola_shortcodes
from feeds.archive.hugo.taxonomies import taxonomies
from feeds.archive.jekyll.permalinks import slugify
from feeds.archive.kind import ending_in, stem_of
from feeds.archive.options import Options
from feeds.archive.publication_date import Dated, dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import configuration, site_from
from feeds.errors import ArchiveError
from feeds.model import Post
from feeds.text import dates
from feeds.text.dates import Moment

CONFIGURATION = ("config.toml", "zola.toml")

_CONTENT = "content"
_DATED_NAME = re.compile(r"\d{4}-\d\d-\d\d(?:T[\d:+-]+Z?)?[-_ ]+(?P<slug>.+)")


def is_here(root: Path) -> bool:
    try:
        config = configuration(root, CONFIGURATION)
    except ArchiveError:
        return False
    return "base_url" in config and (root / _CONTENT).is_dir()


class Zola:
    """Reads what Zola reads; names are slugified without being spelled in ASCII."""

    name = "zola"
    bare = False

    def __init__(self, root: Path, options: Options) -> None:
        config = configuration(root, CONFIGURATION)
        self.site = site_from(config, options)
        named = [name for item in mappings(config, "taxonomies") if (name := text(item, "name"))]
        self._taxonomies = taxonomies((n, n) for n in named or ("categories", "tags"))
        self._future = bool(options.future if options.future is not None else True)
        self._drafts = bool(options.drafts)
        default = text(config, "default_language") or "en"
        self._foreign = tuple(sorted(set(mapping(config, "languages")) - {default.lower()}))

    def walks(self, folder: str) -> bool:
        hidden = folder.rpartition("/")[2].startswith(".")
        return not hidden and f"{folder}/".startswith(f"{_CONTENT}/")

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, (".md",)) if f"{folder}/".startswith(f"{_CONTENT}/") else []

    def bundle_names(self, folder: str) -> frozenset[str]:
        """A folder with an `index.md` is one page with its pictures beside it."""
        return frozenset({"index.md"}) if folder.startswith(f"{_CONTENT}/") else frozenset()

    def matter(self, path: str, written: Matter) -> Matter:
        terms = mapping(written, "taxonomies")
        return mapping(written, "extra") | terms | written

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.matter
        if excluded := self._excluded(path, matter):
            return excluded
        published, faults = self._date(path, document)
        if published is None:
            return Excluded("no post: no date in its name, path or front matter")
        return Facts(
            permalink=_lies_at(path, matter),
            published=published,
            categories=self._taxonomies.categories_of(matter),
            tags=self._taxonomies.tags_of(matter),
            scheduled=not self._future,
            aliases=tuple(finished(alias) for alias in texts(matter, "aliases")),
            faults=faults,
        )

    def readable(self, body: str, post: Post) -> str:
        return without_zola_shortcodes(body)

    def _excluded(self, path: str, matter: Matter) -> Excluded | None:
        stem = stem_of(path)
        if stem.partition(".")[0] == "_index":
            return Excluded("no post: the page of a section")
        if (language := stem.rpartition(".")[2].lower()) in self._foreign and "." in stem:
            return Excluded(f"in another language: {language}")
        if flag(matter, "draft") and not self._drafts:
            return Excluded("draft")
        if flag(matter, "render") is False:
            return Excluded("no post: has no page of its own")
        return None

    def _date(self, path: str, document: Document) -> Dated:
        zone = self.site.timezone
        name = _page_name(path)
        place = text(document.matter, "path") or ""

        def named() -> Moment | None:
            return dates.in_file_name(name, zone) or dates.in_path(place, zone)

        return dated(document, ("date",), named, zone)


def _page_name(path: str) -> str:
    stem = stem_of(path).partition(".")[0]
    return path.split("/")[-2] if stem == "index" else stem


def _lies_at(path: str, matter: Matter) -> str:
    if own := text(matter, "path"):
        return finished(own)
    name = _page_name(path)
    match = _DATED_NAME.fullmatch(name)
    slug = slugify(text(matter, "slug") or (match["slug"] if match else name))
    folders = path.split("/")[1:-1]
    if stem_of(path).partition(".")[0] == "index":
        folders = folders[:-1]
    return finished("/".join([*map(slugify, folders), slug]))
