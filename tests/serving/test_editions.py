"""RFC 3229: a client that has a former edition gets only the entries that are new since."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path

import feedparser
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from feeds.index.refresh import Refresher
from service.app import create_app
from service.commands.common import opened
from service.settings.settings import Settings
from tests.conftest import index_of, post, three_posts, write


def add(archive: Path, settings: Settings, number: int) -> None:
    text = post(f"新{number}", f"2022-04-{number:02} 08:00:00 +0800")
    write(archive, f"_posts/2022-04-{number:02}-new.md", text)
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))


def ask(client: FlaskClient, path: str, tag: str, **headers: str) -> TestResponse:
    return client.get(path, headers={"A-IM": "feed, gzip", "If-None-Match": tag, **headers})


@pytest.fixture(scope="module")
def news(tmp_path_factory: pytest.TempPathFactory) -> tuple[FlaskClient, str]:
    """A client of a service whose feed has one entry more than its edition of this tag."""
    folder = tmp_path_factory.mktemp("editions")
    settings = index_of(three_posts(folder / "archive"), folder / "state")
    client = create_app(settings).test_client()
    tag = client.get("/feed.rss").headers["ETag"]
    add(settings.archive, settings, 1)
    return client, tag


@pytest.mark.parametrize("path", ["/feed.rss", "/feed.atom", "/category/haizhou.rss"])
def test_a_known_edition_gets_only_what_is_new(
    archive: Path, settings: Settings, client: FlaskClient, path: str
) -> None:
    first = client.get(path, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    add(archive, settings, 1)
    client.get(path)
    add(archive, settings, 2)
    response = ask(client, path, first)
    assert (response.status, response.headers["IM"]) == ("226 IM Used", "feed")
    assert [e.title for e in feedparser.parse(response.data).entries] == ["新2", "新1"]
    assert response.headers["Cache-Control"] == "no-store, im"
    assert {"A-IM", "If-None-Match"} <= set(response.headers["Vary"].split(", "))
    assert response.headers["ETag"] == client.get(path).headers["ETag"]
    assert ask(client, path, response.headers["ETag"]).status_code == 304


def test_an_unknown_edition_gets_the_whole_feed(client: FlaskClient) -> None:
    response = ask(client, "/feed.rss", '"0000"')
    assert response.status_code == 200
    assert len(feedparser.parse(response.data).entries) == 3


def test_a_client_that_asks_for_no_difference_gets_the_whole_feed(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    tag = client.get("/feed.rss").headers["ETag"]
    add(archive, settings, 1)
    for accepted in ("diffe", "feed;q=0"):
        response = client.get("/feed.rss", headers={"A-IM": accepted, "If-None-Match": tag})
        assert response.status_code == 200


@pytest.mark.parametrize(
    ("accepted", "takes"),
    [
        *(("feed", True), (" FEED ; q=0.5", True), ("vcdiff, feed", True), ("feed;x", True)),
        *(("feed;q=1", True), ("feed;q=0.001", True), ("feeds", False), ("vcdiff", False)),
        *((f"feed; q = {zero}", False) for zero in ("0", "0.0", "0.00", "0.000")),
    ],
)
def test_a_client_takes_differences_where_it_says_so(
    news: tuple[FlaskClient, str], accepted: str, takes: bool
) -> None:
    client, former = news
    answer = client.get("/feed.rss", headers={"A-IM": accepted, "If-None-Match": former})
    assert answer.status_code == (226 if takes else 200)


@pytest.mark.parametrize(
    ("tags", "status"),
    [
        ('W/{}, "a"', 226),
        ('"a", {}', 226),
        ("{}, {now}", 304),
        ("*", 304),
        ('"a"', 200),
    ],
)
def test_editions_are_named_by_tags_of_any_coding_strong_or_weak(
    news: tuple[FlaskClient, str], tags: str, status: int
) -> None:
    client, former = news
    now = client.get("/feed.rss").headers["ETag"]
    for each in (former, f'{former[:-1]}-gzip"', f'{former[:-1]}-br"'):
        answer = ask(client, "/feed.rss", tags.format(each, now=now))
        assert (tags, answer.status_code) == (tags, status)


def test_a_difference_has_the_headers_of_the_feed_and_its_own(
    news: tuple[FlaskClient, str],
) -> None:
    client, former = news
    whole, part = client.get("/feed.rss"), ask(client, "/feed.rss", former)
    own = ("Cache-Control", "Vary", "IM", "Content-Length", "Date", "Cache-Status")
    expected = {name: value for name, value in whole.headers.items() if name not in own}
    assert {name: value for name, value in part.headers.items() if name not in own} == expected
    assert part.headers["Vary"] == "A-IM, If-None-Match, Accept-Encoding"
    assert int(part.headers["Content-Length"]) == len(part.data)


def test_a_changed_entry_is_new(archive: Path, settings: Settings, client: FlaskClient) -> None:
    tag = client.get("/feed.rss").headers["ETag"]
    text = post("第2篇，改", "2022-03-02 08:00:00 +0800", "haizhou")
    write(archive, "_posts/2022-03-02-2.md", text)
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
    entries = feedparser.parse(ask(client, "/feed.rss", tag).data).entries
    assert [entry.title for entry in entries] == ["第2篇，改"]


def test_an_entry_whose_file_was_only_touched_is_not_new(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    tag = client.get("/feed.rss").headers["ETag"]
    os.utime(archive / "_posts/2022-03-02-2.md", (1, 1))
    add(archive, settings, 1)
    entries = feedparser.parse(ask(client, "/feed.rss", tag).data).entries
    assert [entry.title for entry in entries] == ["新1"]
