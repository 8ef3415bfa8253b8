"""The kind of an archive is found by itself or set; Zola sites and plain folders are read."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import Archive, Options, open_archive
from feeds.errors import ArchiveError, ConfigurationError
from feeds.model import Post
from service.settings.settings import load
from tests.conftest import CONFIG, post, write

ZOLA = """\
base_url = "https://zola.example"
taxonomies = [{name = "tags"}, {name = "kinds"}]
"""


def read(archive: Archive, path: str) -> Post:
    found = archive.read(path).post
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("_config.yml", CONFIG, "jekyll"),
        ("_posts/2022-03-14-a.md", post("a", "2022-03-14"), "jekyll"),
        ("hugo.json", '{\n"baseURL": "https://h.example"\n}', "hugo"),
        ("config.toml", ZOLA, "zola"),
        ("config.toml", 'baseURL = "https://h.example"', "hugo"),
        ("notes/a.md", "# 一\n", "folder"),
    ],
)
def test_the_kind_is_found_by_itself(tmp_path: Path, path: str, text: str, kind: str) -> None:
    (tmp_path / "content").mkdir()
    write(tmp_path, path, text)
    assert open_archive(tmp_path).kind.name == kind


def test_the_kind_can_be_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    monkeypatch.setenv("POSTWIRE_KIND", "folder")
    settings = load(archive=tmp_path)
    assert open_archive(tmp_path, settings.options()).kind.name == "folder"


def test_an_unknown_kind_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ConfigurationError, match="unknown kind"):
        open_archive(tmp_path, Options(kind="typo"))
    monkeypatch.setenv("POSTWIRE_KIND", "typo")
    with pytest.raises(ConfigurationError, match="POSTWIRE_KIND"):
        load(archive=tmp_path)


def test_a_folder_without_any_post_is_no_archive(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="no archive"):
        open_archive(tmp_path)


def test_a_zola_page_has_its_date_in_its_path_or_name(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    in_path = '+++\npath = "2024/07/25/a"\ntitle = "一"\naliases = ["2024/07/25/a.html"]\n+++\n'
    write(tmp_path, "content/a/index.md", in_path)
    write(tmp_path, "content/b/2024-07-26-My name.md", '+++\ntitle = "二"\n+++\n')
    archive = open_archive(tmp_path)
    first, second = (
        read(archive, "content/a/index.md"),
        read(archive, "content/b/2024-07-26-My name.md"),
    )
    assert first.published == datetime(2024, 7, 25, tzinfo=UTC)
    assert (first.permalink, first.aliases) == ("/2024/07/25/a/", ("/2024/07/25/a.html",))
    assert second.published == datetime(2024, 7, 26, tzinfo=UTC)
    assert second.permalink == "/b/my-name/"


def test_zola_terms_stand_in_their_own_table(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    text = (
        '+++\ntitle = "一"\ndate = 2024-07-25\nauthors = ["甲"]\n'
        '[taxonomies]\ntags = ["a b"]\nkinds = ["k"]\n+++\n'
    )
    write(tmp_path, "content/a.md", text)
    found = read(open_archive(tmp_path), "content/a.md")
    assert (found.categories, found.tags) == (("k",), ("a b",))
    assert [person.name for person in found.attribution.bylines] == ["甲"]


def test_zola_sections_and_drafts_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "config.toml", ZOLA)
    write(tmp_path, "content/_index.md", '+++\ntitle = "一"\n+++\n')
    write(tmp_path, "content/a.md", "+++\ndraft = true\ndate = 2024-07-25\n+++\n")
    archive = open_archive(tmp_path)
    reasons = [archive.read(f"content/{name}.md").excluded for name in ("_index", "a")]
    assert [reason and reason.reason for reason in reasons] == [
        "no post: the page of a section",
        "draft",
    ]


def test_a_plain_folder_takes_dates_from_front_matter_name_or_path(tmp_path: Path) -> None:
    write(tmp_path, "news/a.md", "---\ndate: 2022-03-14\n---\n# 一\n\n文。")
    write(tmp_path, "2022-03-15-b.md", "# 二\n\n文。")
    write(tmp_path, "2022/03/16/c.md", "---\ntitle: 三\ncategory: x\n---\n文。")
    write(tmp_path, "readme.md", "# 不是文章\n")
    archive = open_archive(tmp_path)
    first, second, third = (
        read(archive, path) for path in ("news/a.md", "2022-03-15-b.md", "2022/03/16/c.md")
    )
    assert [found.title for found in (first, second, third)] == ["一", "二", "三"]
    assert [found.published.day for found in (first, second, third)] == [14, 15, 16]
    assert first.categories == ("news",)
    assert first.permalink == "/news/a.html"
    assert (second.categories, third.categories) == ((), ("x",))
    assert archive.read("readme.md").excluded


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
