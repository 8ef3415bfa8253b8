"""A database of the index: opened, refused and made anew."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

from feeds.errors import StateError
from feeds.index.database import connect, made_anew
from feeds.index.index import FILE_NAME
from feeds.index.window import EARLIEST, LATEST


def test_a_database_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"no database" * 100)
    with pytest.raises(StateError, match=r"x: file is not a database"):
        connect(tmp_path / "x")
    with closing(connect(tmp_path / FILE_NAME)) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (1,)
        assert connection.isolation_level is None
        connection.execute("CREATE TABLE a (b)")
    with made_anew(tmp_path / FILE_NAME, "CREATE TABLE c (d);") as connection:
        connection.execute("INSERT INTO c VALUES (1)")
        with closing(connect(tmp_path / FILE_NAME)) as old:
            assert old.execute("SELECT name FROM sqlite_master").fetchall() == [("a",)]
    with closing(connect(tmp_path / FILE_NAME)) as connection:
        assert connection.execute("SELECT d FROM c").fetchall() == [(1,)]
    assert -EARLIEST == LATEST == 1 << 62
