"""A Jekyll site as a kind of archive: `_posts` at any depth, `_drafts` (jekyllrb.com, "Posts")."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from feeds.archive.cross_reference import document_at
from feeds.archive.dialects import jekyll_dialect
from feeds.archive.faults import Fault
from feeds.archive.front_matter import Document, load_yaml_as_ruby
from feeds.archive.jekyll import ruby_dates
from feeds.archive.jekyll.authors import Authors
from feeds.archive.jekyll.body_names import BodyNames
from feeds.archive.jekyll.defaults import Default, default_values, written_defaults
from feeds.archive.jekyll.document_id import jekyll_id
from feeds.archive.jekyll.document_place import (
    DATED_NAME,
    FALSE,
    date_in_name,
    date_of_permalink,
    is_naive_timestamp,
    parser_with_utc,
    parts_of_post,
    unless_false,
)
from feeds.archive.jekyll.entry_filter import entry_filter
from feeds.archive.jekyll.liquid import without_liquid
from feeds.archive.jekyll.liquid_pieces import has_liquid
from feeds.archive.jekyll.permalinks import PermalinkParts, jekyll_permalink
from feeds.archive.jekyll.post_limit import Place, oldest_of_newest
from feeds.archive.jekyll.site_collections import DRAFTS, POSTS, collection_patterns, other_patterns
from feeds.archive.jekyll.site_layout import site_layout, source_folder
from feeds.archive.jekyll.terms import category_list, comma_faults, jekyll_tags
from feeds.archive.kind import ending_in, suffix_of
from feeds.archive.matter_forms import MatterForm
from feeds.archive.notes import Note, dropped_note, zone_note
from feeds.archive.options import Options
from feeds.archive.publication_date import Dated, dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import configuration, site_from
from feeds.archive.values import FrontMatter, flag, merged, number, text, texts
from feeds.model import Post

CONFIGURATION = ("_config.yml", "_config.yaml", "_config.toml")


def is_here(root: Path) -> bool:
    """Whether a Jekyll site stands in this folder."""
    return any((root / name).is_file() for name in CONFIGURATION) or (root / "_posts").is_dir()


class Jekyll:
    """Reads what Jekyll reads, and decides as it does where a post lies."""

    name = "jekyll"
    bare = True
    matter_form: MatterForm = "jekyll"

    def __init__(self, root: Path, options: Options) -> None:
        config = configuration(root, CONFIGURATION)
        self._root = root
        self._authors = Authors(root / source_folder(config))
        self.site = site_from(config | self._authors.described_in(config), options, True)
        self.dialect = jekyll_dialect(config)
        self._config = configuration(root, CONFIGURATION, load_yaml_as_ruby)  # for bodies
        self._layout = site_layout(config)
        self._suffixes = self._layout.suffixes
        self._patterns = collection_patterns(config)
        folder = self._layout.collections_dir
        self._defaults = written_defaults(config, folder)
        self._defaults_as_ruby = written_defaults(self._config, folder)
        self._filter = entry_filter(config)
        self._naive_is_utc = options.naive_dates == "utc"
        self.file_dates = options.dates_where(False)
        self._with_future = options.builds_future(flag(config, "future"))
        self._with_drafts = options.builds_drafts(flag(config, "show_drafts"))
        self._with_unpublished = bool(flag(config, "unpublished"))
        self._oldest: Place | None = None
        if limit := number(config, "limit_posts"):
            self._oldest = oldest_of_newest(root, self, limit)

    def walks(self, folder: str) -> bool:
        """Everywhere but in folders that Jekyll keeps out; inside those of posts, everywhere."""
        if folder[folder.rfind("/") + 1 :].startswith(".") and not self._filter.includes(folder):
            return False
        if self._layout.leads_to_source(folder):
            return True
        inside = self._layout.in_source(folder)
        if inside is None:
            return False
        is_of_posts = self._layout.folder_place(folder) is not None
        return is_of_posts or self._filter.passes_folder(inside)

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, self._suffixes) if self._layout.folder_place(folder) else []

    def kept_out(self, path: str) -> Excluded | None:
        """By the site's settings, and by the names that Jekyll makes no page of."""
        name = path[path.rfind("/") + 1 :]
        place = self._layout.place_of_file(path)
        entry = f"{place.below}/{name}" if place.below else name
        if reason := self._filter.reason(self._layout.in_source(path) or path, entry):
            return Excluded(reason)
        if place.collection == POSTS and not DATED_NAME.fullmatch(name):
            return Excluded("no post: its name does not begin with a date and a hyphen")
        if (suffix := suffix_of(name)) in self._layout.unread:
            return Excluded(f"not read: markup in {suffix} files")
        return None

    def bundle_names(self, folder: str) -> frozenset[str]:
        return frozenset()

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        """With the site's defaults for this path, and with its authors described."""
        return self._completed(path, written, self._defaults)

    def _front_matter_as_ruby(self, path: str, document: Document | None) -> FrontMatter:
        """The same for bodies, to which a number is not the text that spells it."""
        written = document.as_ruby() if document else {}
        return self._completed(path, written, self._defaults_as_ruby)

    def _completed(
        self, path: str, written: FrontMatter, defaults: tuple[Default, ...]
    ) -> FrontMatter:
        matter = self._with_defaults(path, written, defaults) if defaults else written
        authors = self._authors.described_in(matter)
        return matter | authors if authors else matter

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.front_matter
        if excluded := self._excluded(path, document):
            return excluded
        published, faults = self._date(path, document)
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        if self._oldest and (published.instant, path) < self._oldest:
            return Excluded("kept out by `limit_posts` in the site's settings")
        local = date_of_permalink(
            document, published, not faults, self.site.timezone, self._naive_is_utc
        )
        place = parts_of_post(path, matter, local, self._layout)
        permalink = jekyll_permalink(self._template(place, matter), place)
        return Facts(
            permalink=permalink,
            published=published,
            categories=place.categories,
            tags=jekyll_tags(matter),
            scheduled=not self._with_future,
            aliases=texts(matter, "redirect_from"),
            faults=(*faults, *comma_faults(document)),
            collection=None if place.collection == POSTS else place.collection,
            jekyll_id=self._id(permalink, place, matter),
        )

    def readable(self, body: str, post: Post) -> str:
        if not has_liquid(body):
            return body
        document = document_at(self._root, post.path, matter_form=self.matter_form)
        matter = self._front_matter_as_ruby(post.path, document)
        return without_liquid(body, self._body_names().of(post, matter))

    def notes(self, body: str, post: Post, document: Document) -> Iterator[Fault]:
        """Also where a date without a zone is read otherwise than by Jekyll."""
        if not self._naive_is_utc and is_naive_timestamp(document):
            yield from zone_note(document, self.site.timezone)
        if not has_liquid(body):
            return
        matter = self._front_matter_as_ruby(post.path, document)

        def render(note: Note) -> str:
            return without_liquid(body, self._body_names().of(post, matter, note))

        yield from dropped_note(document, body, render)

    def _body_names(self) -> BodyNames:
        patterns = other_patterns(self._config)
        return BodyNames(
            self._root, self, self._layout, self._config, patterns, self._defaults_as_ruby
        )

    def _id(self, permalink: str, place: PermalinkParts, matter: FrontMatter) -> str | None:
        if self.site.ids != "jekyll-feed":
            return None
        return jekyll_id(permalink, unless_false(matter, "slug") or place.slug)

    def _excluded(self, path: str, document: Document) -> Excluded | None:
        matter = document.front_matter
        collection = self._layout.place_of_file(path).collection
        if collection not in (POSTS, DRAFTS) and not document.raw:
            return Excluded("no post: no front matter")
        if not self._with_unpublished and _is_unpublished(document):
            return Excluded(f"published: {text(matter, 'published') or 'without a value'}")
        if not self._with_drafts and (collection == DRAFTS or flag(matter, "draft")):
            return Excluded("draft")
        return None

    def _date(self, path: str, document: Document) -> Dated:
        zone = self.site.timezone
        parse = parser_with_utc(document) if self._naive_is_utc else ruby_dates.parse
        return dated(document, ("date",), lambda: date_in_name(path, zone), zone, parse)

    def _with_defaults(
        self, path: str, written: FrontMatter, all_defaults: tuple[Default, ...]
    ) -> FrontMatter:
        collection = self._layout.place_of_file(path).collection
        type = POSTS if collection == DRAFTS else collection
        defaults = default_values(all_defaults, self._layout.in_collections(path), type)
        values = merged(defaults, written)
        if "categories" in defaults and "categories" in written:
            values["categories"] = [*category_list(defaults), *category_list(written)]
        return values

    def _template(self, place: PermalinkParts, matter: FrontMatter) -> str:
        return unless_false(matter, "permalink") or self._patterns[place.collection]


def _is_unpublished(document: Document) -> bool:
    """`published` in all its values: false as YAML spells it, and no value at all. A text in quotes
    and a list are true to Ruby, whatever they hold."""
    value = document.front_matter.get("published")
    if not isinstance(value, str) or document.quotes("published"):
        return False
    return (text(document.front_matter, "published") or "false").lower() in FALSE
