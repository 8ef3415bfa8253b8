"""What the index keeps of a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from feeds.archive import open_archive
from feeds.archive.faults import Fault
from feeds.archive.reading import Stat
from feeds.identity import key
from feeds.index.codec import micros
from feeds.index.index import Index
from feeds.index.rows import packed, packed_rows_of, sort_of, unpacked
from feeds.index.schema import State
from feeds.index.select import (
    select,
)
from feeds.query import Query
from tests.conftest import write
from tests.indexing.index_by_hand import NOW, post, row


def paths(index: Index, query: Query, **more: Any) -> list[str]:
    return [each.path for each, _ in select(index, query, **more).posts]


def test_a_row_is_what_the_index_keeps_of_a_file() -> None:
    late = post("a.md", "2024-01-01", "Daily", aliases=("/old",), updated=NOW)
    kept = row(late, "digest", faults=(Fault(3, "R01", "x"),))
    pid = key("a.md")
    assert kept[:11] == (
        pid, "a.md", 1, 2, "digest", State.SCHEDULED, None, sort_of(pid, late.published),
        micros(late.published), key("/a.md"), micros(NOW),
    )  # fmt: skip
    assert (kept.terms, kept.aliases) == (late.terms(), ("/old",))
    assert (kept.faults, kept.traits, kept.story_keys) == (((pid, 3, "R01", "x"),), None, ())
    out = row("b.md", excluded="draft")
    assert (out.state, out.reason, out.sort, out.due, out.body) == (
        State.EXCLUDED, "draft", None, None, None,
    )  # fmt: skip
    assert (out.link, out.updated, out.terms, out.aliases) == (None, None, (), ())
    assert (row("c.md").state, row("c.md").reason) == (State.BROKEN, None)
    assert row(post("a.md", former_id="x")).link == key("x")


def test_files_of_which_none_lacks_memory_are_rows(tmp_path: Path) -> None:
    write(tmp_path, "2022-03-01-a.md", "Text.")
    stats = [Stat("2022-03-01-a.md", 1, 5), Stat("2022-03-01-none.md", 1, 2)]
    rows = unpacked(packed_rows_of(open_archive(tmp_path), packed((NOW, stats))))
    assert [(each.path, each.state) for each in rows] == [
        ("2022-03-01-a.md", State.SERVED), ("2022-03-01-none.md", State.BROKEN),
    ]  # fmt: skip
