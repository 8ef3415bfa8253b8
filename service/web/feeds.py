"""Feeds, and the pages of terms, over HTTP: an address → a Query → a finished response."""

from __future__ import annotations

from flask import Blueprint, Response, request
from werkzeug.routing import BaseConverter

from feeds.addresses import ROUTE, Address, read_address, read_page, write_target
from feeds.errors import UnknownAddressError, UnknownTermError
from feeds.render import FORMATS
from service.publication.negotiation import answer
from service.web import delta
from service.web.current import publication, request_pairs, request_path
from service.web.pages.feed_page import page_of
from service.web.request_log import missed

blueprint = Blueprint("feeds", __name__)

# Where the WSGI environment holds the canonical address of the feed that was answered.
PUBLISHED = "postwire.published"


class FeedRoute(BaseConverter):
    """Every path at which `feeds.addresses` may find a feed or the page of a term."""

    regex = ROUTE
    part_isolating = False
    weight = 200


@blueprint.get("/<feed:_>")
def feed(_: str) -> Response:
    """The feed; without a format at the end the page. `a.rss` is the feed of `a` where there is
    such a term, else the page of the term `a.rss`.

    :raise 404: no such address, format or term
    """
    address = read_address(request_path(), request_pairs(), publication().settings.content)
    if not address.extension:
        return page_of(address.query)
    try:
        return serve(address)
    except UnknownTermError as error:
        return _page_or(error)


def serve(address: Address) -> Response:
    """The document at an address, or 304."""
    form = FORMATS[address.extension]
    finished = publication().publish(address.query, form, missed)
    headers = request.headers
    if "A-IM" in headers and (news := delta.answer(address.query, form, finished)):
        return news
    request.environ[PUBLISHED] = write_target(*address)
    reply = answer(
        finished,
        headers.get("Accept-Encoding", ""),
        headers.get("If-None-Match"),
        headers.get("If-Modified-Since"),
    )
    return Response(reply.body, reply.status, headers=reply.headers)


def _page_or(unknown: UnknownTermError) -> Response:
    try:
        return page_of(read_page(request_path(), request_pairs()).query)
    except (UnknownTermError, UnknownAddressError):
        raise unknown from None
