"""Limits answers that have to be made: a client gets so many a second, and beyond that 429."""

from __future__ import annotations

import math

from flask import Flask, current_app, g, request
from werkzeug.exceptions import TooManyRequests

from service.settings.settings import Settings
from service.traffic.clients import client_of
from service.traffic.rate_limit import WorkBounds

BOUNDS = "postwire.work_bounds"
# What is answered without work worth counting, bounds by itself, or is charged where it misses
# the cache.
_FREE = frozenset(
    {"feeds.feed", "feeds.preflight", "health.healthz", "health.readyz", "hub.hub_endpoint"}
    | {"refresh.refresh", "status.status", "metrics.metrics"}
    | {"static_files.feed_stylesheet", "static_files.page_file"}
    | {"static_files.about_attribution", "openapi.openapi"}
)


def install(app: Flask, settings: Settings) -> None:
    """Charge every request of this application whose answer has to be made."""
    app.extensions[BOUNDS] = WorkBounds(settings.work_per_second, settings.work_burst)
    app.before_request(_charge_request)


def charge() -> None:
    """Charge the client of this request for one answer, once however much of it is made.

    :raise 429: the client has had too many
    """
    if "charged" in g:
        return
    bounds: WorkBounds = current_app.extensions[BOUNDS]
    if wait := bounds.charge(client_of(request.remote_addr or "")):
        seconds = math.ceil(wait)
        raise TooManyRequests("too many answers had to be made for you", retry_after=seconds)
    g.charged = True


def _charge_request() -> None:
    if request.endpoint not in _FREE:
        charge()
