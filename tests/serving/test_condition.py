"""A part of the service that cannot be used: which feeds go on, who says so, and how it ends."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from feeds.index import lock
from feeds.index.index import FILE_NAME
from feeds.index.refresh import Refresher
from service.app import create_app
from service.commands.common import opened
from service.settings.credentials import refresh_token
from service.settings.settings import Settings
from service.web import problems
from service.web.condition import Condition, install
from tests.conftest import free_port
from tests.rights import rights_count

Indexed = Callable[..., Settings]


class Clock:
    """By which time goes on where a test says so."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class HastyClock(Clock):
    """By which the last look at the parts is always long ago."""

    def __call__(self) -> float:
        self.now += 10
        return self.now


def condition_of(settings: Settings, clock: Clock) -> tuple[Flask, Condition]:
    """An application whose parts are looked at by this clock."""
    app = create_app(settings)
    outage = problems.new_outage()
    problems.install(app, outage)
    condition = Condition(app.extensions["postwire"], app.extensions["postwire.hub"], outage, clock)
    install(app, condition)
    return app, condition


def client_of(settings: Settings) -> FlaskClient:
    """Of a service that looks at its parts each time it is asked."""
    return condition_of(settings, HastyClock())[0].test_client()


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
    client = client_of(settings)
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
    archive: Path, indexed: Indexed
) -> None:
    """A checkout takes files away and brings them back; no refresh finds any difference later."""
    client = create_app(indexed()).test_client()
    file = archive / "_posts/2022-03-01-1.md"
    file.rename(archive / "elsewhere")
    assert client.get("/feed.atom").text.count("<entry>") == 2
    (archive / "elsewhere").rename(file)
    time.sleep(2)
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
    client = client_of(settings)
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


@contextmanager
def archive_away(settings: Settings) -> Iterator[None]:
    away = settings.archive.rename(settings.archive.with_name("away"))
    yield
    away.rename(settings.archive)


@contextmanager
def index_away(settings: Settings) -> Iterator[None]:
    """A folder lies in its place, which nobody can read as a file."""
    file = settings.state_folder / FILE_NAME
    away = file.rename(file.with_name("away"))
    file.mkdir()
    yield
    file.rmdir()
    away.rename(file)


@contextmanager
def long_refresh(settings: Settings) -> Iterator[None]:
    with lock.turn(settings.state_folder):
        begun = time.time() - settings.refresh_alarm_seconds - 1
        os.utime(settings.state_folder / "refresh.lock", (0, begun))
        yield


@pytest.mark.parametrize(
    ("part", "broken"),
    [
        ("archive", archive_away),
        ("index", index_away),
        ("refresh", long_refresh),
    ],
)
def test_a_look_at_the_parts_holds_for_a_second(
    indexed: Indexed,
    part: str,
    broken: Callable[[Settings], AbstractContextManager[None]],
    caplog: pytest.LogCaptureFixture,
) -> None:
    settings, clock = indexed(), Clock()
    _, seen = condition_of(settings, clock)
    assert (seen.problems(), seen.since) == ({}, {})
    begun = time.time()
    with broken(settings):
        clock.now = 0.999
        assert seen.problems() == {}
        clock.now = 1.0
        assert set(seen.problems()) == {part}
        first = seen.since[part]
        assert begun <= first <= time.time()
        clock.now = 2.0
        assert set(seen.problems()) == {part}
        assert seen.since[part] == first
    assert set(seen.problems()) == {part}
    clock.now = 3.0
    assert (seen.problems(), seen.since) == ({}, {})
    assert caplog.text.count("cannot serve") == 1


def test_what_is_due_waits_while_the_state_cannot_be_written_and_feeds_go_on(
    settings: Settings,
) -> None:
    day_before = datetime(2022, 3, 2, 12, tzinfo=UTC)  # the newest post has been due ever since
    Refresher(opened(settings), settings.state_folder).refresh(day_before)
    client = create_app(settings).test_client()
    kept = settings.state_folder / "refresh.lock"
    kept.unlink()
    kept.mkdir()  # whoever one is, no file can be written there
    assert client.get("/feed.atom").text.count("<entry>") == 2
    kept.rmdir()
    assert create_app(settings).test_client().get("/feed.atom").text.count("<entry>") == 3


def test_a_refresh_that_does_not_end_is_said(indexed: Indexed) -> None:
    settings = indexed(refresh_alarm_seconds=60)
    client = client_of(settings)
    with lock.turn(settings.state_folder):
        assert client.get("/readyz").status_code == 200
        os.utime(settings.state_folder / "refresh.lock", (0, time.time() - 61))
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert "refresh: a refresh has been under way" in answer.text
        assert "refresh" in str(status(client, settings)["problems"])
    assert client.get("/readyz").status_code == 200
