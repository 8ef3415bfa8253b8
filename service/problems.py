"""Errors as answers: RFC 9457 problem+json for programs, a short page for people."""

from __future__ import annotations

import html
import json

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from feeds.errors import BadParameterError, StateError, UnknownTermError

_JSON = "application/problem+json"
_PAGE = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" '
    'content="width=device-width"><title>{status} {title}</title>'
    "<h1>{title}</h1><p>{detail}</p><p><a href='/'>All feeds</a></p></html>"
)


def install(app: Flask) -> None:
    """Every error of this application goes through `problem`."""
    app.register_error_handler(UnknownTermError, lambda error: problem(404, str(error)))
    app.register_error_handler(BadParameterError, lambda error: problem(400, str(error)))
    app.register_error_handler(StateError, lambda error: problem(503, str(error)))
    app.register_error_handler(HTTPException, _from_werkzeug)


def problem(status: int, detail: str) -> Response:
    """One short answer in the form the request asks for, never cached for long."""
    title = Response(status=status).status.partition(" ")[2].capitalize()
    best = request.accept_mimetypes.best_match([_JSON, "application/json", "text/html"], _JSON)
    if best == "text/html":
        page = _PAGE.format(status=status, title=title, detail=html.escape(detail))
        response = Response(page, status, content_type="text/html; charset=utf-8")
    else:
        fields = {"title": title, "status": status, "detail": detail}
        response = Response(json.dumps(fields, ensure_ascii=False), status, content_type=_JSON)
    response.headers["Cache-Control"] = "public, max-age=60" if status == 404 else "no-store"
    response.headers["Vary"] = "Accept"
    return response


def _from_werkzeug(error: HTTPException) -> Response:
    response = problem(error.code or 500, error.description or "")
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After", "Location", "WWW-Authenticate"):
            response.headers[name] = value
    return response
