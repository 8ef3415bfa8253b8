"""`/about/feeds`: explains what a feed is."""

from __future__ import annotations

from flask import Blueprint, Response

from service.web.pages import layout

blueprint = Blueprint("about_feeds", __name__)


@blueprint.get("/about/feeds")
def about_feeds() -> Response:
    """The explanation, in the language of the pages."""
    return layout.page("about_feeds.html")
