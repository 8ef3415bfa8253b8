"""JSON Feed 1.1 (jsonfeed.org/version/1.1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Raw
from msgspec.json import encode

from feeds.archive.media_types import CHAPTERS
from feeds.feed.feed import Feed
from feeds.model import Attribution, Enclosure, Entry, Person, Post, Site
from feeds.query import Content
from feeds.render.attribution import authors_of
from feeds.render.dates import rfc3339
from feeds.render.links import Links
from feeds.render.media import lead_image_of
from feeds.render.paging import archive_links, page_links

VERSION = "https://jsonfeed.org/version/1.1"

Object = dict[str, Any]


def fragments(entries: Sequence[Entry], site: Site, content: Content, links: Links) -> list[bytes]:
    """The item of each entry, as UTF-8."""
    return [encode(_item(entry, site, content, links)) for entry in entries]


def check(fragments: Sequence[bytes], entries: Sequence[Entry]) -> None:
    """Nothing to look for: what msgspec encodes is JSON."""


def document(feed: Feed, links: Links, fragments: Iterable[bytes]) -> bytes:
    """The document of a feed, whose items are these fragments, as UTF-8; nothing in it is null or
    empty, but the list of items may be."""
    head = {
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
    return encode(_filled(head) | {"items": [Raw(fragment) for fragment in fragments]})


def _next_url(feed: Feed, links: Links) -> str | None:
    """The next page; from an archive document, the one of the month before."""
    older = "prev-archive" if feed.query.month else "next"
    rels = [*page_links(feed, links, "json"), *archive_links(feed, links, "json")]
    return dict(rels).get(older)


def _item(entry: Entry, site: Site, content: Content, links: Links) -> Object:
    post = entry.post
    full = content == "full" and entry.content
    return _filled(
        {
            "id": entry.id,
            "url": entry.url,
            "external_url": post.attribution.original_url,
            "title": post.title,
            "content_html": entry.content if full else None,
            "content_text": None if full else entry.summary or post.title,
            "summary": entry.summary,
            "image": lead_image_of(entry),
            "date_published": rfc3339(post.published),
            "date_modified": rfc3339(post.updated) if post.updated else None,
            "authors": _authors(post.attribution, site),
            "tags": list(dict.fromkeys((*post.categories, *post.tags))),
            "language": post.language if post.language != site.language else None,
            "attachments": _attachments(post),
            "_attribution": _attribution(entry, links),
        }
    )


def _authors(attribution: Attribution, site: Site) -> list[Object]:
    """The bylines, else the outlet, else the site's author."""
    return _people(authors_of(attribution) or ((site.author,) if site.author else ()))


def _people(people: tuple[Person, ...]) -> list[Object]:
    return [_filled({"name": person.name, "url": person.url}) for person in people]


def _attachments(post: Post) -> list[Object]:
    """The enclosures, and the files that belong to an episode: an attachment is any resource that
    belongs to an item, and one with a title of its own is no other form of the first."""
    attachments = [_attachment(enclosure) for enclosure in post.enclosures]
    episode = post.episode
    if episode is None or not attachments:
        return attachments
    attachments += [
        {"url": transcript.url, "mime_type": transcript.media_type, "title": "Transcript"}
        for transcript in episode.transcripts
    ]
    if episode.chapters:
        chapters = {"url": episode.chapters, "mime_type": CHAPTERS, "title": "Chapters"}
        attachments.append(chapters)
    return attachments


def _attachment(enclosure: Enclosure) -> Object:
    return _filled(
        {
            "url": enclosure.url,
            "mime_type": enclosure.media_type,
            "size_in_bytes": enclosure.length or None,
            "duration_in_seconds": enclosure.duration_seconds,
        }
    )


def _attribution(entry: Entry, links: Links) -> Object:
    """JSON Feed has no field for a source: an extension, named by an underscore (its section
    "Extensions"), with `about` as the section asks."""
    attribution = entry.post.attribution
    also_in = [
        _filled({"outlet": each.name, "url": each.url, "original_url": each.original_url})
        for each in entry.repeats
    ]
    fields = _filled(
        {
            "outlet": attribution.outlet,
            "outlet_url": attribution.outlet_url,
            "original_url": attribution.original_url,
            "rights": attribution.rights,
            "licence_url": attribution.licence_url,
            "also_in": also_in,
        }
    )
    return {"about": links.about_attribution, **fields} if fields else {}


def _filled(fields: Object) -> Object:
    return {key: value for key, value in fields.items() if value not in (None, "", [], {})}
