"""A part of the service that cannot be used: which feeds go on, who says so, and how it ends."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from feeds.index import lock
from service.app import create_app
from service.publication.due_posts import DuePosts
from service.settings.credentials import refresh_token
from service.settings.settings import Settings
from service.web import condition
from tests.conftest import free_port
from tests.rights import rights_count

Indexed = Callable[..., Settings]


@pytest.fixture(autouse=True)
def looked_at_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(condition, "_FRESH_SECONDS", 0.0)


def status(client: FlaskClient, settings: Settings) -> dict[str, object]:
    token = refresh_token(settings)
    response = client.get("/status", headers={"Authorization": f"Bearer {token}"})
    assert response.status_code == 200
    page = client.get("/status", auth=("any", token), headers={"Accept": "text/html"})
    assert page.status_code == 200
    fields: dict[str, object] = response.json
    return fields


def refresh(client: FlaskClient, settings: Settings, *paths: str) -> int:
    headers = {"Authorization": f"Bearer {refresh_token(settings)}"}
    body = {"json": {"paths": paths}} if paths else {}
    return client.post("/refresh", headers=headers, **body).status_code


def up(client: FlaskClient, part: str) -> float:
    line = f'postwire_up{{part="{part}"}} '
    [value] = [
        row.removeprefix(line) for row in client.get("/metrics").text.splitlines() if line in row
    ]
    return float(value)


@pytest.mark.parametrize("leave", ["nothing", "an empty folder", "a file"])
def test_an_archive_that_goes_away_takes_no_post_with_it(
    archive: Path, indexed: Indexed, caplog: pytest.LogCaptureFixture, leave: str
) -> None:
    settings = indexed()
    client = create_app(settings).test_client()
    served = client.get("/feed.rss")
    assert client.get("/readyz").status_code == 200
    away = archive.rename(archive.with_name("away"))
    if leave == "an empty folder":  # where a file system is not mounted any more
        archive.mkdir()
    elif leave == "a file":
        archive.touch()
    for _ in range(3):
        assert refresh(client, settings) == 503
        assert refresh(client, settings, "_posts/2022-03-01-1.md") == 503
        assert client.get("/feed.rss").data == served.data
        assert client.get("/feed.atom").status_code == 503  # nothing is left out, and kept so
        answer = client.get("/readyz")
        assert (answer.status_code, answer.text) == (503, "archive: the archive cannot be read\n")
    assert client.get("/readyz?exclude=archive").status_code == 200
    assert up(client, "archive") == 0
    assert up(client, "index") == 1
    assert str(archive) in str(status(client, settings)["problems"])
    assert caplog.text.count("cannot serve") == 1
    archive.unlink() if archive.is_file() else shutil.rmtree(archive, ignore_errors=True)
    away.rename(archive)
    assert client.get("/readyz").status_code == 200
    assert refresh(client, settings) == 200
    assert client.get("/feed.rss").data == served.data
    assert client.get("/feed.atom").text.count("<entry>") == 3
    assert status(client, settings)["problems"] == {}


@pytest.mark.long
def test_a_file_that_is_replaced_by_the_same_is_in_its_feed_again(
    archive: Path, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A checkout takes files away and brings them back; no refresh finds any difference later."""
    monkeypatch.setattr("service.publication.publication._WITHOUT_A_FILE", 0.5)
    client = create_app(indexed()).test_client()
    file = archive / "_posts/2022-03-01-1.md"
    file.rename(archive / "elsewhere")
    assert client.get("/feed.atom").text.count("<entry>") == 2
    (archive / "elsewhere").rename(file)
    time.sleep(0.5)
    assert client.get("/feed.atom").text.count("<entry>") == 3


@pytest.mark.parametrize("name", ["_posts", "_posts/2022-03-01-1.md"])
def test_what_may_not_be_read_for_a_while_is_back_after_it(
    archive: Path, indexed: Indexed, name: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The posts of a folder that cannot be read stay as they are. A single post is broken, and read
    again though its time has not changed."""
    settings = indexed()
    client = create_app(settings).test_client()
    whole = client.get("/category/haizhou.json").json["items"]
    place = archive / name
    mode = place.stat().st_mode
    place.chmod(0)
    with rights_count():
        assert refresh(client, settings) == 200
        told = refresh(client, settings, "_posts/2022-03-01-1.md")
        assert told == (503 if name == "_posts" else 200)
        listed = client.get("/feeds.opml").text
        assert "haizhou" in listed
    if name == "_posts":
        assert "yunling" in listed
        assert "the folder _posts cannot be read" in caplog.text
    place.chmod(mode)
    assert refresh(client, settings) == 200
    assert client.get("/category/haizhou.json").json["items"] == whole


def test_a_database_that_is_away_leaves_everything_but_the_hub(
    indexed: Indexed, caplog: pytest.LogCaptureFixture
) -> None:
    settings = indexed(database_url=f"postgresql+psycopg://nobody@127.0.0.1:{free_port()}/x")
    client = create_app(settings).test_client()
    for _ in range(3):
        assert client.get("/feed.rss").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.text == "hub: the hub's database cannot be used\n"
    assert client.get("/readyz?exclude=hub").status_code == 200
    assert (up(client, "hub"), up(client, "queue"), up(client, "index")) == (0, 0, 1)
    fields = status(client, settings)
    assert fields["hub"] is None
    assert fields["archive"]["served"] == 3  # type: ignore[index]
    assert set(fields["problems"]) == {"hub", "queue"}  # type: ignore[call-overload]
    form = {"hub.mode": "publish", "hub.url": "https://feeds.example/feed.rss"}
    assert client.post("/hub", data=form).status_code == 503
    assert caplog.text.count("cannot use the hub's database") == 1


def test_a_look_at_the_parts_is_shared_for_a_second(
    indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(condition, "_FRESH_SECONDS", 1000.0)
    app = create_app(indexed())
    looks: list[None] = []
    monkeypatch.setattr(condition, "check_writable", lambda folder: looks.append(None))
    client = app.test_client()
    for path in ("/readyz", "/metrics", "/readyz"):
        assert client.get(path).status_code == 200
    assert len(looks) == 1


def test_what_is_due_waits_while_the_state_cannot_be_written_and_feeds_go_on(
    archive: Path, indexed: Indexed, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = indexed()
    app = create_app(settings)
    client = app.test_client()
    monkeypatch.setattr(DuePosts, "are_there", lambda *_: True)
    lock = settings.state_folder / "refresh.lock"
    lock.unlink()
    lock.mkdir()  # whoever one is, no file can be written there
    assert client.get("/feed.rss").status_code == 200
    lock.rmdir()
    assert client.get("/feed.rss").status_code == 200


def test_a_refresh_that_does_not_end_is_said(indexed: Indexed) -> None:
    settings = indexed(refresh_alarm_seconds=60)
    client = create_app(settings).test_client()
    with lock.turn(settings.state_folder):
        assert client.get("/readyz").status_code == 200
        os.utime(settings.state_folder / "refresh.lock", (0, time.time() - 61))
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "refresh: a refresh has been under way" in answer.text
        assert "refresh" in str(status(client, settings)["problems"])
    assert client.get("/readyz").status_code == 200
