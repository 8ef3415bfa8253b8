"""The one door to feedgen, which writes RSS and Atom.

    feed ─ FeedGenerator ─▶ document without entries ─┐
    entries ─ FeedEntry ─▶ elements ─▶ fragments ─────┴─ joined ─▶ document

A *fragment* is one entry as it stands in any document of its format. feedgen 1.0.0 cannot say
all that a feed must (typed links of an entry, a full `source`, paging in RSS), so `rss.py` and
`atom.py` extend the elements that it has made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.feed.feed import Feed
from feeds.model import Entry
from feeds.render.links import Links
from feeds.render.namespaces import XHTML, name
from feeds.version import VERSION

GENERATOR = "Postwire"

_UNPREFIXED: Any = {None: XHTML}

Extend = Callable[[Any], None]
"""Adds to a document's root, before it is written, what feedgen cannot say."""


class _Extension(BaseExtension):  # type: ignore[misc]
    def __init__(self, namespaces: Mapping[str, str], extend: Extend) -> None:
        self._namespaces = namespaces
        self._extend = extend

    def extend_ns(self) -> dict[str, str]:
        return dict(self._namespaces)

    def extend_rss(self, root: Any) -> Any:
        self._extend(root)
        return root

    extend_atom = extend_rss


class _Unwritten(datetime):
    """A date that feedgen leaves out: it writes only dates that are true."""

    def __bool__(self) -> bool:
        return False


UNWRITTEN = _Unwritten(2000, 1, 1, tzinfo=UTC)
"""Stands for a date in RSS. feedgen writes those with `locale.setlocale`, which changes the locale
of the whole process while other threads work; `rss.py` writes them itself."""


def generator_of(feed: Feed, namespaces: Mapping[str, str], extend: Extend) -> FeedGenerator:
    """A generator of the feed's document without entries. `extend` is called with its root."""
    generator = FeedGenerator()
    generator.register_extension("postwire", partial(_Extension, namespaces, extend))
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.generator(GENERATOR, version=VERSION)
    return generator


def generator_of_entry(entry: Entry) -> FeedEntry:
    """The same of an entry."""
    generator = FeedEntry()
    generator.id(entry.id)
    generator.title(entry.post.title)
    generator.updated(entry.updated)
    return generator


def add_stylesheet(root: Any, links: Links) -> None:
    """Name the style sheet before the root (W3C xml-stylesheet)."""
    words = f'type="text/css" href="{links.stylesheet}"'
    root.addprevious(etree.ProcessingInstruction("xml-stylesheet", words))


def append_address(metadata: Any, address: str) -> None:
    """Add a link to the document itself, for a person who opens it in a browser: no style sheet
    can make one. Of XHTML, W3C's validator takes a `div` beside a feed's other elements."""
    division = etree.SubElement(metadata, name(XHTML, "div"), nsmap=_UNPREFIXED)
    etree.SubElement(division, name(XHTML, "a"), href=address).text = address


def serialised(elements: Iterable[Any], namespaces: Mapping[str, str]) -> bytes:
    """Elements of one name, as they stand in a document that declares these namespaces."""
    root = etree.Element("root", nsmap=dict(namespaces))
    root.extend(elements)
    return etree.tostring(root, encoding="UTF-8")


def split(document: bytes, tag: str) -> list[bytes]:
    """The elements of this name in a document. Their tags stand in no text, where "<" is always
    written "&lt;"."""
    first, closing = document.find(f"<{tag}".encode()), f"</{tag}>".encode()
    elements = document[first:].split(closing)[:-1]
    return [element + closing for element in elements]


def joined(document: bytes, tag: str, fragments: Iterable[bytes]) -> bytes:
    """A document without entries → with these at the end of the element of this name."""
    before, closing, after = document.rpartition(f"</{tag}>".encode())
    return b"".join((before, *fragments, closing, after))
