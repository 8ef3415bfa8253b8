"""Corrections and withdrawals as the index lists them."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta

from feeds.identity import key
from feeds.index.corrections import corrections, permalink_of, withdrawn
from feeds.index.database import connect
from feeds.index.index import FILE_NAME
from feeds.model import Term
from feeds.query import Query
from tests.indexing.index_by_hand import ByHand, moved, post, row

A, B = Term("category", "a"), Term("category", "b")
SECOND = timedelta(seconds=1)


def test_a_hundred_withdrawals_of_a_feed_are_told_at_most(made: ByHand) -> None:
    with closing(connect(made.state / FILE_NAME)) as connection:
        body = row(post("x.md")).body
        connection.executemany(
            "INSERT INTO withdrawn VALUES (?, ?, ?, ?, ?, '', '[1]')",
            ((number, number, number, f"{number}.md", body) for number in range(101)),
        )
    made.put(post("a.md"))  # the first term is that of the whole site
    with made.open() as index:
        told = withdrawn(index, Query(), datetime(1970, 1, 1, tzinfo=UTC))
    assert [each.post.path for each in told] == [f"{number}.md" for number in range(100, 0, -1)]


def test_corrections_and_withdrawals_come_newest_first(made: ByHand) -> None:
    days = {name: datetime(2022, 5, day, tzinfo=UTC) for day, name in enumerate("abc", 1)}
    for name, day in days.items():
        made.put(post(f"{name}.md", categories=(name,), updated=day))
    made.put(post("plain.md", categories=("a", "z")))
    made.write(gone=[key("plain.md")])
    with made.open() as index:
        found = corrections(index, 9, 1)
        assert [(each.post.path, each.withdrawn) for each in found] == [
            ("plain.md", True), ("c.md", False), ("b.md", False), ("a.md", False),
        ]  # fmt: skip
        assert found[1].at == days["c"]
        assert [each.post.path for each in corrections(index, 2, 2)] == ["b.md", "a.md"]
        gone = found[0].at
        assert [each.post.path for each in withdrawn(index, Query((A,)), gone)] == ["plain.md"]
        assert withdrawn(index, Query((A,)), gone + SECOND) == []
        assert withdrawn(index, Query((B,)), gone) == []
        assert permalink_of(index, key("/plain.md")) == ("/plain.md", True)
        assert permalink_of(index, key("/a.md")) == ("/a.md", False)
        assert permalink_of(index, 1) == (None, False)
    made.put(moved(post("plain.md"), "moved.md"))
    with made.open() as index:
        assert withdrawn(index, Query((A,)), gone) == []
        assert len(corrections(index, 9, 1)) == 3
