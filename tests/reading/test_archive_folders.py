"""Folders of an archive: opened, listed, and away where they are gone, empty or unreadable."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from feeds.archive.archive_files import (
    folders_in,
    is_gone,
    opened_folder,
    paths_below,
    why_away,
)
from tests.conftest import write
from tests.rights import rights_count


def test_some_errors_say_that_a_file_is_not_there_and_others_that_it_cannot_be_read() -> None:
    gone = "ENOENT ENOTDIR ELOOP EMLINK EXDEV EINVAL ENAMETOOLONG".split()  # noqa: SIM905
    there = "EACCES EIO EMFILE ENOMEM EPERM ESTALE".split()  # noqa: SIM905
    assert [name for name in gone if not is_gone(OSError(getattr(errno, name), ""))] == []
    assert [name for name in there if is_gone(OSError(getattr(errno, name), ""))] == []


def test_an_archive_is_away_where_its_folder_is_gone_empty_or_unreadable(tmp_path: Path) -> None:
    assert why_away(tmp_path) == "the folder is empty"
    assert why_away(tmp_path / "a") == "No such file or directory"
    write(tmp_path, "a", "")
    assert why_away(tmp_path) == ""
    assert why_away(tmp_path / "a") == "Not a directory"
    tmp_path.chmod(0)
    with rights_count():
        assert why_away(tmp_path) == "Permission denied"
    tmp_path.chmod(0o700)


def test_a_folder_that_is_there_and_cannot_be_opened_is_no_folder_that_is_gone(
    tmp_path: Path,
) -> None:
    write(tmp_path, "a/b.md", "")
    for path in ("c", "a/b.md", "a/c", "../x", "\0"):
        with opened_folder(tmp_path, path) as descriptor:
            assert descriptor is None, path
    with opened_folder(tmp_path, "a") as descriptor:
        assert descriptor is not None
        assert os.listdir(descriptor) == ["b.md"]
    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(descriptor)
    (tmp_path / "a").chmod(0)
    with rights_count(), pytest.raises(PermissionError), opened_folder(tmp_path, "a"):
        pass
    (tmp_path / "a").chmod(0o700)


def test_folders_and_files_are_listed_without_following_links(tmp_path: Path) -> None:
    write(tmp_path, "b/c/d.md", "")
    write(tmp_path, "b/e.md", "")
    write(tmp_path, "a/f.md", "")
    write(tmp_path, "g.md", "")
    (tmp_path / "h").symlink_to("a")
    assert folders_in(tmp_path) == ["a", "b"]
    assert folders_in(tmp_path / "none") == []
    assert sorted(paths_below(tmp_path, "b")) == ["b/c/d.md", "b/e.md"]
    everything = ["a/f.md", "b/c/d.md", "b/e.md", "g.md", "h"]
    assert sorted(paths_below(tmp_path, "")) == everything
    assert sorted(paths_below(tmp_path, "h")) == ["h/f.md"]
    assert [*paths_below(tmp_path, "none")] == []
