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
