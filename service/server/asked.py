"""Which document an address asks for: a query and a format, before anything is looked up."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple
from urllib.parse import unquote

from flask import abort
from werkzeug.exceptions import HTTPException
from werkzeug.routing import MapAdapter

from feeds.errors import BadParameterError
from feeds.model import SITE, Term, TermKind
from feeds.query import Content, Query, parse, parse_corrections
from feeds.render import FORMATS, Format

Pairs = Iterable[tuple[str, str]]  # of a query string, in order

_ENDINGS = tuple(f".{extension}".encode() for extension in FORMATS)


class Asked(NamedTuple):
    """A document: which posts, and in which form."""

    query: Query
    form: Format


def of_site(pairs: Pairs, content: Content, extension: str, month: str | None = None) -> Asked:
    """:raise BadParameterError: see `feeds.query.parse`; 404: no such format"""
    form = _format(extension)
    return Asked(parse(SITE, pairs, content, month), form)


def of_term(
    pairs: Pairs, content: Content, kind: TermKind, rest: str, month: str | None = None
) -> Asked | None:
    """None where `rest` does not end with a format.

    :raise BadParameterError: see `feeds.query.parse`
    """
    name, _, extension = rest.rpartition(".")
    if extension not in FORMATS or not name:
        return None
    return Asked(parse(Term(kind, name), pairs, content, month), FORMATS[extension])


def of_corrections(pairs: Pairs, content: Content, extension: str) -> Asked:
    """:raise BadParameterError: see `feeds.query.parse`; 404: no such format"""
    form = _format(extension)
    return Asked(parse_corrections(pairs, content), form)


Route = Callable[..., Asked | None]


class PlainTargets:
    """What targets without a query string ask for, by the routes of the application."""

    def __init__(self, routes: MapAdapter, documents: dict[str, Route], content: Content) -> None:
        """`documents` has the endpoints whose answers are feeds."""
        self._routes = routes
        self._documents = documents
        self._content = content

    def __call__(self, target: bytes) -> Asked | None:
        """None for whatever is no feed, and where it takes Flask to say what is wrong."""
        if not target.endswith(_ENDINGS) or b"?" in target:
            return None
        try:
            path = unquote(target.decode("ascii"), errors="strict")
            endpoint, parts = self._routes.match(path, "GET")
            document = self._documents.get(str(endpoint))
            return document((), self._content, **parts) if document else None
        except (UnicodeError, HTTPException, BadParameterError):
            return None


def _format(extension: str) -> Format:
    if extension not in FORMATS:
        abort(404, f"no feed format “{extension[:20]}”: one of {', '.join(FORMATS)}")
    return FORMATS[extension]
