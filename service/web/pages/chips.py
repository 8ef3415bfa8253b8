"""The filters of a feed as chips: each chip links to the feed without that filter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Literal, NamedTuple

from feeds.addresses import write_target
from feeds.model import Term, TermKind
from feeds.query import Query
from service.web.pages import urls

Role = Literal["first", "or", "and", "without", "words", "since", "until", "unique"]


class Chip(NamedTuple):
    """One condition. `role` is how it joins those before it, or what it is where no term."""

    role: Role
    kind: TermKind | None  # None: of words, dates and stories
    text: str
    removal: str  # the path of the page without it


def chips_of(query: Query, names: Mapping[Term, str]) -> tuple[Chip, ...]:
    """The conditions of a combined or filtered feed; none of a feed of one term, or of the whole
    site. `names` has every term's name for people."""
    if query.term() is not None and not query.is_filtered:
        return ()
    return (*_of_terms(query, names), *_of_filters(query, names))


def _of_terms(query: Query, names: Mapping[Term, str]) -> Iterator[Chip]:
    former: TermKind | None = None
    for term in query.terms:
        role: Role = "first" if former is None else "or" if former == term.kind else "and"
        rest = tuple(other for other in query.terms if other != term)
        yield Chip(role, term.kind, names[term], _page(replace(query, terms=rest)))
        former = term.kind


def _of_filters(query: Query, names: Mapping[Term, str]) -> Iterator[Chip]:
    for term in query.without:
        rest = tuple(other for other in query.without if other != term)
        yield Chip("without", term.kind, names[term], _page(replace(query, without=rest)))
    for word in query.words:
        words = tuple(other for other in query.words if other != word)
        yield Chip("words", None, word, _page(replace(query, words=words)))
    if query.since:
        yield Chip("since", None, query.since, _page(replace(query, since=None)))
    if query.until:
        yield Chip("until", None, query.until, _page(replace(query, until=None)))
    if query.unique:
        yield Chip("unique", None, "", _page(replace(query, unique=None)))


def _page(query: Query) -> str:
    return urls.local(write_target(urls.subscribed(query), ""))
