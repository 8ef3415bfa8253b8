"""`/healthz` and `/readyz`, for supervisors: does the process live, and can it serve feeds?"""

from __future__ import annotations

import sqlite3

from flask import Blueprint, Response

from feeds.errors import StateError
from service.web.current import publication
from service.web.outages import reported

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 as long as this process answers at all."""
    return _plain("ok\n", 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when feeds can be served; 503 until then, and the log says why."""
    try:
        publication().index.revision()
    except (StateError, OSError, sqlite3.Error) as error:
        return _plain(f"{reported(error)}\n", 503)
    return _plain("ready\n", 200)


def _plain(text: str, status: int) -> Response:
    response = Response(text, status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
