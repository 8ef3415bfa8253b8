"""When an archive has changed last."""

from __future__ import annotations

from datetime import UTC, datetime

from feeds.index.change_time import last_change
from feeds.index.codec import micros
from feeds.model import Version
from tests.indexing.index_by_hand import ByHand, post, row


def test_an_index_is_of_a_version_of_its_archive(made: ByHand) -> None:
    at = datetime(2022, 3, 1, 8, 0, 0, 250_000, tzinfo=UTC)
    version = Version("c" * 40, at)
    with made.open() as index:
        assert index.version() is None
        assert last_change(index, 0.0) == 0
    times = {"a.md": 5_000, "b.md": 9_999_999, "of-the-future.md": 1_000_000_001}
    made.put(*(row(post(path), stamp=(nanos, 1)) for path, nanos in times.items()))
    with made.open() as index:
        assert last_change(index, 1.0) == 9_999
        assert last_change(index, 0.009) == 5
        assert last_change(index, 0.000_005) == 5
        assert last_change(index, 0.000_004) == 0
        index.connection.execute("PRAGMA query_only = OFF")
        index.connection.execute("DELETE FROM touched")  # as after a build
        assert last_change(index, 1.0) == 9_999
    made.put(version=version)
    with made.open() as index:
        assert index.version() == version
        assert last_change(index, 1.0) == micros(at)
        assert index.revision() == 9
