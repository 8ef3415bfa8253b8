"""A Jekyll site as a kind of archive: `_posts` at any depth, `_drafts` (jekyllrb.com, "Posts")."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path

from feeds.archive.archive_files import read
from feeds.archive.cross_reference import address_of, document_at, is_plain_file
from feeds.archive.dialects import jekyll_dialect
from feeds.archive.front_matter import Document
from feeds.archive.jekyll import ruby_dates
from feeds.archive.jekyll.authors import Authors
from feeds.archive.jekyll.defaults import default_values, written_defaults
from feeds.archive.jekyll.document_id import jekyll_id
from feeds.archive.jekyll.entry_filter import entry_filter
from feeds.archive.jekyll.liquid import Names, has_liquid, without_liquid
from feeds.archive.jekyll.permalinks import PermalinkParts, jekyll_permalink
from feeds.archive.jekyll.site_collections import (
    DRAFTS,
    POSTS,
    FolderPlace,
    collection_patterns,
    other_patterns,
    place_of,
)
from feeds.archive.jekyll.site_data import data_at, documents_of, stamps_of
from feeds.archive.jekyll.terms import category_list, jekyll_categories, jekyll_tags, tag_faults
from feeds.archive.kind import ending_in, stem_of, suffix_of, without_suffix
from feeds.archive.options import Options
from feeds.archive.publication_date import dated
from feeds.archive.reading import Excluded, Facts
from feeds.archive.site import configuration, site_from
from feeds.archive.values import FrontMatter, Value, flag, lowered, merged, text, texts
from feeds.model import Post, Stamp
from feeds.text.dates import Moment
from feeds.text.decode import decode
from feeds.text.urls import percent_encoded

CONFIGURATION = ("_config.yml", "_config.yaml", "_config.toml")

_YAML_TIMESTAMP = re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt]|\s+)\d\d?:\d\d:\d\d(?:\.\d*)?")
_DATED_NAME = re.compile(r"(?P<date>\d{2,4}-\d{1,2}-\d{1,2})-(?P<slug>[^/]*)\.[^./]+")
_MARKDOWN = "markdown,mkdown,mkdn,mkd,md"  # Jekyll's own `markdown_ext`
_OTHER_TEXT = (".html", ".htm", ".xhtml", ".txt", ".mdown")  # pages that keep their suffix
_UNREAD = (".textile", ".org", ".adoc", ".asciidoc", ".rst", ".haml", ".slim")
_NOWHERE = FolderPlace(POSTS, (), "")  # for a file that is read by its path alone
_LARGEST_INCLUDE = 64 * 1024  # bytes
_LISTS = re.compile(  # what the whole site says, or Jekyll's plugins
    r"(?:site\.(?:posts|pages|tags|categories|static_files|html_pages|collections"
    r"|documents|related_posts|github)|page\.(?:content|excerpt|next|previous|id))\b"
)
_CERTAIN = ("page.", "include.", "site.", "jekyll.")  # below these, what is not there is empty
_FALSE = frozenset({"false", "no", "off"})  # as YAML 1.1 of Ruby spells it


def is_here(root: Path) -> bool:
    """Whether a Jekyll site stands in this folder."""
    return any((root / name).is_file() for name in CONFIGURATION) or (root / "_posts").is_dir()


class Jekyll:
    """Reads what Jekyll reads, and decides as it does where a post lies."""

    name = "jekyll"
    bare = True
    hugo_fences = False

    def __init__(self, root: Path, options: Options) -> None:
        config = configuration(root, CONFIGURATION)
        self._root = root
        self._source = _folder_setting(config, "source")
        self._authors = Authors(root / self._source)
        self.site = site_from(config | self._authors.described_in(config), options, True)
        self.dialect = jekyll_dialect(config)
        self._baseurl = (text(config, "baseurl") or "").rstrip("/")
        self._config = config
        self._includes_dir = _folder_setting(config, "includes_dir") or "_includes"
        self._base_path = f"/{self._baseurl.strip('/')}".rstrip("/")
        self._collections_dir = _folder_setting(config, "collections_dir")
        self._base = "".join(f"{part}/" for part in (self._source, self._collections_dir) if part)
        self._patterns = collection_patterns(config)
        self._collections = tuple(self._patterns)
        self._all_collections = other_patterns(config)
        self._defaults = written_defaults(config, self._collections_dir)
        self._filter = entry_filter(config)
        markdown = (text(config, "markdown_ext") or _MARKDOWN).lower().split(",")
        self._markdown = tuple(f".{suffix.strip()}" for suffix in markdown)
        self._suffixes = (*self._markdown, *_OTHER_TEXT, *_UNREAD)
        self._naive_is_utc = options.naive_dates == "utc"
        self.file_dates = options.dates_where(False)
        self._with_future = options.builds_future(flag(config, "future"))
        self._with_drafts = options.builds_drafts(flag(config, "show_drafts"))
        self._with_unpublished = bool(flag(config, "unpublished"))

    def walks(self, folder: str) -> bool:
        """Everywhere but in folders that Jekyll keeps out; inside those of posts, everywhere."""
        if folder[folder.rfind("/") + 1 :].startswith("."):
            return False
        if f"{self._source}/".startswith(f"{folder}/") and self._source:
            return True
        inside = self._in_source(folder)
        if inside is None:
            return False
        return self._folder_place(folder) is not None or self._filter.passes_folder(inside)

    def posts_among(self, names: Iterable[str], folder: str) -> list[str]:
        return ending_in(names, self._suffixes) if self._folder_place(folder) else []

    def kept_out(self, path: str) -> Excluded | None:
        """By the site's settings, and by the names that Jekyll makes no page of."""
        folder, _, name = path.rpartition("/")
        place = self._folder_place(folder) or _NOWHERE
        entry = f"{place.below}/{name}" if place.below else name
        if reason := self._filter.reason(self._in_source(path) or path, entry):
            return Excluded(reason)
        if place.collection == POSTS and not _DATED_NAME.fullmatch(name):
            return Excluded("no post: its name does not begin with a date and a hyphen")
        if name.lower().endswith(_UNREAD) and suffix_of(name) not in self._markdown:
            return Excluded(f"not read: markup in {suffix_of(name)} files")
        return None

    def bundle_names(self, folder: str) -> frozenset[str]:
        return frozenset()

    def front_matter(self, path: str, written: FrontMatter) -> FrontMatter:
        """With the site's defaults for this path, and with its authors described."""
        matter = self._with_defaults(path, written) if self._defaults else written
        authors = self._authors.described_in(matter)
        return matter | authors if authors else matter

    def facts(self, path: str, document: Document) -> Facts | Excluded:
        matter = document.front_matter
        if excluded := self._excluded(path, document):
            return excluded
        zone = self.site.timezone
        name = _DATED_NAME.fullmatch(path[path.rfind("/") + 1 :])
        published, faults = dated(
            document,
            ("date",),
            lambda: ruby_dates.parse(name["date"], zone) if name else None,
            zone,
            self._parse_as_jekyll(document) if self._naive_is_utc else ruby_dates.parse,
        )
        if published is None:
            return Excluded("no post: no date in its name or front matter")
        place = self._place(path, document, published, is_written=not faults)
        permalink = jekyll_permalink(self._template(place, matter), place)
        return Facts(
            permalink=permalink,
            published=published,
            categories=place.categories,
            tags=jekyll_tags(matter),
            scheduled=not self._with_future,
            aliases=texts(matter, "redirect_from"),
            faults=(*faults, *tag_faults(document)),
            collection=None if place.collection == POSTS else place.collection,
            jekyll_id=self._id(permalink, place, matter),
        )

    def _id(self, permalink: str, place: PermalinkParts, matter: FrontMatter) -> str | None:
        if self.site.ids != "jekyll-feed":
            return None
        return jekyll_id(permalink, text(matter, "slug") or place.slug)

    def readable(self, body: str, post: Post) -> str:
        return without_liquid(body, self._names(post)) if has_liquid(body) else body

    def _excluded(self, path: str, document: Document) -> Excluded | None:
        matter = document.front_matter
        collection = self._place_of(path).collection
        if collection not in (POSTS, DRAFTS) and not document.raw:
            return Excluded("no post: no front matter")
        if not self._with_unpublished and _is_unpublished(matter):
            return Excluded(f"published: {text(matter, 'published') or 'without a value'}")
        if not self._with_drafts and (collection == DRAFTS or flag(matter, "draft")):
            return Excluded("draft")
        return None

    def _in_source(self, path: str) -> str | None:
        """The path inside the site's source folder; None where it lies outside."""
        if not self._source:
            return path
        return path[len(self._source) + 1 :] if path.startswith(f"{self._source}/") else None

    def _in_collections(self, path: str) -> str | None:
        """The path inside the folder of collections; None where it lies outside."""
        return path[len(self._base) :] if path.startswith(self._base) else None

    def _folder_place(self, folder: str) -> FolderPlace | None:
        return place_of(folder, self._base, self._collections)

    def _place_of(self, path: str) -> FolderPlace:
        return self._folder_place(path[: max(path.rfind("/"), 0)]) or _NOWHERE

    def _with_defaults(self, path: str, written: FrontMatter) -> FrontMatter:
        collection = self._place_of(path).collection
        type = POSTS if collection == DRAFTS else collection
        defaults = default_values(self._defaults, self._in_collections(path) or path, type)
        values = merged(defaults, written)
        if "categories" in defaults and "categories" in written:
            values["categories"] = [*category_list(defaults), *category_list(written)]
        return values

    def _place(
        self, path: str, document: Document, published: Moment, is_written: bool
    ) -> PermalinkParts:
        name = path[path.rfind("/") + 1 :]
        collection, above, below = self._place_of(path)
        stem, suffix = stem_of(name), suffix_of(name)
        dated_name = _DATED_NAME.fullmatch(name)
        slug = text(document.front_matter, "slug") or (dated_name["slug"] if dated_name else stem)
        return PermalinkParts(
            local=self._local(document, published, is_written),
            slug=slug.rstrip(".") or stem,
            categories=jekyll_categories(above, document.front_matter),
            stem=stem,
            collection=POSTS if collection == DRAFTS else collection,
            path=f"{below}/{stem}",
            output_ext=".html" if suffix in self._markdown else suffix,
        )

    def _template(self, place: PermalinkParts, matter: FrontMatter) -> str:
        return text(matter, "permalink") or self._patterns[place.collection]

    def _local(self, document: Document, published: Moment, is_written: bool) -> datetime:
        """The date that Jekyll makes a permalink of, in the site's zone."""
        instant = published.instant
        spelled = text(document.front_matter, "date") or ""
        if self._naive_is_utc:
            return instant.astimezone(self.site.timezone)
        if is_written and _YAML_TIMESTAMP.fullmatch(spelled) and not document.quotes("date"):
            # Ruby's YAML takes a full timestamp without a zone for UTC, and the page lies where
            # that instant falls in the site's zone: up to a day later than it was written.
            instant = instant.astimezone(self.site.timezone).replace(tzinfo=UTC)
        return instant.astimezone(self.site.timezone)

    def _parse_as_jekyll(self, document: Document) -> Callable[[str, tzinfo], Moment | None]:
        """With full timestamps without a zone in UTC, where no quotes make them texts."""
        is_text = document.quotes("date")

        def parse(spelled: str, zone: tzinfo) -> Moment | None:
            is_timestamp = not is_text and _YAML_TIMESTAMP.fullmatch(spelled.strip())
            return ruby_dates.parse(spelled, UTC if is_timestamp else zone)

        return parse

    def _names(self, post: Post) -> Names:
        document = document_at(self._root, post.path)
        page = self.front_matter(post.path, document.front_matter if document else {})
        values: dict[str, Value] = {
            "page": {"date": post.published.isoformat(sep=" ")}
            | page
            | {"title": post.title, "url": post.permalink, "path": post.path},
            "site": self._config
            | {
                "title": self.site.title,
                "description": self.site.description,
                "baseurl": self._baseurl,
                "time": _today(),
                "url": self.site.url.removesuffix(self._base_path),
            },
            "jekyll": {"environment": "production"},
        }
        return Names(
            lambda name: self._value(values, name),
            self._address_of_post,
            self._address,
            self._relative,
            self._include,
            lambda name: name.startswith(_CERTAIN) and not _LISTS.match(name),
        )

    def _value(self, values: dict[str, Value], name: str) -> Value | None:
        """What a name such as `page.image.path` stands for; None where nothing is there."""
        if name.startswith("site."):
            keys = name.split(".")[1:]
            if keys[0] == "data":
                folder = "/".join(part for part in (self._source, "_data") if part)
                return data_at(self._root, folder, keys[1:])
            if keys[0] in self._all_collections and len(keys) == 1:
                return list(self._documents(keys[0]))
        return _value_at(values, name)

    def _documents(self, label: str) -> tuple[Value, ...]:
        """The front matter of a collection's documents, with their addresses."""
        folder = f"{self._base}_{label}"
        paths = documents_of(self._root, folder)
        return _read_documents(_Reader(self, label), paths, stamps_of(self._root, paths))

    def key_of_collection(self, label: str) -> tuple[object, ...]:
        """All that reading a collection's documents depends on beside the files."""
        return self._root, self._base, label, self._all_collections[label], repr(self._defaults)

    def document_values(self, path: str, label: str) -> Value | None:
        """What a body may know of a document of a collection; None for a file that is none."""
        document = document_at(self._root, path)
        if document is None:
            return None
        defaults = default_values(self._defaults, self._in_collections(path) or path, label)
        matter = merged(defaults, document.front_matter)
        inside = path[len(f"{self._base}_{label}/") :]
        stem, suffix = stem_of(inside), suffix_of(inside)
        slug = text(matter, "slug") or stem
        parts = PermalinkParts(
            local=datetime(1970, 1, 1, tzinfo=UTC),
            slug=slug,
            categories=jekyll_categories((), matter),
            stem=stem,
            collection=label,
            path=f"/{without_suffix(inside)}",
            output_ext=".html" if suffix in self._markdown else suffix,
        )
        template = text(matter, "permalink") or self._all_collections[label]
        title = text(matter, "title") or stem.replace("-", " ").title()
        url = jekyll_permalink(template, parts)
        return {**matter, "title": title, "url": url, "slug": slug}

    def _include(self, name: str) -> str | None:
        """The text of a file in the folder of includes; None where there is none, where it is
        large, and where a link leads out of the folder."""
        folder = "/".join(part for part in (self._source, self._includes_dir) if part)
        try:
            data = read(self._root, f"{folder}/{name}", _LARGEST_INCLUDE, folder).data
        except OSError:
            return None
        decoded = None if data is None else decode(data)
        return decoded.text if decoded else None

    def _address_of_post(self, name: str) -> str | None:
        """The path that `post_url` means; the name may lead through folders of `_posts`."""
        folder = "/".join(part for part in (self._collections_dir, "_posts") if part)
        suffixes = (".md", ".markdown", ".html")
        addresses = (self._address(f"{folder}/{name.lstrip('/')}{suffix}") for suffix in suffixes)
        return next((address for address in addresses if address), None)

    def _address(self, path: str) -> str | None:
        """The path that `link` means, of a post or of any other file of the site."""
        inside = path.lstrip("/")
        file = f"{self._source}/{inside}" if self._source else inside
        permalink = address_of(self, self._root, file)
        if permalink is None and is_plain_file(self._root, file):
            permalink = percent_encoded(f"/{inside}")
        return self._relative(permalink) if permalink else None

    def _relative(self, path: str) -> str:
        """What `relative_url` makes of a path."""
        return path if "://" in path else f"{self._base_path}/{path.lstrip('/')}"


def _today() -> str:
    """What `site.time` is: Jekyll's is the instant at which the site is built. A day is enough to
    tell what is over, and leaves a post's text the same for so long."""
    return datetime.now(UTC).strftime("%Y-%m-%d 00:00:00 +0000")


def _folder_setting(config: FrontMatter, key: str) -> str:
    """A folder inside the site, "" for the site's own."""
    return posixpath.normpath(f"/{text(config, key) or ''}").strip("/")


def _is_unpublished(matter: FrontMatter) -> bool:
    """`published` in all its values: false as YAML spells it, and no value at all."""
    return "published" in matter and (text(matter, "published") or "false").lower() in _FALSE


class _Reader:
    """Reads the documents of a collection. Two are equal that read the same ones alike."""

    def __init__(self, jekyll: Jekyll, label: str) -> None:
        self.jekyll = jekyll
        self.label = label
        self._key = jekyll.key_of_collection(label)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Reader) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)


@lru_cache(maxsize=16)
def _read_documents(
    reader: _Reader, paths: tuple[str, ...], stamps: tuple[Stamp, ...]
) -> tuple[Value, ...]:
    values = (reader.jekyll.document_values(path, reader.label) for path in paths)
    return tuple(value for value in values if value is not None)


def _value_at(values: dict[str, Value], name: str) -> Value | None:
    """What stands at a dotted name among these values; a text that is empty is none."""
    value: Value = values
    for key in name.split("."):
        if not isinstance(value, dict):
            return None
        value = lowered(value).get(key.lower(), "")
    return value or None
