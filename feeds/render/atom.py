"""Atom 1.0 (RFC 4287)."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from lxml import etree

from feeds.feed import Feed
from feeds.identity import term_id
from feeds.links import Links
from feeds.model import Attribution, Entry, Person, Site, Term
from feeds.render.generator import add_entry, generator_for
from feeds.render.media import media_of
from feeds.render.namespaces import MEDIA, XML, name
from feeds.render.paging import document_links

_NAMESPACES = {"media": MEDIA}


def render(feed: Feed, links: Links) -> bytes:
    """The document, as UTF-8."""
    generator = generator_for(feed, _NAMESPACES, partial(_finish_feed, feed, links))
    author = feed.site.author or Person(feed.site.title, feed.site.url + "/")
    generator.author(_person(author))
    generator.link(href=links.page(feed.query), rel="alternate", type="text/html")
    if feed.site.icon:
        generator.icon(feed.site.icon)
    if feed.site.logo:
        generator.logo(feed.site.logo)
    if feed.site.rights:
        generator.rights(feed.site.rights)
    for entry in feed.entries:
        _add(generator, feed, entry)
    document: bytes = generator.atom_str()
    return document


def _finish_feed(feed: Feed, links: Links, root: Any) -> None:
    root.set(name(XML, "lang"), feed.site.language)
    for link in document_links(feed, links, "atom"):
        etree.SubElement(root, "link", attrib=link)


def _add(generator: Any, feed: Feed, entry: Entry) -> None:
    post, said = entry.post, entry.post.attribution
    made = add_entry(generator, entry, partial(_finish_entry, feed, entry))
    made.published(post.published)
    for author in _authors(said, feed.site):
        made.author(_person(author))
    made.link(href=entry.url, rel="alternate", type="text/html")
    if entry.summary:
        made.summary(entry.summary)
    if feed.query.content == "full" and entry.content:
        made.content(entry.content, type="html")
    for kind, labels in (("category", post.categories), ("tag", post.tags)):
        for label in labels:
            made.category(term=label, scheme=_scheme(kind, feed.site), label=label)
    if said.rights:
        made.rights(said.rights)


def _finish_entry(feed: Feed, entry: Entry, element: Any) -> None:
    """What feedgen cannot say: typed links, the outlet as `source`, the language."""
    post, said = entry.post, entry.post.attribution
    if post.language and post.language != feed.site.language:
        element.set(name(XML, "lang"), post.language)
    for link in element.findall("link"):
        link.set("rel", "alternate")
        link.set("type", "text/html")
    for attributes in _links(entry, said):
        etree.SubElement(element, "link", attrib=attributes)
    image = media_of(entry).image
    if image:
        etree.SubElement(element, name(MEDIA, "content"), url=image, medium="image")
        etree.SubElement(element, name(MEDIA, "thumbnail"), url=image)
    if said.outlet:
        element.append(_source(said, entry, feed.site))


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
    source = etree.Element("source")
    etree.SubElement(source, "id").text = term_id(Term("source", said.outlet or ""), site)
    etree.SubElement(source, "title").text = said.outlet
    etree.SubElement(source, "updated").text = _rfc3339(entry.updated)
    if said.outlet_feed:
        etree.SubElement(source, "link", rel="self", href=said.outlet_feed)
    if said.outlet_url:
        etree.SubElement(source, "link", rel="alternate", href=said.outlet_url)
    if said.rights:
        etree.SubElement(source, "rights").text = said.rights
    return source


def _authors(said: Attribution, site: Site) -> tuple[Person, ...]:
    """The bylines, else the outlet; the feed's own author stands for posts without either."""
    return said.bylines or ((Person(said.outlet, said.outlet_url),) if said.outlet else ())


def _person(person: Person) -> dict[str, str]:
    return {"name": person.name} | ({"uri": person.url} if person.url else {})


def _scheme(kind: str, site: Site) -> str:
    return f"tag:{site.tag_authority},2000:/{kind}"


def _rfc3339(moment: datetime) -> str:
    return moment.isoformat()
