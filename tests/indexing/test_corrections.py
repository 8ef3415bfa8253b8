"""Changes and withdrawals stand in a feed, in tombstones and at the entry's address."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree

from feeds.identity import key
from feeds.index.corrections import corrections
from feeds.index.index import open_index
from feeds.index.refresh import Refresher
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import post, write

PERMALINK = "/haizhou/2022/03/01/1.html"
AT = {"at": "http://purl.org/atompub/tombstones/1.0", "a": "http://www.w3.org/2005/Atom"}


def refresh(settings: Settings) -> None:
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))


def withdraw(archive: Path, settings: Settings) -> None:
    (archive / "_posts/2022-03-01-1.md").unlink()
    refresh(settings)


def test_a_changed_post_stands_in_the_corrections(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    assert client.get("/corrections.json").json["items"] == []
    text = post("改", "2022-03-01 08:00:00 +0800", last_modified_at="2022-03-09 08:00:00 +0800")
    write(archive, "_posts/2022-03-01-1.md", text)
    refresh(settings)
    item = client.get("/corrections.json").json["items"][0]
    assert (item["title"], item["date_modified"]) == ("改", "2022-03-09T00:00:00+00:00")


def test_a_withdrawn_post_stands_in_the_corrections_without_its_text(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    withdraw(archive, settings)
    feed = client.get("/corrections.json").json
    assert feed["title"] == "更正与撤回 · 测试站"
    assert [item["title"] for item in feed["items"]] == ["撤回：第1篇"]
    assert feed["items"][0]["content_text"] == "撤回：第1篇"
    assert feed["items"][0]["id"] != f"tag:site.example,2000:{PERMALINK}"


def test_a_post_that_moves_or_returns_is_not_withdrawn(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    file = archive / "_posts/2022-03-01-1.md"
    write(archive, "_posts/moved/2022-03-01-1.md", file.read_bytes())
    withdraw(archive, settings)
    assert client.get("/corrections.json").json["items"] == []
    text = (archive / "_posts/2022-03-02-2.md").read_bytes()
    (archive / "_posts/2022-03-02-2.md").unlink()
    refresh(settings)
    assert len(client.get("/corrections.json").json["items"]) == 1
    write(archive, "_posts/2022-03-02-2.md", text)
    refresh(settings)
    assert client.get("/corrections.json").json["items"] == []


def test_the_address_of_a_post_leads_to_it_until_it_is_withdrawn(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    address = f"/post/{key(PERMALINK):x}"
    response = client.get(address)
    assert response.status_code == 302
    assert response.headers["Location"] == f"https://site.example{PERMALINK}"
    withdraw(archive, settings)
    assert client.get(address).status_code == 410
    assert client.get("/post/abc").status_code == client.get("/post/zz").status_code == 404


@pytest.mark.parametrize(("days", "stones"), [(0, 0), (30, 1)])
def test_tombstones_are_a_setting(archive: Path, tmp_path: Path, days: int, stones: int) -> None:
    own = load(archive=archive, state=tmp_path / "own", tombstones=days)
    refreshed(opened(own), own)
    client = create_app(own).test_client()
    client.get("/category/haizhou.atom")
    withdraw(archive, own)
    for path, expected in (("/category/haizhou.atom", stones), ("/category/yunling.atom", 0)):
        root = etree.fromstring(client.get(path).data)
        deleted = root.findall("at:deleted-entry", AT)
        assert [f.get("ref") for f in deleted] == [f"tag:site.example,2000:{PERMALINK}"] * expected


def test_a_former_address_of_a_post_leads_to_it(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    text = post("x", "2022-03-05 08:00:00 +0800", redirect_from="[/old/一/, /older.html]")
    write(archive, "_posts/2022-03-05-5.md", text)
    refresh(settings)
    for address in ("/old/一/", "/old/一", "/older.html"):
        response = client.get(address)
        assert response.status_code == 301
        assert response.headers["Location"] == "https://site.example/haizhou/2022/03/05/5.html"
    (archive / "_posts/2022-03-05-5.md").unlink()
    refresh(settings)
    assert client.get("/older.html").status_code == 404


def test_one_correction_more_than_a_page_holds_says_that_there_is_another_page(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    for number, category in ((2, "haizhou"), (3, "yunling")):
        date = f"2022-03-0{number} 08:00:00 +0800"
        text = post("改", date, category, last_modified_at="2022-03-09")
        write(archive, f"_posts/2022-03-0{number}-{number}.md", text)
    withdraw(archive, settings)
    with open_index(settings.state_folder) as index:
        assert [len(corrections(index, limit, 1)) for limit in (1, 2, 3)] == [2, 3, 3]
        assert [len(corrections(index, 1, page)) for page in (2, 3)] == [2, 1]
