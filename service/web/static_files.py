"""What feeds lean on: their style sheet, and the page that explains their JSON extension."""

from __future__ import annotations

from flask import Blueprint, Response

from feeds.render.links import ABOUT_ATTRIBUTION
from feeds.render.stylesheet import CSS, PATH

blueprint = Blueprint("aids", __name__)

_ABOUT = """\
_attribution in a JSON Feed item says who published a post first, and where.

about         this text
outlet        the name of the outlet
outlet_url    the outlet's home page
original_url  the post as the outlet published it; the same as external_url
rights        the rights in the original, as the outlet states them
licence_url   the licence of the original

Every field but about is left out where it is not known. An item without _attribution was
published here first, or nothing is known of its origin.
"""


@blueprint.get(PATH)
def stylesheet() -> Response:
    """Its name changes with its content, so a copy may be kept for good."""
    return _text(CSS, "text/css", "public, max-age=31536000, immutable")


@blueprint.get(ABOUT_ATTRIBUTION)
def about_attribution() -> Response:
    return _text(_ABOUT.encode(), "text/plain", "public, max-age=86400")


def _text(body: bytes, media_type: str, cache_control: str) -> Response:
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = cache_control
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
