"""The Flask application: complete by itself under any WSGI server."""

from __future__ import annotations

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from service import (
    accounting,
    aid_views,
    feed_views,
    health_views,
    metrics,
    opml_views,
    pages,
    post_views,
    problems,
    refresh_views,
)
from service.anything import Anything
from service.credentials import refresh_token
from service.hub import views as hub_views
from service.hub.hub import Hub
from service.publication import Publication
from service.settings import Settings, load
from service.state import prepare_state


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings; from the environment where none are given.

    :raise PostwireError: no archive, a state folder that cannot be used, a bad setting
    """
    app = Flask("service", static_folder=None)
    app.url_map.merge_slashes = False  # a term may hold two slashes
    app.url_map.converters["anything"] = Anything
    publication = Publication(settings or load())
    prepare_state(publication.settings.state_folder)
    refresh_token(publication.settings)  # made at the first start, for `postwire refresh` to find
    app.extensions["postwire"] = publication
    app.extensions["postwire.hub"] = Hub(publication)
    app.register_blueprint(feed_views.blueprint)
    app.register_blueprint(post_views.blueprint)
    app.register_blueprint(aid_views.blueprint)
    app.register_blueprint(opml_views.blueprint)
    app.register_blueprint(health_views.blueprint)
    app.register_blueprint(refresh_views.blueprint)
    app.register_blueprint(metrics.blueprint)
    accounting.install(app)
    app.register_blueprint(hub_views.blueprint)
    pages.install(app)
    problems.install(app)
    if proxies := publication.settings.trusted_proxies:  # else anybody could name any client
        app.wsgi_app = ProxyFix(app.wsgi_app, proxies, 0)  # type: ignore[method-assign]
    return app
