"""What JSON Feed 1.1 asks of a document (jsonfeed.org/version/1.1)."""

from __future__ import annotations

import json
from typing import Any

from tests.rendering.rules_common import (
    date_faults,
    duplicates,
    html_faults,
    language_faults,
    uri_faults,
)

_TOP = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str,
    "user_comment": str, "next_url": str, "icon": str, "favicon": str, "authors": list,
    "language": str, "expired": bool, "hubs": list, "items": list,
}  # fmt: skip
_ITEM = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str,
    "content_text": str, "summary": str, "image": str, "banner_image": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list,
    "language": str, "attachments": list,
}  # fmt: skip
_ADDRESSES = (
    "home_page_url", "feed_url", "next_url", "icon", "favicon",
    "url", "external_url", "image", "banner_image",
)  # fmt: skip


def faults(document: bytes) -> list[str]:
    """Every rule a feed document breaks, in words."""
    feed = json.loads(document)
    faults = _fields("feed", feed, _TOP)
    if feed.get("version") != "https://jsonfeed.org/version/1.1":
        faults.append("version")
    faults += [f"feed: no {name}" for name in ("title", "feed_url", "items") if name not in feed]
    faults += _authors("feed", feed)
    for hub in feed.get("hubs", []):
        faults += uri_faults("hub", hub.get("url"))
        faults += [] if hub.get("type") == "WebSub" else ["hub type"]
    faults += duplicates("id", (item.get("id") for item in feed["items"]))
    for item in feed["items"]:
        faults += _item(item)
    return faults


def _fields(where: str, fields: dict[str, Any], allowed: dict[str, type]) -> list[str]:
    """Known names have their type; others begin with an underscore and hold an object."""
    faults = []
    for name, value in fields.items():
        if name in allowed:
            faults += [] if isinstance(value, allowed[name]) else [f"{where}: type of {name}"]
        elif not name.startswith("_") or not isinstance(value, dict):
            faults.append(f"{where}: unknown {name}")
        faults += [f"{where}: empty {name}"] if value in ("", None) else []
        faults += uri_faults(f"{where} {name}", value) if name in _ADDRESSES else []
    if "language" in fields:
        faults += language_faults(where, fields["language"])
    return faults


def _item(item: dict[str, Any]) -> list[str]:
    where = f"item {item.get('id')}"
    faults = _fields(where, item, _ITEM) + _authors(where, item)
    faults += [] if item.get("id") else [f"{where}: no id"]
    if "content_html" not in item and "content_text" not in item:
        faults.append(f"{where}: no content")
    faults += html_faults(where, item.get("content_html", ""))
    for name in ("date_published", "date_modified"):
        faults += date_faults(where, item[name]) if name in item else []
    faults += [f"{where}: tag {tag!r}" for tag in item.get("tags", []) if not isinstance(tag, str)]
    for attachment in item.get("attachments", []):
        faults += uri_faults(where, attachment.get("url"))
        faults += [] if "/" in attachment.get("mime_type", "") else [f"{where}: mime_type"]
    about = item.get("_attribution", {"about": "https://x.example/"})
    return faults + uri_faults(f"{where} _attribution", about.get("about"))


def _authors(where: str, fields: dict[str, Any]) -> list[str]:
    faults = []
    for author in fields.get("authors", []):
        named = {"name", "url", "avatar"} & set(author)
        faults += [] if named else [f"{where}: an author without anything"]
        faults += uri_faults(where, author["url"]) if "url" in author else []
    return faults
