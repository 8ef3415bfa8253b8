"""The links of a document about itself: self, hubs, other pages, the archive."""

from __future__ import annotations

from feeds.feed.feed import Feed
from feeds.render.links import Links


def document_links(feed: Feed, links: Links, extension: str) -> list[tuple[str, str]]:
    """(rel, address): `self` first, then hubs (W3C WebSub section 4), then pages and archives
    (RFC 5005)."""
    return [
        ("self", links.feed(feed.query, extension)),
        *(("hub", hub) for hub in links.hubs),
        *page_links(feed, links, extension),
        *archive_links(feed, links, extension),
    ]


def page_links(feed: Feed, links: Links, extension: str) -> list[tuple[str, str]]:
    """(rel, address) of the first, previous, next and last page, where there are such (RFC 5005
    section 3). `next` names the place it starts from: a post added meanwhile moves nothing."""
    query, last = feed.query, _last_page(feed)
    if query.month:
        return []
    several = query.page > 1 or query.before is not None or feed.more
    after = feed.last if not query.corrections else None
    pages = [
        ("first", query.on_page(1) if several else None),
        ("previous", query.on_page(query.page - 1) if query.page > 1 else None),
        ("next", query.on_page(query.page + 1, after) if feed.more else None),
        ("last", query.on_page(last) if last and several else None),
    ]
    return [(rel, links.feed(page, extension)) for rel, page in pages if page]


def archive_links(feed: Feed, links: Links, extension: str) -> list[tuple[str, str]]:
    """(rel, address) of `current`, `prev-archive` and `next-archive` (RFC 5005 section 4)."""
    query, documents = feed.query, {}
    if query.month:
        documents["current"] = query.current()
    if query.month and feed.more:
        documents["prev-archive"] = query.in_month(query.month, feed.last)
    elif feed.older_month:
        documents["prev-archive"] = query.in_month(feed.older_month)
    if feed.newer_month:
        documents["next-archive"] = query.in_month(feed.newer_month)
    return [(rel, links.feed(document, extension)) for rel, document in documents.items()]


def is_archive(feed: Feed) -> bool:
    """Whether it is an archive document. A month that stands alone, without neighbours, is no
    part of an archive yet."""
    return feed.query.month is not None and bool(feed.older_month or feed.newer_month or feed.more)


def _last_page(feed: Feed) -> int | None:
    return None if feed.total is None else max(1, -(-feed.total // feed.limit))
