"""The documents of a collection as a body sees them: their front matter and addresses."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from feeds.archive.cross_reference import document_at
from feeds.archive.jekyll.defaults import Default, default_values
from feeds.archive.jekyll.document_place import parts_of_document
from feeds.archive.jekyll.permalinks import jekyll_permalink
from feeds.archive.jekyll.site_data import documents_of, stamps_of
from feeds.archive.jekyll.site_layout import SiteLayout
from feeds.archive.values import Value, merged, text
from feeds.model import Stamp


class Collection:
    """A collection of a site, by its label. Two are equal that read the same documents alike."""

    def __init__(
        self,
        root: Path,
        label: str,
        permalink: str,
        layout: SiteLayout,
        defaults: tuple[Default, ...],
    ) -> None:
        self._root = root
        self._label = label
        self._permalink = permalink
        self._layout = layout
        self._defaults = defaults
        self._key = root, label, permalink, layout, repr(defaults)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def documents(self) -> tuple[Value, ...]:
        """The front matter of each document, with its address; read anew when a file changed."""
        paths = documents_of(self._root, f"{self._layout.base}_{self._label}")
        return _read(self, paths, stamps_of(self._root, paths))

    def document(self, path: str) -> Value | None:
        """That of one document; None for a file that is none."""
        document = document_at(self._root, path, matter_form="jekyll")
        if document is None:
            return None
        inside = self._layout.in_collections(path)
        defaults = default_values(self._defaults, inside, self._label)
        matter = merged(defaults, document.as_ruby())
        parts = parts_of_document(path, matter, self._label, self._layout)
        url = jekyll_permalink(text(matter, "permalink") or self._permalink, parts)
        title = text(matter, "title") or parts.stem.replace("-", " ").title()
        return {**matter, "title": title, "url": url, "slug": parts.slug}


@lru_cache(maxsize=16)
def _read(
    collection: Collection, paths: tuple[str, ...], stamps: tuple[Stamp, ...]
) -> tuple[Value, ...]:
    values = (collection.document(path) for path in paths)
    return tuple(value for value in values if value is not None)
