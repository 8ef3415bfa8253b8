"""Locks and whole files: what another thread, a child and a reader see of them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest

from feeds.files import locked, locked_if_free, replaced, write_once
from tests.conftest import write
from tests.rights import rights_count


def _is_free(path: Path) -> bool:
    with locked_if_free(path) as is_free:
        return is_free


def _fill_the_disk(path: Path) -> None:
    with replaced(path) as draft:
        draft.write_text("half")
        raise OSError("no space left")


def test_a_lock_excludes_threads_and_ends_with_its_block(tmp_path: Path) -> None:
    path, free = tmp_path / "lock", list[bool]()
    with locked(path):
        thread = Thread(target=lambda: free.append(_is_free(path)))
        thread.start()
        thread.join()
    assert free == [False]
    assert _is_free(path)


@pytest.mark.process
def test_a_lock_is_not_inherited_by_a_program(tmp_path: Path) -> None:
    with locked(tmp_path / "lock"):
        child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    assert _is_free(tmp_path / "lock")
    child.communicate(b"\n")


def test_a_lock_is_not_inherited_by_a_fork(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    with locked(tmp_path / "lock"):
        child = os.fork()
        if child == 0:
            os.write(theirs, b"x")
            signal.pause()
    try:
        os.read(ours, 1)
        assert _is_free(tmp_path / "lock")
    finally:
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(ours)
        os.close(theirs)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("old")
    with pytest.raises(OSError, match="no space"):
        _fill_the_disk(path)
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "old")]
    with replaced(path) as draft:
        draft.write_text("new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "new")]


def test_a_second_write_once_keeps_the_first_text(tmp_path: Path) -> None:
    path = tmp_path / "token"
    write_once(path, "first", 0o600)
    write_once(path, "second", 0o600)
    assert (path.read_text(), path.stat().st_mode & 0o777) == ("first", 0o600)
    assert list(tmp_path.iterdir()) == [path]


def test_what_goes_wrong_before_a_draft_is_made_is_said_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(KeyError), replaced(tmp_path / "a"):
        raise KeyError
    assert [*tmp_path.iterdir()] == []


def test_why_a_file_cannot_be_made_is_said_as_it_is(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with rights_count(), pytest.raises(PermissionError):
        write_once(tmp_path / "token", "first")
    tmp_path.chmod(0o700)
    with pytest.raises(NotADirectoryError):
        write_once(write(tmp_path, "file", "") / "token", "first")


def test_a_lock_is_a_file_that_its_owner_alone_writes(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with locked(tmp_path / "lock"):
            assert (tmp_path / "lock").stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(before)


def test_a_file_that_is_written_once_is_its_owners_to_write(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        write_once(tmp_path / "usual", "x")
        assert (tmp_path / "usual").stat().st_mode & 0o777 == 0o644
    finally:
        os.umask(before)


def test_a_lock_that_is_waited_for_is_opened_to_read_and_append(tmp_path: Path) -> None:
    write(tmp_path, "lock", "ab")
    with locked(tmp_path / "lock") as file:
        assert not _is_free(tmp_path / "lock")
        file.write(b"c")
        file.seek(0)
        assert file.readall() == b"abc"


def test_a_draft_may_have_a_name_of_its_own(tmp_path: Path) -> None:
    with replaced(tmp_path / "file", tmp_path / "draft") as draft:
        assert draft == tmp_path / "draft"
        draft.write_text("new")
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("file", "new")]
    with replaced(tmp_path / "file") as draft:
        assert draft.name.startswith(".file.")
        draft.write_text("")
