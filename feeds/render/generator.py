"""The one door to feedgen: a generator with nothing left to the clock, and our extension in it.

feedgen 1.0.0 cannot say all that FEEDS need (no `via` links, no full `source`, no paging in
RSS). Its extension API hands over the lxml elements, where `rss.py` and `atom.py` finish them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from feedgen.entry import FeedEntry
from feedgen.ext.base import BaseEntryExtension, BaseExtension
from feedgen.feed import FeedGenerator
from lxml import etree

from feeds.feed import Feed
from feeds.model import Entry
from feeds.version import VERSION

GENERATOR = "Postwire"

Finish = Callable[[Any], None]


class _FeedExtension(BaseExtension):  # type: ignore[misc]
    """Calls back with the document's root before feedgen appends the entries."""

    finish: Finish
    namespaces: dict[str, str]
    stylesheet: str

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


def generator_for(
    feed: Feed, namespaces: dict[str, str], finish: Finish, stylesheet: str
) -> FeedGenerator:
    """A generator with the feed's own words set, and `finish` to be called on its element."""
    generator = _Generator()
    generator.register_extension("postwire", _FeedExtension, _EntryExtension)
    generator.postwire.finish = finish
    generator.postwire.namespaces = namespaces
    generator.id(feed.id)
    generator.title(feed.title)
    generator.subtitle(feed.subtitle)
    generator.updated(feed.updated)
    generator.generator(GENERATOR, version=VERSION)
    generator.postwire.stylesheet = stylesheet
    # feedgen would write this date with `locale.setlocale`, which changes the whole process
    # under the feet of other threads; `rss.py` writes it instead.
    generator._FeedGenerator__rss_lastBuildDate = None
    return generator


def add_entry(generator: FeedGenerator, entry: Entry, finish: Finish) -> FeedEntry:
    """An entry at the end of the document, with `finish` to be called on its element."""
    made = generator.add_entry(order="append")
    made.postwire.finish = finish
    made.id(entry.id)
    made.title(entry.post.title)
    made.updated(entry.updated)
    return made
