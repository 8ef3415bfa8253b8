"""A Jekyll site is read as Jekyll reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.model import Post
from tests.conftest import CONFIG, post, write


def read(root: Path, text: str, path: str = "_posts/2022-03-14-a.md") -> Post:
    """The post a file of an archive at `root` becomes."""
    write(root, "_config.yml", CONFIG)
    write(root, path, text)
    found = open_archive(root).read(path).post
    assert found is not None
    return found


def test_a_date_without_a_zone_is_in_the_sites_zone(tmp_path: Path) -> None:
    found = read(tmp_path, post("a", "2022-03-14 21:08:48"))
    assert found.published == datetime(2022, 3, 14, 13, 8, 48, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2022-03-14 21:08:48 +0800", "2022/03/14"),
        ("2022-03-14 21:08:48", "2022/03/15"),
        ("2022-03-14 15:08:48", "2022/03/14"),
        ("2022-03-14 21:08", "2022/03/14"),
        ("2022-03-14", "2022/03/14"),
    ],
)
def test_the_permalink_has_the_day_jekyll_gives_it(tmp_path: Path, date: str, day: str) -> None:
    """Checked against Jekyll 4.3: a full timestamp without a zone is UTC to Ruby's YAML."""
    assert read(tmp_path, post("a", date)).permalink == f"/haizhou/{day}/a.html"


def test_categories_are_split_at_spaces_and_lists_are_not(tmp_path: Path) -> None:
    assert read(tmp_path, post("a", "2022-03-14", "a b")).categories == ("a", "b")
    assert read(tmp_path, post("a", "2022-03-14", "[a b, c]")).categories == ("a b", "c")


def test_a_folder_above_posts_is_a_category(tmp_path: Path) -> None:
    found = read(tmp_path, post("a", "2022-03-14", "x"), "news/_posts/2022-03-14-a.md")
    assert found.categories == ("news", "x")


def test_the_front_matters_own_permalink_wins(tmp_path: Path) -> None:
    found = read(tmp_path, post("a", "2022-03-14", permalink="/我/:year/"))
    assert found.permalink == "/%E6%88%91/2022/"


def test_a_title_is_plain_text(tmp_path: Path) -> None:
    assert read(tmp_path, post("A &amp; B <b>C</b> 3 < 4", "2022-03-14")).title == "A & B C 3 < 4"
