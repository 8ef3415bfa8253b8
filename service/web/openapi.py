"""`/openapi.json`: an OpenAPI 3.1 description of the service.

Addresses of feeds have a grammar of their own (`feeds.addresses`), so their part is written by
hand. A test compares the description with the routes and with their answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, jsonify

from feeds.addresses import EXTENSIONS
from feeds.model import TERM_KINDS
from feeds.parameters import LAST_PAGE, LONGEST_WORDS
from feeds.query import LARGEST_LIMIT
from feeds.render import FORMATS
from feeds.render.links import ABOUT_ATTRIBUTION
from feeds.render.stylesheet import PATH
from feeds.version import VERSION
from service.web.awaited_body import FORM
from service.web.current import publication
from service.web.opml import LISTS
from service.web.static_files import PAGE_FILES

blueprint = Blueprint("openapi", __name__)

_Json = dict[str, Any]
_STATUSES = {
    "200": "the document",
    "202": "recorded",
    "204": "the archive is scanned",
    "226": "what is new since the edition that the request names",
    "302": "where it lies now",
    "303": "where it lies",
    "304": "unchanged",
    "308": "where it lies now",
    "400": "a value without meaning",
    "401": "no credentials",
    "403": "wrong credentials",
    "404": "no such document",
    "405": "another method",
    "408": "the body did not come in time",
    "410": "withdrawn",
    "413": "a body beyond its bound",
    "415": "another type of body",
    "429": "beyond a bound of this client, with Retry-After",
    "503": "not at the moment",
}
_MADE = ("404", "429", "503")  # of whatever has to be made for a client
_MOVED = ("302", "308")  # an address from before Postwire
_TEXT, _HTML, _PROBLEM = "text/plain", "text/html", "application/problem+json"


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """The description, for clients and for tests."""
    response = jsonify(description(publication().settings.public_url))
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def description(url: str) -> _Json:
    """The whole description; `url` is the public address of the service."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Postwire", "version": VERSION},
        "servers": [{"url": url}],
        "paths": {**_feeds(), **_pages(), **_fixed(), **_posted()},
    }


def _feeds() -> _Json:
    """Every address of a feed, in every format."""
    paths: _Json = {}
    term = (_in_path("kind", {"enum": list(TERM_KINDS)}), _in_path("name", {"type": "string"}))
    month = _in_path("month", {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"})
    for extension in EXTENSIONS:
        media_type = FORMATS[extension].content_type.partition(";")[0]
        answers = _answers(
            {"200": media_type, "226": media_type, "304": ""}, "400", *_MOVED, *_MADE
        )
        for path, parameters in {
            f"/feed.{extension}": (),
            f"/corrections.{extension}": (),
            f"/{{kind}}/{{name}}.{extension}": term,
            f"/archive/{{month}}/feed.{extension}": (month,),
            f"/archive/{{month}}/{{kind}}/{{name}}.{extension}": (month, *term),
        }.items():
            paths[path] = _get((*parameters, *_QUERY), answers)
    return paths


def _pages() -> _Json:
    """Pages for people, and the lists of feeds."""
    page = _answers({"200": _HTML, "304": ""}, "400", *_MOVED, *_MADE)
    formats = {"enum": list(EXTENSIONS)}
    lists = list(LISTS)
    return {
        "/": _get((_in_query("find", {"type": "string"}), *_QUERY[:2]), page),
        "/all": _get(_QUERY, page),
        "/{kind}/{name}": _get(
            (_in_path("kind", {"enum": list(TERM_KINDS)}), _in_path("name", {"type": "string"})),
            page,
        ),
        "/filter": _get(
            (_in_query("format", {"enum": [*EXTENSIONS, "page"]}), *_QUERY),
            _answers({"303": _HTML}, "400", *_MOVED, *_MADE),
        ),
        "/{list}.opml": _get(
            (_in_path("list", {"enum": lists}), _in_query("format", formats)),
            _answers({"200": "text/x-opml", "304": ""}, "400", *_MOVED, *_MADE),
        ),
        "/post/{id}": _get(
            (_in_path("id", {"type": "string", "pattern": "^[0-9a-f]{1,16}$"}),),
            _answers({"302": _HTML}, "308", "410", *_MADE),
        ),
    }


def _fixed() -> _Json:
    """Files that never change, and addresses for supervisors and operators."""
    digest = _in_path("digest", {"type": "string", "pattern": "^[0-9a-f]{16}$"})
    kind = _in_path("kind", {"type": "string", "enum": list(PAGE_FILES)})
    status = _answers({"200": "application/json"}, "401", "503")
    status["200"]["content"][_HTML] = {}
    return {
        "/openapi.json": _get((), _answers({"200": "application/json"})),
        PATH: _get((), _answers({"200": "text/css"})),
        "/static/postwire.{digest}.{kind}": _get(
            (digest, kind), _answers({"200": "text/css"}, "404", *_MOVED)
        ),
        "/about/feeds": _get((), _answers({"200": _HTML}, "304", "429")),
        "/about/faults": _get((), _answers({"200": _HTML}, "304", "429")),
        ABOUT_ATTRIBUTION: _get((), _answers({"200": _TEXT})),
        "/healthz": _get((), _answers({"200": _TEXT})),
        "/readyz": _get((), _answers({"200": _TEXT, "503": _TEXT})),
        "/metrics": _get((), _answers({"200": _TEXT}, "503")),
        "/status": _get((), status),
    }


def _posted() -> _Json:
    """Requests that change something: the hub and a refresh."""
    plain = ("202", "204", "400", "404", "413", "415", "429", "503")
    form = {"type": "object", "properties": {"hub.mode": {"type": "string"}}}
    hub = _answers(dict.fromkeys(plain, _TEXT), "408")
    refresh = _answers({"200": "application/json"}, "202", "400", "401", "403", "408", "413", "503")
    of_details = _answers(
        {"200": "application/json", **dict.fromkeys(("400", "404", "413", "429", "503"), _TEXT)},
        "408",
    )
    named = {f"hub.{name}": {"type": "string"} for name in ("topic", "callback", "secret")}
    parameters = tuple(_in_query(name, schema) for name, schema in named.items())
    details = {
        **_get(parameters, of_details),
        "post": {**_body(FORM, {"type": "object", "properties": named}), "responses": of_details},
    }
    return {
        "/hub/subscription-details": details,
        "/hub": {"post": {**_body(FORM, form), "responses": hub}},
        "/refresh": {"post": {**_body("application/json", {}), "responses": refresh}},
    }


def _body(media_type: str, schema: _Json) -> _Json:
    return {"requestBody": {"content": {media_type: {"schema": schema}}}}


def _get(parameters: tuple[_Json, ...], answers: _Json) -> _Json:
    return {"get": {"parameters": list(parameters), "responses": answers}}


def _answers(types: Mapping[str, str], *problems: str) -> _Json:
    """The statuses of an address: with the type of each body, and those that are problems."""
    answers: _Json = {}
    for status, media_type in types.items():
        answers[status] = {"description": _STATUSES[status]}
        if media_type:
            answers[status]["content"] = {media_type: {}}
    for status in problems:
        answers.setdefault(status, {"description": _STATUSES[status]})
        if status not in ("302", "308"):
            answers[status].setdefault("content", {}).update({_PROBLEM: {}, _HTML: {}})
    return answers


def _in_path(name: str, schema: _Json) -> _Json:
    return {"name": name, "in": "path", "required": True, "schema": schema}


def _in_query(name: str, schema: _Json) -> _Json:
    return {"name": name, "in": "query", "schema": schema}


# `page` and `sort` first: the catalogue knows these alone.
_QUERY = (
    _in_query("page", {"type": "integer", "minimum": 1, "maximum": LAST_PAGE}),
    _in_query("sort", {"type": "string"}),
    _in_query("limit", {"type": "integer", "minimum": 1, "maximum": LARGEST_LIMIT}),
    _in_query("q", {"type": "string", "maxLength": LONGEST_WORDS}),
    _in_query("since", {"type": "string", "format": "date"}),
    _in_query("until", {"type": "string", "format": "date"}),
    _in_query("before", {"type": "string"}),
    _in_query("content", {"enum": ["full", "summary"]}),
    _in_query("unique", {"enum": ["0", "1"]}),
    *(_in_query(kind, {"type": "string"}) for kind in TERM_KINDS),
    *(_in_query(f"-{kind}", {"type": "string"}) for kind in TERM_KINDS),
)
