"""What the index says of itself: how many files of each kind, and why."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

import pytest

from feeds.archive.faults import Fault
from feeds.index.index import meta_in
from tests.indexing.index_by_hand import ByHand, post, row


def test_files_are_counted_by_what_became_of_them(made: ByHand) -> None:
    made.put(
        row(post("a.md", categories=("a",)), faults=(Fault(9, "R02", "x"), Fault(2, "R01", "x"))),
        row(post("b.md", "2024-01-01"), faults=(Fault(1, "R01", "x"),)),
        row(post("c.md", expires=datetime(2022, 6, 1, tzinfo=UTC))),
        row("d.md", excluded="draft"),
        row("e.md", faults=(Fault(1, "E08", "x"),)),
        row(post("f.md", collection="notes", categories=("x",))),
    )
    with made.open() as index:
        counts = index.counts()
        assert (counts.files, counts.served, counts.excluded) == (6, 2, 3)
        assert (counts.repaired, counts.broken, counts.feeds) == (1, 1, 4)
        assert [(path, fault.line) for path, fault in index.faults()] == [
            ("a.md", 2), ("a.md", 9), ("b.md", 1), ("e.md", 1),
        ]  # fmt: skip
        assert [path for path, _ in index.faults("R01")] == ["a.md", "b.md"]
        assert index.fault_counts() == {"R01": 2, "R02": 1, "E08": 1}
        assert [*index.exclusions()] == [
            ("b.md", "its date lies in the future"),
            ("c.md", "its date of expiry is past"),
            ("d.md", "draft"),
        ]
        assert index.is_frozen is False
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            index.connection.execute("DELETE FROM meta")
        assert meta_in(index.connection, "none") is None
