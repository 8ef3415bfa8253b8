"""What views take from Flask: the publication, the hub, the path, the parameters of the query."""

from __future__ import annotations

from flask import current_app, request

from feeds.addresses import read_pairs
from service.hub.hub import Hub
from service.publication.publication import Publication
from service.web.static_site import StaticSite

PROBLEM = "application/problem+json"  # RFC 9457
_PAGE = "text/html"


def publication() -> Publication:
    here: Publication = current_app.extensions["postwire"]
    return here


def hub() -> Hub:
    here: Hub = current_app.extensions["postwire.hub"]
    return here


def static_site() -> StaticSite | None:
    """Which pages and feeds have files, where pages are written for a static server."""
    here: StaticSite | None = current_app.extensions.get("postwire.static_site")
    return here


def request_path() -> str:
    """The decoded path of the request, with every slash that it begins with: Werkzeug leaves out
    all but one."""
    sent: str = request.environ.get("PATH_INFO", "")
    return sent.encode("latin-1").decode("utf-8", "replace")


def request_pairs() -> list[tuple[str, str]]:
    """The pairs of the request's query string, in order."""
    return read_pairs(request.query_string.decode("utf-8", "replace"))


def prefers_page() -> bool:
    """Whether the client is a browser, which shows a page to a person; a program gets JSON."""
    offered = [PROBLEM, "application/json", _PAGE]
    return request.accept_mimetypes.best_match(offered, PROBLEM) == _PAGE
