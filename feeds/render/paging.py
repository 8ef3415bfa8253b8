"""The links of a document about itself: self, hubs, the page for people, other pages."""

from __future__ import annotations

from feeds.feed import Feed
from feeds.links import Links


def document_links(feed: Feed, links: Links, extension: str) -> list[dict[str, str]]:
    """`self` first, then hubs (W3C WebSub section 4), then pages (RFC 5005 section 3)."""
    found = [{"rel": "self", "href": links.feed(feed.query, extension)}]
    found += [{"rel": "hub", "href": hub} for hub in links.hubs]
    found += [{"rel": rel, "href": href} for rel, href in page_links(feed, links, extension)]
    return found


def page_links(feed: Feed, links: Links, extension: str) -> list[tuple[str, str]]:
    """(rel, address) of the first, previous, next and last page, where there are such."""
    query, last = feed.query, _last_page(feed)
    pages = [
        ("first", 1 if query.page > 1 or feed.more else None),
        ("previous", query.page - 1 or None),
        ("next", query.page + 1 if feed.more else None),
        ("last", last if last and (query.page > 1 or feed.more) else None),
    ]
    return [(rel, links.feed(query.on_page(page), extension)) for rel, page in pages if page]


def _last_page(feed: Feed) -> int | None:
    return None if feed.total is None else max(1, -(-feed.total // feed.query.limit))
