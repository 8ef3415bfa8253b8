"""Search for words: in every script, up to date, and never in the way of the feeds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree

from feeds.errors import NotReadyError
from feeds.index import full_text as words
from feeds.index.full_text import bring_up_to_date, expression, tokens
from feeds.index.index import open_index
from feeds.index.refresh import Refresher
from feeds.model import Post
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import post, write

TITLES = {
    1: "南京市长江大桥通车", 2: "京剧团到访南方", 3: "Café au lait in Zürich", 4: "港口A股上涨3.5%",
    5: "あたらしい新聞", 6: "市",
}  # fmt: skip


@pytest.fixture
def client(archive: Path, settings: Settings) -> FlaskClient:
    for number, title in TITLES.items():
        text = post(title, f"2022-05-{number:02} 08:00:00 +0800", body=f"摘要{number}。")
        write(archive, f"_posts/2022-05-{number:02}-x.md", text)
    refreshed(opened(settings), settings)
    return create_app(settings).test_client()


def titles_with(client: FlaskClient, words: str, **more: str) -> list[str]:
    response = client.get("/feed.json", query_string={"q": words, **more})
    assert response.status_code == 200
    return [item["title"] for item in response.json["items"]]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("南京", [1]), ("京市", [1]), ("南", [2, 1]), ("市", [6, 1]), ("长江大桥", [1]),
        ("江长", []), ("cafe", [3]), ("ZÜRICH", [3]), ("zur", []), ("A股", [4]),
        ("南方 京剧", [2]), ("南方 长江", []), ("新聞", [5]), ("あた", [5]), ("摘要4", [4]),
    ],
)  # fmt: skip
def test_words_are_found_in_title_and_summary(
    client: FlaskClient, words: str, numbers: list[int]
) -> None:
    assert titles_with(client, words) == [TITLES[number] for number in numbers]


def test_words_narrow_a_feed_of_terms_and_days(client: FlaskClient) -> None:
    assert client.get("/category/haizhou.json?q=南").json["title"].startswith("haizhou · “南”")
    assert len(client.get("/category/haizhou.json?q=南").json["items"]) == 2
    assert client.get("/category/yunling.json?q=南").json["items"] == []
    assert titles_with(client, "南", until="2022-05-01") == [TITLES[1]]
    first = client.get("/feed.json?q=南&limit=1").json
    second = client.get(first["next_url"].removeprefix("https://feeds.example")).json
    assert [i["title"] for i in (*first["items"], *second["items"])] == [TITLES[2], TITLES[1]]


def test_a_search_has_pages(client: FlaskClient) -> None:
    for page, numbers in (("1", [2]), ("2", [1])):
        assert titles_with(client, "南", limit="1", page=page) == [TITLES[n] for n in numbers]
    assert titles_with(client, "摘要", limit="4", page="2") == [TITLES[2], TITLES[1]]


def test_a_search_finds_new_words_at_once_and_removed_ones_no_more(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    assert titles_with(client, "新词") == []
    write(archive, "_posts/2022-05-01-x.md", post("新词到来", "2022-05-01 08:00:00 +0800"))
    (archive / "_posts/2022-05-02-x.md").unlink()
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
    assert titles_with(client, "新词") == ["新词到来"]
    assert titles_with(client, "南") == []


def test_a_month_of_a_search_leads_to_the_nearest_months_with_its_words(
    archive: Path, settings: Settings, client: FlaskClient
) -> None:
    for month in (1, 2, 6, 7):
        date = f"2022-{month:02}-01 08:00:00 +0800"
        write(archive, f"_posts/2022-{month:02}-01-x.md", post("港", date))
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
    links = {}
    for month in ("2022-02", "2022-05", "2022-06"):
        root = etree.fromstring(client.get(f"/archive/{month}/feed.atom?q=港").data)
        found = root.iterfind("{http://www.w3.org/2005/Atom}link")
        links[month] = {link.get("rel"): link.get("href").split("/")[4] for link in found
                        if "archive" in link.get("rel", "")}  # fmt: skip
    assert links == {
        "2022-02": {"prev-archive": "2022-01", "next-archive": "2022-05"},
        "2022-05": {"prev-archive": "2022-02", "next-archive": "2022-06"},
        "2022-06": {"prev-archive": "2022-05", "next-archive": "2022-07"},
    }


def test_searching_in_bodies_is_a_setting(archive: Path, tmp_path: Path) -> None:
    write(archive, "_posts/2022-06-01-b.md", post("b", "2022-06-01", body="首段。\n\n深处的话。"))
    for scope, numbers in (("title", []), ("summary", []), ("body", ["b"])):
        own = load(archive=archive, state=tmp_path / scope, search=scope)
        refreshed(opened(own), own)
        assert titles_with(create_app(own).test_client(), "深处") == numbers


def test_a_large_archive_is_read_in_the_background(
    archive: Path, client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(words, "_FEW", 2)
    with open_index(settings.state_folder) as index:
        with pytest.raises(NotReadyError, match="0 of 9 posts"):
            bring_up_to_date(index, lambda posts: [post.title for post in posts], patient=False)
        read: list[Post] = []

        def titles(posts: Sequence[Post]) -> list[str]:
            read.extend(posts)
            return [post.title for post in posts]

        bring_up_to_date(index, titles, patient=True)
        assert len(read) == 9
    assert titles_with(client, "长江") == [TITLES[1]]
    write(archive, "_posts/2022-05-07-x.md", post("新词到来", "2022-05-07 08:00:00 +0800"))
    Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
    assert titles_with(client, "新词") == ["新词到来"]  # few new ones are read at once
    for number in range(8, 12):
        date = f"2022-05-{number:02} 08:00:00 +0800"
        write(archive, f"_posts/2022-05-{number:02}-x.md", post(f"新词{number}", date))
        Refresher(opened(settings), settings.state_folder).refresh(datetime.now(UTC))
        assert titles_with(client, "新词")[0] == f"新词{number}"  # and so are few more each time


def test_who_waits_for_the_words_is_told_how_far_they_are(
    client: FlaskClient, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A browser gets a page in its language that reloads itself, a program when to come again."""
    monkeypatch.setattr(words, "_TOGETHER", 4)
    browser = {"Accept": "text/html"}
    pages, problems = [], []

    def titles(posts: Sequence[Post]) -> list[str]:
        pages.append(client.get("/all?q=港", headers=browser))
        problems.append(client.get("/feed.rss?q=港"))
        return [post.title for post in posts]

    with open_index(settings.state_folder) as index:
        bring_up_to_date(index, titles, patient=True)
    assert {answer.status_code for answer in pages + problems} == {503}
    assert [page.headers["Refresh"] for page in pages] == ["2", "2", "2"]
    assert "已读取 4 篇，共 9 篇（44.4%）" in pages[1].text
    assert 'value="8"' in pages[2].text
    assert all("Refresh" not in answer.headers for answer in problems)
    assert {answer.headers["Retry-After"] for answer in pages + problems} == {"10"}
    assert "8 of 9 posts" in problems[2].text
    assert client.get("/all?q=港", headers=browser).status_code == 200


def test_runs_of_cjk_become_pairs() -> None:
    assert tokens("新华社x北京").split() == ["新华", "华社", "社", "x", "北京", "京"]


def test_words_are_stored_as_pairs_and_sought_as_phrases() -> None:
    cases = {
        "ab": '"ab"',
        "南京": '"南京"',
        "长江大": '"长江 江大"',
        "市": '"市" *',
        "A股": '"A" AND "股" *',
        "股a南京": '"股" * AND "a" AND "南京"',
    }
    assert {word: expression([word]) for word in cases} == cases
    assert expression(["a", "南京"]) == '"a" AND "南京"'
    texts = {"南京市": "南京 京市 市", "a南b": "a 南 b", "ab": "ab", "": "", "가나": "가나 나"}
    assert {text: " ".join(tokens(text).split()) for text in texts} == texts
