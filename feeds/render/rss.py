"""RSS 2.0 (rssboard.org/rss-specification, and its Best Practices Profile)."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime
from functools import partial
from typing import Any

from lxml import etree

from feeds.feed import Feed
from feeds.links import Links
from feeds.model import Attribution, Entry
from feeds.render.generator import add_entry, generator_for
from feeds.render.media import Media, media_of
from feeds.render.namespaces import ATOM, DC, ITUNES, MEDIA, name
from feeds.render.paging import document_links

_NAMESPACES = {"dc": DC, "media": MEDIA, "itunes": ITUNES}


def render(feed: Feed, links: Links) -> bytes:
    """The document, as UTF-8."""
    generator = generator_for(feed, _NAMESPACES, partial(_finish_channel, feed, links))
    generator.link(href=_home(feed, links), rel="alternate")
    generator.description(feed.subtitle)
    generator.language(feed.site.language)
    generator.ttl(max(1, feed.pace.fresh_seconds // 60))
    if feed.site.rights:
        generator.copyright(feed.site.rights)
    for entry in feed.entries:
        _add(generator, feed, entry)
    document: bytes = generator.rss_str()
    return document


def _home(feed: Feed, links: Links) -> str:
    return links.page(feed.query) if feed.query.terms else feed.site.url + "/"


def _finish_channel(feed: Feed, links: Links, channel: Any) -> None:
    """The dates, and every link feedgen leaves out of a channel."""
    _append(channel, "lastBuildDate", rfc822(feed.updated))
    if feed.site.logo:
        image = etree.SubElement(channel, "image")
        _append(image, "url", feed.site.logo)
        _append(image, "title", feed.title)
        _append(image, "link", _home(feed, links))
    for link in document_links(feed, links, "rss"):
        etree.SubElement(channel, name(ATOM, "link"), attrib=link)


def _add(generator: Any, feed: Feed, entry: Entry) -> None:
    post = entry.post
    item = add_entry(generator, entry, partial(_finish_item, feed, entry))
    item.link(href=entry.url)
    if feed.query.content == "summary" or not entry.content:
        item.description(entry.summary or post.title)
    elif entry.summary:
        # feedgen writes the description first, which is what validators ask for.
        item.description(entry.summary)
        item.content(entry.content)
    else:
        item.description(entry.content)
    for label in dict.fromkeys((*post.categories, *post.tags)):
        item.category(term=label)
    for enclosure in post.enclosures[:1]:  # the profile: readers take one
        item.enclosure(enclosure.url, str(enclosure.length), enclosure.media_type)
    said = post.attribution
    if said.outlet and (said.outlet_feed or said.outlet_url):
        item.source(url=said.outlet_feed or said.outlet_url, title=said.outlet)


def _finish_item(feed: Feed, entry: Entry, item: Any) -> None:
    post, said = entry.post, entry.post.attribution
    _append(item, "pubDate", rfc822(post.published))
    if post.updated:
        _append(item, name(ATOM, "updated"), post.updated.isoformat())
    for link in _attribution_links(said):
        etree.SubElement(item, name(ATOM, "link"), attrib=link)
    for creator in _creators(said, feed):
        _append(item, name(DC, "creator"), creator)
    _append(item, name(DC, "publisher"), said.outlet)
    _append(item, name(DC, "rights"), said.rights)
    if post.language and post.language != feed.site.language:
        _append(item, name(DC, "language"), post.language)
    _append_media(item, media_of(entry))


def _attribution_links(said: Attribution) -> list[dict[str, str]]:
    found = []
    if said.original_url:
        via = {"rel": "via", "type": "text/html", "href": said.original_url}
        found.append(via | ({"title": said.outlet} if said.outlet else {}))
    if said.licence_url:
        found.append({"rel": "license", "href": said.licence_url})
    return found


def _creators(said: Attribution, feed: Feed) -> list[str]:
    """The bylines, else the outlet, else the site's author."""
    named = [person.name for person in said.bylines] or [said.outlet or ""]
    fallback = [feed.site.author.name] if feed.site.author else []
    return [name for name in named if name] or fallback


def _append_media(item: Any, media: Media) -> None:
    if media.image:
        etree.SubElement(item, name(MEDIA, "content"), url=media.image, medium="image")
        etree.SubElement(item, name(MEDIA, "thumbnail"), url=media.image)
    for local, value in media.itunes:
        _append(item, name(ITUNES, local), value)
    if media.episode_image:
        etree.SubElement(item, name(ITUNES, "image"), href=media.episode_image)


def _append(parent: Any, tag: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, tag).text = text


def rfc822(moment: datetime) -> str:
    """A date as RSS wants it (RFC 822 with a four-digit year), in UTC."""
    return format_datetime(moment.replace(microsecond=0))
