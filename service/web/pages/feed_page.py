"""A feed as a page for people: its newest entries, how to subscribe, how often it is updated."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import Blueprint, Response

from feeds.addresses import read_address
from feeds.index.monthly import Month, monthly
from feeds.index.select import twin_of
from feeds.model import SITE, Term
from feeds.parameters import LAST_PAGE
from feeds.query import Content, Query
from service.web.current import publication, request_pairs, request_path, static_site
from service.web.pages import layout, urls
from service.web.pages.chips import chips_of
from service.web.pages.filter_form import names_offered
from service.web.pages.near import NearFeed, near_feed
from service.web.pages.twin_links import has_page, twin_links
from service.web.rate_limit import charge

blueprint = Blueprint("feed_page", __name__)

TEMPLATE = "feed.html"
ENTRIES = 20
_MONTHS = 24
_SHOWN: Content = "summary"


@blueprint.get("/all")
def site_page() -> Response:
    """The feed of the whole site: `/` is the catalogue."""
    return page_of(read_address(request_path(), request_pairs(), publication().defaults).query)


def page_of(query: Query) -> Response:
    """The page of a feed.

    :raise UnknownTermError: a term of the query that no served post has
    :raise 429: the client had too many answers made
    """
    charge()
    return layout.page(TEMPLATE, **context_of(query))


def context_of(query: Query) -> dict[str, Any]:
    """What the template shows of a feed.

    :raise UnknownTermError: a term of the query that no served post has
    """
    shown = replace(query, limit=ENTRIES, content=_SHOWN)
    here = publication()
    feed = here.compose(shown)
    formats = urls.formats(query)
    static = static_site()
    last = static.pages if static else LAST_PAGE
    twin = _twin(query)
    tally = None if feed.total is not None else here.documents.tally(here.index, query, _MONTHS)
    return {
        "feed": feed,
        "query": query,
        "canonical": here.links.base_url + here.links.target(urls.subscribed(query), ""),
        "formats": formats,
        "readers": urls.readers(formats[0].url),
        "older": _step(query, 1) if feed.more and query.page < last else None,
        "newer": _step(query, -1) if query.page > 1 else None,
        "months": tally.months if tally else _months(query),
        "tally": tally,
        "hubs": here.links.hubs,
        "twin": twin,
        "outlet": _outlet(query.term(), twin),
        "twins": twin_links(query.term()) if not query.is_filtered else (),
        "chips": chips_of(query, feed.names),
        "offered": {} if static else names_offered(),
        "compares_stories": here.defaults.stories != "off",
    }


def _step(query: Query, by: int) -> str:
    neighbour = urls.subscribed(query).on_page(query.page + by)
    return urls.local(publication().links.target(neighbour, ""))


def _outlet(term: Term | None, twin: NearFeed | None) -> str:
    """The outlet whose posts a feed has, "" where these are not one's."""
    named = (term, twin and twin.term)
    return next((each.name for each in named if each and each.kind == "source"), "")


def _twin(query: Query) -> NearFeed | None:
    """The feed of the same posts that a reader had better take."""
    term = query.term()
    other = twin_of(publication().index, term) if term and not query.is_filtered else None
    return near_feed(other) if other and has_page(other) else None


def _months(query: Query) -> tuple[Month, ...]:
    """Of a feed of one term, whose posts the index has counted."""
    here = publication()
    return monthly(here.index, query.term() or SITE, here.archive.site.timezone, _MONTHS)
