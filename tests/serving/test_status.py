"""The operator's page: closed to clients without the token, right about posts and answers."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import html

from feeds.archive.faults import CODES
from feeds.archive.notes import NOTES
from service.app import create_app
from service.commands.common import opened, refreshed
from service.hub.work.liveness import Liveness
from service.settings.credentials import refresh_token
from service.settings.settings import Settings
from service.web.status_numbers import FAULTS_A_PAGE
from tests.conftest import write


@pytest.fixture
def bearer(client: FlaskClient, settings: Settings) -> dict[str, str]:
    return {"Authorization": f"Bearer {refresh_token(settings)}"}


def test_a_client_without_the_token_is_refused_and_learns_nothing(client: FlaskClient) -> None:
    response = client.get("/status", headers={"Accept": "text/html"})
    assert response.status_code == 401
    challenge = response.headers["WWW-Authenticate"]
    assert challenge == 'Basic realm="postwire status", charset=UTF-8'
    assert "archive" not in response.text
    assert client.get("/status").get_json()["detail"] == (
        "the refresh token is needed, as a password"
    )


def test_a_wrong_token_is_refused(client: FlaskClient) -> None:
    """With 401, at which a browser asks for another password: at 403 it would never ask again."""
    for headers in ("Bearer no", "Digest x", "Basic ", "Basic !!", "Basic b3BlcmF0b3I6bm8="):
        response = client.get("/status", headers={"Authorization": headers})
        assert response.status_code == 401
        assert "this is not the refresh token" in response.text or headers.startswith("Basic ")
        assert response.headers["WWW-Authenticate"].startswith("Basic")


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


def test_faults_are_counted_by_code_and_shown_in_pages(archive: Path, settings: Settings) -> None:
    for number in range(FAULTS_A_PAGE + 2):
        write(archive, f"_posts/2022-05-01-bad-{number:03}.md", "---\ntitle: [\n---\n")
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    token = ("any", refresh_token(settings))
    first = client.get("/status", auth=token).get_json()
    (code,) = first["fault_counts"]
    assert first["fault_counts"] == {code: FAULTS_A_PAGE + 2}
    assert (first["fault_pages"], len(first["faults"])) == (2, FAULTS_A_PAGE)
    second = client.get(f"/status?page=2&faults={code}", auth=token).get_json()
    assert [fault["path"] for fault in second["faults"]] == [
        f"_posts/2022-05-01-bad-{number}.md" for number in (FAULTS_A_PAGE, FAULTS_A_PAGE + 1)
    ]
    assert client.get("/status?page=3", auth=token).get_json()["faults"] == []
    for nonsense in ("page=0", "page=x", "page=-1", "page=²", "faults=<b>"):
        assert client.get(f"/status?{nonsense}", auth=token).get_json()["faults"] == first["faults"]
    page = client.get("/status", auth=token, headers={"Accept": "text/html"}).text
    assert f'href="?faults={code}#faults-title"' in page
    assert 'href="?page=2#faults-title"' in page
    assert CODES[code] in page


def test_the_last_refresh_is_told_with_its_time(
    archive: Path, client: FlaskClient, bearer: dict[str, str]
) -> None:
    write(archive, "_posts/2022-05-01-new.md", "---\ntitle: New\n---\nText.\n")
    begun = datetime.now(UTC)
    assert client.post("/refresh", headers=bearer).status_code == 200
    report = client.get("/status", headers=bearer).get_json()["refresh"]
    assert datetime.fromisoformat(report["ended"]) >= begun.replace(microsecond=0)
    assert report["seconds"] > 0
    assert report["error"] is None
    shutil.rmtree(archive)
    assert client.post("/refresh", headers=bearer).status_code == 503
    assert client.get("/status", headers=bearer).get_json()["refresh"]["error"]


def test_a_part_that_is_away_is_told_with_the_time_since_when(
    archive: Path, client: FlaskClient, bearer: dict[str, str]
) -> None:
    begun = datetime.now(UTC)
    shutil.rmtree(archive)
    report = client.get("/status", headers=bearer).get_json()
    assert "archive" in report["problems"]
    assert datetime.fromisoformat(report["since"]["archive"]) >= begun.replace(microsecond=0)


def test_living_workers_are_counted(
    client: FlaskClient, bearer: dict[str, str], settings: Settings
) -> None:
    worker = Liveness(settings.state_folder)
    (settings.state_folder / "workers" / "1-killed").touch()
    assert client.get("/status", headers=bearer).get_json()["hub"]["workers"] == 1
    worker.end()
    assert client.get("/status", headers=bearer).get_json()["hub"]["workers"] == 0


def test_the_page_counts_one_thing_as_one(archive: Path, settings: Settings) -> None:
    assert {"0 workers on this machine", "3 in the feeds"} <= figures(settings)
    worker = Liveness(settings.state_folder)
    for post in sorted(archive.glob("_posts/*.md"))[1:]:
        post.unlink()
    assert {"1 worker on this machine", "1 in the feeds"} <= figures(settings)
    worker.end()


def figures(settings: Settings) -> set[str]:
    """The numbers of the page in English, each with its words."""
    in_english = settings.model_copy(update={"page_language": "en"})
    refreshed(opened(in_english), in_english)
    page = (
        create_app(in_english)
        .test_client()
        .get("/status", auth=("any", refresh_token(settings)), headers={"Accept": "text/html"})
    )
    return {" ".join(each.text_content().split()) for each in html.fromstring(page.text).iter("li")}


def test_who_runs_the_service_is_told_where_the_password_is(client: FlaskClient) -> None:
    page = client.get("/status", headers={"Accept": "text/html"})
    assert "refresh.token" in page.text
    assert "refresh.token" not in client.get("/nothing", headers={"Accept": "text/html"}).text


def test_each_code_is_explained_where_the_status_page_links_to(
    archive: Path, settings: Settings
) -> None:
    write(archive, "_posts/2022-05-01-bad.md", "---\ntitle: never closed\n")
    refreshed(opened(settings), settings)
    client, token = create_app(settings).test_client(), refresh_token(settings)
    status = client.get("/status", auth=("any", token), headers={"Accept": "text/html"}).text
    link = re.search(r'href="(/about/faults)#(E\d\d)"', status)
    assert link
    page = html.fromstring(client.get(link[1]).text)
    assert [node.get("id") for node in page.cssselect("main div[id]")] == [*CODES, *NOTES]
    assert "Add the closing" in page.get_element_by_id(link[2]).text_content()
    assert page.cssselect("main a") == [], "a link of the docs leads nowhere here"
