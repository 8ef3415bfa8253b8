"""Rendering: a pure function of (Feed, Links). One format, one module, one row here."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from feeds.feed.feed import Feed
from feeds.render import atom, json_feed, rss
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
    render: Callable[[Feed, Links], bytes]


_XML = "application/xml; charset=utf-8"

FORMATS: dict[str, Format] = {
    "rss": Format("rss", "RSS", "application/rss+xml", _XML, rss.render),
    "atom": Format("atom", "Atom", "application/atom+xml", _XML, atom.render),
    "json": Format(
        "json", "JSON Feed", "application/feed+json", "application/feed+json", json_feed.render
    ),
}
