"""The operator's page: closed to clients without the token, right about posts and answers."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.credentials import refresh_token
from service.settings.settings import Settings
from tests.conftest import write


@pytest.fixture
def bearer(client: FlaskClient, settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {refresh_token(settings)}"}


def test_a_client_without_the_token_is_refused_and_learns_nothing(client: FlaskClient) -> None:
    response = client.get("/status", headers={"Accept": "text/html"})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Basic")
    assert "archive" not in response.text


def test_a_wrong_token_is_refused(client: FlaskClient) -> None:
    assert client.get("/status", headers={"Authorization": "Bearer no"}).status_code == 403
    assert client.get("/status", auth=("operator", "no")).status_code == 403
    assert client.get("/status", headers={"Authorization": "Digest x"}).status_code == 403


def test_a_browser_gives_the_token_as_password(client: FlaskClient, settings: Settings) -> None:
    page = client.get(
        "/status", auth=("any", refresh_token(settings)), headers={"Accept": "text/html"}
    )
    assert page.status_code == 200
    assert page.content_type == "text/html; charset=utf-8"
    assert page.headers["Cache-Control"] == "private, no-store"


def test_the_numbers_are_those_of_the_archive_and_the_answers(
    client: FlaskClient, bearer: dict[str, str]
) -> None:
    feedbin = {"User-Agent": "Feedbin feed-id:7 - 12 subscribers"}
    tag = client.get("/category/haizhou.rss", headers=feedbin).headers["ETag"]
    client.get("/category/haizhou.rss", headers=feedbin | {"If-None-Match": tag})
    for _ in range(2):
        sent = client.get("/feed.rss", headers={"User-Agent": "careless/1"})
    report = client.get("/status", headers=bearer).get_json()
    assert report["archive"]["served"] == 3
    assert report["answers"]["feeds"] == 4
    assert report["hub"]["subscriptions"] == 0
    assert report["answers"]["hit_rate"] == 0.5
    assert report["answers"]["unmodified_share"] == 0.25
    assert report["subscribers"] == [
        {"feed": "/category/haizhou.rss", "agent": "Feedbin", "subscribers": 12}
    ]
    assert report["without_validators"] == [
        {"agent": "careless", "requests": 2, "bytes": 2 * len(sent.data)}
    ]


def test_broken_posts_are_listed_with_what_is_wrong(archive: Path, settings: Settings) -> None:
    write(archive, "_posts/2022-05-01-bad.md", "---\ntitle: [\n---\n")
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    report = client.get("/status", auth=("any", refresh_token(settings))).get_json()
    assert [fault["path"] for fault in report["faults"]] == ["_posts/2022-05-01-bad.md"]
