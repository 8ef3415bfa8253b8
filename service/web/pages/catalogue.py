"""`/`: the list of the site's feeds, with a search among them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

from flask import Blueprint, Response, request

from feeds.addresses import read_address
from feeds.errors import BadParameterError
from feeds.feed.names import display_name
from feeds.feed.posting_rate import PostingRate, posting_rate
from feeds.index.catalogue import ORDERS, Listing, Order, Wish, listing, recent_posts
from feeds.index.select import TermRow, terms
from feeds.model import SITE, TERM_KINDS, Term
from feeds.parameters import parse
from feeds.query import Query
from service.web.current import publication, request_pairs, request_path, static_site
from service.web.old_addresses import redirection_of_parameters
from service.web.pages import layout, urls
from service.web.pages.feed_page import page_of
from service.web.pages.near import near
from service.web.pages.pasted_address import page_of_address
from service.web.pages.twin_links import TwinLink, has_page, twin_links
from service.web.pages.urls import FormatLink
from service.web.static_files import search_script_path

blueprint = Blueprint("catalogue", __name__)

_Choice = TypeVar("_Choice", bound=str)

SEARCH_INDEX = "/feeds.json"  # of an export: every feed, for the script
_ROWS = 40  # feeds on a page
_LAST_PAGE = 100_000
_LONGEST_SEARCH = 200  # characters


class Row(NamedTuple):
    """One feed of the list."""

    counts: TermRow
    name: str  # for people
    page: str
    formats: tuple[FormatLink, ...]
    twins: tuple[TwinLink, ...]
    rate: PostingRate


@dataclass(frozen=True, slots=True)
class View:
    """The part of the catalogue that a request asks for, and its order."""

    wish: Wish
    page: int = 1

    def at(self, kind: str | None = None, order: Order | None = None, page: int = 1) -> str:
        """The address of this view with another kind ("" for all), order or page."""
        chosen_kind = (self.wish.kind or "") if kind is None else kind
        if static := static_site():
            return urls.local(static.listed(chosen_kind, page))
        chosen = order or self.wish.order
        return urls.with_parameters(
            urls.local("/"),
            [
                ("find", self.wish.words),
                ("kind", chosen_kind),
                ("sort", chosen if chosen != ORDERS[0] else ""),
                ("page", str(page) if page > 1 else ""),
            ],
        )


@blueprint.get("/")
def catalogue() -> Response:
    """The list of feeds; with terms or filters in the query string, or where a feed's address is
    searched for, the page of that feed.

    :raise 400: a kind, order or page that there is not
    """
    if moved := redirection_of_parameters():
        return moved
    query = read_address(request_path(), request_pairs(), publication().defaults).query
    if query != Query():
        return page_of(query)
    view = _view()
    return page_of_address(view.wish.words) or list_page(view)


def list_page(view: View) -> Response:
    """The part of the list that a view is."""
    rows = listing(publication().index, view.wish, (view.page - 1) * _ROWS, _ROWS)
    return layout.page("catalogue.html", **_context(view, rows))


def static_views() -> Iterator[View]:
    """Every view of the list that a static server has: all kinds and each, in pages."""
    counts = listing(publication().index, Wish(), 0, 0)
    for kind, total in ((None, counts.total), *counts.counts.items()):
        if kind is None or has_page(Term(kind, "")):
            for number in range(1, max(1, -(-total // _ROWS)) + 1):
                yield View(Wish(kind=kind), number)


def _context(view: View, listed: Listing) -> dict[str, Any]:
    kind = view.wish.kind
    total = listed.counts.get(kind, 0) if kind else listed.total
    site_row = next(terms(publication().index, "site"), None) if has_page(SITE) else None
    return {
        "view": view,
        "orders": ORDERS,
        "first": (view.page - 1) * _ROWS + 1,
        "rows": _rows([row for row in listed.rows if has_page(row.term)]),
        "counts": {of: n for of, n in listed.counts.items() if has_page(Term(of, ""))},
        "all": listed.total,
        "total": total,
        "pages": -(-total // _ROWS),
        "whole": site_row,
        "whole_page": urls.page_path(Query()),
        "search_script": urls.local(search_script_path()),
        "search_index": urls.local(SEARCH_INDEX),
        "whole_formats": urls.formats(Query()) if has_page(SITE) else (),
        "near": near(view.wish.words) if not listed.rows else (),
    }


def _rows(listed: Sequence[TermRow]) -> list[Row]:
    recent = recent_posts(publication().index, listed)
    return [_row(*each) for each in zip(listed, map(posting_rate, recent), strict=True)]


def _row(counts: TermRow, rate: PostingRate) -> Row:
    here, query = publication(), parse(counts.term, ())
    name = display_name(here.archive.site, counts.term, counts.twin)
    return Row(
        counts, name, urls.page_path(query), urls.formats(query), twin_links(counts.term), rate
    )


def _view() -> View:
    parameters = request.args
    wish = Wish(
        words=parameters.get("find", "")[:_LONGEST_SEARCH].strip(),
        kind=_one_of("kind", parameters.get("kind") or None, TERM_KINDS),
        order=_one_of("sort", parameters.get("sort") or None, ORDERS) or ORDERS[0],
    )
    return View(wish, _number(parameters.get("page", "1")))


def _one_of(name: str, spelled: str | None, choices: Iterable[_Choice]) -> _Choice | None:
    choice = next((choice for choice in choices if choice == spelled), None)
    if spelled is not None and choice is None:
        raise BadParameterError(name, spelled, f"one of {', '.join(choices)}")
    return choice


def _number(spelled: str) -> int:
    number = int(spelled) if spelled.isascii() and spelled.isdigit() and len(spelled) < 7 else 0
    if not 1 <= number <= _LAST_PAGE:
        raise BadParameterError("page", spelled, f"a whole number from 1 to {_LAST_PAGE}")
    return number
