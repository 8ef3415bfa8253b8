"""What a view needs of the application that runs it."""

from __future__ import annotations

from flask import current_app

from service.hub.hub import Hub
from service.publication.publication import Publication


def publication() -> Publication:
    found: Publication = current_app.extensions["postwire"]
    return found


def hub() -> Hub:
    found: Hub = current_app.extensions["postwire.hub"]
    return found
