"""OPML 2.0 (opml.org/spec2.opml): lists of feeds for a reader to import."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from lxml import etree

from feeds.feed.names import display_name
from feeds.feed.phrases import phrases_for
from feeds.index.select import TermRow
from feeds.model import SITE, Site
from feeds.query import Query
from feeds.render.dates import rfc822
from feeds.render.links import Links


def render(site: Site, links: Links, rows: Iterable[TermRow], extension: str) -> bytes:
    """The document, as UTF-8: a folder for each kind of terms, a line for each feed.

    `rows` are sorted by kind. `description` says how many entries a feed has.
    """
    rows = list(rows)
    root = etree.Element("opml", version="2.0")
    root.append(_head(site, rows))
    body: Any = etree.SubElement(root, "body")
    body.extend(_outlines(site, links, rows, extension))
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True)


def _head(site: Site, rows: list[TermRow]) -> etree._Element:
    head = etree.Element("head")
    etree.SubElement(head, "title").text = site.title
    if rows:
        etree.SubElement(head, "dateModified").text = rfc822(max(row.newest for row in rows))
    if site.author:
        etree.SubElement(head, "ownerName").text = site.author.name
    etree.SubElement(head, "docs").text = "http://opml.org/spec2.opml"
    return head


def _outlines(
    site: Site, links: Links, rows: list[TermRow], extension: str
) -> Iterator[etree._Element]:
    for kind, group in groupby(rows, key=lambda row: row.term.kind):
        outlines = [_outline(site, links, row, extension) for row in group]
        if kind == SITE.kind:
            yield from outlines
            continue
        folder: Any = etree.Element("outline", text=phrases_for(site.language).kinds[kind])
        folder.extend(outlines)
        yield folder


def _outline(site: Site, links: Links, row: TermRow, extension: str) -> etree._Element:
    query = Query(terms=() if row.term == SITE else (row.term,))
    name = display_name(site, row.term, row.twin)
    return etree.Element(
        "outline",
        # Whatever the format, "rss" is the type that importers look for.
        type="rss",
        text=name,
        title=name,
        xmlUrl=links.feed(query, extension),
        htmlUrl=links.home(query, site),
        description=phrases_for(site.language).entries.format(row.posts),
        language=site.language,
    )
