"""What a refresh changes in the index, and what it says of that."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from msgspec.structs import replace

from feeds.archive.faults import Fault
from feeds.identity import key
from feeds.index.aliases import permalink_of_alias
from feeds.index.codec import micros
from feeds.index.database import connect
from feeds.index.index import FILE_NAME
from feeds.index.known_files import due_rows
from feeds.index.schema import State
from feeds.index.select import (
    terms,
)
from feeds.index.writer import Writer
from feeds.model import SITE as WHOLE
from feeds.model import Changes, Term
from tests.indexing.index_by_hand import NOW, ByHand, post, row

A, B = Term("category", "a"), Term("category", "b")
SECOND = timedelta(seconds=1)


def test_a_refresh_tells_what_it_came_to(made: ByHand) -> None:
    one, two = post("1.md", categories=("a",)), post("2.md", "2024-01-01", categories=("a",))
    assert made.put(one, two).added == ("1.md",)
    changes = made.put(row(two, now=datetime(2024, 1, 1, tzinfo=UTC)))
    assert (changes.added, changes.feeds) == (("2.md",), (A, WHOLE))
    changes = made.put(row(replace(one, title="x"), "e"), row("2.md", excluded="draft"))
    assert (changes.changed, changes.removed, changes.broken) == (("1.md",), ("2.md",), ())
    changes = made.put(row("1.md", faults=(Fault(1, "E08", "x"),)), row("3.md"))
    assert (changes.removed, changes.broken) == (("1.md",), ("1.md", "3.md"))
    changes = made.write(gone=[key("1.md"), key("2.md"), key("none.md")])
    assert changes == Changes()
    made.put(one)
    changes = made.write(gone=[key("1.md")])
    assert (changes.removed, changes.feeds) == (("1.md",), (A, WHOLE))
    with made.open() as index:
        assert [row.term for row in terms(index)] == []
        assert index.connection.execute("SELECT kind FROM term").fetchall() == [("site",)]


def test_what_cannot_be_rendered_stays_out_until_its_bytes_change(made: ByHand) -> None:
    codes = ("E10", "E12", "E13", "E14", "E15")
    posts = [post(f"{code}.md", categories=(code,)) for code in codes]
    names = tuple(each.path for each in posts)
    slow = [Fault(1, code, "slow") for code in codes]
    made.put(*(row(each, faults=(Fault(2, "R01", "own"),), stamp=(5, 6)) for each in posts))
    others = [replace(posts[0], title="another"), post("none.md")]
    assert made.write(broken=[(other, slow[0]) for other in others]) == Changes()
    changes = made.write(broken=zip(posts, slow, strict=True))
    assert (changes.removed, changes.broken) == (names, names)
    sizes = "SELECT DISTINCT mtime_ns, size, digest, state FROM post"
    with made.open() as index:
        assert [(path, fault.line) for path, fault in index.faults()] == [
            (name, line) for name in names for line in (1, 2)
        ]
        assert index.connection.execute(sizes).fetchall() == [(5, 6, "d", State.BROKEN)]
    # Touched, with the same bytes; then with others.
    assert not made.put(*(row(each, stamp=(7, 8)) for each in posts))
    with made.open() as index:
        assert index.connection.execute(sizes).fetchall() == [(7, 8, "d", State.BROKEN)]
    assert made.write(broken=zip(posts, slow, strict=True)) == Changes()
    assert made.put(*(row(each, "e") for each in posts)).added == names
    made.put(row("x.md", faults=(Fault(1, "E08", "empty"),)))
    assert made.put(post("x.md")).added == ("x.md",)  # broken for another reason


def test_the_clock_alone_changes_neither_faults_nor_aliases(made: ByHand) -> None:
    late = post("a.md", "2024-01-01", aliases=("/old",))
    made.put(row(late, faults=(Fault(2, "R01", "own"),)))
    with made.open() as index:
        assert index.next_due() == micros(late.published)
        assert index.revision() == 8
        assert permalink_of_alias(index, "/old") is None
        (due,) = due_rows(index.connection, late.published)
        assert due_rows(index.connection, late.published - SECOND) == []
        assert (due.state, due.due, due.terms) == (State.SERVED, None, (WHOLE,))
    assert made.put(due, now=late.published).added == ("a.md",)
    with made.open() as index:
        assert permalink_of_alias(index, "/old") == "/a.md"
        assert [*index.faults()] == [("a.md", Fault(2, "R01", "own"))]
        assert index.next_due() is None
    made.put(row(replace(late, aliases=("/new",), title="b"), "e", now=late.published))
    with made.open() as index:
        assert permalink_of_alias(index, "/old") is None
        assert [*index.faults()] == []


def test_what_fails_amid_a_refresh_leaves_nothing_of_it(made: ByHand) -> None:
    for ended in (False, True):
        with closing(connect(made.state / FILE_NAME)) as connection:
            writer = Writer(connection, made.site, NOW)
            with pytest.raises(KeyError):
                _fail_amid(writer, connection, ended)
            assert connection.execute("SELECT count(*) FROM post").fetchone() == (0,)
            assert not connection.in_transaction
        assert writer.changes == Changes()


def _fail_amid(writer: Writer, connection: sqlite3.Connection, ended: bool) -> None:
    with writer:
        writer.put([row(post("a.md"))])
        if ended:  # as SQLite does by itself on a full disk
            connection.execute("ROLLBACK")
        raise KeyError


def test_a_post_that_is_not_served_touches_no_feed(made: ByHand) -> None:
    """Its id changes, for another post has its permalink now."""
    made.put(row(replace(post("b.md", "2024-01-01", categories=("b",)), permalink="/same")))
    changes = made.put(replace(post("a.md", categories=("a",)), permalink="/same"))
    assert changes.feeds == (A, WHOLE)
    with made.open() as index:
        assert [path for path, _ in index.faults("R05")] == ["b.md"]


def test_posts_of_one_permalink_are_told_apart_by_their_paths(made: ByHand) -> None:
    for name in "cab":
        made.put(replace(post(f"{name}.md"), permalink="/same"))
    query = "SELECT path, distinct_id FROM post ORDER BY path"
    with made.open() as index:
        expected = [("a.md", ""), ("b.md", f"{key('b.md'):x}"), ("c.md", f"{key('c.md'):x}")]
        assert index.connection.execute(query).fetchall() == expected
        assert [(path, fault.code, fault.line) for path, fault in index.faults()] == [
            ("b.md", "R05", 1), ("c.md", "R05", 1),
        ]  # fmt: skip
        assert "shares its permalink with a.md:" in next(index.faults())[1].message
    made.write(gone=[key("a.md")])
    with made.open() as index:
        assert index.connection.execute(query).fetchall() == [("b.md", ""), expected[2]]
        assert "shares its permalink with b.md:" in next(index.faults())[1].message
