"""The pages for people: one module a page, templates beside them, one style sheet.

They need no script and load nothing from elsewhere. `languages.py` is the door to Babel.
"""

from __future__ import annotations

from flask import Flask

from service.web.pages import assets, catalogue, feed_page, layout, status_page


def install(app: Flask) -> None:
    """All pages, and what their templates need."""
    layout.install(app)
    for module in (assets, catalogue, feed_page, status_page):
        app.register_blueprint(module.blueprint)
