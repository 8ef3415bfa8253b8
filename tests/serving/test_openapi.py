"""The description that the service serves is that of its routes, and of what they answer."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from service.settings.settings import Settings
from service.web.openapi import description

PATHS: dict[str, dict[str, Any]] = description("https://feeds.example")["paths"]
OPERATIONS = [(path, method) for path, methods in PATHS.items() for method in methods]
SAMPLES = {"kind": "category", "name": "haizhou", "month": "2022-03", "list": "feeds", "id": "0"}


def filled(path: str, values: dict[str, str]) -> str:
    return re.sub(r"{(\w+)}", lambda match: quote(values[match[1]], safe=""), path)


def sample(path: str) -> str:
    return filled(path, {**SAMPLES, "digest": "0" * 16})


def conforms(response: TestResponse, path: str, method: str) -> None:
    """The status is one of the description's, and the type one of that status."""
    answers = PATHS[path][method]["responses"]
    assert str(response.status_code) in answers, (response.request.path, response.status)
    types = answers[str(response.status_code)].get("content")
    if types and response.data:
        assert response.mimetype in types, (response.request.path, response.mimetype)


def test_it_is_served(client: FlaskClient) -> None:
    response = client.get("/openapi.json")
    assert json.loads(response.data)["paths"] == json.loads(json.dumps(PATHS))


def test_every_route_is_described_and_every_description_is_a_route(client: FlaskClient) -> None:
    app: Flask = client.application
    adapter = app.url_map.bind("feeds.example")
    described = {
        (adapter.match(sample(path), method.upper())[0], method.upper())
        for path, method in OPERATIONS
    }
    routed = {
        (rule.endpoint, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert described == routed


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_every_path_is_answered_as_described(client: FlaskClient, path: str, method: str) -> None:
    conforms(client.open(sample(path), method=method.upper()), path, method)


@pytest.mark.parametrize(("path", "method"), OPERATIONS)
def test_parameters_of_a_path_are_those_in_it(path: str, method: str) -> None:
    parameters = PATHS[path][method].get("parameters", [])
    in_path = {each["name"] for each in parameters if each["in"] == "path"}
    assert in_path == set(re.findall(r"{(\w+)}", path))
    assert len({(each["name"], each["in"]) for each in parameters}) == len(parameters)


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_numbers_are_taken_within_the_described_bounds_and_no_others(
    client: FlaskClient, extension: str
) -> None:
    path = f"/feed.{extension}"
    schemas = {each["name"]: each["schema"] for each in PATHS[path]["get"]["parameters"]}
    numbers = {name: schema for name, schema in schemas.items() if schema.get("type") == "integer"}
    assert {"page", "limit"} == set(numbers)
    for name, schema in numbers.items():
        first, last = schema["minimum"], schema["maximum"]
        tried = {number: client.get(path, query_string={name: number}) for number in
                 (first - 1, first, last, last + 1)}  # fmt: skip
        assert [each.status_code for each in tried.values()] == [400, 200, 200, 400]


def test_a_question_for_a_subscription_is_described_whole(client: FlaskClient) -> None:
    path = "/hub/subscription-details"
    question = {
        "hub.topic": "https://feeds.example/feed.rss",
        "hub.callback": "https://192.0.2.1/",
        "hub.secret": "x",
    }
    assert {each["name"] for each in PATHS[path]["get"]["parameters"]} == set(question)
    (form,) = PATHS[path]["post"]["requestBody"]["content"].values()
    assert set(form["schema"]["properties"]) == set(question)
    for asked, status in ((question, 404), ({**question, "hub.secret": ""}, 400)):
        for method in ("get", "post"):
            place = "query_string" if method == "get" else "data"
            response = client.open(path, method=method.upper(), **{place: asked})
            assert response.status_code == status
            conforms(response, path, method)
    response = client.post(path, data={**question, "more": "x" * 20_000})
    assert response.status_code == 413
    conforms(response, path, "post")


def value_of(schema: dict[str, Any]) -> st.SearchStrategy[str]:
    """Values that a schema allows, and any text."""
    text = st.text(st.characters(codec="utf-8"), max_size=30)
    if "enum" in schema:
        return st.sampled_from(schema["enum"]) | text
    if schema.get("type") == "integer":
        return st.integers(-2, 10**7).map(str) | text
    if "pattern" in schema:
        return st.from_regex(schema["pattern"]) | text
    if schema.get("format") == "date":
        return st.dates().map(str) | text
    return text


@st.composite
def requests(draw: st.DrawFn) -> tuple[str, str, str, bytes, dict[str, str]]:
    """(path of the description, method, target, body, headers)"""
    path, method = draw(st.sampled_from(OPERATIONS))
    parameters = PATHS[path][method].get("parameters", [])
    values = {
        each["name"]: draw(value_of(each["schema"])) for each in parameters if each["in"] == "path"
    }
    values = {name: value or "x" for name, value in values.items()}
    asked = [each for each in parameters if each["in"] == "query" and draw(st.booleans())]
    pairs = [(each["name"], draw(value_of(each["schema"]))) for each in asked[:4]]
    body, headers = b"", {}
    for media_type in PATHS[path][method].get("requestBody", {}).get("content", ()):
        body = draw(st.binary(max_size=60) | FORMS)
        headers["Content-Type"] = draw(st.sampled_from([media_type, "text/plain"]))
    for name, choices in HEADERS.items():
        if draw(st.booleans()):
            headers[name] = draw(choices)
    return path, method, f"{filled(path, values)}?{urlencode(pairs)}", body, headers


FORMS = st.fixed_dictionaries(
    {
        "hub.mode": st.sampled_from(["subscribe", "unsubscribe", "publish", "x"]),
        "hub.topic": st.sampled_from(["https://feeds.example/feed.rss", "x", "//", ""]),
        "hub.callback": st.sampled_from(["https://192.0.2.1/", "http://[", "ftp://x", ""]),
    }
).map(lambda form: urlencode(form).encode())
HEADERS = {
    "Accept": st.sampled_from(["text/html", "application/json", "*/*", ";", ""]),
    "If-None-Match": st.sampled_from(["*", '"a"', 'W/"a", "b"', '"', ""]),
    "If-Modified-Since": st.sampled_from(["Tue, 01 Jan 2030 00:00:00 GMT", "0", ""]),
    "A-IM": st.sampled_from(["feed", "feed;q=0", ",", ""]),
    "Authorization": st.sampled_from(["Bearer ", "Bearer x", "Basic Og==", "Basic =", "x", ""]),
}


@pytest.fixture(scope="module")
def fuzzed(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    from service.app import create_app
    from service.commands.common import opened, refreshed
    from service.settings.loading import load
    from tests.conftest import three_posts

    folder = tmp_path_factory.mktemp("fuzzed")
    given: Settings = load(
        archive=three_posts(folder / "archive"),
        state=folder / "state",
        base_url="https://feeds.example",
        work_per_second=0,
    )
    refreshed(opened(given), given)
    return create_app(given).test_client()


@pytest.mark.long
@given(request=requests())
def test_whatever_is_asked_is_answered_as_described(
    fuzzed: FlaskClient, request: tuple[str, str, str, bytes, dict[str, str]]
) -> None:
    """For longer: `pytest --hypothesis-profile thorough`."""
    path, method, target, body, headers = request
    response = fuzzed.open(target, method=method.upper(), data=body, headers=headers)
    conforms(response, path, method)


_MADE = "400 404 429 503"
_QUERY = (
    "page sort limit q since until before content unique category tag source author collection "
    "-category -tag -source -author -collection"
)
_OF_A_FEED = f"200 226 302 304 308 {_MADE}"


@pytest.mark.parametrize(
    ("path", "method", "statuses", "parameters"),
    [
        *(
            (f"{path}.{extension}", "get", _OF_A_FEED, f"{named} {_QUERY}".strip())
            for extension in ("rss", "atom", "json")
            for path, named in (
                *(("/feed", ""), ("/corrections", ""), ("/{kind}/{name}", "kind name")),
                ("/archive/{month}/feed", "month"),
                ("/archive/{month}/{kind}/{name}", "month kind name"),
            )
        ),
        ("/", "get", f"200 302 304 308 {_MADE}", "find page sort"),
        ("/all", "get", f"200 302 304 308 {_MADE}", _QUERY),
        ("/{kind}/{name}", "get", f"200 302 304 308 {_MADE}", "kind name"),
        ("/filter", "get", f"302 303 308 {_MADE}", f"format {_QUERY}"),
        ("/{list}.opml", "get", f"200 302 304 308 {_MADE}", "list format"),
        ("/post/{id}", "get", "302 308 404 410 429 503", "id"),
        ("/openapi.json", "get", "200", ""),
        ("/static/postwire.{digest}.{kind}", "get", "200 302 308 404", "digest kind"),
        ("/about/feeds", "get", "200 304 429", ""),
        ("/about/faults", "get", "200 304 429", ""),
        ("/about/attribution", "get", "200", ""),
        ("/healthz", "get", "200", ""),
        *((path, "get", "200 503", "") for path in ("/readyz", "/metrics")),
        ("/status", "get", "200 401 503", ""),
        (
            *("/hub/subscription-details", "get", "200 400 404 408 413 429 503"),
            "hub.topic hub.callback hub.secret",
        ),
        ("/hub/subscription-details", "post", "200 400 404 408 413 429 503", ""),
        ("/hub", "post", "202 204 400 404 408 413 415 429 503", ""),
        ("/refresh", "post", "200 202 400 401 403 408 413 503", ""),
    ],
)
def test_an_address_has_these_answers_and_takes_these_parameters(
    path: str, method: str, statuses: str, parameters: str
) -> None:
    described = PATHS[path][method]
    assert sorted(described["responses"]) == statuses.split()
    taken = described.get("parameters", [])
    assert [parameter["name"] for parameter in taken] == parameters.split()
    for parameter in taken:
        is_in_path = f"{{{parameter['name']}}}" in path
        assert parameter["in"] == ("path" if is_in_path else "query")
        assert parameter.get("required", False) == is_in_path
    assert all(answer["description"] for answer in described["responses"].values())


def test_each_query_parameter_has_the_bounds_that_feeds_have() -> None:
    schemas = {
        parameter["name"]: parameter["schema"] for parameter in PATHS["/all"]["get"]["parameters"]
    }
    assert schemas["page"] == {"type": "integer", "minimum": 1, "maximum": 1_000_000}
    assert schemas["limit"] == {"type": "integer", "minimum": 1, "maximum": 500}
    assert schemas["q"] == {"type": "string", "maxLength": 100}
    assert schemas["content"] == {"enum": ["full", "summary"]}
    assert schemas["unique"] == {"enum": ["0", "1"]}
    assert schemas["since"] == schemas["until"] == {"type": "string", "format": "date"}
    texts = {name for name, schema in schemas.items() if schema == {"type": "string"}}
    assert texts == {*_QUERY.split()[9:], "sort", "before"}
