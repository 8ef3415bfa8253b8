"""Files that never change: the style sheets of feeds and of pages, the script that searches an
exported catalogue, and the text that explains the feeds' JSON extension.

A style sheet's address has a digest of its content, so browsers keep it for ever.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort

from feeds.identity import fingerprint
from feeds.render.links import ABOUT_ATTRIBUTION
from feeds.render.stylesheet import CSS, PATH

blueprint = Blueprint("static_files", __name__)

_PAGES_CSS = Path(__file__).with_name("static") / "postwire.css"
_SEARCH_SCRIPT = Path(__file__).with_name("static") / "search.js"
_FOR_EVER = "public, max-age=31536000, immutable"
_DAY = "public, max-age=86400"

ABOUT = """\
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
def feed_stylesheet() -> Response:
    """The style sheet of RSS and Atom, for browsers that show them."""
    return _text(CSS, "text/css", _FOR_EVER)


@blueprint.get(ABOUT_ATTRIBUTION)
def about_attribution() -> Response:
    """What the fields of the JSON extension mean."""
    return _text(ABOUT.encode(), "text/plain", _DAY)


def search_script_path() -> str:
    """The path of the script of an exported catalogue, below the base URL. Only an export has it:
    the service searches by itself."""
    return f"/static/search.{fingerprint(search_script())[:16]}.js"


@cache
def search_script() -> bytes:
    """The script, as UTF-8."""
    return _SEARCH_SCRIPT.read_bytes()


def page_stylesheet_path() -> str:
    """The path of the pages' style sheet, below the base URL."""
    return f"/static/postwire.{_digest()}.css"


@blueprint.get("/static/postwire.<digest>.css")
def page_stylesheet(digest: str) -> Response:
    """:raise 404: the style sheet of another release, whose pages are gone too"""
    if digest != _digest():
        abort(404, "no such style sheet")
    response = Response(page_css(), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = _FOR_EVER
    return response


@cache
def page_css() -> bytes:
    """The pages' style sheet, as UTF-8."""
    return _PAGES_CSS.read_bytes()


@cache
def _digest() -> str:
    return fingerprint(page_css())[:16]


def _text(body: bytes, media_type: str, cache_control: str) -> Response:
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = cache_control
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
