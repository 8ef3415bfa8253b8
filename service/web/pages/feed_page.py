"""A feed as a page for people: its newest entries, how to subscribe, how often it is updated."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, redirect, request

from feeds.addresses import read_address, write_target
from feeds.errors import BadParameterError
from feeds.feed.phrases import phrases_for
from feeds.index.monthly import monthly
from feeds.index.select import twin_of
from feeds.model import SITE, TERM_KINDS
from feeds.query import LAST_PAGE, Content, Query, parse
from feeds.render import FORMATS
from service.web.current import publication, request_pairs, request_path, static_site
from service.web.pages import layout, urls
from service.web.pages.chart import Chart, chart_of
from service.web.pages.near import NearFeed, near_feed
from service.web.pages.twin_links import has_page, twin_links
from service.web.work import charge

blueprint = Blueprint("feed_page", __name__)

ENTRIES = 20
_MONTHS = 24
_SHOWN: Content = "summary"


@blueprint.get("/all")
def site_page() -> Response:
    """The feed of the whole site: `/` is the catalogue."""
    return page_of(read_address(request_path(), request_pairs()).query)


@blueprint.get("/filter")
def filtered() -> Response:
    """A redirect to the canonical address of the feed that the filter form describes.

    :raise 400: a value without meaning
    :raise 404: a term that no served post has
    """
    extension = request.args.get("format", "rss")
    if extension not in FORMATS:
        raise BadParameterError("format", extension, f"one of {', '.join(FORMATS)}")
    here = publication()
    filled = [(name, value.strip()) for name, value in request_pairs() if value.strip()]
    query = parse(SITE, filled, here.defaults)
    here.compose(replace(query, limit=1))  # a 404 here, not after the redirect
    return redirect(urls.local(write_target(query, extension)), 303)  # type: ignore[return-value]


def page_of(query: Query) -> Response:
    """The page of a feed.

    :raise UnknownTermError: a term of the query that no served post has
    :raise 429: the client had too many answers made
    """
    charge()
    shown = replace(query, limit=ENTRIES, content=_SHOWN)
    here = publication()
    feed = here.compose(shown)
    formats = urls.formats(query)
    static = static_site()
    last = static.pages if static else LAST_PAGE
    return layout.page(
        "feed.html",
        feed=feed,
        query=query,
        canonical=here.links.base_url + here.links.target(urls.subscribed(query), ""),
        formats=formats,
        readers=urls.readers(formats[0].url),
        older=_step(query, 1) if feed.more and query.page < last else None,
        newer=_step(query, -1) if query.page > 1 else None,
        chart=_chart(query),
        hubs=here.links.hubs,
        twin=_twin(query),
        twins=twin_links(query.term()) if not query.is_filtered else (),
        phrases=lambda entry: phrases_for(entry.post.language or feed.site.language),
        filters={kind: [t.name for t in query.terms if t.kind == kind] for kind in TERM_KINDS},
    )


def _step(query: Query, by: int) -> str:
    neighbour = urls.subscribed(query).on_page(query.page + by)
    return urls.local(publication().links.target(neighbour, ""))


def _twin(query: Query) -> NearFeed | None:
    """The feed of the same posts that a reader had better take."""
    term = query.term()
    other = twin_of(publication().index, term) if term and not query.is_filtered else None
    return near_feed(other) if other and has_page(other) else None


def _chart(query: Query) -> Chart | None:
    """Only for one term: nobody counts posts that several terms share or that a filter leaves."""
    term = query.term()
    if term is None or query.is_filtered:
        return None
    here = publication()
    return chart_of(monthly(here.index, term, here.archive.site.timezone, _MONTHS))
