"""A former feed (RSS, Atom, JSON Feed) → its entries, as a reader's program tells them apart.

Entities are not expanded, and nothing is fetched but the feed itself.
"""

from __future__ import annotations

import codecs
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from html import unescape
from html.entities import html5
from typing import Any
from urllib.parse import urljoin

from lxml import etree, html

from feeds.errors import ArchiveError
from feeds.text import dates
from service.moving.feed_bytes import feed_bytes

_HEAD = 100_000  # bytes of a page that its head may take
_AMPERSAND = re.compile(rb"&(#[0-9]{1,7};|#[xX][0-9A-Fa-f]{1,6};|[A-Za-z0-9]{1,31};)?")
_TYPES = ("application/rss+xml", "application/atom+xml", "application/feed+json")


@dataclass(frozen=True, slots=True)
class FormerEntry:
    """An entry of the former feed. `id` is what readers tell it by: the link where it has no id."""

    id: str
    link: str
    title: str
    published: datetime | None  # in UTC


@dataclass(frozen=True, slots=True)
class FormerFeed:
    generator: str  # what the feed says of the program that wrote it
    entries: tuple[FormerEntry, ...]


def read_former_feed(source: str) -> FormerFeed:
    """The feed at an http(s) address or in a file.

    :raise ArchiveError: it cannot be had, is too large, is no feed, or has no entry
    """
    data = feed_bytes(source)
    feed = parse_former_feed(data)
    if feed is None:
        raise ArchiveError(f"{source}: no feed in RSS, Atom or JSON{_feeds_of_page(data)}")
    if not feed.entries:
        raise ArchiveError(f"{source}: the feed has no entry to compare")
    return feed


def _feeds_of_page(data: bytes) -> str:
    """Words on the feeds that a page in HTML names in its head."""
    try:
        page = html.fromstring(data[:_HEAD])
    except (etree.ParserError, ValueError):
        return ""
    links = page.iterfind(".//link[@rel='alternate'][@type]")
    addresses = [link.get("href", "") for link in links if link.get("type") in _TYPES]
    return f": it is a page, which names {', '.join(addresses)[:300]}" if any(addresses) else ""


def parse_former_feed(data: bytes) -> FormerFeed | None:
    """The feed that these bytes are; None where they are none."""
    data = data.lstrip(codecs.BOM_UTF8 + b" \t\r\n")
    if data.startswith(b"{"):
        return _from_json(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(_with_ampersands(data), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _local(root) not in ("rss", "RDF", "feed"):
        return None
    is_atom = _local(root) == "feed"
    elements = root.iter("{*}entry" if is_atom else "{*}item")
    entries = [_atom_entry(each) if is_atom else _rss_entry(each) for each in elements]
    generator = next(root.iter("{*}generator"), None)
    return FormerFeed(_text(generator), tuple(each for each in entries if each.id))


def _with_ampersands(data: bytes) -> bytes:
    """The document with each bare `&` escaped, as jekyll-feed leaves them in addresses, and names
    of HTML such as `&nbsp;` as numbers: at the first of either the parser would begin to drop
    `&amp;`, too. Sections of CDATA stay."""
    first, *rest = data.split(b"<![CDATA[")
    parts = [_AMPERSAND.sub(_escaped, first)]
    for part in rest:
        inside, end, outside = part.partition(b"]]>")
        parts.append(inside + end + _AMPERSAND.sub(_escaped, outside))
    return b"<![CDATA[".join(parts)


def _escaped(ampersand: re.Match[bytes]) -> bytes:
    name = (ampersand[1] or b"").decode()
    if name.startswith("#"):
        return ampersand[0]
    signs = html5.get(name)
    return (
        "".join(f"&#{ord(sign)};" for sign in signs).encode() if signs else b"&amp;" + name.encode()
    )


def _rss_entry(item: Any) -> FormerEntry:
    link = _text(_own(item, "link"))
    guid = _own(item, "guid")
    if not link and guid is not None and guid.get("isPermaLink") != "false":
        link = _text(guid)
    spelled = _text(_own(item, "pubDate")) or _text(item.find("{*}date"))
    return FormerEntry(_text(guid) or link, link, _title(item), _instant(spelled))


def _atom_entry(entry: Any) -> FormerEntry:
    links = [
        urljoin(each.base or "", each.get("href", ""))
        for each in entry.iterfind("{*}link")
        if each.get("rel", "alternate") == "alternate"
    ]
    link = next(iter(links), "").strip()
    spelled = _text(entry.find("{*}published")) or _text(entry.find("{*}updated"))
    return FormerEntry(_text(_own(entry, "id")) or link, link, _title(entry), _instant(spelled))


def _from_json(data: bytes) -> FormerFeed | None:
    try:
        loaded = json.loads(data)
    except (ValueError, RecursionError):
        return None
    items = loaded.get("items")
    if not isinstance(items, list):
        return None
    entries = [
        FormerEntry(
            str(item.get("id") or item.get("url") or ""),
            str(item.get("url") or ""),
            str(item.get("title") or ""),
            _instant(str(item.get("date_published") or "")),
        )
        for item in items
        if isinstance(item, dict)
    ]
    return FormerFeed("", tuple(each for each in entries if each.id))


def _instant(spelled: str) -> datetime | None:
    moment = dates.parse(spelled, UTC) if spelled else None
    return moment.instant if moment else None


def _own(entry: Any, name: str) -> Any:
    """The element of the feed's own vocabulary: a podcast has `itunes:title`, too."""
    namespace = etree.QName(entry).namespace
    return entry.find(f"{{{namespace}}}{name}" if namespace else name)


def _title(entry: Any) -> str:
    """In RSS and in Atom's `html`, a title is HTML in the text of XML."""
    return unescape(_text(_own(entry, "title")))


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
