"""`POST /refresh`: brings the index up to date, and answers with the changes.

An empty body asks for a scan of the whole archive, `{"paths": […]}` for a look at these files.
`service.hosts` reads the push of a git host.
"""

from __future__ import annotations

import time
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from feeds.addresses import write_target
from feeds.errors import ArchiveError
from feeds.model import Changes
from feeds.parameters import parse
from service.hosts.notice import Notice, PushRules, read_notice
from service.hosts.proof import has_proof, is_proven, may_be_proven
from service.hosts.push import BadPushError
from service.settings.credentials import bears, refresh_token
from service.settings.settings import Settings
from service.web.current import hub, publication
from service.web.last_pushes import last_ends, remember
from service.web.request_body import UnverifiedBodies, bounded_body

blueprint = Blueprint("refresh", __name__)

UNVERIFIED = "postwire.unverified_bodies"


@blueprint.post("/refresh")
def refresh() -> Response:
    """:raise 401: no credentials
    :raise 403: wrong ones
    :raise 400: a body without meaning, or a path outside the archive
    :raise 413: a body beyond `POSTWIRE_REFRESH_BODY_BYTES`
    :raise 503: too many bodies at once whose signatures are still to be checked
    """
    notice = _notice(_authorised_body())
    started = time.perf_counter()
    changes = Changes() if notice.paths == () else _refreshed(notice)
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    answer = {"understood": notice.words, **described(changes), "milliseconds": milliseconds}
    return jsonify(answer)


def _authorised_body() -> bytes:
    """The body, which is read only once the token is known to be right. A signature can be checked
    only with the body: all such bodies share the bound of one.

    :raise 401: neither a token nor a signature is given
    :raise 403: what is given is wrong
    """
    headers = _headers()
    authorization = headers.get("authorization")
    settings = publication().settings
    if authorization is None and not has_proof(headers):
        challenge = WWWAuthenticate("bearer", {"realm": "postwire"})
        raise Unauthorized("a bearer token or a webhook's signature is needed", None, challenge)
    if authorization is not None and bears(authorization, refresh_token(settings)):
        return bounded_body(settings.refresh_body_bytes)
    secrets = settings.webhook_secrets
    if any(may_be_proven(headers, secret) for secret in secrets):
        unverified: UnverifiedBodies = current_app.extensions[UNVERIFIED]
        body = unverified.read(settings.refresh_body_bytes)
        if any(is_proven(headers, body, secret, time.time()) for secret in secrets):
            return body
    abort(403, "the token or the signature is not the right one")


def install(app: Flask, settings: Settings) -> None:
    """Give the application the bound that unverified bodies share."""
    app.extensions[UNVERIFIED] = UnverifiedBodies(settings.refresh_body_bytes)
    app.register_blueprint(blueprint)


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


def _refreshed(notice: Notice) -> Changes:
    """The changes of a refresh. The ends of a push are noted only after it."""
    try:
        changes = publication().refresh(notice.paths)
    except ArchiveError as error:
        abort(400, str(error))
    remember(publication().settings.state_folder, notice.ends)
    hub().changed()
    return changes


def _notice(body: bytes) -> Notice:
    settings = publication().settings
    rules = PushRules(settings.webhook_branches, settings.webhook_tags, settings.webhook_folder)
    try:
        return read_notice(_headers(), body, rules, last_ends(settings.state_folder))
    except BadPushError as error:
        abort(400, str(error))


def _headers() -> dict[str, str]:
    return {name.lower(): _text(value) for name, value in request.headers.items()}


def _text(value: str) -> str:
    """A header's value as its sender has it. PEP 3333 gives each byte as one character, and a
    secret may have letters beyond ASCII."""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value
