"""`/healthz` and `/readyz`, for supervisors: whether the process lives, and can do all its work."""

from __future__ import annotations

from flask import Blueprint, Response, request

from service.web.condition import NEEDED, PARTS, problems
from service.web.current import publication

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
def healthz() -> Response:
    """200 as long as this process answers at all."""
    return _plain("ok\n", 200)


@blueprint.get("/readyz")
def readyz() -> Response:
    """200 when every part can be used that the service needs; 503 and a line for each that cannot,
    and the log says why. `?exclude=hub`, repeated for more, asks without a part: feeds are served
    without the hub, for example."""
    needed = NEEDED - set(request.args.getlist("exclude"))
    missing = [f"{part}: {PARTS[part]}\n" for part in problems() if part in needed]
    return _plain("".join(missing), 503) if missing else _plain(_ready(), 200)


def _ready() -> str:
    """Feeds can be served, though they may be older ones."""
    checkout = publication().checkout
    failure = checkout.report().error if checkout else None
    if failure:
        return f"ready, but the repository cannot be fetched: {failure}\n"
    return "ready\n"


def _plain(text: str, status: int) -> Response:
    response = Response(text, status, content_type="text/plain; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    return response
