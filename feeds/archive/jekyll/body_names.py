"""What the body of a Jekyll post refers to: values of the page and the site, files, addresses.

The variables are those of jekyllrb.com, "Variables", as far as they are known without the rest of
the site: lists of all posts or pages are not.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

from feeds.archive.archive_files import read
from feeds.archive.cross_reference import address_of, document_at, is_plain_file
from feeds.archive.jekyll.collection_documents import Collection
from feeds.archive.jekyll.defaults import Default
from feeds.archive.jekyll.document_id import jekyll_id
from feeds.archive.jekyll.document_place import parts_of_post
from feeds.archive.jekyll.liquid import Names
from feeds.archive.jekyll.liquid_lists import as_text
from feeds.archive.jekyll.page_address import page_address
from feeds.archive.jekyll.site_data import data_at
from feeds.archive.jekyll.site_layout import SiteLayout
from feeds.archive.kind import Kind, suffix_of
from feeds.archive.notes import Note, unnoted
from feeds.archive.values import FrontMatter, Value, at_key, text
from feeds.model import Post
from feeds.text.decode import decode
from feeds.text.urls import percent_encoded

_LARGEST_INCLUDE = 64 * 1024  # bytes
_LISTS = re.compile(  # what the whole site says, or Jekyll's plugins
    r"(?:site\.(?:posts|pages|tags|categories|static_files|html_pages|collections"
    r"|documents|related_posts|github)|page\.(?:content|excerpt|next|previous))\b"
)
_VERSION = "4.3.1"  # of the Jekyll whose answers are followed here
_CERTAIN = ("page.", "include.", "site.", "jekyll.")  # below these, what is not there is empty


class BodyNames:
    """Looks up what the bodies of one site refer to."""

    def __init__(
        self,
        root: Path,
        kind: Kind,
        layout: SiteLayout,
        config: FrontMatter,
        patterns: dict[str, str],
        defaults: tuple[Default, ...],
    ) -> None:
        self._root = root
        self._kind = kind
        self._layout = layout
        self._config = config
        self._patterns = patterns  # the permalink templates of all collections but the posts
        self._defaults = defaults
        self._baseurl = (text(config, "baseurl") or "").rstrip("/")
        self._base_path = percent_encoded(f"/{self._baseurl.strip('/')}".rstrip("/"))

    def of(self, post: Post, front_matter: FrontMatter, note: Note = unnoted) -> Names:
        """The names in the body of a post, whose front matter has the site's defaults in it.
        `note` is told what is dropped."""
        values = self._values(post, front_matter)
        return Names(
            lambda name: self._value(values, name),
            self._address_of_post,
            self._address,
            self._relative,
            self._include,
            lambda name: self._beside(post.path, name),
            lambda name: name.startswith(_CERTAIN) and not _LISTS.match(name),
            self._host(),
            note,
        )

    def _host(self) -> str:
        return self._kind.site.url.removesuffix(self._base_path)

    def _values(self, post: Post, front_matter: FrontMatter) -> dict[str, Value]:
        site = self._kind.site
        named = {"title": site.title, "description": site.description}
        parts = parts_of_post(post.path, front_matter, post.published, self._layout)
        local = post.published.astimezone(site.timezone)
        return {
            "page": {
                "slug": parts.slug,
                "collection": parts.collection,
                "ext": suffix_of(post.path),
            }
            | front_matter
            | {
                "categories": list(post.categories),
                "date": f"{local:%Y-%m-%d %H:%M:%S %z}",
                "tags": list(post.tags),
                "title": post.title,
                "url": post.permalink,
                "path": post.path,
                "relative_path": post.path,
                "id": jekyll_id(post.permalink, parts.slug),
            },
            "site": self._config
            | {key: value for key, value in named.items() if key in self._config}
            | {"baseurl": self._baseurl, "time": _today(), "url": self._host()},
            "jekyll": {"environment": "production", "version": _VERSION},
        }

    def _value(self, values: dict[str, Value], name: str) -> Value | None:
        """What a name such as `page.image.path` stands for; None where nothing is there."""
        if name.startswith("site."):
            keys = name.split(".")[1:]
            if keys[0] == "data":
                return data_at(self._root, self._layout.below_source("_data"), keys[1:])
            if keys[0] in self._patterns and len(keys) == 1:
                return list(self._collection(keys[0]).documents())
        return _value_at(values, name)

    def _collection(self, label: str) -> Collection:
        zone, pattern = self._kind.site.timezone, self._patterns[label]
        return Collection(self._root, label, pattern, self._layout, self._defaults, zone)

    def _include(self, name: str) -> str | None:
        """The text of a file in the folder of includes; None where there is none, where it is
        large, and where a link leads out of the folder."""
        return self._text_in(self._layout.below_source(self._layout.includes_dir), name)

    def _beside(self, path: str, name: str) -> str | None:
        """The text of a file in the folder of the post at this path, or below it."""
        return self._text_in(path.rpartition("/")[0], name)

    def _text_in(self, folder: str, name: str) -> str | None:
        try:
            data = read(self._root, f"{folder}/{name}", _LARGEST_INCLUDE, folder).data
        except OSError:
            return None
        decoded = None if data is None else decode(data)
        return decoded.text if decoded else None

    def _address_of_post(self, name: str) -> str | None:
        """The path that `post_url` means; the name may lead through folders of `_posts`."""
        folder = "/".join(part for part in (self._layout.collections_dir, "_posts") if part)
        suffixes = (".md", ".markdown", ".html")
        addresses = (self._address(f"{folder}/{name.lstrip('/')}{suffix}") for suffix in suffixes)
        return next((address for address in addresses if address), None)

    def _address(self, path: str) -> str | None:
        """The path that `link` means, of a post or of any other file of the site."""
        inside = path.lstrip("/")
        file = self._layout.below_source(inside)
        permalink = address_of(self._kind, self._root, file)
        if permalink is None:
            permalink = self._address_of_other(inside, file)
        return self._relative(permalink) if permalink else None

    def _address_of_other(self, inside: str, file: str) -> str | None:
        """The path of what is no post: a document of another collection, a page, a plain file."""
        label = self._layout.in_collections(file).partition("/")[0].removeprefix("_")
        if file.startswith(f"{self._layout.base}_") and label in self._patterns:
            document = self._collection(label).document(file)
            return as_text(document.get("url")) if isinstance(document, dict) else None
        if not is_plain_file(self._root, file):
            return None
        if suffix_of(file) not in self._layout.suffixes:
            return percent_encoded(f"/{inside}")
        document_of_page = document_at(self._root, file, matter_form="jekyll")
        if document_of_page is None:
            return percent_encoded(f"/{inside}")
        matter, style = document_of_page.front_matter, text(self._config, "permalink") or "date"
        return page_address(inside, matter, self._defaults, self._layout, style)

    def _relative(self, path: str) -> str:
        """What `relative_url` makes of a path."""
        return path if "://" in path else f"{self._base_path}/{_encoded(path).lstrip('/')}"


def _encoded(path: str) -> str:
    """The path as a link may hold it, with its query and fragment."""
    return quote(path, safe="/%:?#@!$&'()*+,;=-._~")


def _today() -> str:
    """What `site.time` is: Jekyll's is the instant at which the site is built. A day is enough to
    tell what is over, and leaves a post's text the same for so long."""
    return datetime.now(UTC).strftime("%Y-%m-%d 00:00:00 +0000")


def _value_at(values: dict[str, Value], name: str) -> Value | None:
    """What stands at a dotted name among these values."""
    value: Value | None = values
    for key in name.split("."):
        if not isinstance(value, dict):
            return None
        value = at_key(value, key)
    return value
