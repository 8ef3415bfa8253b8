"""The settings of jekyll-feed go on meaning something (its README, 0.17)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings.settings import Settings
from tests.conftest import write

Index = Callable[..., Settings]
SITE = "title: Harbour\nurl: https://harbour.example\nbaseurl: /log\n"


@pytest.fixture
def site(indexed: Index, archive: Path) -> Callable[..., FlaskClient]:
    """A site of these files, served."""

    def served(config: str, **files: str) -> FlaskClient:
        for path in (archive / "_posts").iterdir():
            path.unlink()
        write(archive, "_config.yml", SITE + config)
        for path, text in files.items():
            write(archive, path, text)
        return create_app(indexed()).test_client()

    return served


def items(client: FlaskClient, path: str = "/feed.json") -> list[dict[str, Any]]:
    listed: list[dict[str, Any]] = json.loads(client.get(path).data)["items"]
    return listed


def text_of_post(title: str, more: str = "") -> str:
    return f"---\ntitle: {title}\ndate: 2024-01-01\n{more}---\nThe tram leaves.\n\nAt nine.\n"


class TestExcerptOnly:
    @pytest.mark.parametrize("form", ["rss", "atom", "json"])
    @pytest.mark.parametrize(
        ("config", "more"),
        [("feed: {excerpt_only: true}\n", ""), ("", "feed: {excerpt_only: true}\n")],
    )
    def test_no_format_holds_more_than_the_summary(
        self, site: Callable[..., FlaskClient], config: str, more: str, form: str
    ) -> None:
        client = site(config, **{"_posts/2024-01-01-a.md": text_of_post("A", more)})
        body = client.get(f"/feed.{form}").text
        assert "The tram leaves." in body
        assert "At nine" not in body

    def test_other_posts_keep_their_text(self, site: Callable[..., FlaskClient]) -> None:
        client = site(
            "",
            **{
                "_posts/2024-01-01-a.md": text_of_post("A", "feed: {excerpt_only: true}\n"),
                "_posts/2024-01-02-b.md": text_of_post("B"),
            },
        )
        texts = {item["title"]: item.get("content_html", "") for item in items(client)}
        assert "At nine" not in texts["A"]
        assert "At nine" in texts["B"]


class TestAddresses:
    @pytest.mark.parametrize(
        ("spelled", "address"),
        [
            ("/img/a.png", "https://harbour.example/log/img/a.png"),
            ("img/a.png", "https://harbour.example/log/img/a.png"),
            ("//cdn.example/a.png", "https://cdn.example/a.png"),
            ("http://cdn.example/a.png", "http://cdn.example/a.png"),
            ("{path: /img/a.png}", "https://harbour.example/log/img/a.png"),
        ],
    )
    def test_an_image_lies_below_the_sites_own_path(
        self, site: Callable[..., FlaskClient], spelled: str, address: str
    ) -> None:
        files = {"_posts/2024-01-01-a.md": text_of_post("A", f"image: {spelled}\n")}
        assert items(site("", **files))[0]["image"] == address

    def test_icon_and_logo_lie_there_too(self, site: Callable[..., FlaskClient]) -> None:
        config = "icon: /i.png\nfeed: {logo: l.png}\n"
        body = site(config, **{"_posts/2024-01-01-a.md": text_of_post("A")}).get("/feed.atom").text
        assert "<icon>https://harbour.example/log/i.png</icon>" in body
        assert "<logo>https://harbour.example/log/l.png</logo>" in body


class TestPostsLimit:
    @pytest.fixture
    def client(self, site: Callable[..., FlaskClient]) -> FlaskClient:
        posts = {f"_posts/2024-01-0{day}-a.md": text_of_post(f"Day {day}") for day in (1, 2, 3)}
        return site("feed: {posts_limit: 2}\n", **posts)

    def test_it_is_the_limit_where_a_request_names_none(self, client: FlaskClient) -> None:
        assert len(items(client)) == 2
        assert len(items(client, "/feed.json?limit=50")) == 3
        assert len(items(client, "/feed.json?limit=1")) == 1

    def test_the_rest_is_on_the_next_page(self, client: FlaskClient) -> None:
        following = json.loads(client.get("/feed.json").data)["next_url"]
        path = following.removeprefix("https://feeds.example")
        assert len(items(client, path)) == 1

    def test_the_limit_itself_is_no_other_document(self, client: FlaskClient) -> None:
        said = json.loads(client.get("/feed.json?limit=2").data)["feed_url"]
        assert said == "https://feeds.example/feed.json"


class TestCollections:
    @pytest.fixture
    def client(self, site: Callable[..., FlaskClient]) -> FlaskClient:
        return site(
            "collections: {recipes: {permalink: '/r/:name/'}, notes: {output: true}}\n"
            "feed:\n  collections:\n    recipes: {path: /kitchen.xml, categories: [cold]}\n",
            **{
                "_posts/2024-01-01-a.md": text_of_post("A", "category: cold\n"),
                "_recipes/big-cake.md": text_of_post("Cake", "categories: [cold]\nauthor: Ada\n"),
                "_recipes/pie.md": text_of_post("Pie"),
                "_notes/n.md": text_of_post("Note"),
            },
        )

    def test_each_has_a_feed_of_its_own(self, client: FlaskClient) -> None:
        recipes = {item["title"]: item["url"] for item in items(client, "/collection/recipes.json")}
        base = "https://harbour.example/log/r"
        assert recipes == {"Cake": f"{base}/big-cake/", "Pie": f"{base}/pie/"}

    def test_it_is_not_among_the_posts(self, client: FlaskClient) -> None:
        assert [item["title"] for item in items(client)] == ["A"]
        assert [item["title"] for item in items(client, "/category/cold.json")] == ["A"]
        assert client.get("/author/Ada.json").status_code == 404

    def test_its_categories_have_feeds(self, client: FlaskClient) -> None:
        assert [i["title"] for i in items(client, "/collection/recipes/cold.json")] == ["Cake"]

    def test_one_that_no_feed_is_asked_for_has_none(self, client: FlaskClient) -> None:
        assert client.get("/collection/notes.json").status_code == 404

    @pytest.mark.parametrize(
        ("old", "new"),
        [
            ("/feed/recipes.xml", "/collection/recipes.atom"),
            ("/kitchen.xml", "/collection/recipes.atom"),
            ("/feed/recipes/cold.xml", "/collection/recipes/cold.atom"),
            ("/feed/cold.xml", "/category/cold.atom"),
        ],
    )
    def test_the_addresses_of_jekyll_feed_lead_there(
        self, client: FlaskClient, old: str, new: str
    ) -> None:
        assert client.get(old).headers["Location"] == f"https://feeds.example{new}"

    def test_lists_and_pages_name_it(self, client: FlaskClient) -> None:
        assert 'text="recipes"' in client.get("/collections.opml").text
        assert client.get("/collection/recipes").status_code == 200
        assert "recipes" in client.get("/?kind=collection").text
