"""Renders a Feed as a document: a pure function of (Feed, Links). Each format is a module, and has
a row of the table here."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

from feeds.archive.faults import Fault, report_left_out
from feeds.feed.feed import Feed
from feeds.model import Entry, Site
from feeds.query import Content
from feeds.render import atom, json_feed, rss
from feeds.render.gate import Check, passed
from feeds.render.links import Links


class Format(NamedTuple):
    """`media_type` names the format in links; `content_type` is what a response says of itself.

    XML goes out as application/xml: Firefox offers application/rss+xml as a download, and a
    feed that somebody opens should show itself. Every reader tells the formats by content.
    """

    extension: str
    title: str
    media_type: str
    content_type: str
    fragments: Callable[[Sequence[Entry], Site, Content, Links], list[bytes]]
    check: Check
    document: Callable[[Feed, Links, Iterable[bytes]], bytes]

    def checked_fragments(
        self, entries: Sequence[Entry], site: Site, content: Content, links: Links
    ) -> list[bytes | Fault]:
        """The entries as they stand in any document, as UTF-8; the fault of one that none can
        hold."""
        return passed(entries, lambda some: self.fragments(some, site, content, links), self.check)

    def render(self, feed: Feed, links: Links) -> bytes:
        """The document of a feed, as UTF-8. The log names the posts that it cannot hold."""
        fragments = self.checked_fragments(feed.entries, feed.site, feed.content, links)
        for entry, fragment in zip(feed.entries, fragments, strict=True):
            if isinstance(fragment, Fault):
                report_left_out(entry.post.path, fragment)
        return self.document(feed, links, [each for each in fragments if isinstance(each, bytes)])


_XML = "application/xml; charset=utf-8"

FORMATS: dict[str, Format] = {
    "rss": Format(
        "rss", "RSS", "application/rss+xml", _XML, rss.fragments, rss.check, rss.document
    ),
    "atom": Format(
        "atom", "Atom", "application/atom+xml", _XML, atom.fragments, atom.check, atom.document
    ),
    "json": Format(
        "json",
        "JSON Feed",
        "application/feed+json",
        "application/feed+json",
        json_feed.fragments,
        json_feed.check,
        json_feed.document,
    ),
}
