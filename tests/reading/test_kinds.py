"""The kind of an archive is recognised by its files, or set."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import Archive, Options, open_archive
from feeds.archive.kinds import kinds_here, site_below
from feeds.errors import ArchiveError, ConfigurationError
from feeds.model import Post
from service.settings.loading import load
from tests.conftest import CONFIG, post, write

ZOLA = """\
base_url = "https://zola.example"
taxonomies = [{name = "tags"}, {name = "kinds"}]
"""


def read(archive: Archive, path: str) -> Post:
    post = archive.read(path).post
    assert post is not None
    return post


@pytest.mark.parametrize(
    ("path", "text", "kind"),
    [
        ("_config.yml", CONFIG, "jekyll"),
        ("_posts/2022-03-14-a.md", post("a", "2022-03-14"), "jekyll"),
        ("hugo.json", '{\n"baseURL": "https://h.example"\n}', "hugo"),
        ("config.toml", ZOLA, "zola"),
        ("config.toml", 'baseURL = "https://h.example"', "hugo"),
        ("config.yaml", "baseURL: https://h.example\ncontentDir: src", "hugo"),
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


@pytest.mark.parametrize(
    ("paths", "kind"),
    [
        (["_config.yml", "hugo.toml", "content/a.md"], "hugo"),
        (["_config.yml", "config.toml", "content/a.md"], "hugo"),
        (["_config.yml", "config.toml", "_posts/2024-01-01-a.md", "content/a.md"], "jekyll"),
        (["_config.yml", "_posts/2024-01-01-a.md", "hugo.toml", "content/a.md"], "hugo"),
        (["_config.yml", "_posts/2024-01-01-a.md", "hugo.toml"], "jekyll"),
        (["_config.yml", "hugo.toml", "_posts/template.md", "content/a.md"], "hugo"),
        (["_config.yml", "readme.md"], "jekyll"),
    ],
)
def test_leftovers_of_another_generator_do_not_count(
    tmp_path: Path, paths: list[str], kind: str
) -> None:
    for path in paths:
        toml = 'baseURL = "https://h.example"\n' if path.endswith(".toml") else ""
        text = "" if path == "_config.yml" else post("a", "2024-01-01")
        write(tmp_path, path, toml or text)
    assert open_archive(tmp_path).kind.name == kind


def test_of_two_kinds_without_a_post_the_first_counts(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "title: a\n")
    write(tmp_path, "_posts/readme.txt", "a")
    write(tmp_path, "config.toml", 'base_url = "https://z.example"\n')
    write(tmp_path, "content/a.png", b"")
    several = kinds_here(tmp_path)
    assert len(several) > 1
    assert open_archive(tmp_path).kind.name == several[0]


def test_no_archive_is_where_there_is_no_folder(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="there is no such folder"):
        open_archive(tmp_path / "none")
    write(tmp_path, "a.md", "")
    with pytest.raises(ArchiveError, match="it is not a folder"):
        open_archive(tmp_path / "a.md")
    with pytest.raises(ArchiveError, match=r"neither the settings of a Jekyll, Hugo or Zola site"):
        open_archive(write(tmp_path, "b/c.txt", "").parent)
    with pytest.raises(
        ConfigurationError, match="unknown kind 'x': one of jekyll, zola, hugo, folder"
    ):
        open_archive(tmp_path, Options(kind="x"))
    write(tmp_path, "d/site/_config.yml", "title: t\n")
    with pytest.raises(ArchiveError, match=r"; site/ looks like a Jekyll site, try that folder"):
        open_archive(tmp_path / "d")


def test_the_site_below_a_folder_is_looked_for_one_folder_down(tmp_path: Path) -> None:
    assert site_below(tmp_path) is None
    write(tmp_path, ".hidden/_config.yml", "")
    write(tmp_path, "a/b/_config.yml", "")
    assert site_below(tmp_path) is None
    write(tmp_path, "z/hugo.toml", "")
    assert site_below(tmp_path) == "z/ looks like a Hugo site"
    write(tmp_path, "y/config.toml", 'base_url = "https://z.example"\n')
    write(tmp_path, "y/content/a.md", "")
    assert site_below(tmp_path) == "y/ looks like a Zola site"
    (tmp_path / "source/_posts").mkdir(parents=True)
    assert site_below(tmp_path) == "source/_posts/ looks like the posts of a Hexo site"


def test_two_hundred_folders_are_looked_at_for_a_site(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number:03}").mkdir()
    write(tmp_path, "199/_config.yml", "")
    assert site_below(tmp_path) == "199/ looks like a Jekyll site"
    (tmp_path / "000a").mkdir()
    assert site_below(tmp_path) is None


def test_hugo_is_looked_for_first_where_it_has_settings_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "")
    assert kinds_here(tmp_path) == ["jekyll"]
    write(tmp_path, "config.toml", "")
    (tmp_path / "content").mkdir()
    without = kinds_here(tmp_path)
    assert without[0] == "jekyll"
    write(tmp_path, "hugo.toml", "")
    assert kinds_here(tmp_path) == ["hugo", "jekyll"]
    assert kinds_here(write(tmp_path, "only/a.md", "").parent) == ["folder"]
    assert kinds_here(write(tmp_path, "nothing/a.txt", "").parent) == []
