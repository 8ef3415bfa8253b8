"""The style sheet, at an address that changes with its content: browsers keep it for ever."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort

from feeds.identity import fingerprint

blueprint = Blueprint("assets", __name__)

_FILE = Path(__file__).parents[1] / "static" / "postwire.css"
_FOR_EVER = "public, max-age=31536000, immutable"


def style_path() -> str:
    """The path of the style sheet below the base URL."""
    return f"/static/postwire.{_digest()}.css"


@blueprint.get("/static/postwire.<digest>.css")
def style(digest: str) -> Response:
    """:raise 404: the style sheet of another release: a page of that release is gone too"""
    if digest != _digest():
        abort(404, "no such style sheet")
    response = Response(_style(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = _FOR_EVER
    return response


@cache
def _style() -> bytes:
    return _FILE.read_bytes()


@cache
def _digest() -> str:
    return fingerprint(_style())[:16]
