"""What the tests of pages and of moving share: a site with more feeds than a page of the list has,
and one with slugs that addresses have to encode."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.settings.settings import Settings
from tests.conftest import index_of, post, three_posts, write


@pytest.fixture(scope="session")
def many_feeds(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Of 22 posts with 43 tags, which nobody changes."""
    folder = tmp_path_factory.mktemp("many-feeds")
    archive = three_posts(folder / "archive")
    for number in range(19):
        tags = [f"l{each}" for each in range(41)] if number == 0 else ["a"]
        text = post(f"X{number}", f"2022-02-01 08:{number:02}:00 +0800", "many", tags=str(tags))
        write(archive, f"_posts/2022-02-01-x{number}.md", text)
    return index_of(archive, folder / "state")


@pytest.fixture(scope="session")
def visitor(many_feeds: Settings) -> FlaskClient:
    """A client of the service of these feeds."""
    return create_app(many_feeds).test_client()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A Jekyll site below a path, with slugs that addresses have to encode."""
    root = tmp_path / "site"
    write(root, "_config.yml", "title: T\nurl: https://site.example\nbaseurl: /blog\n")
    for day, slug in ((1, "plain"), (2, "海州"), (3, "a+b")):
        text = f"---\ntitle: 第{day}篇\n---\n文。\n"
        write(root, f"_posts/2022-03-0{day}-{slug}.md", text)
    return root
