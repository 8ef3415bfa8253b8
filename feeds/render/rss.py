"""RSS 2.0 (rssboard.org/rss-specification, and its Best Practices Profile)."""

from __future__ import annotations

from functools import partial
from typing import Any

from lxml import etree

from feeds.feed.feed import Feed
from feeds.model import Attribution, Entry, Site
from feeds.query import Content
from feeds.render.dates import rfc822, rfc3339
from feeds.render.entries import CONTENT, with_entries
from feeds.render.escaping import as_html, with_hexadecimal_references
from feeds.render.generator import GENERATOR, cut_out, for_entry, generator_for
from feeds.render.head import Head, head_of, mark_archive, written
from feeds.render.links import Links
from feeds.render.media import append_episode, append_media, append_podcast
from feeds.render.namespaces import ATOM, DC, HISTORY, ITUNES, MEDIA, SYNDICATION, XML, name
from feeds.version import VERSION

_NAMESPACES = {"dc": DC, "media": MEDIA, "sy": SYNDICATION}
# Pictures that the specification names for `image`.
_PICTURES = (".gif", ".jpg", ".jpeg", ".png")


def render(feed: Feed, links: Links) -> bytes:
    """The document, as UTF-8."""
    head = written(head_of(feed, links, "rss"), _write_channel)
    return with_entries(head, b"</channel>", feed, _write_item, _key)


def _key(feed: Feed, entry: Entry) -> str:
    return f"rss {feed.content}"


def _write_channel(head: Head) -> bytes:
    generator = generator_for(head, _namespaces(head), partial(_finish_channel, head))
    generator.link(href=head.home, rel="alternate")
    generator.description(as_html(head.subtitle))
    generator.language(head.site.language)
    generator.ttl(head.ttl_minutes)
    if head.site.rights:
        generator.copyright(head.site.rights)
    return with_hexadecimal_references(generator.rss_str())


def _namespaces(head: Head) -> dict[str, str]:
    """Those that stand in every document, and those of what only some have."""
    return (
        _NAMESPACES
        | ({"itunes": ITUNES} if head.explicit is not None else {})
        | ({"fh": HISTORY} if head.is_archive else {})
    )


def _finish_channel(head: Head, channel: Any) -> None:
    """The dates, and every link and element that feedgen leaves out of a channel."""
    channel.getparent().set(name(XML, "lang"), head.site.language)
    channel.find("generator").text = f"{GENERATOR} {VERSION}"
    _append(channel, "lastBuildDate", rfc822(head.updated))
    _append_image(channel, head)
    mark_archive(head, channel)
    if head.period:
        _append(channel, name(SYNDICATION, "updatePeriod"), head.period[0])
        _append(channel, name(SYNDICATION, "updateFrequency"), head.period[1])
    if head.explicit is not None:
        append_podcast(channel, head.site, head.explicit)
    for rel, href in head.links:
        etree.SubElement(channel, name(ATOM, "link"), rel=rel, href=href)


def _append_image(channel: Any, head: Head) -> None:
    """`image`, whose title and link are the channel's own."""
    logo = head.site.logo
    if logo and logo.lower().endswith(_PICTURES):
        image = etree.SubElement(channel, "image")
        _append(image, "url", logo)
        _append(image, "title", head.title)
        _append(image, "link", head.home)


def _write_item(entry: Entry, site: Site, content: Content) -> bytes:
    finish = partial(_finish_item, site, entry)
    generator, item = for_entry(_NAMESPACES | {"itunes": ITUNES}, entry, finish)
    item.link(href=entry.url)
    # A description is HTML; feedgen writes it before the content, as validators ask.
    if content == "full" and entry.markup:
        item.description(as_html(entry.summary) if entry.summary else CONTENT)
        if entry.summary:
            item.content(CONTENT)
    else:
        item.description(as_html(entry.summary or entry.post.title))
    for enclosure in entry.post.enclosures[:1]:  # the profile: readers take one
        item.enclosure(enclosure.url, str(enclosure.length), enclosure.media_type)
    said = entry.post.attribution
    if said.outlet and (said.outlet_feed or said.outlet_url):
        item.source(url=said.outlet_feed or said.outlet_url, title=said.outlet)
    return cut_out(with_hexadecimal_references(generator.rss_str()), b"item")


def _finish_item(site: Site, entry: Entry, item: Any) -> None:
    post, said = entry.post, entry.post.attribution
    for kind, labels in (("category", post.categories), ("tag", post.tags)):
        for label in labels:
            etree.SubElement(item, "category", domain=site.scheme(kind)).text = label
    _append(item, "pubDate", rfc822(post.published))
    if post.updated:
        _append(item, name(ATOM, "updated"), rfc3339(post.updated))
    for link in _attribution_links(said):
        etree.SubElement(item, name(ATOM, "link"), attrib=link)
    for creator in _creators(said, site):
        _append(item, name(DC, "creator"), creator)
    _append(item, name(DC, "publisher"), said.outlet)
    _append(item, name(DC, "rights"), said.rights)
    if post.language and post.language != site.language:
        _append(item, name(DC, "language"), post.language)
    append_media(item, entry, post.enclosures[1:])
    append_episode(item, entry)


def _attribution_links(said: Attribution) -> list[dict[str, str]]:
    found = []
    if said.original_url:
        via = {"rel": "via", "type": "text/html", "href": said.original_url}
        found.append(via | ({"title": said.outlet} if said.outlet else {}))
    if said.licence_url:
        found.append({"rel": "license", "href": said.licence_url})
    return found


def _creators(said: Attribution, site: Site) -> list[str]:
    """The bylines, else the outlet, else the site's author."""
    named = [person.name for person in said.bylines] or [said.outlet or ""]
    fallback = [site.author.name] if site.author else []
    return [name for name in named if name] or fallback


def _append(parent: Any, tag: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, tag).text = text
