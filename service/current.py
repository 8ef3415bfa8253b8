"""What a view needs of the application that runs it."""

from __future__ import annotations

from flask import current_app

from service.publication import Publication


def publication() -> Publication:
    found: Publication = current_app.extensions["postwire"]
    return found
