"""What a request asks of the archive, in one canonical form, and its address.

`/category/a.rss?limit=50` and `/feed.rss?category=a` are one query: they share one cache entry,
one `rel=self`, one WebSub topic.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal
from urllib.parse import quote, urlencode

from feeds.errors import BadParameterError
from feeds.model import SITE, TERM_KINDS, Term

Content = Literal["full", "summary"]

DEFAULT_LIMIT = 50
LARGEST_LIMIT = 500
LAST_PAGE = 1_000_000
MOST_TERMS = 20
LONGEST_TERM = 200  # characters


@dataclass(frozen=True, slots=True)
class Query:
    """Terms are sorted and each stands once; empty means the whole site."""

    terms: tuple[Term, ...] = ()
    limit: int = DEFAULT_LIMIT
    page: int = 1  # counted from 1
    content: Content = "full"

    def groups(self) -> list[list[Term]]:
        """Terms by kind: OR within a group, AND between them. Never empty."""
        grouped = groupby(self.terms, key=lambda term: term.kind)
        return [list(terms) for _, terms in grouped] or [[SITE]]

    def term(self) -> Term | None:
        """The one term this feed is about, SITE for the whole site; None for several."""
        return SITE if not self.terms else self.terms[0] if len(self.terms) == 1 else None

    def on_page(self, page: int) -> Query:
        return replace(self, page=page)


def parse(term: Term, parameters: Iterable[tuple[str, str]]) -> Query:
    """A path's term and the query string's pairs as a Query; unknown parameters are ignored.

    :raise BadParameterError: a value without meaning or beyond its bound
    """
    pairs = list(parameters)
    named = {Term(name, value) for name, value in pairs if name in TERM_KINDS}
    terms = sorted(named | {term} - {SITE})
    if len(terms) > MOST_TERMS:
        raise BadParameterError("terms", str(len(terms)), f"at most {MOST_TERMS} filters")
    last = dict(pairs)
    return Query(
        terms=tuple(_checked(found) for found in terms),
        limit=_number(last, "limit", DEFAULT_LIMIT, LARGEST_LIMIT),
        page=_number(last, "page", 1, LAST_PAGE),
        content=_content(last),
    )


def path_of(query: Query, extension: str) -> str:
    """The canonical address below the base URL: path and sorted query string.

    `extension` is a format's, or empty for the page for people.
    """
    term = query.term()
    if term in (SITE, None):
        path = f"/feed.{extension}" if extension else "/"
    else:
        path = f"/{term.kind}/{encoded(term.name)}" + (f".{extension}" if extension else "")
    parameters: list[tuple[str, str | int]] = list(query.terms) if term is None else []
    if query.limit != DEFAULT_LIMIT:
        parameters.append(("limit", query.limit))
    if query.page != 1:
        parameters.append(("page", query.page))
    if query.content != "full":
        parameters.append(("content", query.content))
    spelled = urlencode(sorted(parameters), quote_via=quote, safe="")
    return f"{path}?{spelled}" if spelled else path


def encoded(name: str) -> str:
    """A term's name as a path's end. Slashes stay readable; "." and ".." cannot be steps."""
    segments = name.split("/")
    return "/".join(
        segment.replace(".", "%2E") if segment in (".", "..") else quote(segment, safe="")
        for segment in segments
    )


def _checked(term: Term) -> Term:
    if not term.name or len(term.name) > LONGEST_TERM:
        raise BadParameterError(term.kind, term.name, f"1 to {LONGEST_TERM} characters")
    return term


def _number(last: dict[str, str], name: str, default: int, largest: int) -> int:
    spelled = last.get(name)
    if spelled is None:
        return default
    number = int(spelled) if spelled.isascii() and spelled.isdigit() and len(spelled) < 10 else 0
    if not 1 <= number <= largest:
        raise BadParameterError(name, spelled, f"a whole number from 1 to {largest}")
    return number


def _content(last: dict[str, str]) -> Content:
    spelled = last.get("content", "full")
    if spelled not in ("full", "summary"):
        raise BadParameterError("content", spelled, "full or summary")
    return spelled  # type: ignore[return-value]
