"""Serves files that never change: the style sheet of feeds, the files of pages, the script that
searches an exported catalogue, and the text that explains the feeds' JSON extension.

The address of a file has a digest of its content, so browsers keep it for ever.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint, Response, abort

from feeds.identity import fingerprint
from feeds.render.links import ABOUT_ATTRIBUTION
from feeds.render.stylesheet import CSS, PATH

blueprint = Blueprint("static_files", __name__)

PAGE_FILES = {"css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
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
also_in       other posts with the same story, which this feed leaves out: outlet (or the
              title), url, original_url

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


def page_file_path(kind: str) -> str:
    """The path of a file that pages load, below the base URL: `css`, `js` or `svg`."""
    return f"/static/postwire.{_digest(kind)}.{kind}"


@blueprint.get("/static/postwire.<digest>.<kind>")
def page_file(digest: str, kind: str) -> Response:
    """:raise 404: the file of another release, whose pages are gone too"""
    if kind not in PAGE_FILES or digest != _digest(kind):
        abort(404, "no such file")
    return _text(page_file_bytes(kind), PAGE_FILES[kind], _FOR_EVER)


@cache
def page_file_bytes(kind: str) -> bytes:
    """A file that pages load."""
    return (Path(__file__).with_name("static") / f"postwire.{kind}").read_bytes()


@cache
def _digest(kind: str) -> str:
    return fingerprint(page_file_bytes(kind))[:16]


def _text(body: bytes, media_type: str, cache_control: str) -> Response:
    response = Response(body, content_type=f"{media_type}; charset=utf-8")
    response.headers["Cache-Control"] = cache_control
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
