"""The number of the last refresh, shared by all processes of a host."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from feeds.index.shared_revision import SharedRevision
from tests.rights import rights_count


def test_the_number_of_the_last_refresh_is_shared(tmp_path: Path) -> None:
    before = os.umask(0)
    one, two = SharedRevision(tmp_path), SharedRevision(tmp_path)
    os.umask(before)
    (file,) = tmp_path.iterdir()
    assert (file.stat().st_mode & 0o777, file.stat().st_size) == (0o644, 8)
    assert one.get() == 0
    one.set(1 << 40)
    assert two.get() == SharedRevision(tmp_path).get() == 1 << 40


def test_the_number_is_read_where_nothing_can_be_written(tmp_path: Path) -> None:
    SharedRevision(tmp_path).set(5)
    (file,) = tmp_path.iterdir()
    file.chmod(0o444)
    with rights_count():
        frozen = SharedRevision(tmp_path)
    assert frozen.get() == 5
    with pytest.raises(TypeError):
        frozen.set(6)
    with pytest.raises(FileNotFoundError):
        SharedRevision(tmp_path / "none")
