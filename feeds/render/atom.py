"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import Any

from lxml import etree

from feeds.feed.feed import Feed
from feeds.identity import term_id
from feeds.model import Attribution, Enclosure, Entry, Person, Site, Term
from feeds.query import Content
from feeds.render.attribution import attribution_links, authors_of, repeat_links
from feeds.render.dates import rfc3339
from feeds.render.escaping import as_html, looks_like_markup
from feeds.render.gate import refuse_broken_xml
from feeds.render.generator import (
    add_stylesheet,
    append_address,
    generator_of,
    generator_of_entry,
    joined,
    serialised,
    split,
)
from feeds.render.links import Links
from feeds.render.media import append_media
from feeds.render.namespaces import HISTORY, MEDIA, TOMBSTONES, XML, name
from feeds.render.paging import document_links, is_archive

_NAMESPACES = {"media": MEDIA}  # of every document


def fragments(entries: Sequence[Entry], site: Site, content: Content, links: Links) -> list[bytes]:
    """The `entry` of each entry, as UTF-8."""
    elements = (_entry(entry, site, content) for entry in entries)
    return split(serialised(elements, _NAMESPACES), "entry")


def check(fragments: Sequence[bytes], entries: Sequence[Entry]) -> None:
    """:raise ValueError: they cannot stand in a document"""
    refuse_broken_xml(fragments, _NAMESPACES)


def document(feed: Feed, links: Links, fragments: Iterable[bytes]) -> bytes:
    """The document of a feed, whose entries are these fragments, as UTF-8."""
    return joined(_feed(feed, links), "feed", fragments)


def _feed(feed: Feed, links: Links) -> bytes:
    site = feed.site
    generator = generator_of(feed, _namespaces(feed), partial(_extend_feed, feed, links))
    generator.updated(feed.updated)
    generator.author(_person(site.author or Person(site.title, site.url + "/")))
    generator.link(href=links.home(feed.query, site), rel="alternate", type="text/html")
    if site.icon:
        generator.icon(site.icon)
    if site.logo:
        generator.logo(site.logo)
    if site.rights:
        generator.rights(site.rights)
    head: bytes = generator.atom_str()
    return head


def _namespaces(feed: Feed) -> dict[str, str]:
    return (
        _NAMESPACES
        | ({"fh": HISTORY} if is_archive(feed) else {})
        | ({"at": TOMBSTONES} if feed.tombstones else {})
    )


def _extend_feed(feed: Feed, links: Links, root: Any) -> None:
    add_stylesheet(root, links)
    root.set(name(XML, "lang"), feed.site.language)
    _type_texts(root)
    if is_archive(feed):
        etree.SubElement(root, name(HISTORY, "archive"))
    for rel, href in document_links(feed, links, "atom"):
        etree.SubElement(root, "link", rel=rel, href=href)
    append_address(root, links.feed(feed.query, "atom"))
    for stone in feed.tombstones:
        when = rfc3339(stone.at)
        etree.SubElement(root, name(TOMBSTONES, "deleted-entry"), ref=stone.id, when=when)


def _type_texts(element: Any) -> None:
    """Text that looks like markup says that it is text, escaped once more (section 3.1.1)."""
    for tag in ("title", "subtitle", "summary", "rights"):
        text = element.find(tag)
        if text is not None and text.text and looks_like_markup(text.text):
            text.set("type", "html")
            text.text = as_html(text.text)


def _entry(entry: Entry, site: Site, content: Content) -> Any:
    post, attribution = entry.post, entry.post.attribution
    generator = generator_of_entry(entry)
    generator.published(post.published)
    for author in authors_of(attribution):  # none: the feed's own author stands for it
        generator.author(_person(author))
    generator.link(href=entry.url)
    if entry.summary:
        generator.summary(entry.summary)
    if content == "full" and entry.content:
        generator.content(entry.content, type="html")
    elif not entry.summary:
        generator.summary(post.title)  # an entry without any text is none (section 4.1.1.1)
    for kind, labels in (("category", post.categories), ("tag", post.tags)):
        for label in labels:
            generator.category(term=label, scheme=site.scheme(kind), label=label)
    if attribution.rights:
        generator.rights(attribution.rights)
    element = generator.atom_entry()
    _extend_entry(element, entry, site)
    return element


def _extend_entry(element: Any, entry: Entry, site: Site) -> None:
    """What feedgen cannot say: typed links, the outlet as `source`, the language."""
    post, attribution = entry.post, entry.post.attribution
    if post.language and post.language != site.language:
        element.set(name(XML, "lang"), post.language)
    _type_texts(element)
    for link in element.findall("link"):
        link.set("rel", "alternate")
        link.set("type", "text/html")
    enclosures = [_enclosure(enclosure) for enclosure in post.enclosures]
    for attributes in (*attribution_links(attribution), *repeat_links(entry), *enclosures):
        etree.SubElement(element, "link", attrib=attributes)
    append_media(element, entry, post.enclosures)
    if attribution.outlet:
        element.append(_source(attribution, entry, site))


def _enclosure(enclosure: Enclosure) -> dict[str, str]:
    link = {"rel": "enclosure", "type": enclosure.media_type, "href": enclosure.url}
    return link | ({"length": str(enclosure.length)} if enclosure.length else {})


def _source(attribution: Attribution, entry: Entry, site: Site) -> Any:
    """The outlet (section 4.2.11). Its id is our tag URI of the outlet, for it has told us none;
    its `updated` is the entry's, the last thing known of it."""
    source: Any = etree.Element("source")
    outlet = Term("source", attribution.outlet or "")
    etree.SubElement(source, "id").text = term_id(outlet, site)
    etree.SubElement(source, "title").text = outlet.name
    etree.SubElement(source, "updated").text = rfc3339(entry.updated)
    if attribution.outlet_feed:
        etree.SubElement(source, "link", rel="self", href=attribution.outlet_feed)
    if attribution.outlet_url:
        home = {"rel": "alternate", "type": "text/html", "href": attribution.outlet_url}
        etree.SubElement(source, "link", attrib=home)
    if attribution.rights:
        etree.SubElement(source, "rights").text = attribution.rights
    _type_texts(source)
    return source


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name} | ({"uri": person.url} if person.url else {})
