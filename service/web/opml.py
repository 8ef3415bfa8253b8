"""`/feeds.opml` and its like: lists of feeds for a reader to import."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, request

from feeds.errors import BadParameterError
from feeds.feed.feed import NEVER
from feeds.index.select import TermRow, number_of, terms
from feeds.model import TERM_KINDS, Term, TermKind
from feeds.render import FORMATS
from feeds.render.opml import render
from service.publication.negotiation import negotiate
from service.publication.response import prepare
from service.web.current import publication, request_pairs, static_site

blueprint = Blueprint("lists", __name__)

_FRESH = "public, max-age=3600"
LISTS: dict[str, tuple[TermKind, ...]] = {
    "feeds": ("site", *TERM_KINDS),
    "categories": ("category",),
    "tags": ("tag",),
    "sources": ("source",),
    "authors": ("author",),
    "collections": ("collection",),
}


@blueprint.get(f"/<any({', '.join(LISTS)}):name>.opml")
def opml(name: str) -> Response:
    """All feeds of a kind, or the selected ones: `?format=atom&category=a&category=b`.

    :raise 400: an unknown format
    :raise 404: a selected term that no served post has
    """
    static = static_site()
    extension = request.args.get("format", static.formats[0] if static else "rss")
    if extension not in FORMATS:
        raise BadParameterError("format", extension, f"one of {', '.join(FORMATS)}")
    here = publication()
    rows = list(_rows(name))
    newest = max((row.newest for row in rows), default=NEVER)
    body = render(here.archive.site, here.links, rows, extension)
    link = f'<{here.links.base_url}{request.path}>; rel="self"'
    prepared = prepare(body, "text/x-opml; charset=utf-8", newest, _FRESH, link)
    headers = request.headers
    reply = negotiate(prepared, headers.get("Accept-Encoding", ""), headers.get("If-None-Match"))
    return Response(reply.body, reply.status, headers=reply.headers)


def _rows(name: str) -> Iterator[TermRow]:
    """The terms of a list, by kind; with terms in the query string, these and no others. A list of
    several kinds has one feed of each outlet: no twins."""
    index = publication().index
    # Without the bound that queries have on their terms: this is a list.
    wanted = {Term(kind, name) for kind, name in request_pairs() if kind in TERM_KINDS}
    for term in wanted:
        number_of(index, term)
    kinds, static = LISTS[name], static_site()
    for kind in kinds:
        for row in terms(index, kind):
            if static and not static.has(row.term):
                continue
            if row.term in wanted or not (wanted or (row.twin and len(kinds) > 1)):
                yield row
