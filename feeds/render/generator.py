"""The one door to feedgen: a generator with nothing left to the clock, and our extension in it.

feedgen 1.0.0 cannot say all that FEEDS need (no `via` links, no full `source`, no paging in
RSS). Its extension API hands over the lxml elements, where `rss.py` and `atom.py` finish them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.model import Entry
from feeds.render.head import Head
from feeds.version import VERSION

GENERATOR = "Postwire"

Finish = Callable[[Any], None]


class _FeedExtension(BaseExtension):  # type: ignore[misc]
    """Calls back with the document's root before feedgen appends the entries."""

    finish: Finish = staticmethod(lambda element: None)
    namespaces: dict[str, str]
    stylesheet: str = ""

    def extend_ns(self) -> dict[str, str]:
        return self.namespaces

    def extend_rss(self, root: Any) -> Any:
        self.finish(root[0])
        return root

    def extend_atom(self, root: Any) -> Any:
        self.finish(root)
        return root


class _EntryExtension(BaseEntryExtension):  # type: ignore[misc]
    """Calls back with the entry's element when feedgen has made it."""

    finish: Finish

    def extend_rss(self, item: Any) -> Any:
        self.finish(item)
        return item

    def extend_atom(self, entry: Any) -> Any:
        self.finish(entry)
        return entry


class _Generator(FeedGenerator):  # type: ignore[misc]
    """Puts the style sheet before the root; it knows no processing instructions of its own."""

    def _create_rss(self, extensions: bool = True) -> tuple[Any, Any]:
        return self._styled(*super()._create_rss(extensions))

    def _create_atom(self, extensions: bool = True) -> tuple[Any, Any]:
        return self._styled(*super()._create_atom(extensions))

    def _styled(self, root: Any, document: Any) -> tuple[Any, Any]:
        words = f'type="text/css" href="{self.postwire.stylesheet}"'
        root.addprevious(etree.ProcessingInstruction("xml-stylesheet", words))
        return root, document


def generator_for(head: Head, namespaces: dict[str, str], finish: Finish) -> FeedGenerator:
    """A generator with the feed's own words set, and `finish` to be called on its element."""
    generator = _bare(namespaces, head.updated)
    generator.postwire.finish = finish
    generator.postwire.stylesheet = head.stylesheet
    generator.id(head.id)
    generator.title(head.title)
    generator.subtitle(head.subtitle)
    generator.generator(GENERATOR, version=VERSION)
    return generator


def for_entry(namespaces: dict[str, str], entry: Entry, finish: Finish) -> tuple[Any, FeedEntry]:
    """A generator of a document with nothing but this entry, with `finish` to be called on its
    element."""
    generator = _bare(namespaces, entry.updated)
    # feedgen writes no document without these.
    generator.id("-")
    generator.title("-")
    generator.subtitle("-")
    generator.link(href="-")
    made = generator.add_entry()
    made.postwire.finish = finish
    made.id(entry.id)
    made.title(entry.post.title)
    made.updated(entry.updated)
    return generator, made


def cut_out(document: bytes, element: bytes) -> bytes:
    """The one element of this name in a document. Its closing tag stands in no text: there "<" is
    written "&lt;"."""
    closing = b"</" + element + b">"
    return document[document.index(b"<" + element) : document.rindex(closing)] + closing


def _bare(namespaces: dict[str, str], updated: datetime) -> FeedGenerator:
    generator = _Generator()
    generator.register_extension("postwire", _FeedExtension, _EntryExtension)
    generator.postwire.namespaces = namespaces
    generator.updated(updated)
    # feedgen would write this date with `locale.setlocale`, which changes the whole process
    # under the feet of other threads; `rss.py` writes it instead.
    generator._FeedGenerator__rss_lastBuildDate = None
    return generator
