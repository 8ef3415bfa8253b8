"""Answers errors: with RFC 9457 problem+json for programs, with a short page for people."""

from __future__ import annotations

import json
import logging
import sqlite3

from flask import Flask, Response, current_app
from werkzeug.exceptions import HTTPException

from feeds.errors import BadParameterError, NotReadyError, QueryError, StateError, UnknownTermError
from feeds.model import Term
from feeds.outages import Outage
from service.web.current import PROBLEM, prefers_page
from service.web.old_addresses import redirection
from service.web.pages import layout
from service.web.pages.near import near

SECONDS_TO_RETRY = "5"  # after what cannot be used; it is looked at again within seconds
_SECONDS_TO_READ = "10"
_SECONDS_TO_LOOK = "2"  # at a page that says how far the reading is
_OUTAGE = "postwire.outage"

_log = logging.getLogger(__name__)


def new_outage() -> Outage:
    """What the log says, once a minute, of faults of the service itself that requests meet."""
    return Outage("cannot serve", _log, most=20)


def install(app: Flask, outage: Outage) -> None:
    """Answer every error of this application by `problem`."""
    app.extensions[_OUTAGE] = outage
    app.register_error_handler(QueryError, _not_found)
    app.register_error_handler(BadParameterError, _bad_parameter)
    app.register_error_handler(NotReadyError, _not_ready)
    for kind in (StateError, OSError, sqlite3.Error):
        app.register_error_handler(kind, _unusable)
    app.register_error_handler(HTTPException, _from_werkzeug)


def problem(
    status: int,
    detail: str,
    unknown: Term | None = None,
    progress: NotReadyError | None = None,
    parameter: BadParameterError | None = None,
) -> Response:
    """A short answer in the form that the request asks for, never cached for long. `unknown` is a
    term that no post has; `progress`: how far the words of the archive are read; `parameter` is one
    without meaning. A page says so in its own language."""
    title = Response(status=status).status.partition(" ")[2].capitalize()
    if prefers_page():
        response = layout.page(
            "problem.html",
            status,
            code=status,
            title=title,
            detail=detail,
            unknown=unknown,
            near=near(unknown.name) if unknown else (),
            progress=progress,
            parameter=parameter,
        )
    else:
        fields = {"title": title, "status": status, "detail": detail}
        response = Response(json.dumps(fields, ensure_ascii=False), status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "public, max-age=60" if status == 404 else "no-store"
    response.vary.add("Accept")
    return response


def reported(error: Exception) -> str:
    """The words for a client about a fault of the service itself. The fault goes only into the log,
    because its message may name a path or a database."""
    outage: Outage = current_app.extensions[_OUTAGE]
    outage.report(error)
    return "the service cannot use its archive, its index or its state at the moment"


def _unusable(error: Exception) -> Response:
    response = problem(503, reported(error))
    response.headers["Retry-After"] = SECONDS_TO_RETRY
    return response


def _bad_parameter(error: BadParameterError) -> Response:
    return problem(400, str(error), parameter=error)


def _not_ready(error: NotReadyError) -> Response:
    response = problem(503, str(error), progress=error)
    response.headers["Retry-After"] = _SECONDS_TO_READ
    if (
        response.mimetype == "text/html"
    ):  # a header, for a page may not reload itself under a reader
        response.headers["Refresh"] = _SECONDS_TO_LOOK
    return response


def _not_found(error: QueryError) -> Response:
    term = error.term if isinstance(error, UnknownTermError) else None
    return redirection() or problem(404, str(error), term)


def _from_werkzeug(error: HTTPException) -> Response:
    if error.code == 404 and (moved := redirection()):
        return moved
    response = problem(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "Location", "WWW-Authenticate"):
            response.headers[name] = value
    return response
