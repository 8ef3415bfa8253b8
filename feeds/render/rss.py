"""RSS 2.0 (rssboard.org/rss-specification, and its Best Practices Profile)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from lxml import etree

from feeds.feed.feed import Feed
from feeds.model import Attribution, Entry, Site
from feeds.query import Content
from feeds.render.attribution import attribution_links, authors_of, repeat_links
from feeds.render.dates import rfc822, rfc3339
from feeds.render.escaping import as_html, with_hexadecimal_references
from feeds.render.gate import refuse_broken_xml
from feeds.render.generator import (
    GENERATOR,
    UNWRITTEN,
    add_stylesheet,
    append_address,
    generator_of,
    generator_of_entry,
    joined,
    serialised,
    split,
)
from feeds.render.links import Links
from feeds.render.media import (
    append_episode,
    append_media,
    append_podcast,
    append_podcast_files,
    explicit_of,
    has_itunes_elements,
    has_podcast_files,
)
from feeds.render.namespaces import (
    ATOM,
    CONTENT,
    DC,
    HISTORY,
    ITUNES,
    MEDIA,
    PODCAST,
    SYNDICATION,
    XML,
    name,
)
from feeds.render.paging import document_links, is_archive
from feeds.version import VERSION

_NAMESPACES = {"dc": DC, "media": MEDIA, "sy": SYNDICATION}  # of every document
_NAMESPACES_WITHOUT_PODCAST = _NAMESPACES | {"atom": ATOM, "content": CONTENT}
_NAMESPACES_OF_ITEMS = _NAMESPACES_WITHOUT_PODCAST | {"itunes": ITUNES, "podcast": PODCAST}
# Pictures that the specification names for `image`.
_PICTURES = (".gif", ".jpg", ".jpeg", ".png")


def fragments(entries: Sequence[Entry], site: Site, content: Content, links: Links) -> list[bytes]:
    """The `item` of each entry, as UTF-8."""
    items = serialised((_item(entry, site, content) for entry in entries), _NAMESPACES_OF_ITEMS)
    return split(with_hexadecimal_references(items), "item")


def check(fragments: Sequence[bytes], entries: Sequence[Entry]) -> None:
    """:raise ValueError: they cannot stand in a document"""
    if any(has_itunes_elements(entry) or has_podcast_files(entry) for entry in entries):
        refuse_broken_xml(fragments, _NAMESPACES_OF_ITEMS)
    else:
        refuse_broken_xml(fragments, _NAMESPACES_WITHOUT_PODCAST)


def document(feed: Feed, links: Links, fragments: Iterable[bytes]) -> bytes:
    """The document of a feed, whose entries are these fragments, as UTF-8."""
    return joined(_channel(feed, links), "channel", fragments)


def _channel(feed: Feed, links: Links) -> bytes:
    generator = generator_of(feed, _namespaces(feed), partial(_extend_channel, feed, links))
    generator.lastBuildDate(UNWRITTEN)
    generator.link(href=links.home(feed.query, feed.site), rel="alternate")
    generator.description(as_html(feed.subtitle))
    generator.language(feed.site.language)
    generator.ttl(feed.frequency.ttl_minutes)
    if feed.site.rights:
        generator.copyright(feed.site.rights)
    return with_hexadecimal_references(generator.rss_str())


def _namespaces(feed: Feed) -> dict[str, str]:
    """Those that stand in every document, and those of what only some have."""
    return (
        _NAMESPACES
        | ({"itunes": ITUNES} if explicit_of(feed) is not None else {})
        | ({"podcast": PODCAST} if any(map(has_podcast_files, feed.entries)) else {})
        | ({"fh": HISTORY} if is_archive(feed) else {})
    )


def _extend_channel(feed: Feed, links: Links, root: Any) -> None:
    """The dates, and every link and element that feedgen leaves out of a channel."""
    add_stylesheet(root, links)
    root.set(name(XML, "lang"), feed.site.language)
    channel, explicit = root[0], explicit_of(feed)
    channel.find("generator").text = f"{GENERATOR} {VERSION}"
    _append(channel, "lastBuildDate", rfc822(feed.updated))
    _append_image(channel, feed, links)
    if is_archive(feed):
        etree.SubElement(channel, name(HISTORY, "archive"))
    if feed.frequency.period:
        period, count = feed.frequency.period
        _append(channel, name(SYNDICATION, "updatePeriod"), period)
        _append(channel, name(SYNDICATION, "updateFrequency"), str(count))
    if explicit is not None:
        append_podcast(channel, feed.site, explicit)
    for rel, href in document_links(feed, links, "rss"):
        etree.SubElement(channel, name(ATOM, "link"), rel=rel, href=href)
    append_address(channel, links.feed(feed.query, "rss"))


def _append_image(channel: Any, feed: Feed, links: Links) -> None:
    """`image`, whose title and link are the channel's own."""
    logo = feed.site.logo
    if logo and logo.lower().endswith(_PICTURES):
        image = etree.SubElement(channel, "image")
        _append(image, "url", logo)
        _append(image, "title", feed.title)
        _append(image, "link", links.home(feed.query, feed.site))


def _item(entry: Entry, site: Site, content: Content) -> Any:
    item, attribution = generator_of_entry(entry), entry.post.attribution
    item.guid(entry.id, permalink=entry.id == entry.url)
    item.link(href=entry.url)
    # A description is HTML; feedgen writes it before the content, as validators ask.
    if content == "full" and entry.content:
        item.description(as_html(entry.summary) if entry.summary else entry.content)
        if entry.summary:
            item.content(entry.content)
    else:
        item.description(as_html(entry.summary or entry.post.title))
    for enclosure in entry.post.enclosures[:1]:  # the profile: readers take one
        item.enclosure(enclosure.url, str(enclosure.length), enclosure.media_type)
    if attribution.outlet and (attribution.outlet_feed or attribution.outlet_url):
        url = attribution.outlet_feed or attribution.outlet_url
        item.source(url=url, title=attribution.outlet)
    element = item.rss_entry()
    _extend_item(element, entry, site)
    return element


def _extend_item(item: Any, entry: Entry, site: Site) -> None:
    post, attribution = entry.post, entry.post.attribution
    for kind, labels in (("category", post.categories), ("tag", post.tags)):
        for label in labels:
            etree.SubElement(item, "category", domain=site.scheme(kind)).text = label
    _append(item, "pubDate", rfc822(post.published))
    if post.updated:
        _append(item, name(ATOM, "updated"), rfc3339(post.updated))
    for link in (*attribution_links(attribution), *repeat_links(entry)):
        etree.SubElement(item, name(ATOM, "link"), attrib=link)
    for creator in _creators(attribution, site):
        _append(item, name(DC, "creator"), creator)
    _append(item, name(DC, "publisher"), attribution.outlet)
    _append(item, name(DC, "rights"), attribution.rights)
    if post.language and post.language != site.language:
        _append(item, name(DC, "language"), post.language)
    append_media(item, entry, post.enclosures[1:])
    append_episode(item, entry)
    append_podcast_files(item, entry)


def _creators(attribution: Attribution, site: Site) -> list[str]:
    """The bylines, else the outlet, else the site's author."""
    fallback = (site.author,) if site.author else ()
    return [person.name for person in authors_of(attribution) or fallback]


def _append(parent: Any, tag: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, tag).text = text
