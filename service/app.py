"""The Flask application: complete by itself under any WSGI server."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service.hub.hub import Hub
from service.publication.publication import Publication
from service.settings.credentials import refresh_token
from service.settings.settings import Settings, load
from service.settings.state_folder import prepare_state
from service.web import (
    feeds,
    health,
    metrics,
    opml,
    pages,
    posts,
    problems,
    refresh,
    request_log,
    static_files,
)
from service.web import hub as hub_views


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings; from the environment where none are given.

    :raise PostwireError: no archive, a state folder that cannot be used, a bad setting
    """
    app = Flask("service.web", static_folder=None)
    app.url_map.merge_slashes = False  # a term may hold two slashes
    app.url_map.converters["feed"] = feeds.FeedRoute
    publication = Publication(settings or load())
    prepare_state(publication.settings.state_folder)
    refresh_token(publication.settings)  # made at the first start, for `postwire refresh` to find
    app.extensions["postwire"] = publication
    app.extensions["postwire.hub"] = Hub(publication)
    app.register_blueprint(feeds.blueprint)
    app.register_blueprint(posts.blueprint)
    app.register_blueprint(static_files.blueprint)
    app.register_blueprint(opml.blueprint)
    app.register_blueprint(health.blueprint)
    app.register_blueprint(refresh.blueprint)
    app.register_blueprint(metrics.blueprint)
    request_log.install(app)
    app.register_blueprint(hub_views.blueprint)
    pages.install(app)
    problems.install(app)
    if proxies := publication.settings.trusted_proxies:  # else anybody could name any client
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, 0)  # type: ignore[method-assign]
    return app
