"""A former feed (RSS, Atom, JSON Feed) → its entries, as a reader's program tells them apart.

Entities are not expanded, and nothing is fetched but the feed itself, within bounds of size and
time.
"""

from __future__ import annotations

import json
import time
import urllib.request
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from lxml import etree

from feeds.errors import ArchiveError
from feeds.text import dates
from feeds.version import VERSION

LARGEST = 32 * 1024 * 1024  # bytes
_SECONDS = 60
_CHUNK = 64 * 1024  # bytes


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

    :raise ArchiveError: it cannot be had, is too large, or is no feed
    """
    is_address = source.lower().startswith(("http://", "https://"))
    try:
        data = _fetched(source) if is_address else _read(Path(source))
    except (OSError, ValueError) as error:
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        raise ArchiveError(f"{source}: {reason}") from error
    feed = parse_former_feed(data)
    if feed is None:
        raise ArchiveError(f"{source}: no feed in RSS, Atom or JSON")
    return feed


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise ValueError(f"larger than {LARGEST:,} bytes")
    return path.read_bytes()


def _fetched(address: str) -> bytes:
    request = urllib.request.Request(address, headers={"User-Agent": f"Postwire/{VERSION}"})
    end = time.monotonic() + _SECONDS
    data = bytearray()
    with urllib.request.urlopen(request, timeout=_SECONDS / 4) as answer:
        while part := answer.read1(_CHUNK):
            data += part
            if len(data) > LARGEST:
                raise ValueError(f"larger than {LARGEST:,} bytes")
            if time.monotonic() > end:
                raise ValueError(f"did not come within {_SECONDS} seconds")
    return bytes(data)


def parse_former_feed(data: bytes) -> FormerFeed | None:
    """The feed that these bytes are; None where they are none."""
    if data.lstrip()[:1] == b"{":
        return _from_json(data)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, recover=True
    )
    try:
        root = etree.fromstring(data.lstrip(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None
    if root is None or _local(root) not in ("rss", "RDF", "feed"):
        return None
    is_atom = _local(root) == "feed"
    elements = root.iter("{*}entry" if is_atom else "{*}item")
    entries = [_atom_entry(each) if is_atom else _rss_entry(each) for each in elements]
    generator = next(root.iter("{*}generator"), None)
    return FormerFeed(_text(generator), tuple(each for each in entries if each.id))


def _rss_entry(item: Any) -> FormerEntry:
    link = _text(item.find("{*}link"))
    guid = item.find("{*}guid")
    if not link and guid is not None and guid.get("isPermaLink", "true") != "false":
        link = _text(guid)
    spelled = _text(item.find("{*}pubDate")) or _text(item.find("{*}date"))
    return FormerEntry(_text(guid) or link, link, _text(item.find("{*}title")), _instant(spelled))


def _atom_entry(entry: Any) -> FormerEntry:
    links = [
        each.get("href", "")
        for each in entry.iterfind("{*}link")
        if each.get("rel", "alternate") == "alternate"
    ]
    link = next(iter(links), "").strip()
    spelled = _text(entry.find("{*}published")) or _text(entry.find("{*}updated"))
    return FormerEntry(
        _text(entry.find("{*}id")) or link, link, _text(entry.find("{*}title")), _instant(spelled)
    )


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


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext()).strip()


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)
