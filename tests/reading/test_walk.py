"""A client that follows a feed to its end gets each post once, even while posts are added."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from feeds.index.refresh import Refresher
from service.app import create_app
from service.commands.common import opened
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import CONFIG, write

BASE = "https://feeds.example"
NAMES = {"a": "http://www.w3.org/2005/Atom", "fh": "http://purl.org/syndication/history/1.0"}


class Growing:
    """An archive that grows while somebody reads it."""

    def __init__(self, folder: Path, random: Random) -> None:
        self.folder, self._random, self._count = folder / "archive", random, 0
        write(self.folder, "_config.yml", CONFIG)
        self.settings: Settings = load(archive=self.folder, state=folder / "state", base_url=BASE)
        opened(self.settings)
        self.client: FlaskClient = create_app(self.settings).test_client()

    def add(self, count: int, months: int = 6) -> None:
        for _ in range(count):
            self._count += 1
            month, day = self._random.randint(1, months), self._random.randint(1, 28)
            at = self._random.choice(["", " 08:00:00", " 23:30:00 +0000"])
            text = f"---\ntitle: t{self._count}\ndate: 2022-{month:02}-{day:02}{at}\n"
            text += f"category: {self._random.choice('xy')}\n---\n正文。"
            write(self.folder, f"_posts/2022-{month:02}-{day:02}-{self._count}.md", text)
        refresher = Refresher(opened(self.settings), self.settings.state_folder)
        refresher.refresh(datetime.now(UTC))

    def get(self, address: str) -> etree._Element:
        response = self.client.get(address.removeprefix(BASE))
        assert response.status_code == 200, address
        return etree.fromstring(response.data)


def link(root: etree._Element, rel: str) -> str | None:
    href = root.xpath(f"string(a:link[@rel='{rel}']/@href)", namespaces=NAMES)
    return str(href) or None


def ids(root: etree._Element) -> list[str]:
    return [str(identifier) for identifier in root.xpath("a:entry/a:id/text()", namespaces=NAMES)]


def walk(archive: Growing, start: str, rel: str, add: int) -> list[str]:
    """The ids of all documents from `start` on, posts being added between them."""
    entry_ids, address = [], start
    while address:
        root = archive.get(address)
        entry_ids += ids(root)
        address = link(root, rel) or ""
        if address and add:
            archive.add(add)
    return entry_ids


def folder_of_its_own() -> TemporaryDirectory[str]:
    """A service's thread may still write its statistics there when the folder is removed."""
    return TemporaryDirectory(ignore_cleanup_errors=True)


@pytest.mark.long
@given(st.integers(0, 1000), st.integers(1, 30), st.integers(1, 9), st.integers(0, 3))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_pages_hold_each_post_once_while_posts_are_added(
    seed: int, posts: int, limit: int, add: int
) -> None:
    with folder_of_its_own() as folder:
        archive = Growing(Path(folder), Random(seed))
        archive.add(posts)
        before = set(ids(archive.get("/feed.atom?limit=500")))
        entry_ids = walk(archive, f"/feed.atom?limit={limit}", "next", add)
        assert len(entry_ids) == len(set(entry_ids))
        assert before <= set(entry_ids)


@pytest.mark.long
@given(st.integers(0, 1000), st.integers(1, 40), st.sampled_from(["/feed", "/category/x"]))
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_archive_holds_each_post_once_while_posts_are_added(
    seed: int, posts: int, feed: str
) -> None:
    with folder_of_its_own() as folder:
        archive = Growing(Path(folder), Random(seed))
        archive.add(posts + 4)
        before = set(ids(archive.get(f"{feed}.atom?limit=500")))
        start = link(archive.get(f"{feed}.atom?limit=3"), "prev-archive")
        assert start
        entry_ids = walk(archive, start, "prev-archive", 2)
        assert len(entry_ids) == len(set(entry_ids))
        # A post may have been added in a month already passed, never one there was before.
        assert before <= set(entry_ids)


@pytest.fixture
def growing(tmp_path: Path) -> Growing:
    archive = Growing(tmp_path, Random(1))
    archive.add(40, months=4)
    return archive


def test_archive_documents_are_chained_both_ways(growing: Growing) -> None:
    polled = growing.get("/feed.atom")
    newest = growing.get(link(polled, "prev-archive") or "")
    older = growing.get(link(newest, "prev-archive") or "")
    assert link(older, "next-archive") == link(newest, "self")
    assert link(newest, "next-archive") is None
    assert link(older, "current") == link(polled, "self") == f"{BASE}/feed.atom"
    assert older.find("fh:archive", NAMES) is not None
    assert polled.find("fh:archive", NAMES) is None
    assert older.findtext("a:id", None, NAMES) == polled.findtext("a:id", None, NAMES)


def test_a_sealed_month_is_immutable_and_the_growing_one_is_not(growing: Growing) -> None:
    sealed = growing.client.get("/archive/2022-02/feed.rss")
    assert "immutable" in sealed.headers["Cache-Control"]
    assert (
        "immutable" not in growing.client.get("/archive/2022-04/feed.rss").headers["Cache-Control"]
    )
    later = "---\ntitle: new\ndate: 2022-08-01\n---\nx"
    write(growing.folder, "_posts/2022-08-01-new.md", later)
    growing.add(0)
    assert growing.client.get("/archive/2022-02/feed.rss").data == sealed.data
    assert "immutable" in growing.client.get("/archive/2022-04/feed.rss").headers["Cache-Control"]


def test_months_are_those_of_the_sites_time_zone(tmp_path: Path) -> None:
    archive = Growing(tmp_path, Random(1))
    text = "---\ntitle: night\ndate: 2022-03-31 20:00:00 +0000\n---\nx"
    write(archive.folder, "_posts/2022-03-31-night.md", text)
    archive.add(0)
    assert ids(archive.get("/archive/2022-03/feed.atom")) == []
    assert len(ids(archive.get("/archive/2022-04/feed.atom"))) == 1


def test_json_feed_leads_on_by_next_url(growing: Growing) -> None:
    address, entry_ids = "/feed.json?limit=9", []
    while address:
        feed = growing.client.get(address.removeprefix(BASE)).json
        entry_ids += [item["id"] for item in feed["items"]]
        address = feed.get("next_url", "")
    assert len(entry_ids) == len(set(entry_ids)) == 40
    month = growing.client.get("/archive/2022-03/feed.json").json
    assert month["next_url"] == f"{BASE}/archive/2022-02/feed.json"


def test_a_busy_month_comes_in_parts(growing: Growing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("feeds.index.select.LARGEST_MONTH", 3)
    entry_ids = walk(
        growing, link(growing.get("/feed.atom"), "prev-archive") or "", "prev-archive", 0
    )
    assert len(entry_ids) == len(set(entry_ids)) == 40
