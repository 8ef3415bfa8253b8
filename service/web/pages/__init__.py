"""The pages for people: the catalogue of feeds, and a page for each feed.

request, publication ─▶ templates (beside, in `templates/`) ─▶ HTML in the reader's language

`layout.py` has what all pages share, `urls.py` the addresses that they write, `chart.py` the posts
a month as shapes, `fragments.py` what many pages have; `languages.py` is the door to Babel. The
pages work without their one script, and load nothing from elsewhere but the site's icon.
"""

from __future__ import annotations

from flask import Flask

from service.web.pages import (
    about,
    catalogue,
    feed_page,
    filter_form,
    fragments,
    layout,
)


def install(app: Flask) -> None:
    """All pages, and what their templates need."""
    layout.install(app)
    fragments.install(app)
    for module in (about, catalogue, feed_page, filter_form):
        app.register_blueprint(module.blueprint)
