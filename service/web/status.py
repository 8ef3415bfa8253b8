"""`/status`: the service in numbers, for an operator who knows the refresh token.

A browser asks for the token as a password (any name, HTTP Basic), a program sends it as a bearer
token. The page changes nothing and sets no cookie, so no form can be forged.
"""

from __future__ import annotations

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from feeds.archive.faults import CODES
from service.settings.credentials import bears, is_token, refresh_token
from service.web.current import hub, publication
from service.web.pages import layout
from service.web.status_json import as_json
from service.web.status_numbers import FaultPage, status_of

blueprint = Blueprint("status", __name__)

_PRIVATE = "private, no-store"


@blueprint.get("/status")
def status() -> Response:
    """`?faults=CODE` shows the faults of this code alone, `?page=2` those after the first.

    :raise 401: no token is given, or another one
    """
    _require_token()
    numbers = status_of(publication(), hub(), _fault_page())
    if _wants_page():
        return layout.page("status.html", cache=_PRIVATE, numbers=numbers, codes=CODES)
    response = jsonify(as_json(numbers))
    response.headers["Cache-Control"] = _PRIVATE
    return response


def _require_token() -> None:
    credentials, token = request.authorization, refresh_token(publication().settings)
    if credentials is not None and (
        is_token(credentials.password, token) or bears(str(credentials), token)
    ):
        return
    # Basic alone: browsers ask for a password only where they know the first scheme. A wrong one is
    # 401 as well (RFC 9110 section 15.5.2): at a 403 a browser goes on sending it, and never asks.
    challenge = WWWAuthenticate("basic", {"realm": "postwire status", "charset": "UTF-8"})
    words = "this is not the refresh token" if credentials else "the refresh token is needed"
    raise Unauthorized(f"{words}, as a password", None, challenge)


def _fault_page() -> FaultPage:
    """What the query asks for; without meaning, the first page of all."""
    number, code = request.args.get("page", ""), request.args.get("faults")
    is_number = number.isascii() and number.isdecimal() and len(number) < 7
    page = max(1, int(number)) if is_number else 1
    return FaultPage(code if code in CODES else None, page)


def _wants_page() -> bool:
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]
