"""`POST /refresh`: bring the index up to date now, and say what that changed.

An empty body asks for a look at the whole archive, `{"paths": […]}` for one at these files, and
the push of a git host for one at the files of all its commits.
"""

from __future__ import annotations

import json
import re
import time
from typing import Any

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from feeds.addresses import write_target
from feeds.errors import ArchiveError, PostwireError
from feeds.model import Changes
from feeds.query import parse
from service.settings.credentials import bears, refresh_token, signed
from service.settings.settings import Settings
from service.web.current import hub, publication
from service.web.request_body import UnverifiedBodies, bounded_body

blueprint = Blueprint("refresh", __name__)

UNVERIFIED = "postwire.unverified_bodies"

_SIGNATURE = re.compile(r"\s*sha256=[0-9a-f]{64}\s*")
_CHANGES = ("added", "modified", "removed")  # of a commit, as git hosts name them


class BadRefreshError(PostwireError):
    """The body asks for nothing that this service understands: 400."""


@blueprint.post("/refresh")
def refresh() -> Response:
    """:raise 401: no credentials
    :raise 403: wrong ones
    :raise 400: a body without meaning, or a path outside the archive
    :raise 413: a body beyond `POSTWIRE_REFRESH_BODY_BYTES`
    :raise 503: too many bodies at once whose signatures are still to be checked
    """
    body = _authorised_body()
    started = time.perf_counter()
    changes = Changes() if _is_other_event() else _refreshed(body)
    milliseconds = round((time.perf_counter() - started) * 1000, 1)
    return jsonify({**described(changes), "milliseconds": milliseconds})


def _authorised_body() -> bytes:
    """The body, which is read only once the token is known to be right. A signature can be checked
    only with the body: all such bodies share the bound of one.

    :raise 401: neither a token nor a signature is given
    :raise 403: what is given is wrong
    """
    authorization = request.headers.get("Authorization")
    signature = request.headers.get("X-Hub-Signature-256")
    settings = publication().settings
    if authorization is None and signature is None:
        challenge = WWWAuthenticate("bearer", {"realm": "postwire"})
        raise Unauthorized("a bearer token or a webhook's signature is needed", None, challenge)
    if authorization is not None and bears(authorization, refresh_token(settings)):
        return bounded_body(settings.refresh_body_bytes)
    secret = settings.webhook_secret
    if secret and signature is not None and _SIGNATURE.fullmatch(signature):
        unverified: UnverifiedBodies = current_app.extensions[UNVERIFIED]
        body = unverified.read(settings.refresh_body_bytes)
        if signed(signature, body, secret.get_secret_value()):
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


def _refreshed(body: bytes) -> Changes:
    try:
        changes = publication().refresh(paths_in(body, publication().settings.webhook_folder))
    except (BadRefreshError, ArchiveError) as error:
        abort(400, str(error))
    hub().changed()
    return changes


def _is_other_event() -> bool:
    """Whether a git host reports anything but a push. It does once, when the webhook is made, to
    see whether anybody answers."""
    events = (request.headers.get(f"X-{host}-Event") for host in ("GitHub", "Gitea", "Forgejo"))
    return any(event not in (None, "push") for event in events)


def paths_in(body: bytes, folder: str = "") -> tuple[str, ...] | None:
    """The paths to look at, relative to the archive; None for all of it.

    `folder` is the archive's place in the repository of a push; files elsewhere in it are left
    out.

    :raise BadRefreshError: the body is neither empty, nor a list of paths, nor a push
    """
    if not body.strip():
        return None
    try:
        request = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadRefreshError("the body is neither empty nor JSON") from error
    if isinstance(request, dict) and "paths" in request:
        return tuple(dict.fromkeys(_texts(request["paths"], "paths")))
    if isinstance(request, dict) and "commits" in request:
        return _pushed(request["commits"], folder.strip("/"))
    raise BadRefreshError('neither "paths" nor a push with "commits" is in the body')


def _pushed(commits: Any, folder: str) -> tuple[str, ...] | None:
    """The paths of a push; None where it lists no commit: the branch was made or moved, which may
    have changed anything."""
    if not isinstance(commits, list) or not all(isinstance(commit, dict) for commit in commits):
        raise BadRefreshError('"commits" is no list of objects')
    if not commits:
        return None
    paths = [
        path for commit in commits for key in _CHANGES for path in _texts(commit.get(key), key)
    ]
    prefix = f"{folder}/" if folder else ""
    inside = (path.removeprefix(prefix) for path in paths if path.startswith(prefix))
    return tuple(dict.fromkeys(inside))


def _texts(value: Any, name: str) -> list[str]:
    listed = [] if value is None else value
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        raise BadRefreshError(f'"{name}" is no list of texts')
    return listed
