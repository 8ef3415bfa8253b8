"""Each request is a line of the log, where the settings say so, and counts among the answers."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings.credentials import refresh_token
from service.settings.settings import Settings
from tests.conftest import index_of, three_posts

Capture = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("log")
    return index_of(three_posts(folder / "archive"), folder / "state", log_requests=True)


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def line(captured: Capture) -> dict[str, Any]:
    """The last one of the log."""
    fields: dict[str, Any] = json.loads(captured.readouterr().err.splitlines()[-1])
    return fields


def test_a_line_says_what_was_asked_and_answered(client: FlaskClient, capsys: Capture) -> None:
    sent = {"X-Request-ID": "front-7", "User-Agent": "é" * 501}
    begun = datetime.now(UTC).replace(microsecond=0)
    answer = client.get("/category/haizhou.rss?q=", headers=sent)
    text = capsys.readouterr().err
    assert "é" in text  # as it was sent, and not by its number
    fields = json.loads(text)
    at = datetime.fromisoformat(fields.pop("time"))
    assert at.tzinfo is UTC
    assert at >= begun
    assert 0 < fields.pop("milliseconds") < 60_000
    assert fields == {
        **{"id": "front-7", "method": "GET", "target": "/category/haizhou.rss?q="},
        **{"status": 200, "bytes": len(answer.data), "cache": "miss", "agent": "é" * 500},
    }


def test_a_line_says_where_the_answer_came_from(client: FlaskClient, capsys: Capture) -> None:
    client.get("/feed.json")
    client.get("/feed.json")
    assert line(capsys)["cache"] == "hit"
    client.head("/healthz")
    fields = line(capsys)
    assert (fields["cache"], fields["bytes"], fields["method"]) == ("none", 0, "HEAD")


def test_a_target_in_the_log_has_five_hundred_characters(
    client: FlaskClient, capsys: Capture
) -> None:
    client.get("/tag/" + "x" * 496)
    assert line(capsys)["target"] == "/tag/" + "x" * 495


@pytest.mark.parametrize(
    ("given", "is_kept"),
    [
        ("a" * 64, True),
        ("a" * 65, False),
        ("a.B-_9", True),
        ("é", False),
        ("", False),
        ("a b", False),
    ],
)
def test_the_id_of_a_proxy_is_kept_where_it_is_short_and_plain(
    client: FlaskClient, given: str, is_kept: bool
) -> None:
    told = client.get("/healthz", headers={"X-Request-ID": given}).headers["X-Request-ID"]
    assert told == given if is_kept else len(told) == 16


def test_without_a_log_no_request_has_an_id(settings: Settings, capsys: Capture) -> None:
    client = create_app(settings.model_copy(update={"log_requests": False})).test_client()
    assert "X-Request-ID" not in client.get("/healthz", headers={"X-Request-ID": "a"}).headers
    assert capsys.readouterr().err == ""


def test_a_program_that_never_sends_a_validator_is_named_with_what_it_took(
    client: FlaskClient, settings: Settings
) -> None:
    for agent, validator in (
        ("tagged/1", {"If-None-Match": '"x"'}),
        ("dated/1", {"If-Modified-Since": "x"}),
        ("careless/1", {}),
    ):
        for ask in (client.get, client.head):
            answer = ask("/feed.atom", headers={"User-Agent": agent, **validator})
            assert answer.status_code == 200
    token = {"Authorization": f"Bearer {refresh_token(settings)}"}
    body = client.get("/feed.atom").data
    named = client.get("/status", headers=token).get_json()["without_validators"]
    assert [row for row in named if row["agent"] in ("tagged", "dated", "careless")] == [
        {"agent": "careless", "requests": 2, "bytes": len(body)}
    ]
