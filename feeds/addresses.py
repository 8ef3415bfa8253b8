"""A feed's address read back into what it asks for: any spelling → one Query and format."""

from __future__ import annotations

from typing import NamedTuple
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from feeds.errors import QueryError
from feeds.model import SITE, TERM_KINDS, Term
from feeds.query import Content, Query, parse, parse_corrections
from feeds.render import FORMATS, Format

_DEFAULT_PORTS = {"http": 80, "https": 443}
_MONTHS = "/archive/"


class UnknownAddressError(QueryError):
    """An address at which no feed of this service can lie."""

    def __init__(self, url: str) -> None:
        super().__init__(f"no feed of this service lies at {url[:300]}")


class Address(NamedTuple):
    query: Query
    form: Format


def read_address(url: str, base_url: str, default: Content = "full") -> Address:
    """The feed that an absolute address below `base_url` asks for.

    `default` is the content that settings give where an address does not say.

    :raise UnknownAddressError: it lies elsewhere, or no feed can lie there
    :raise BadParameterError: a parameter in it has no meaning
    """
    try:
        parts, base = urlsplit(url), urlsplit(base_url)
        below = _origin(parts) == _origin(base) and parts.path.startswith(f"{base.path}/")
        if not below or parts.fragment:
            raise UnknownAddressError(url)
        path = unquote(parts.path.removeprefix(base.path), errors="strict")
        pairs = parse_qsl(parts.query, keep_blank_values=True, errors="strict")
        return _read(path, pairs, default)
    except ValueError as error:
        raise UnknownAddressError(url) from error


def _read(path: str, pairs: list[tuple[str, str]], default: Content) -> Address:
    """:raise ValueError: a path at which no feed lies"""
    stem, _, extension = path.rpartition(".")
    if extension not in FORMATS:
        raise ValueError(path)
    form = FORMATS[extension]
    if stem == "/corrections":
        return Address(parse_corrections(pairs, default), form)
    month = None
    if stem.startswith(_MONTHS):
        month, _, rest = stem.removeprefix(_MONTHS).partition("/")
        stem = f"/{rest}"
    return Address(parse(_term(stem), pairs, default, month), form)


def _term(stem: str) -> Term:
    """`/feed`, `/category/TERM` …

    :raise ValueError: anything else
    """
    if stem == "/feed":
        return SITE
    kind, _, name = stem.removeprefix("/").partition("/")
    if kind not in TERM_KINDS or not name:
        raise ValueError(stem)
    return Term(kind, name)


def _origin(parts: SplitResult) -> tuple[str, str | None, int | None]:
    """:raise ValueError: a port that is none"""
    return parts.scheme, parts.hostname, parts.port or _DEFAULT_PORTS.get(parts.scheme)
