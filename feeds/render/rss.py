"""RSS 2.0 (rssboard.org/rss-specification, and its Best Practices Profile)."""

from __future__ import annotations

from functools import partial
from typing import Any

from lxml import etree

from feeds.feed import Feed
from feeds.links import Links
from feeds.model import Attribution, Entry
from feeds.render.forms import CONTENT
from feeds.render.generator import GENERATOR, add_entry, generator_for
from feeds.render.media import append_episode, append_media, append_podcast, is_podcast
from feeds.render.moments import rfc822, rfc3339
from feeds.render.namespaces import ATOM, DC, HISTORY, ITUNES, MEDIA, SYNDICATION, XML, name
from feeds.render.paging import document_links, mark_archive
from feeds.render.plain import as_html, with_hexadecimal_references
from feeds.render.written import spliced, unwritten
from feeds.version import VERSION

# Pictures that the specification names for `image`.
_PICTURES = (".gif", ".jpg", ".jpeg", ".png")


def render(feed: Feed, links: Links) -> bytes:
    """The document, as UTF-8."""
    finish = partial(_finish_channel, feed, links)
    generator = generator_for(feed, _namespaces(feed), finish, links.stylesheet)
    generator.link(href=links.home(feed.query, feed.site), rel="alternate")
    generator.description(as_html(feed.subtitle))
    generator.language(feed.site.language)
    generator.ttl(feed.pace.ttl_minutes)
    if feed.site.rights:
        generator.copyright(feed.site.rights)
    key = partial(_key, feed)
    new = unwritten(feed.entries, key)
    for group in new:
        _add(generator, feed, group.original)
    document = with_hexadecimal_references(generator.rss_str())
    return spliced(document, b"item", b"</channel>", new, feed.entries, key)


def _key(feed: Feed, entry: Entry) -> str:
    return f"rss {feed.content}"


def _namespaces(feed: Feed) -> dict[str, str]:
    """Those that stand in every document, and those of what only some have."""
    found = {"dc": DC, "media": MEDIA, "sy": SYNDICATION}
    return (
        found
        | ({"itunes": ITUNES} if is_podcast(feed) else {})
        | ({"fh": HISTORY} if feed.query.month else {})
    )


def _finish_channel(feed: Feed, links: Links, channel: Any) -> None:
    """The dates, and every link and element that feedgen leaves out of a channel."""
    channel.getparent().set(name(XML, "lang"), feed.site.language)
    channel.find("generator").text = f"{GENERATOR} {VERSION}"
    _append(channel, "lastBuildDate", rfc822(feed.updated))
    _append_image(channel, feed, links)
    mark_archive(feed, channel)
    if feed.pace.period:
        period, frequency = feed.pace.period
        _append(channel, name(SYNDICATION, "updatePeriod"), period)
        _append(channel, name(SYNDICATION, "updateFrequency"), str(frequency))
    if is_podcast(feed):
        append_podcast(channel, feed)
    for link in document_links(feed, links, "rss"):
        etree.SubElement(channel, name(ATOM, "link"), attrib=link)


def _append_image(channel: Any, feed: Feed, links: Links) -> None:
    """`image`, whose title and link are the channel's own."""
    if feed.site.logo and feed.site.logo.lower().endswith(_PICTURES):
        image = etree.SubElement(channel, "image")
        _append(image, "url", feed.site.logo)
        _append(image, "title", feed.title)
        _append(image, "link", links.home(feed.query, feed.site))


def _add(generator: Any, feed: Feed, entry: Entry) -> None:
    post = entry.post
    item = add_entry(generator, entry, partial(_finish_item, feed, entry))
    item.link(href=entry.url)
    # A description is HTML; feedgen writes it before the content, as validators ask.
    if feed.content == "full" and entry.content:
        item.description(as_html(entry.summary) if entry.summary else CONTENT)
        if entry.summary:
            item.content(CONTENT)
    else:
        item.description(as_html(entry.summary or post.title))
    for enclosure in post.enclosures[:1]:  # the profile: readers take one
        item.enclosure(enclosure.url, str(enclosure.length), enclosure.media_type)
    said = post.attribution
    if said.outlet and (said.outlet_feed or said.outlet_url):
        item.source(url=said.outlet_feed or said.outlet_url, title=said.outlet)


def _finish_item(feed: Feed, entry: Entry, item: Any) -> None:
    post, said = entry.post, entry.post.attribution
    for kind, labels in (("category", post.categories), ("tag", post.tags)):
        for label in labels:
            etree.SubElement(item, "category", domain=feed.site.scheme(kind)).text = label
    _append(item, "pubDate", rfc822(post.published))
    if post.updated:
        _append(item, name(ATOM, "updated"), rfc3339(post.updated))
    for link in _attribution_links(said):
        etree.SubElement(item, name(ATOM, "link"), attrib=link)
    for creator in _creators(said, feed):
        _append(item, name(DC, "creator"), creator)
    _append(item, name(DC, "publisher"), said.outlet)
    _append(item, name(DC, "rights"), said.rights)
    if post.language and post.language != feed.site.language:
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


def _creators(said: Attribution, feed: Feed) -> list[str]:
    """The bylines, else the outlet, else the site's author."""
    named = [person.name for person in said.bylines] or [said.outlet or ""]
    fallback = [feed.site.author.name] if feed.site.author else []
    return [name for name in named if name] or fallback


def _append(parent: Any, tag: str, text: str | None) -> None:
    if text:
        etree.SubElement(parent, tag).text = text
