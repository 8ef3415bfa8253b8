"""Which files a walk through an archive finds, and in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feeds.archive import Archive, open_archive, walk
from feeds.errors import ArchiveAwayError
from tests.conftest import write
from tests.reading.conftest import GOOD, NAME
from tests.rights import rights_count


def test_a_folder_that_cannot_be_read_is_told_apart_from_one_that_is_gone(site: Archive) -> None:
    write(site.root, "x/_posts/2022-03-14-b.md", GOOD)
    (site.root / "x").chmod(0)
    unread: list[str] = []
    with rights_count():
        paths = [stat.path for stat in site.files(unread)]
        assert [stat.path for stat in site.files()] == paths == [NAME]
        with pytest.raises(ArchiveAwayError, match=r"14-b\.md cannot be looked at"):
            site.look("x/_posts/2022-03-14-b.md")
    (site.root / "x").chmod(0o700)
    assert unread == ["x"]


def test_files_come_folder_by_folder_with_their_names_in_order(site: Archive) -> None:
    for name in ("b", "a", "c/b", "c/a", "B"):
        write(site.root, f"_posts/{name}/2022-03-14-x.md", GOOD)
    os.mkfifo(site.root / "_posts/2022-03-14-pipe.md")
    (site.root / "_posts/2022-03-14-link.md").symlink_to(f"../{NAME}")
    (site.root / "_posts/2022-03-14-out.md").symlink_to("/etc/hostname")
    (site.root / "_posts/2022-03-14-loop.md").symlink_to("2022-03-14-loop.md")
    (site.root / "_posts/2022-03-14-gone.md").symlink_to("none.md")
    (site.root / "_posts/link").symlink_to("a")
    paths = [stat.path.removeprefix("_posts/") for stat in site.files()]
    assert paths == [
        "2022-03-14-a.md", "2022-03-14-link.md", "B/2022-03-14-x.md", "a/2022-03-14-x.md",
        "b/2022-03-14-x.md", "c/a/2022-03-14-x.md", "c/b/2022-03-14-x.md",
    ]  # fmt: skip
    looked = ("2022-03-14-pipe.md", "2022-03-14-out.md", "2022-03-14-loop.md", "2022-03-14-gone.md")
    assert [site.look(f"_posts/{name}") for name in looked] == [None] * 4
    assert site.look("_posts/2022-03-14-link.md") is not None
    assert site.look("_posts/\0.md") is None
    assert site.look("_posts/2022-03-14-\0.md") is None


def test_a_name_that_is_not_in_utf8_is_spelled_out() -> None:
    cases = {"a.md": "a.md", "é.md": "é.md", "\udcff.md": "\\xff.md", "é\udcfe": "é\\xfe"}
    assert {name: walk.name_in_utf8(name) for name in cases} == cases


def test_a_folder_that_goes_while_others_are_listed_has_no_files(tmp_path: Path) -> None:
    write(tmp_path, "2024-05-08-a.md", "x")
    gone = write(tmp_path, "x/2024-05-08-b.md", "x")
    files = open_archive(tmp_path).files()
    assert next(files).path == "2024-05-08-a.md"
    gone.unlink()
    gone.parent.rmdir()
    assert [*files] == []


def test_a_file_below_a_hidden_folder_is_none_of_the_archive(tmp_path: Path) -> None:
    for path in (".git/x/2024-05-08-a.md", "x/y/2024-05-08-b.md"):
        write(tmp_path, path, "x")
    archive = open_archive(tmp_path)
    assert archive.look(".git/x/2024-05-08-a.md") is None
    assert archive.look("x/y/2024-05-08-b.md") is not None
