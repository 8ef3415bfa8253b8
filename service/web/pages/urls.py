"""Addresses that the pages write: our own ones without a host, and links that subscribe."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from feeds.query import Query
from feeds.render import FORMATS
from service.web.current import publication, static_site


class FormatLink(NamedTuple):
    extension: str
    title: str  # of the format
    media_type: str
    url: str  # canonical, absolute
    path: str  # the same, on the host of the page


class Reader(NamedTuple):
    """A feed reader on the web, and where it takes a new subscription."""

    name: str
    url: str


_READERS = (
    ("Feedly", "https://feedly.com/i/subscription/feed%2F{}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={}"),
    ("NewsBlur", "https://www.newsblur.com/?url={}"),
    ("Feedbin", "https://feedbin.com/?subscribe={}"),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={}"),
)


def local(path: str) -> str:
    """The path below the base URL's own, so that a page works under every name of the host."""
    return urlsplit(publication().settings.public_url).path + path


def home() -> str:
    """Where the catalogue stands."""
    static = static_site()
    return local(static.listed("") if static else "/")


def kind_page(kind: str) -> str:
    """Where the catalogue lists the feeds of a kind."""
    static = static_site()
    return local(static.listed(kind) if static else f"/?kind={kind}")


def origin(url: str) -> str:
    """Scheme and host of an address; empty where it has none or cannot be read."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme and parts.netloc else ""


def page_path(query: Query) -> str:
    """Where the feed of these terms stands as a page."""
    return local(publication().links.target(Query(terms=query.terms), ""))


def subscribed(query: Query) -> Query:
    """The document that subscribers poll: the same terms and filters, from its first page on."""
    return replace(query.current(), limit=None, content=None)


def formats(query: Query) -> tuple[FormatLink, ...]:
    """The feed of these terms and filters in every format."""
    bare, static, links = subscribed(query), static_site(), publication().links
    written = FORMATS if static is None else static.formats
    targets = {
        extension: links.target(bare, extension) for extension in FORMATS if extension in written
    }
    return tuple(
        FormatLink(
            extension,
            FORMATS[extension].title,
            FORMATS[extension].media_type,
            links.base_url + target,
            local(target),
        )
        for extension, target in targets.items()
    )


def readers(feed_url: str) -> tuple[Reader, ...]:
    """Readers on the web that can fetch this feed; none where it lies on a private host."""
    if _is_private(urlsplit(feed_url).hostname or ""):
        return ()
    return tuple(Reader(name, url.format(quote(feed_url, safe=""))) for name, url in _READERS)


def with_parameters(path: str, pairs: Iterable[tuple[str, str]]) -> str:
    """The path with those parameters that have a value."""
    spelled = urlencode([(name, value) for name, value in pairs if value])
    return f"{path}?{spelled}" if spelled else path


def _is_private(host: str) -> bool:
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return "." not in host
