"""Makes the Flask application, which is complete under any WSGI server."""

from __future__ import annotations

from flask import Flask

from service.hub.hub import Hub
from service.publication.publication import Publication
from service.settings.credentials import refresh_token
from service.settings.loading import load
from service.settings.settings import Settings
from service.settings.state_folder import prepare_state
from service.web import (
    condition,
    feeds,
    health,
    metrics,
    openapi,
    opml,
    pages,
    posts,
    problems,
    rate_limit,
    refresh,
    request_log,
    static_files,
    status,
)
from service.web import hub as hub_views
from service.web.proxies import behind_proxies

_VIEWS = (feeds, posts, static_files, opml, health, metrics, status, hub_views, openapi)


def create_app(settings: Settings | None = None) -> Flask:
    """The application for these settings; from the environment where none are given.

    :raise PostwireError: no archive, a state folder that cannot be used, a bad setting
    """
    app = Flask("service.web", static_folder=None)
    app.url_map.merge_slashes = False  # a term may hold two slashes
    app.url_map.converters["feed"] = feeds.FeedRoute
    publication = Publication(settings or load())
    prepare_state(publication.settings.state_folder)
    refresh_token(publication.settings)  # `postwire refresh` looks for it in the state folder
    app.extensions["postwire"] = publication
    app.extensions["postwire.hub"] = hub = Hub(publication)
    for module in _VIEWS:
        app.register_blueprint(module.blueprint)
    refresh.install(app, publication.settings)
    request_log.install(app)
    rate_limit.install(app, publication.settings)
    pages.install(app)
    outage = problems.new_outage()
    problems.install(app, outage)
    condition.install(app, condition.Condition(publication, hub, outage))
    if proxies := publication.settings.trusted_proxies:  # else a client could claim to be another
        app.wsgi_app = behind_proxies(app.wsgi_app, proxies)  # type: ignore[assignment, method-assign]
    return app
