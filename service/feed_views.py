"""The feeds over HTTP: an address → a Query → a finished response."""

from __future__ import annotations

from flask import Blueprint, Response, abort, current_app, request

from feeds.model import SITE, Term, TermKind
from feeds.query import parse, path_of
from feeds.render import FORMATS, Format
from service.conditional import answer
from service.publication import Publication

blueprint = Blueprint("feeds", __name__)

# Where the WSGI environment holds the canonical address of the feed that was answered.
PUBLISHED = "postwire.published"


def publication() -> Publication:
    found: Publication = current_app.extensions["postwire"]
    return found


@blueprint.get("/feed.<extension>")
def site_feed(extension: str) -> Response:
    return serve(SITE, _format(extension))


@blueprint.get("/<any(category, tag, source, author):kind>/<path:rest>")
def term_feed(kind: TermKind, rest: str) -> Response:
    """:raise 404: no such term, or no such format"""
    name, _, extension = rest.rpartition(".")
    if extension not in FORMATS or not name:
        abort(404, f"no feed format at the end of “{rest[:200]}”: one of {', '.join(FORMATS)}")
    return serve(Term(kind, name), FORMATS[extension])


def serve(term: Term, form: Format) -> Response:
    """The document for a term and this request's parameters, or 304."""
    query = parse(term, request.args.items(multi=True))
    finished = publication().publish(query, form)
    request.environ[PUBLISHED] = path_of(query, form.extension)
    headers = request.headers
    reply = answer(
        finished,
        headers.get("Accept-Encoding", ""),
        headers.get("If-None-Match"),
        headers.get("If-Modified-Since"),
    )
    return Response(reply.body, reply.status, headers=reply.headers)


def _format(extension: str) -> Format:
    if extension not in FORMATS:
        abort(404, f"no feed format “{extension[:20]}”: one of {', '.join(FORMATS)}")
    return FORMATS[extension]
