"""Redirects addresses from before Postwire: of feeds (`service.publication.old_feeds`), and of
posts.

These addresses are tried only where nothing else exists at an address.
"""

from __future__ import annotations

from flask import Response, request

from feeds.index.aliases import permalink_of_alias
from feeds.text.urls import percent_encoded
from service.publication.old_feed_rules import path_of_parameters
from service.publication.old_feeds import feed_at
from service.web.current import publication, request_path

_FRESH = "public, max-age=86400"


def redirection() -> Response | None:
    """301 to where this request's path leads now, the query string kept; None where nowhere."""
    if request.method not in ("GET", "HEAD"):
        return None
    address = feed_at(request_path(), publication()) or _post_at(request_path())
    query = request.query_string.decode("ascii", "replace")
    return None if address is None else _moved(address, query)


def redirection_of_parameters() -> Response | None:
    """301 to the feed that this request's parameters ask WordPress for (`/?feed=rss2`); None where
    they ask for none."""
    path = path_of_parameters(request_path(), request.args.to_dict())
    address = path and feed_at(path, publication())
    return _moved(address, "") if address else None


def _moved(address: str, query: str) -> Response:
    answer = Response(status=301)
    answer.headers["Location"] = f"{address}?{query}" if query else address
    answer.headers["Cache-Control"] = _FRESH
    return answer


def _post_at(path: str) -> str | None:
    here = publication()
    permalink = permalink_of_alias(here.index, percent_encoded(path))
    return None if permalink is None else here.archive.site.url + percent_encoded(permalink)
