"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from typing import Any

from msgspec import Raw
from msgspec.json import encode

from feeds.feed.feed import Feed
from feeds.model import Attribution, Enclosure, Entry, Person, Site
from feeds.render.dates import rfc3339
from feeds.render.links import Links
from feeds.render.media import image_of
from feeds.render.paging import archive_links, page_links

VERSION = "https://jsonfeed.org/version/1.1"

Object = dict[str, Any]

_ESCAPES = ((b"\\", b"\\\\"), (b'"', b'\\"'), (b"\n", b"\\n"), (b"\r", b"\\r"), (b"\t", b"\\t"))


def render(feed: Feed, links: Links) -> bytes:
    """The document, as UTF-8; nothing in it is null or empty."""
    document = {
        "version": VERSION,
        "title": feed.title,
        "home_page_url": links.home(feed.query, feed.site),
        "feed_url": links.feed(feed.query, "json"),
        "description": feed.subtitle,
        "next_url": _next_url(feed, links),
        "icon": feed.site.logo,
        "favicon": feed.site.icon,
        "authors": _people((feed.site.author,) if feed.site.author else ()),
        "language": feed.site.language,
        "hubs": [{"type": "WebSub", "url": hub} for hub in links.hubs],
    }
    items = [_item(entry, feed, links) for entry in feed.entries]
    return encode(_said(document) | {"items": items})


def _next_url(feed: Feed, links: Links) -> str | None:
    """The next page; from an archive document, the one of the month before."""
    older = "prev-archive" if feed.query.month else "next"
    found = [*page_links(feed, links, "json"), *archive_links(feed, links, "json")]
    return dict(found).get(older)


def _item(entry: Entry, feed: Feed, links: Links) -> Object:
    post = entry.post
    full = feed.content == "full" and entry.markup
    return _said(
        {
            "id": entry.id,
            "url": entry.url,
            "external_url": post.attribution.original_url,
            "title": post.title,
            "content_html": Raw(_string(entry.markup)) if full else None,
            "content_text": None if full else entry.summary or post.title,
            "summary": entry.summary,
            "image": image_of(entry),
            "date_published": rfc3339(post.published),
            "date_modified": rfc3339(post.updated) if post.updated else None,
            "authors": _authors(post.attribution, feed.site),
            "tags": list(dict.fromkeys((*post.categories, *post.tags))),
            "language": post.language if post.language != feed.site.language else None,
            "attachments": [_attachment(enclosure) for enclosure in post.enclosures],
            "_attribution": _attribution(post.attribution, links),
        }
    )


def _authors(said: Attribution, site: Site) -> list[Object]:
    outlet = (Person(said.outlet, said.outlet_url),) if said.outlet else ()
    return _people(said.bylines or outlet or ((site.author,) if site.author else ()))


def _people(people: tuple[Person, ...]) -> list[Object]:
    return [_said({"name": person.name, "url": person.url}) for person in people]


def _attachment(enclosure: Enclosure) -> Object:
    return _said(
        {
            "url": enclosure.url,
            "mime_type": enclosure.media_type,
            "size_in_bytes": enclosure.length or None,
            "duration_in_seconds": enclosure.duration_seconds,
        }
    )


def _attribution(said: Attribution, links: Links) -> Object:
    """JSON Feed has no field for a source: an extension, named by an underscore (its section
    "Extensions"), with `about` as the section asks."""
    fields = _said(
        {
            "outlet": said.outlet,
            "outlet_url": said.outlet_url,
            "original_url": said.original_url,
            "rights": said.rights,
            "licence_url": said.licence_url,
        }
    )
    return {"about": links.about_attribution, **fields} if fields else {}


def _string(words: bytes) -> bytes:
    """Words in UTF-8, of whose control characters there are these at most, as a string (RFC 8259
    section 7). `encode` would want them decoded first, and encode them again."""
    for sign, escape in _ESCAPES:
        words = words.replace(sign, escape)
    return b'"%b"' % words


def _said(fields: Object) -> Object:
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}
