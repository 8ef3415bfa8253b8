"""The address of one of our feeds, typed into the search: it leads to the feed's page."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Response, redirect

from feeds.addresses import read_target, write_target
from feeds.errors import BadParameterError, QueryError
from feeds.index.select import revision_of
from feeds.query import Query
from service.web.current import publication
from service.web.pages import urls


def page_of_address(words: str) -> Response | None:
    """303 to the page of the feed whose address is typed, as a reader's program shows it or as the
    page itself; None where it is none of ours, or there is no such feed."""
    query = _query_at(words.removeprefix("feed:"))
    if query is None:
        return None
    target = write_target(urls.subscribed(query), "")
    return redirect(urls.local(target), 303)  # type: ignore[return-value]


def _query_at(url: str) -> Query | None:
    here = publication()
    base = here.settings.public_url
    if not url.startswith(f"{base}/"):
        return None
    parts = urlsplit(url)
    target = f"{parts.path.removeprefix(urlsplit(base).path)}?{parts.query}"
    try:
        query = read_target(target, here.defaults).query
        revision_of(here.index, urls.subscribed(query))  # nothing is composed: its page does that
    except (QueryError, BadParameterError):
        return None
    return query
