"""Lists of feeds, and a reader that imports them."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree


def lines(document: bytes) -> list[dict[str, str]]:
    return [
        dict(line.attrib)
        for line in etree.fromstring(document).iter("outline")
        if line.get("xmlUrl")
    ]


def test_a_list_names_every_feed_of_its_kind_with_its_entries(client: FlaskClient) -> None:
    response = client.get("/categories.opml")
    assert response.content_type == "text/x-opml; charset=utf-8"
    assert [(f["text"], f["xmlUrl"], f["description"]) for f in lines(response.data)] == [
        ("haizhou", "https://feeds.example/category/haizhou.rss", "2 篇"),
        ("yunling", "https://feeds.example/category/yunling.rss", "1 篇"),
    ]
    whole = [feed["xmlUrl"] for feed in lines(client.get("/feeds.opml").data)]
    assert whole[0] == "https://feeds.example/feed.rss"
    assert {feed["xmlUrl"] for feed in lines(response.data)} < set(whole)


def test_a_list_is_an_opml_2_document_with_all_that_readers_show(client: FlaskClient) -> None:
    document = client.get("/categories.opml").data
    assert document.startswith(b"<?xml version='1.0' encoding='UTF-8'?>")
    root = etree.fromstring(document)
    assert (root.tag, root.get("version")) == ("opml", "2.0")
    assert root.findtext("head/title") == "测试站"
    line = lines(document)[0]
    assert line.pop("htmlUrl").startswith("https://")
    assert line == {
        "type": "rss",
        "text": "haizhou",
        "title": "haizhou",
        "xmlUrl": "https://feeds.example/category/haizhou.rss",
        "description": "2 篇",
        "language": "zh-CN",
    }
    assert [folder.get("text") for folder in root.find("body")] == ["分类"]
    assert root.findtext("head/docs") == "http://opml.org/spec2.opml"
    assert root.findtext("head/ownerName") == "编辑部"
    assert root.findtext("head/dateModified") == "Thu, 03 Mar 2022 00:00:00 +0000"


def test_a_list_has_the_requested_format_and_selection(client: FlaskClient) -> None:
    feeds = lines(client.get("/feeds.opml?format=atom&category=yunling").data)
    assert [feed["xmlUrl"] for feed in feeds] == ["https://feeds.example/category/yunling.atom"]
    assert client.get("/tags.opml?format=xls").status_code == 400
    assert client.get("/categories.opml?category=nowhere").status_code == 404


def test_an_unchanged_list_is_not_sent_again(client: FlaskClient) -> None:
    tag = client.get("/feeds.opml").headers["ETag"]
    assert client.get("/feeds.opml", headers={"If-None-Match": tag}).status_code == 304


@pytest.mark.process
@pytest.mark.skipif(shutil.which("newsboat") is None, reason="newsboat is not installed")
def test_newsboat_imports_every_feed(client: FlaskClient, tmp_path: Path) -> None:
    document = client.get("/feeds.opml").data
    list_file = tmp_path / "feeds.opml"
    list_file.write_bytes(document)
    urls = tmp_path / "urls"
    urls.touch()
    cache = str(tmp_path / "cache.db")
    command = ["newsboat", "-u", str(urls), "-c", cache, "-i", str(list_file)]
    environment = {"HOME": str(tmp_path), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    subprocess.run(command, check=True, capture_output=True, env=environment, timeout=60)
    imported = [line.split()[0] for line in urls.read_text().splitlines() if line]
    assert sorted(imported) == sorted(feed["xmlUrl"] for feed in lines(document))
