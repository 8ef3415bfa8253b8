"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from functools import partial
from typing import Any

from lxml import etree

from feeds.feed.feed import Feed
from feeds.identity import term_id
from feeds.model import Attribution, Entry, Person, Site, Term
from feeds.query import Content
from feeds.render.dates import rfc3339
from feeds.render.entries import CONTENT, with_entries
from feeds.render.escaping import as_html, looks_like_markup
from feeds.render.generator import cut_out, for_entry, generator_for
from feeds.render.head import Head, head_of, mark_archive, written
from feeds.render.links import Links
from feeds.render.media import append_media
from feeds.render.namespaces import HISTORY, MEDIA, TOMBSTONES, XML, name

_NAMESPACES = {"media": MEDIA}


def render(feed: Feed, links: Links) -> bytes:
    """The document, as UTF-8."""
    head = written(head_of(feed, links, "atom"), _write_feed)
    return with_entries(head, b"</feed>", feed, _write_entry, _key)


def _key(feed: Feed, entry: Entry) -> str:
    """With `updated`, which a feed may set apart from its neighbours'."""
    return f"atom {feed.content} {entry.updated.isoformat()}"


def _write_feed(head: Head) -> bytes:
    site = head.site
    generator = generator_for(head, _namespaces(head), partial(_finish_feed, head))
    generator.author(_person(site.author or Person(site.title, site.url + "/")))
    generator.link(href=head.home, rel="alternate", type="text/html")
    if site.icon:
        generator.icon(site.icon)
    if site.logo:
        generator.logo(site.logo)
    if site.rights:
        generator.rights(site.rights)
    document: bytes = generator.atom_str()
    return document


def _namespaces(head: Head) -> dict[str, str]:
    return (
        _NAMESPACES
        | ({"fh": HISTORY} if head.is_archive else {})
        | ({"at": TOMBSTONES} if head.tombstones else {})
    )


def _finish_feed(head: Head, root: Any) -> None:
    root.set(name(XML, "lang"), head.site.language)
    _type_texts(root)
    mark_archive(head, root)
    for rel, href in head.links:
        etree.SubElement(root, "link", rel=rel, href=href)
    for stone in head.tombstones:
        when = rfc3339(stone.at)
        etree.SubElement(root, name(TOMBSTONES, "deleted-entry"), ref=stone.id, when=when)


def _type_texts(element: Any) -> None:
    """Text that looks like markup says that it is text, escaped once more (section 3.1.1)."""
    for tag in ("title", "subtitle", "summary", "rights"):
        found = element.find(tag)
        if found is not None and found.text and looks_like_markup(found.text):
            found.set("type", "html")
            found.text = as_html(found.text)


def _write_entry(entry: Entry, site: Site, content: Content) -> bytes:
    post, said = entry.post, entry.post.attribution
    generator, made = for_entry(_NAMESPACES, entry, partial(_finish_entry, site, entry))
    made.published(post.published)
    for author in _authors(said, site):
        made.author(_person(author))
    made.link(href=entry.url, rel="alternate", type="text/html")
    if entry.summary:
        made.summary(entry.summary)
    if content == "full" and entry.markup:
        made.content(CONTENT, type="html")
    elif not entry.summary:
        made.summary(post.title)  # an entry without any text is none (section 4.1.1.1)
    for kind, labels in (("category", post.categories), ("tag", post.tags)):
        for label in labels:
            made.category(term=label, scheme=site.scheme(kind), label=label)
    if said.rights:
        made.rights(said.rights)
    return cut_out(generator.atom_str(), b"entry")


def _finish_entry(site: Site, entry: Entry, element: Any) -> None:
    """What feedgen cannot say: typed links, the outlet as `source`, the language."""
    post, said = entry.post, entry.post.attribution
    if post.language and post.language != site.language:
        element.set(name(XML, "lang"), post.language)
    _type_texts(element)
    for link in element.findall("link"):
        link.set("rel", "alternate")
        link.set("type", "text/html")
    for attributes in _links(entry, said):
        etree.SubElement(element, "link", attrib=attributes)
    append_media(element, entry, post.enclosures)
    if said.outlet:
        element.append(_source(said, entry, site))


def _links(entry: Entry, said: Attribution) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []
    if said.original_url:
        via = {"rel": "via", "type": "text/html", "href": said.original_url}
        found.append(via | ({"title": said.outlet} if said.outlet else {}))
    if said.licence_url:
        found.append({"rel": "license", "href": said.licence_url})
    for enclosure in entry.post.enclosures:
        link = {"rel": "enclosure", "type": enclosure.media_type, "href": enclosure.url}
        found.append(link | ({"length": str(enclosure.length)} if enclosure.length else {}))
    return found


def _source(said: Attribution, entry: Entry, site: Site) -> Any:
    """The outlet (section 4.2.11). Its id is our tag URI of the outlet, for it has told us none;
    its `updated` is the entry's, the last thing known of it."""
    source: Any = etree.Element("source")
    etree.SubElement(source, "id").text = term_id(Term("source", said.outlet or ""), site)
    etree.SubElement(source, "title").text = said.outlet
    etree.SubElement(source, "updated").text = rfc3339(entry.updated)
    if said.outlet_feed:
        etree.SubElement(source, "link", rel="self", href=said.outlet_feed)
    if said.outlet_url:
        etree.SubElement(source, "link", rel="alternate", type="text/html", href=said.outlet_url)
    if said.rights:
        etree.SubElement(source, "rights").text = said.rights
    _type_texts(source)
    return source


def _authors(said: Attribution, site: Site) -> tuple[Person, ...]:
    """The bylines, else the outlet; the feed's own author stands for posts without either."""
    return said.bylines or ((Person(said.outlet, said.outlet_url),) if said.outlet else ())


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name} | ({"uri": person.url} if person.url else {})
