"""Addresses of feeds, written and read: a Query and a format ↔ a request target.

/feed.rss                          the whole site; ?category=a&tag=b, filters and pages of any feed
/category/TERM.rss                 one term; /tag/, /source/, /author/ and /collection/ alike
/archive/YYYY-MM/category/TERM.rss what it published in one month; /archive/YYYY-MM/feed.rss
/corrections.rss                   what was changed or withdrawn
/category/TERM  /?category=a&tag=b /all    the same feeds as pages for people

This is the only place that knows these paths: routes, the fast path, the hub's topics, links,
exported files and statistics all ask it. So an address means the same wherever it is read, and
one that cannot be read here is a 404 everywhere. `//feed.rss` is one of those: a path starts
with one slash, and the hub could not redirect a subscriber to the address that was meant.

A term's name may hold anything: slashes stay, dots too. `/category/a.rss` is the feed of `a`;
the page of the term `a.rss` is therefore written `/?category=a.rss`. Bytes that are no UTF-8
are read as U+FFFD.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, urlencode, urlsplit

from feeds.errors import UnknownAddressError, UnknownFormatError
from feeds.model import SITE, TERM_KINDS, Term
from feeds.parameters import DEFAULTS, Defaults, parse, parse_corrections
from feeds.query import Query

Pairs = Iterable[tuple[str, str]]  # of a query string, in order

EXTENSIONS = ("rss", "atom", "json")  # one for each of `feeds.render.FORMATS`

_PATTERN = (
    r"corrections\.(?P<corrections>[^/]+)"
    r"|(?:archive/(?P<month>[^/]+)/)?"
    rf"(?:feed\.(?P<site>[^/]+)|(?P<kind>{'|'.join(TERM_KINDS)})/(?P<name>(?s:.+)))"
)
_PATH = re.compile(f"/(?:{_PATTERN})")
ROUTE = re.compile(r"\?P<\w+>").sub("?:", _PATTERN)
"""Every path of a feed or of a term's page, without the slash at its start: a regular expression
without groups, for a router."""

_SITE_PAGE = "/all"
_SELECTING = {*TERM_KINDS, *(f"-{kind}" for kind in TERM_KINDS), "q", "since", "until", "unique"}
DEFAULT_PORTS = {"http": 80, "https": 443}


class Address(NamedTuple):
    """A document: which posts, and in which format. `extension` is one of EXTENSIONS, or empty
    for the page for people."""

    query: Query
    extension: str


class FeedPath(NamedTuple):
    """What a path says by itself, before its query string adds anything."""

    term: Term
    extension: str = ""  # as in `Address`
    month: str | None = None  # as it is spelled
    corrections: bool = False


def write_target(query: Query, extension: str) -> str:
    """The canonical address below the base URL: path and sorted query string.

    `extension` is as in `Address`. A month has no page of its own.
    """
    spelled = urlencode(sorted(_parameters(query, extension)), quote_via=quote, safe="")
    path = _path(query, extension, _encoded)
    return f"{path}?{spelled}" if spelled else path


def static_target(query: Query, extension: str) -> str:
    """The address below the base URL where a static server has a document, percent-encoded.

    `extension` is as in `Address`. A page is the index of a folder, which every static server
    finds. What the service writes into a query string is a folder before the path:
    `/page/2/category/TERM/`, `/archive/YYYY-MM/PLACE/category/TERM.rss`.
    """
    return _static(query, extension, _encoded)


def static_path(query: Query, extension: str) -> str:
    """The path of `static_target`, not percent-encoded; a page's ends with a slash."""
    return _static(query, extension, str)


def _static(query: Query, extension: str, spelled: Callable[[str], str]) -> str:
    if extension:
        path = _path(query, extension, spelled)
        place = f"/archive/{query.month}/{query.before}" if query.before else ""
        return place + path.removeprefix(f"/archive/{query.month}") if place else path
    term = query.term() or SITE
    before = f"/page/{query.page}" if query.page > 1 else ""
    return before + (f"{_SITE_PAGE}/" if term == SITE else f"/{term.kind}/{spelled(term.name)}/")


def read_address(path: str, pairs: Pairs, default: Defaults = DEFAULTS) -> Address:
    """What a decoded path and the query string's pairs ask for.

    `default` is what counts where an address does not say.

    :raise UnknownAddressError: neither a feed nor the page of one can lie there
    :raise UnknownFormatError: a feed could, but not in this format
    :raise BadParameterError: a parameter has no meaning
    """
    if path in ("/", _SITE_PAGE):
        return Address(_query_of_front_page(path, list(pairs), default), "")
    parts = read_path(path)
    if parts.corrections:
        return Address(parse_corrections(pairs, default), parts.extension)
    month = parts.month if parts.extension else None
    return Address(parse(parts.term, pairs, default, month), parts.extension)


def read_page(path: str, pairs: Pairs) -> Address:
    """The page that lies at a path where no feed does: `/category/a.rss` is the page of the term
    `a.rss` where the archive has no term `a`.

    :raise UnknownAddressError: it is no path of a term
    :raise BadParameterError: a parameter has no meaning
    """
    match = _PATH.fullmatch(path)
    if match is None or match["kind"] is None:
        raise UnknownAddressError(path)
    return Address(parse(_term(match), pairs), "")


def read_path(path: str) -> FeedPath:
    """What a decoded path says of a feed, or of a term's page.

    :raise UnknownAddressError: neither can lie there
    :raise UnknownFormatError: a feed could, but not in this format
    """
    match = _PATH.fullmatch(path)
    if match is None:
        raise UnknownAddressError(path)
    if match["kind"] is None:
        extension = match["site"] or match["corrections"]
        if extension not in EXTENSIONS:
            raise UnknownFormatError(extension, EXTENSIONS)
        return FeedPath(SITE, extension, match["month"], match["corrections"] is not None)
    kind, name = _term(match)
    stem, extension = _parted(name)
    return FeedPath(Term(kind, stem), extension, match["month"])


def read_target(target: str, default: Defaults = DEFAULTS) -> Address:
    """What a request target (path and query string, percent-encoded) asks for.

    :raise QueryError: as `read_address` does
    """
    path, _, query_string = target.partition("?")
    return read_address(unquote(path), read_pairs(query_string), default)


def read_pairs(query_string: str) -> list[tuple[str, str]]:
    """Bytes that are no UTF-8 come out as U+FFFD."""
    return parse_qsl(query_string, keep_blank_values=True)


def read_feed_url(url: str, base_url: str, default: Defaults = DEFAULTS) -> Address:
    """The feed that an absolute address below `base_url` asks for.

    :raise UnknownAddressError: it lies elsewhere, or no feed can lie there
    :raise BadParameterError: see `read_address`
    """
    try:
        parts, base = urlsplit(url), urlsplit(base_url)
        is_below = _origin(parts) == _origin(base) and parts.path.startswith(f"{base.path}/")
        target = f"{parts.path.removeprefix(base.path)}?{parts.query}"
        address = read_target(target, default) if is_below and not parts.fragment else None
    except (ValueError, UnknownAddressError, UnknownFormatError) as error:
        raise UnknownAddressError(url) from error
    if address is None or not address.extension:
        raise UnknownAddressError(url)
    return address


def _query_of_front_page(path: str, pairs: list[tuple[str, str]], default: Defaults) -> Query:
    """`/` is the catalogue, which stands for the whole site, and the page of a feed where its query
    string has terms or filters."""
    if path == "/" and not _SELECTING & {name for name, _ in pairs}:
        return Query()
    return parse(SITE, pairs, default)


def _term(match: re.Match[str]) -> Term:
    kind = next(kind for kind in TERM_KINDS if kind == match["kind"])
    return Term(kind, match["name"])


def _parted(name: str) -> tuple[str, str]:
    """A path's end as a term's name and a format's extension, empty where it has none."""
    stem, _, extension = name.rpartition(".")
    return (stem, extension) if stem and extension in EXTENSIONS else (name, "")


def _path(query: Query, extension: str, spelled: Callable[[str], str]) -> str:
    suffix = f".{extension}" if extension else ""
    if query.corrections:
        return f"/corrections{suffix}"
    archive = f"/archive/{query.month}" if query.month and extension else ""
    term = _term_in_path(query, extension)
    if term != SITE:
        return f"{archive}/{term.kind}/{spelled(term.name)}{suffix}"
    if extension:
        return f"{archive}/feed{suffix}"
    return "/" if query.terms or query.is_filtered else _SITE_PAGE


def _term_in_path(query: Query, extension: str) -> Term:
    """SITE where the terms stand in the query string."""
    term = query.term() or SITE
    return SITE if not extension and _parted(term.name)[1] else term


def _parameters(query: Query, extension: str) -> list[tuple[str, str]]:
    in_path = _term_in_path(query, extension)
    pairs: list[tuple[str, str]] = [term for term in query.terms if term != in_path]
    pairs += [(f"-{kind}", name) for kind, name in query.without]
    single = {
        "q": " ".join(query.words),
        "since": query.since,
        "until": query.until,
        "limit": str(query.limit) if query.limit else None,
        "page": str(query.page) if query.page != 1 else None,
        "before": str(query.before) if query.before else None,
        "content": query.content,
        "unique": None if query.unique is None else str(int(query.unique)),
    }
    return pairs + [(name, value) for name, value in single.items() if value]


@lru_cache(maxsize=4096)  # asked for at every feed's own address, in every link to it
def _encoded(name: str) -> str:
    """A term's name as a path's end. Slashes stay readable, but where they would make a segment
    that is empty, "." or "..": these are merged and resolved on the way, also when escaped."""
    readable = not {"", ".", ".."} & set(name.split("/"))
    return quote(name, safe="/" if readable else "")


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    """:raise ValueError: a port that is none"""
    return parts.scheme, parts.hostname, parts.port or DEFAULT_PORTS.get(parts.scheme)
