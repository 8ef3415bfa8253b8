"""What a document of XML says beside its entries, and writing that by a form of its shape."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from feeds.feed.feed import Feed, Tombstone
from feeds.model import Site
from feeds.render.dates import rfc822, rfc3339
from feeds.render.forms import Form, Vocabulary, is_remarkable, mark
from feeds.render.links import Links
from feeds.render.media import explicit_of
from feeds.render.namespaces import HISTORY, name
from feeds.render.paging import document_links, is_archive

# No feed has these: no post is of that year, and no copy may be kept for so long.
_UPDATED = datetime(9999, 4, 4, 4, 4, 4, 444444, UTC)
_TTL = 9_444_444

_FORMS = 200


class Head(NamedTuple):
    """Everything in a document that is no entry."""

    site: Site
    id: str
    title: str
    subtitle: str
    home: str
    stylesheet: str
    updated: datetime
    ttl_minutes: int
    period: tuple[str, str] | None  # name and frequency
    links: tuple[tuple[str, str], ...]  # (rel, address), `self` first
    is_archive: bool
    explicit: bool | None  # of a podcast; None: it is none
    tombstones: tuple[Tombstone, ...]


Write = Callable[[Head], bytes]
"""A format's document without entries, by feedgen."""


def head_of(feed: Feed, links: Links, extension: str) -> Head:
    """The head of a feed's document in one format."""
    period = feed.pace.period
    return Head(
        site=feed.site,
        id=feed.id,
        title=feed.title,
        subtitle=feed.subtitle,
        home=links.home(feed.query, feed.site),
        stylesheet=links.stylesheet,
        updated=feed.updated,
        ttl_minutes=feed.pace.ttl_minutes,
        period=period and (period[0], str(period[1])),
        links=tuple(document_links(feed, links, extension)),
        is_archive=is_archive(feed),
        explicit=explicit_of(feed),
        tombstones=feed.tombstones,
    )


def mark_archive(head: Head, element: Any) -> None:
    """`fh:archive` on an archive document (RFC 5005 section 4)."""
    if head.is_archive:
        etree.SubElement(element, name(HISTORY, "archive"))


def written(head: Head, write: Write) -> bytes:
    """The document without entries, as `write` would write it."""
    if head.tombstones or is_remarkable(head.title):
        return write(head)
    return _form(write, _specimen(head)).filled(head)


@lru_cache(maxsize=_FORMS)
def _form(write: Write, specimen: Head) -> Form[Head]:
    return Form(write(specimen).decode(), _VOCABULARY)


def _specimen(head: Head) -> Head:
    """A head of the same shape with marks for words."""
    return head._replace(
        id=mark("id"),
        title=mark("title"),
        home=mark("home"),
        updated=_UPDATED,
        ttl_minutes=_TTL,
        period=head.period and (mark("period"), mark("frequency")),
        links=tuple((rel, mark(f"link {at}")) for at, (rel, _) in enumerate(head.links)),
    )


_VOCABULARY = Vocabulary[Head](
    marked={
        "id": lambda head: head.id,
        "title": lambda head: head.title,
        "home": lambda head: head.home,
        "period": lambda head: head.period[0] if head.period else "",
        "frequency": lambda head: head.period[1] if head.period else "",
    },
    listed={"link": lambda head, at: head.links[at][1]},
    spelled={},
    literal={
        rfc822(_UPDATED): lambda head: rfc822(head.updated),
        rfc3339(_UPDATED): lambda head: rfc3339(head.updated),
        str(_TTL): lambda head: str(head.ttl_minutes),
    },
)
