"""`/status`: the service in numbers, for who knows the refresh token.

A browser asks for it as a password (any name, HTTP Basic), a program sends it as a bearer token.
Nothing is changed here, so no cookie is set and no form can be forged.
"""

from __future__ import annotations

import hmac

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from service.settings.credentials import bears, refresh_token
from service.web.current import hub, publication
from service.web.pages import layout
from service.web.status import as_json, status_of

blueprint = Blueprint("status", __name__)

_PRIVATE = "private, no-store"


@blueprint.get("/status")
def status() -> Response:
    """:raise 401: no token is given
    :raise 403: another token is given
    """
    _require_token()
    found = status_of(publication(), hub())
    if _wants_page():
        return layout.page("status.html", cache=_PRIVATE, now=found)
    response = jsonify(as_json(found))
    response.headers["Cache-Control"] = _PRIVATE
    return response


def _require_token() -> None:
    given = request.authorization
    if given is None:
        # Basic alone: browsers ask for a password only where they know the first scheme.
        challenge = WWWAuthenticate("basic", {"realm": "postwire status", "charset": "UTF-8"})
        raise Unauthorized("the refresh token is needed, as a password", None, challenge)
    token = refresh_token(publication().settings)
    if not (_is_password(given.password, token) or bears(str(given), token)):
        abort(403, "this is not the refresh token")


def _is_password(password: str | None, token: str) -> bool:
    return password is not None and hmac.compare_digest(password.encode(), token.encode())


def _wants_page() -> bool:
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]
