"""`POST /refresh`: bring the index up to date now, and say what that changed."""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Response, abort, current_app, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from feeds.addresses import write_target
from feeds.errors import ArchiveError
from feeds.model import Changes
from feeds.query import parse
from service.hub.hub import Hub
from service.publication.publication import Publication
from service.settings.credentials import bears, refresh_token, signed
from service.web.refresh_request import BadRefreshError, paths_in
from service.web.request_body import bounded_body

blueprint = Blueprint("refresh", __name__)


@blueprint.post("/refresh")
def refresh() -> Response:
    """:raise 401: no credentials
    :raise 403: wrong ones
    :raise 400: a body without meaning, or a path outside the archive
    :raise 413: a body beyond `POSTWIRE_REFRESH_BODY_BYTES`
    """
    publication: Publication = current_app.extensions["postwire"]
    body = bounded_body(publication.settings.refresh_body_bytes)
    require_credentials(publication, body)
    started = time.perf_counter()
    changes = Changes() if _is_other_event() else _refreshed(publication, body)
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    return jsonify({**described(changes), "milliseconds": milliseconds})


def require_credentials(publication: Publication, body: bytes) -> None:
    """:raise 401: neither a token nor a signature is given
    :raise 403: what is given is wrong
    """
    authorization = request.headers.get("Authorization")
    signature = request.headers.get("X-Hub-Signature-256")
    settings = publication.settings
    if authorization is None and signature is None:
        challenge = WWWAuthenticate("bearer", {"realm": "postwire"})
        raise Unauthorized("a bearer token or a webhook's signature is needed", None, challenge)
    if authorization is not None and bears(authorization, refresh_token(settings)):
        return
    secret = settings.webhook_secret
    if signature is not None and secret and signed(signature, body, secret.get_secret_value()):
        return
    abort(403, "the token or the signature is not the right one")


def described(changes: Changes) -> dict[str, Any]:
    """Changes as JSON: paths of posts, and of feeds (as pages, below the service's address)."""
    return {
        "added": changes.added,
        "changed": changes.changed,
        "removed": changes.removed,
        "broken": changes.broken,
        "feeds": [write_target(parse(term, ()), "") for term in changes.feeds],
        "rebuilt": changes.rebuilt,
    }


def _refreshed(publication: Publication, body: bytes) -> Changes:
    try:
        changes = publication.refresh(paths_in(body, publication.settings.webhook_folder))
    except (BadRefreshError, ArchiveError) as error:
        abort(400, str(error))
    hub: Hub = current_app.extensions["postwire.hub"]
    hub.changed()
    return changes


def _is_other_event() -> bool:
    """A git host asks once, when the webhook is made, whether anybody answers."""
    named = (request.headers.get(f"X-{host}-Event") for host in ("GitHub", "Gitea", "Forgejo"))
    return any(event not in (None, "push") for event in named)
