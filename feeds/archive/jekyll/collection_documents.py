"""The documents of a collection as a body sees them: their front matter and addresses."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from feeds.archive.cross_reference import document_at
from feeds.archive.front_matter import Document
from feeds.archive.jekyll.defaults import Default, default_values
from feeds.archive.jekyll.document_place import (
    date_in_name,
    parser_with_utc,
    parts_of_document,
    slug_of_name,
)
from feeds.archive.jekyll.permalinks import jekyll_permalink
from feeds.archive.jekyll.site_data import documents_of, stamps_of
from feeds.archive.jekyll.site_layout import SiteLayout
from feeds.archive.values import FrontMatter, Value, merged, text
from feeds.model import Stamp
from feeds.text.dates import Moment

_LAST = datetime.max.replace(tzinfo=UTC)


class Collection:
    """A collection of a site, by its label. Two are equal that read the same documents alike."""

    def __init__(
        self,
        root: Path,
        label: str,
        permalink: str,
        layout: SiteLayout,
        defaults: tuple[Default, ...],
        zone: ZoneInfo,
    ) -> None:
        self._root = root
        self._label = label
        self._permalink = permalink
        self._layout = layout
        self._defaults = defaults
        self._zone = zone
        self._key = root, label, permalink, layout, repr(defaults), zone.key

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Collection) and self._key == other._key

    def __hash__(self) -> int:
        return hash(self._key)

    def documents(self) -> tuple[Value, ...]:
        """The front matter of each document, with its address, by their dates; read anew when a
        file changed."""
        paths = documents_of(self._root, f"{self._layout.base}_{self._label}")
        return _read(self, paths, stamps_of(self._root, paths))

    def document(self, path: str) -> Value | None:
        """That of one document; None for a file that is none."""
        placed = self.placed(path)
        return placed.values if placed else None

    def placed(self, path: str) -> Placed | None:
        """The same with its place among the others. One without a date is of the day on which the
        site is built, and comes last."""
        document = document_at(self._root, path, matter_form="jekyll")
        if document is None:
            return None
        inside = self._layout.in_collections(path)
        defaults = default_values(self._defaults, inside, self._label)
        matter = merged(defaults, document.as_ruby())
        moment = self._moment(document, matter, path)
        local = (moment.instant if moment else datetime.now(UTC)).astimezone(self._zone)
        parts = parts_of_document(path, matter, self._label, self._layout, local)
        url = jekyll_permalink(text(matter, "permalink") or self._permalink, parts)
        title = text(matter, "title") or _title(slug_of_name(path))
        values = {**matter, "title": title, "url": url, "slug": parts.slug}
        if moment:
            values["date"] = f"{local:%Y-%m-%d %H:%M:%S %z}"
        return Placed(moment.instant if moment else _LAST, path, values)

    def _moment(self, document: Document, matter: FrontMatter, path: str) -> Moment | None:
        spelled = text(matter, "date")
        written = spelled and parser_with_utc(document)(spelled, self._zone)
        return written or date_in_name(path, self._zone)


class Placed(NamedTuple):
    """A document, and where it stands among those of its collection."""

    instant: datetime
    path: str
    values: FrontMatter


def _title(slug: str) -> str:
    """`a-day-out` as `A Day Out`."""
    return " ".join(word.capitalize() for word in slug.rstrip("-").split("-"))


@lru_cache(maxsize=16)
def _read(
    collection: Collection, paths: tuple[str, ...], stamps: tuple[Stamp, ...]
) -> tuple[Value, ...]:
    placed = sorted(
        (place for path in paths if (place := collection.placed(path))),
        key=lambda place: (place.instant, place.path),
    )
    return tuple(place.values for place in placed)
