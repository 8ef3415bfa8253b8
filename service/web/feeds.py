"""The feeds over HTTP: an address → a Query → a finished response."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Blueprint, Response, request

from feeds.errors import UnknownTermError
from feeds.model import Term, TermKind
from feeds.query import Content, Query, path_of
from feeds.render import Format
from service.publication.negotiation import answer
from service.server import asked
from service.web import delta
from service.web.current import publication
from service.web.pages.feed_page import term_page
from service.web.request_log import missed

blueprint = Blueprint("feeds", __name__)

# Where the WSGI environment holds the canonical address of the feed that was answered.
PUBLISHED = "postwire.published"


@blueprint.get("/feed.<extension>")
@blueprint.get("/archive/<month>/feed.<extension>")
def site_feed(**parts: str) -> Response:
    return serve(*asked.of_site(parameters(), _content(), **parts))


@blueprint.get("/<any(category, tag, source, author):kind>/<anything:rest>")
@blueprint.get("/archive/<month>/<any(category, tag, source, author):kind>/<anything:rest>")
def term_feed(kind: TermKind, rest: str, month: str | None = None) -> Response:
    """The feed; without a format at the end the page. `a.rss` is the feed of `a` where there is
    such a term, else the page of the term `a.rss`.

    :raise 404: no such term
    """
    document = asked.of_term(parameters(), _content(), kind, rest, month)
    if document is None:
        return term_page(Term(kind, rest))
    try:
        return serve(*document)
    except UnknownTermError as error:
        return _page_or(error, Term(kind, rest))


@blueprint.get("/corrections.<extension>")
def corrections(extension: str) -> Response:
    return serve(*asked.of_corrections(parameters(), _content(), extension))


# The same without a request, by endpoint.
DOCUMENTS: dict[str, asked.Route] = {
    "feeds.site_feed": asked.of_site,
    "feeds.term_feed": asked.of_term,
    "feeds.corrections": asked.of_corrections,
}


def parameters() -> Iterable[tuple[str, str]]:
    """The query string's pairs, in order."""
    return request.args.items(multi=True)


def serve(query: Query, form: Format) -> Response:
    """The document of a query, or 304."""
    finished = publication().publish(query, form, missed)
    headers = request.headers
    if "A-IM" in headers and (news := delta.answer(query, form, finished)):
        return news
    request.environ[PUBLISHED] = path_of(query, form.extension)
    reply = answer(
        finished,
        headers.get("Accept-Encoding", ""),
        headers.get("If-None-Match"),
        headers.get("If-Modified-Since"),
    )
    return Response(reply.body, reply.status, headers=reply.headers)


def _page_or(unknown: UnknownTermError, term: Term) -> Response:
    try:
        return term_page(term)
    except UnknownTermError:
        raise unknown from None


def _content() -> Content:
    return publication().settings.content
