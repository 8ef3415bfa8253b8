"""A Jekyll site is read as Jekyll reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import Archive, Options, open_archive
from feeds.model import Post
from tests.conftest import CONFIG, post, write


def made(root: Path, text: str, path: str = "_posts/2022-03-14-a.md") -> Post:
    """The post a file of an archive at `root` becomes."""
    write(root, "_config.yml", CONFIG)
    write(root, path, text)
    found = open_archive(root).read(path).post
    assert found is not None
    return found


def test_a_date_without_a_zone_is_in_the_sites_zone(tmp_path: Path) -> None:
    found = made(tmp_path, post("a", "2022-03-14 21:08:48"))
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
    assert made(tmp_path, post("a", date)).permalink == f"/haizhou/{day}/a.html"


def test_categories_are_split_at_spaces_and_lists_are_not(tmp_path: Path) -> None:
    assert made(tmp_path, post("a", "2022-03-14", "a b")).categories == ("a", "b")
    assert made(tmp_path, post("a", "2022-03-14", "[a b, c]")).categories == ("a b", "c")


def test_a_folder_above_posts_is_a_category(tmp_path: Path) -> None:
    found = made(tmp_path, post("a", "2022-03-14", "x"), "news/_posts/2022-03-14-a.md")
    assert found.categories == ("news", "x")


def test_the_front_matters_own_permalink_wins(tmp_path: Path) -> None:
    found = made(tmp_path, post("a", "2022-03-14", permalink="/我/:year/"))
    assert found.permalink == "/%E6%88%91/2022/"


def test_a_title_is_plain_text(tmp_path: Path) -> None:
    assert made(tmp_path, post("A &amp; B <b>C</b> 3 < 4", "2022-03-14")).title == "A & B C 3 < 4"


def read(archive: Archive, path: str) -> Post:
    found = archive.read(path).post
    assert found is not None
    return found


def test_jekyll_authors_are_described_in_the_data_folder(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_data/authors.yml", "jia:\n  name: 甲\n  url: https://a.example/\n")
    write(tmp_path, "_posts/2022-03-14-a.md", post("a", "2022-03-14", author="jia"))
    write(tmp_path, "_posts/2022-03-14-b.md", post("b", "2022-03-14", authors="[jia, 乙]"))
    archive = open_archive(tmp_path)
    found = read(archive, "_posts/2022-03-14-a.md").attribution.bylines
    assert [(person.name, person.url) for person in found] == [("甲", "https://a.example/")]
    both = read(archive, "_posts/2022-03-14-b.md").attribution.bylines
    assert [person.name for person in both] == ["甲", "乙"]


def test_jekyll_collections_may_lie_in_a_folder_and_feeds_may_be_made_of_them(
    tmp_path: Path,
) -> None:
    config = (
        CONFIG + "collections_dir: all\ncollections:\n  talks:\n    output: true\n"
        "feed:\n  collections: [talks]\n"
    )
    write(tmp_path, "_config.yml", config)
    write(tmp_path, "all/_posts/2022-03-14-a.md", post("a", "2022-03-14", "x"))
    write(tmp_path, "all/_talks/b.md", post("b", "2022-03-15", "x"))
    write(tmp_path, "all/_people/c.md", post("c", "2022-03-15", "x"))
    archive = open_archive(tmp_path)
    paths = [stat.path for stat in archive.files()]
    assert paths == ["all/_posts/2022-03-14-a.md", "all/_talks/b.md"]
    assert read(archive, paths[0]).categories == ("x",)
    assert read(archive, paths[1]).permalink == "/talks/b.html"


def test_jekyll_defaults_hold_by_path_and_type(tmp_path: Path) -> None:
    defaults = (
        "defaults:\n"
        "- scope: {path: '', type: posts}\n  values: {author: 甲, lang: zh}\n"
        "- scope: {path: _posts/old, type: posts}\n  values: {author: 乙}\n"
        "- scope: {path: '', type: pages}\n  values: {author: 丙}\n"
    )
    write(tmp_path, "_config.yml", "url: https://s.example\n" + defaults)
    for folder in ("", "old/"):
        write(tmp_path, f"_posts/{folder}2022-03-14-a.md", "---\ntitle: t\n---\n")
    archive = open_archive(tmp_path)
    new, old = (read(archive, f"_posts/{f}2022-03-14-a.md") for f in ("", "old/"))
    assert (new.attribution.bylines[0].name, new.language) == ("甲", "zh")
    assert (old.attribution.bylines[0].name, old.language) == ("乙", "zh")


def test_jekyll_drafts_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_drafts/a.md", post("a", "2022-03-14"))
    assert open_archive(tmp_path).read("_drafts/a.md").excluded
    assert open_archive(tmp_path, Options(drafts=True)).read("_drafts/a.md").post
