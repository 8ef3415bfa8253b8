"""Feeds, and the pages of terms, over HTTP: an address → a Query → a prepared response.

A client that sends `A-IM: feed` and the tag of an earlier edition gets 226 IM Used: the feed with
only the entries that are new since (RFC 3229, and "RFC3229+feed" for what `feed` means).
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, request
from werkzeug.datastructures import Headers
from werkzeug.http import parse_etags
from werkzeug.routing import BaseConverter

from feeds.addresses import ROUTE, Address, read_address, read_page, write_target
from feeds.errors import UnknownAddressError, UnknownTermError
from feeds.query import Query
from feeds.render import FORMATS, Format
from service.publication.negotiation import negotiate
from service.publication.response import ANY_ORIGIN, POLICY, PreparedResponse, digest_of
from service.web.current import publication, request_pairs, request_path
from service.web.pages.feed_page import page_of
from service.web.rate_limit import charge
from service.web.request_log import missed

blueprint = Blueprint("feeds", __name__)

# Where the WSGI environment holds the canonical address of the feed that was answered.
PUBLISHED = "postwire.published"
# Fetch, section 3.3.3: what a page of another site may send. A conditional request needs a
# preflight, whose answer a browser keeps for a day at most.
_PREFLIGHT = {
    "Allow": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "A-IM, Accept, If-Modified-Since, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class FeedRoute(BaseConverter):
    """Every path at which `feeds.addresses` may find a feed or the page of a term."""

    regex = ROUTE
    part_isolating = False
    weight = 200


@blueprint.get("/<feed:_>", provide_automatic_options=False)
def feed(_: str) -> Response:
    """The feed; without a format at the end the page. `a.rss` is the feed of `a` where there is
    such a term, else the page of the term `a.rss`.

    :raise 404: no such address, format or term
    """
    address = read_address(request_path(), request_pairs(), publication().defaults)
    if not address.extension:
        return page_of(address.query)
    try:
        return serve(address)
    except UnknownTermError as error:
        return _page_or(error)


@blueprint.route("/<feed:_>", methods=["OPTIONS"])
def preflight(_: str) -> Response:
    """204 with what a browser may ask of a feed for a page of another site; a page of a term is
    for people, and says only which methods it knows.

    :raise 404: no such address or format
    """
    address = read_address(request_path(), request_pairs(), publication().defaults)
    if not address.extension:
        return current_app.make_default_options_response()
    return Response(status=204, headers=_PREFLIGHT)


def serve(address: Address) -> Response:
    """The document at an address, or 304."""
    form = FORMATS[address.extension]
    prepared = publication().publish(address.query, form, _charge_miss)
    headers = request.headers
    if "A-IM" in headers and (delta := _delta(address.query, form, prepared)):
        return delta
    request.environ[PUBLISHED] = write_target(*address)
    reply = negotiate(
        prepared,
        headers.get("Accept-Encoding", ""),
        headers.get("If-None-Match"),
        headers.get("If-Modified-Since"),
    )
    return Response(reply.body, reply.status, headers=reply.headers)


def _charge_miss() -> None:
    charge()
    missed()


def _page_or(unknown: UnknownTermError) -> Response:
    try:
        return page_of(read_page(request_path(), request_pairs()).query)
    except (UnknownTermError, UnknownAddressError):
        raise unknown from None


def _delta(query: Query, form: Format, prepared: PreparedResponse) -> Response | None:
    """What is new since the edition that the request names. None where the client takes no deltas,
    names no edition that is remembered, or has the current one: it gets a full answer."""
    editions = _digests(request.headers.get("If-None-Match"))
    if not _takes_feed(request.headers.get("A-IM", "")) or prepared.digest in editions:
        return None
    charge()
    body = publication().news(query, form, prepared.digest, editions)
    if body is None:
        return None
    whole = Headers(prepared.variants["identity"].stored.headers)
    # RFC 3229 section 10.5.3: a cache that knows nothing of deltas must not keep one; `im` is for
    # those that do. Section 10.4.1: the tag is that of the whole document as it is now.
    return Response(
        body,
        "226 IM Used",
        {
            "Content-Type": form.content_type,
            "IM": "feed",
            "ETag": whole["ETag"],
            "Last-Modified": whole["Last-Modified"],
            "Cache-Control": "no-store, im",
            "Vary": "A-IM, If-None-Match, Accept-Encoding",
            "Link": whole["Link"],
            "Content-Security-Policy": POLICY,
            "X-Content-Type-Options": "nosniff",
            **dict(ANY_ORIGIN),
        },
    )


def _takes_feed(accepted: str) -> bool:
    """Whether `feed` is among the manipulations, and not refused by `q=0`."""
    for item in accepted.split(","):
        name, _, parameters = item.strip().lower().partition(";")
        if name.strip() == "feed":
            return parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


def _digests(if_none_match: str | None) -> list[str]:
    """The digests in a list of tags, whatever coding they were of."""
    tags = parse_etags(if_none_match).as_set(include_weak=True)
    return [digest_of(tag) for tag in sorted(tags)]
