"""What the index answers, part by part: places, counts, months, states, locks and numbers."""

from __future__ import annotations

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from feeds.archive import Reading
from feeds.archive.faults import Fault
from feeds.archive.reading import Stat
from feeds.errors import ArchiveError, StateError, UnknownTermError
from feeds.identity import key
from feeds.index import full_text, lock, parallel, shared_revision, tally
from feeds.index.aliases import closest_term, permalink_of_alias
from feeds.index.catalogue import ORDERS, RecentPosts, Wish, largest, listing, recent_posts
from feeds.index.change_time import last_change
from feeds.index.codec import micros
from feeds.index.corrections import corrections, permalink_of, withdrawn
from feeds.index.database import connect, made_anew
from feeds.index.full_text import FullText, _insert, expression, tokens
from feeds.index.index import FILE_NAME, Index, meta_in
from feeds.index.known_files import due_rows, stamp_of, stamps, unopened
from feeds.index.monthly import Month, month_starts, monthly
from feeds.index.places import first_of, posts_at
from feeds.index.reading_progress import ReadingProgress, note_progress, reading_progress
from feeds.index.refresh import checked_path
from feeds.index.rows import packed, packed_rows_of, sort_of, unpacked
from feeds.index.schema import State
from feeds.index.select import (
    changed_at,
    count_of,
    newest_places,
    number_of,
    revision_of,
    select,
    served_posts,
    term_row,
    terms,
    touched_since,
    twin_of,
    twins_of,
)
from feeds.index.shared_revision import SharedRevision
from feeds.index.term_ids import TermIds
from feeds.index.twins import _Candidate, pairs_of
from feeds.index.visibility import state_of
from feeds.index.walk_digest import WalkDigest, digest_of
from feeds.index.window import EARLIEST, LATEST
from feeds.index.writer import Writer
from feeds.model import SITE as WHOLE
from feeds.model import Changes, Post, Site, Term, Version
from feeds.query import LARGEST_MONTH, Place, Query
from tests.indexing.index_by_hand import NOW, ByHand, moved, post, row
from tests.rights import rights_count

A, B = Term("category", "a"), Term("category", "b")
SECOND = timedelta(seconds=1)
UTC_ZONE = ZoneInfo("UTC")


@pytest.fixture
def made(tmp_path: Path) -> ByHand:
    return ByHand(tmp_path)


def paths(index: Index, query: Query, **more: Any) -> list[str]:
    return [each.path for each, _ in select(index, query, **more).posts]


def test_a_post_is_shown_from_its_date_to_its_expiry() -> None:
    at = datetime(2022, 3, 1, tzinfo=UTC)
    plain = Post("a", "/a", "A", at)
    ends = replace(plain, expires=at + 2 * SECOND)
    expected = {
        (plain, at - SECOND): (State.SCHEDULED, micros(at)),
        (plain, at): (State.SERVED, None),
        (replace(plain, scheduled=False), at - SECOND): (State.SERVED, None),
        (ends, at - SECOND): (State.SCHEDULED, micros(at)),
        (ends, at + SECOND): (State.SERVED, micros(at + 2 * SECOND)),
        (ends, at + 2 * SECOND): (State.EXPIRED, None),
        (ends, at + 3 * SECOND): (State.EXPIRED, None),
    }
    assert {case: state_of(*case) for case in expected} == expected
    states = (State.SERVED, State.SCHEDULED, State.EXPIRED, State.EXCLUDED, State.BROKEN)
    assert states == (0, 1, 2, 3, 4)


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


def test_a_selection_is_a_page_of_the_newest_posts(made: ByHand) -> None:
    for number in range(1, 6):
        made.put(post(f"{number}.md", f"2022-03-0{number}", categories=("ab"[number % 2],)))
    with made.open() as index:
        first = select(index, Query(limit=2))
        assert [each.path for each, _ in first.posts] == ["5.md", "4.md"]
        assert (first.more, first.total) == (True, 5)
        assert first.last is not None
        after = Query(limit=2, before=first.last)
        assert paths(index, after) == paths(index, Query(limit=2, page=2)) == ["3.md", "2.md"]
        last = select(index, Query(limit=2, page=3))
        assert ([each.path for each, _ in last.posts], last.more) == (["1.md"], False)
        assert select(index, Query(limit=5)).more is False
        assert select(index, Query(limit=4)).more is True
        beyond = select(index, Query(limit=2, page=4))
        assert (beyond.posts, beyond.last, beyond.more, beyond.total) == ((), None, False, 5)
        assert paths(index, Query(), limit=3) == ["5.md", "4.md", "3.md"]
        assert select(index, Query((A,))).total == 2
        assert select(index, Query((A, B))).total is None
        assert select(index, Query((A,), since="2022-01-01")).total is None
        assert paths(index, Query((A, B))) == [f"{number}.md" for number in (5, 4, 3, 2, 1)]
        assert paths(index, Query(without=(A,))) == ["5.md", "3.md", "1.md"]
        assert paths(index, Query(without=(Term("tag", "none"),))) == paths(index, Query())
        assert paths(index, Query(since="2022-03-02", until="2022-03-04")) == [
            "4.md",
            "3.md",
            "2.md",
        ]
        assert len(newest_places(index, Query(page=3, limit=1), UTC_ZONE, None, 2)) == 2
        with pytest.raises(UnknownTermError):
            select(index, Query((Term("tag", "none"),)))


def test_a_month_knows_the_posts_before_and_behind_it(made: ByHand) -> None:
    days = ("2022-02-28T23:59:59.999999", "2022-03-01", "2022-03-31T23:59:59.999999", "2022-04-01")
    days += ("2022-06-01",)
    for number, day in enumerate(days):
        made.put(post(f"{number}.md", day))
    with made.open() as index:
        march = select(index, Query(month="2022-03"))
        assert [each.path for each, _ in march.posts] == ["2.md", "1.md"]
        assert (march.older and march.older.date().isoformat()) == "2022-02-28"
        assert (march.newer and march.newer.date().isoformat()) == "2022-04-01"
        assert (march.more, march.total) == (False, None)
        assert march.last is not None
        first, last = select(index, Query(month="2022-02")), select(index, Query(month="2022-06"))
        assert (first.older, last.newer) == (None, None)
        empty = select(index, Query(month="2022-05"))
        assert (empty.posts, empty.last) == ((), None)
        assert empty.older is not None
        rest = Query(month="2022-03", before=Place(micros(datetime(2022, 3, 31, tzinfo=UTC)), 0))
        part = select(index, rest)
        assert [each.path for each, _ in part.posts] == ["1.md"]
        assert (part.newer and part.newer.date().isoformat()) == "2022-04-01"


def test_a_busy_month_says_that_there_is_more(
    made: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        made.put(post(f"{number}.md", f"2022-03-0{number + 1}"))
    for most, shown, more in ((3, 3, True), (4, 4, False)):
        monkeypatch.setattr("feeds.index.select.LARGEST_MONTH", most)
        with made.open() as index:
            march = select(index, Query(month="2022-03"))
            assert (len(march.posts), march.more) == (shown, more)
            assert march.last is not None
    assert LARGEST_MONTH == 1000


def test_terms_are_listed_with_their_posts_and_the_newest(made: ByHand) -> None:
    made.put(post("1.md", "2022-03-01T08:00:00.5", categories=("b", "a")))
    made.put(post("2.md", "2022-03-02", tags=("t",), categories=("a",)))
    with made.open() as index:
        listed = {row.term: (row.posts, row.newest.isoformat()[:19]) for row in terms(index)}
        assert listed == {
            A: (2, listed[A][1]),
            B: (1, "2022-03-01T08:00:00"),
            WHOLE: (2, listed[A][1]),
            Term("tag", "t"): (1, listed[A][1]),
        }
        assert [*listed] == [A, B, WHOLE, Term("tag", "t")]
        assert [row.term for row in terms(index, "tag")] == [Term("tag", "t")]
        assert (count_of(index, A), count_of(index, B)) == (2, 1)
        assert number_of(index, A) != number_of(index, B)
        for asked in (count_of, number_of):
            with pytest.raises(UnknownTermError):
                asked(index, Term("tag", "none"))
        assert [[each.path for each in some] for some in served_posts(index)] == [["1.md", "2.md"]]
        newest = index.newest_place()
        assert newest == sort_of(key("2.md"), datetime(2022, 3, 2, tzinfo=UTC))
    assert term_row("tag", "t", 1, 1_500_000, "source", "x").newest.second == 1
    assert term_row("tag", "t", 1, 0, None, "").twin is None


def test_only_what_a_refresh_touches_has_a_new_revision(made: ByHand) -> None:
    assert made.put(post("1.md", categories=("a",))).feeds == (A, WHOLE)
    made.put(post("2.md", categories=("b",)), now=NOW + SECOND)
    with made.open() as index:
        assert (index.revision(), index.built_at()) == (
            9,
            datetime(1970, 1, 1, 0, 16, 40, tzinfo=UTC),
        )
        assert [revision_of(index, Query(each)) for each in ((A,), (B,), (A, B), ())] == [
            8,
            9,
            9,
            9,
        ]
        assert changed_at(index, Query((A,))) == NOW
        assert changed_at(index, Query((A, B))) == NOW + SECOND
        assert touched_since(index, 8) == [B, WHOLE]
        assert touched_since(index, 9) == []
    changed = post("2.md", categories=("b",), summary="x")
    made.put(row(changed, "e"), now=NOW)  # a clock that went back
    with made.open() as index:
        assert changed_at(index, Query((B,))) == NOW + 2 * SECOND
    assert not made.put(row(changed, "e"))
    with made.open() as index:
        assert index.revision() == 10


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


def test_a_former_address_is_found_in_each_spelling(made: ByHand) -> None:
    made.put(post("b.md", aliases=("/old/", "/a b")), post("a.md", aliases=("/old/",)))
    made.put(row(post("c.md", "2024-01-01", aliases=("/later",))))
    with made.open() as index:
        for spelled in ("/old/", "/old", "/old/index.html"):
            assert permalink_of_alias(index, spelled) == "/a.md"
        assert permalink_of_alias(index, "/a%20b/") == "/b.md"
        assert permalink_of_alias(index, "/later") is None
        assert permalink_of_alias(index, "/x") is None


def test_the_closest_term_is_of_this_name_else_the_fullest_of_this_slug(made: ByHand) -> None:
    made.put(post("1.md", tags=("Web Dev", "web dev")), post("2.md", tags=("web dev",)))
    with made.open() as index:
        assert closest_term(index, "tag", "Web Dev") == Term("tag", "Web Dev")
        assert closest_term(index, "tag", "web-dev") == Term("tag", "web dev")
        assert closest_term(index, "tag", "WEB-DEV") == Term("tag", "web dev")
        assert closest_term(index, "category", "web-dev") is None
        assert closest_term(index, "tag", "none") is None


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


def test_stamps_tell_the_files_that_are_as_they_were(made: ByHand) -> None:
    made.put(
        row(post("a.md"), stamp=(5, 6)),
        row(post("b.md"), stamp=(7, 8)),
        row("c.md", faults=(Fault(1, "E01", "x"),)),
        row("\\xff.md", faults=(Fault(1, "E01", "x"),)),
    )
    with made.open() as index:
        known = stamps(index.connection, ["b.md", "none.md"])
        assert known == {
            key("a.md"): stamp_of(5, 6),
            key("b.md"): -1,
            key("c.md"): -1,
            key("\\xff.md"): stamp_of(1, 2),
        }
        assert unopened(index.connection) == [key("c.md")]
    assert stamp_of(1, 0) == 1 << 32
    assert stamp_of(0, (1 << 32) + 5) == 5
    assert stamp_of(0, (1 << 32) - 1) == (1 << 32) - 1
    assert stamp_of(3, 4) == (3 << 32) + 4


def test_the_digest_of_a_walk_changes_with_each_part_of_each_file() -> None:
    files = [Stat("a", 1, 2), Stat("b", 3, 4)]
    assert len(digest_of(files)) == 32
    others = [[], files[:1], files[::-1], [Stat("a", 1, 2), Stat("b", 3, 5)],
              [Stat("a", 1, 2), Stat("b", 4, 4)], [Stat("a", 1, 2), Stat("c", 3, 4)]]  # fmt: skip
    assert len({digest_of(other) for other in [files, *others]}) == 7
    digest = WalkDigest()
    assert [*digest.of_passing(files)] == files
    assert digest.value() == digest_of(files)


def test_a_path_is_one_inside_the_archive() -> None:
    cases = {"a/b.md": "a/b.md", "./a//b.md": "a/b.md", "a/../b.md": "b.md", "..a": "..a"}
    assert {path: checked_path(path) for path in cases} == cases
    for path in ("", ".", "..", "/a", "../a", "a/../../b", "a\0b", "a/.."):
        with pytest.raises(ArchiveError, match="does not lie in the archive"):
            checked_path(path)
    with pytest.raises(ArchiveError) as caught:
        checked_path("/" + "a" * 300)
    assert str(caught.value) == f"{'/' + 'a' * 199!r} does not lie in the archive"


def test_the_first_places_of_batches_are_as_many_as_asked_for() -> None:
    batches = [[Place(5, 1), Place(4, 1)], [], [Place(3, 1)], [Place(2, 1)]]
    every = [place for batch in batches for place in batch]
    for count in (0, 1, 2, 3, 4, 5):
        assert first_of(iter(batches), count) == every[:count]
    lazy: Iterator[list[Place]] = iter(batches)
    assert first_of(lazy, 2) == every[:2]
    assert next(lazy) == []  # no further batch was asked for


def test_a_post_that_is_gone_meanwhile_is_left_out(made: ByHand) -> None:
    made.put(post("a.md"), row("b.md", excluded="draft"))
    with made.open() as index:
        places = [Place(1, key(path)) for path in ("b.md", "none.md", "a.md")]
        assert [each.path for each, _ in posts_at(index, places)] == ["a.md"]


def test_posts_of_each_month_are_counted_to_the_newest(made: ByHand) -> None:
    days = ("2021-11-30", "2021-12-31T23:59:59.999999", "2022-01-01", "2022-03-01", "2022-03-31")
    for number, day in enumerate(days):
        made.put(post(f"{number}.md", day))
    expected = (Month(2021, 11, 1), Month(2021, 12, 1), Month(2022, 1, 1), Month(2022, 2, 0),
                Month(2022, 3, 2))  # fmt: skip
    with made.open() as index:
        for most in (1, 3, 5):
            assert monthly(index, WHOLE, UTC_ZONE, most) == expected[-most:]
            tallied = tally.tally(index, Query(), UTC_ZONE, None, most)
            assert tallied == (5, True, expected[-most:])
        assert monthly(index, WHOLE, UTC_ZONE, 6)[0] == Month(2021, 10, 0)
        with pytest.raises(UnknownTermError):
            monthly(index, A, UTC_ZONE, 3)
    starts = month_starts(datetime(2022, 3, 5, 6, 7, 8, 9, tzinfo=UTC))
    assert [next(starts), next(starts)] == [
        datetime(2022, month, 1, tzinfo=UTC) for month in (4, 3)
    ]


def test_months_that_were_not_counted_to_their_end_are_left_out(
    made: ByHand, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number, day in enumerate(("2022-01-01", "2022-02-01", "2022-02-02", "2022-03-01")):
        made.put(post(f"{number}.md", day))
    expected = {
        1: (1, False, ()),
        2: (2, False, (Month(2022, 3, 1),)),
        3: (3, False, (Month(2022, 3, 1),)),
        4: (4, True, (Month(2022, 1, 1), Month(2022, 2, 2), Month(2022, 3, 1))),
    }
    with made.open() as index:
        for most, counted in expected.items():
            monkeypatch.setattr(tally, "MOST", most)
            found = tally.tally(index, Query(), UTC_ZONE, None, 3)
            assert found == counted
    monkeypatch.undo()
    assert tally.MOST == 50_000


def test_a_site_without_posts_has_no_months(made: ByHand) -> None:
    made.put(post("a.md"))
    made.write(gone=[key("a.md")])
    with made.open() as index:
        assert monthly(index, WHOLE, UTC_ZONE, 3) == ()
        assert tally.tally(index, Query(), UTC_ZONE, None, 3) == (0, True, ())
        assert index.changed_by_clock_at() == datetime(1970, 1, 1, tzinfo=UTC)


def test_words_are_stored_as_pairs_and_sought_as_phrases() -> None:
    cases = {
        "ab": '"ab"',
        "南京": '"南京"',
        "长江大": '"长江 江大"',
        "市": '"市" *',
        "A股": '"A" AND "股" *',
        "股a南京": '"股" * AND "a" AND "南京"',
    }
    assert {word: expression([word]) for word in cases} == cases
    assert expression(["a", "南京"]) == '"a" AND "南京"'
    texts = {"南京市": "南京 京市 市", "a南b": "a 南 b", "ab": "ab", "": "", "가나": "가나 나"}
    assert {text: " ".join(tokens(text).split()) for text in texts} == texts


def test_two_posts_of_one_place_are_both_found_by_their_words(tmp_path: Path) -> None:
    with made_anew(tmp_path / full_text.FILE_NAME, full_text._TABLES) as connection:
        for pid, sort, text in ((1, 10, "x a"), (2, 10, "x b"), (3, 10, "x c"), (4, 20, "x")):
            _insert(connection, pid, sort, text)
        places = connection.execute("SELECT place FROM doc ORDER BY pid").fetchall()
        assert [place for (place,) in places] == [10, 11, 12, 20]
    with FullText(tmp_path) as words:
        assert [*words.hits(["x"], 0, 99)] == [
            [Place(20, 4), Place(10, 3), Place(10, 2), Place(10, 1)]
        ]
        assert next(words.hits(["x"], 0, 99, newest=False))[0] == Place(10, 1)
        assert [*words.hits(["x"], 11, 12)] == [[Place(10, 3), Place(10, 2)]]
        assert [*words.hits(["none"], 0, 99)] == []
        given = [Place(10, pid) for pid in (3, 1)] + [Place(20, 4), Place(5, 9)]
        assert words.among(["x"], given) == [Place(20, 4), Place(10, 1), Place(10, 3)]
        assert words.among(["x", "a"], given) == [Place(10, 1)]


def test_the_progress_of_reading_is_a_pair_of_figures(tmp_path: Path) -> None:
    assert reading_progress(tmp_path) is None
    before = os.umask(0)
    note_progress(tmp_path, 12, 345)
    os.umask(before)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o644
    assert reading_progress(tmp_path) == ReadingProgress(12, 345)
    note_progress(tmp_path, 3, 7)
    assert reading_progress(tmp_path) == (3, 7)
    file.write_bytes(b"")
    assert reading_progress(tmp_path) is None


def test_the_number_of_the_last_refresh_is_shared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = os.umask(0)
    one, two = SharedRevision(tmp_path), SharedRevision(tmp_path)
    os.umask(before)
    (file,) = tmp_path.iterdir()
    assert (file.stat().st_mode & 0o777, file.stat().st_size) == (0o644, 8)
    assert one.get() == 0
    one.set(1 << 40)
    assert two.get() == SharedRevision(tmp_path).get() == 1 << 40
    for number in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EIO):

        def refuse(
            path: Path, flags: int, *mode: int, _open: Any = os.open, _n: int = number
        ) -> int:
            if flags & os.O_RDWR:
                raise OSError(_n, "refused")
            return int(_open(path, flags, *mode))

        with monkeypatch.context() as patch:
            patch.setattr(shared_revision.os, "open", refuse)
            if number == errno.EIO:
                with pytest.raises(OSError, match="refused"):
                    SharedRevision(tmp_path)
                continue
            frozen = SharedRevision(tmp_path)
        assert frozen.get() == 1 << 40
        with pytest.raises(TypeError):
            frozen.set(1)


def test_who_waited_for_the_lock_takes_the_result_of_its_last_holder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = [100]
    monkeypatch.setattr(lock, "_ticks", lambda: ticks[0])
    whole = Changes(("a",), ("b",), ("c",), ("d",), (A, WHOLE), rebuilt=True)
    with lock.turn(tmp_path) as turn:
        assert (turn.done_since(0), turn.failed_since(0)) == (None, None)
        turn.record(whole)
        assert turn.failed_since(0) is None
        assert turn.done_since(100) == whole
        assert turn.done_since(101) is None
        turn.record_failure("full")
        assert (turn.done_since(0), turn.failed_since(100)) == (None, "full")
        assert turn.failed_since(101) is None
        monkeypatch.setattr(lock, "_boot", lambda: "another start of the host")
        assert turn.failed_since(0) is None
    assert lock.arrival() == 100
    ticks[0] = 200
    with lock.turn(tmp_path) as turn:
        assert turn.started == 200


def test_how_long_a_refresh_is_under_way_is_known(tmp_path: Path) -> None:
    assert lock.seconds_under_way(tmp_path / "none", 1000.0) == 0.0
    with lock.turn(tmp_path):
        os.utime(tmp_path / "refresh.lock", (900, 900))
        assert lock.seconds_under_way(tmp_path, 1000.0) == 100.0
        assert lock.seconds_under_way(tmp_path, 800.0) == 0.0
    assert lock.seconds_under_way(tmp_path, 1000.0) == 0.0
    (tmp_path / "refresh.lock").unlink()
    tmp_path.chmod(0o500)
    with rights_count(), pytest.raises(StateError, match="cannot write in the state folder"):
        lock.turn(tmp_path).__enter__()
    tmp_path.chmod(0o700)


def test_files_are_read_in_chunks_of_so_many_files_and_bytes() -> None:
    def sizes(*files: int) -> list[int]:
        stats = [Stat(f"{number}.md", 0, size) for number, size in enumerate(files)]
        chunks = [*parallel._chunked(stats)]
        assert [stat for chunk in chunks for stat in chunk] == stats
        return [len(chunk) for chunk in chunks]

    assert sizes() == []
    assert sizes(*[0] * 200) == [200]
    assert sizes(*[0] * 401) == [200, 200, 1]
    assert sizes(4_000_000, 1, 0) == [2, 1]
    assert sizes(4_000_001, 0) == [1, 1]
    assert sizes(2_000_000, 2_000_000, 1, 2_000_000, 2_000_001) == [3, 2]


def test_a_file_that_no_process_could_read_is_broken() -> None:
    stat = Stat("a.md", 5, 6)
    broken = parallel._broken(stat, Fault(1, "E12", "slow"), NOW)
    assert (broken.state, broken.digest, broken.mtime_ns) == (State.BROKEN, "", 5)
    assert broken.faults == ((key("a.md"), 1, "E12", "slow"),)


def test_many_files_alone_are_read_by_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []
    monkeypatch.setattr(parallel, "FEW", 400)
    monkeypatch.setattr(parallel, "_work", lambda *_: None)
    monkeypatch.setattr(parallel, "shared_pool", lambda: None)
    monkeypatch.setattr(parallel, "_rows", lambda *rest: taken.append("one") or rest[-1])
    several = lambda *rest: taken.append("several") or rest[-2]  # noqa: E731
    monkeypatch.setattr(parallel, "_read_in_processes", several)
    for count, processes, way in (
        (400, 2, "several"), (399, 2, "one"), (400, 1, "one"), (401, 2, "several"), (0, 2, ""),
    ):  # fmt: skip
        stats = [Stat(f"{number}.md", 0, 1) for number in range(count)]
        read = parallel.read_all(None, stats, NOW, processes)  # type: ignore[arg-type]
        assert [stat for chunk in read for stat in chunk] == stats  # type: ignore[comparison-overlap]
        assert {*taken} == ({way} if way else set()), (count, processes)
        taken.clear()


def test_chunks_come_back_in_order_from_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parallel, "ProcessPool", lambda processes: nullcontext())
    monkeypatch.setattr(parallel, "_rows", lambda *rest: rest[-1])
    chunks = [[Stat(f"{number}.md", 0, 1)] for number in range(20)]
    read = parallel._read_in_processes(None, None, NOW, iter(chunks), 2)  # type: ignore[arg-type]
    assert [*read] == chunks


def test_files_of_which_none_lacks_memory_are_rows(made: ByHand) -> None:
    class Plain:
        def read_all(self, paths: Iterator[str]) -> list[Reading]:
            return [Reading(path, "d", faults=(Fault(1, "E08", "x"),)) for path in paths]

    archive: Any = Plain()
    stats = [Stat("a.md", 1, 2), Stat("b.md", 1, 2)]
    rows = unpacked(packed_rows_of(archive, packed((NOW, stats))))
    assert [each.path for each in rows] == ["a.md", "b.md"]


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


def candidate(both: int, mine: int, its: int, kind: Any, its_kind: Any, *names: str) -> _Candidate:
    name, its_name = names or ("a", "b")
    return _Candidate(1, 2, both, mine, its, kind, its_kind, name, its_name)


def test_twins_share_nearly_all_posts_and_enough_of_them() -> None:
    cases = [
        (candidate(3, 3, 3, "category", "source"), True),
        (candidate(2, 2, 2, "category", "source"), False),
        (candidate(3, 4, 3, "category", "source"), True),
        (candidate(3, 3, 4, "category", "source"), True),
        (candidate(3, 5, 3, "category", "source"), False),
        (candidate(3, 3, 5, "category", "source"), False),
        (candidate(19, 21, 19, "category", "source"), False),
        (candidate(20, 22, 20, "category", "source"), True),
        (candidate(20, 23, 20, "category", "source"), False),
        (candidate(9, 9, 9, "tag", "category"), False),
        (candidate(1, 1, 1, "tag", "category", "Web Dev", "web-dev"), True),
        (candidate(1, 2, 1, "tag", "category", "a", "A"), True),
        (candidate(1, 3, 1, "tag", "category", "a", "A"), False),
    ]
    assert [each.is_twin for each, _ in cases] == [expected for _, expected in cases]
    ranks = [candidate(3, 3, 3, "tag", kind).rank for kind in ("source", "category", "tag")]
    assert ranks == [(0, "b"), (1, "b"), (2, "b")]
    given = [(Term(kind, "x"), number) for number, kind in
             enumerate(("source", "category", "category", "tag", "author"))]  # type: ignore[arg-type]  # fmt: skip
    assert {*pairs_of(given)} == {(1, 0), (2, 0), (3, 0), (3, 1), (3, 2)}


def test_a_twin_stands_for_the_feed_of_its_outlet(made: ByHand) -> None:
    for number in range(3):
        made.put(post(f"{number}.md", outlet="Daily", categories=("d",), tags=("t",)))
    daily = Term("source", "Daily")
    with made.open() as index:
        assert twins_of(index, daily) == (Term("category", "d"), Term("tag", "t"))
        assert (twin_of(index, Term("tag", "t")), twin_of(index, daily)) == (daily, None)
        found = listing(index, Wish(), 0, 9)
        assert [row.term for row in found.rows] == [daily]
        assert (found.counts, found.total) == ({"source": 1, "category": 1, "tag": 1}, 1)
        by_tag = listing(index, Wish(kind="tag"), 0, 9)
        assert [(row.term, row.twin) for row in by_tag.rows] == [(Term("tag", "t"), daily)]
    for number in range(3, 8):  # the outlet's, elsewhere
        changes = made.put(post(f"{number}.md", outlet="Daily", categories=("other",)))
    with made.open() as index:
        assert twins_of(index, daily) == ()
        assert [count_of(index, Term(*term)) for term in (("category", "d"), ("tag", "t"))] == [
            3,
            3,
        ]  # type: ignore[arg-type]
    assert Term("category", "d") not in changes.feeds  # it was none any more before


def test_ids_of_terms_are_given_as_they_come() -> None:
    ids = TermIds(Site("S", "https://s.example", unites_terms=True))
    go, also = Term("tag", "Go"), Term("tag", "go")
    assert [ids[WHOLE], ids[go], ids[also], ids[A], ids[go]] == [1, 2, 2, 3, 2]
    assert (ids.first_spellings, ids.several) == ([WHOLE, go, A], {2})
    assert ids.rows() == [(1, "site", "", ""), (2, "tag", "go", "Go"), (3, "category", "a", "a")]


def test_a_catalogue_lists_sorts_and_finds_feeds(made: ByHand) -> None:
    days = {
        **{"2022-12-31": "new", "2022-12-25": "busy", "2022-12-26": "busy"},
        **{"2022-10-05": "quarter", "2022-10-01": "older", "2021-12-31T12:00": "year"},
        **dict.fromkeys(("2021-12-30", "2021-12-29", "2021-12-28"), "long ago"),
    }
    made.put(*(post(f"{day}.md", day, tags=(tag,)) for day, tag in days.items()))

    def names(words: str = "", **more: Any) -> list[str]:
        return [row.term.name for row in listing(index, Wish(words, **more), 0, 99).rows]

    with made.open() as index:
        assert ORDERS == ("active", "change", "name", "size")  # the first where none is asked for
        assert names(order="size")[:2] == ["long ago", "busy"]
        assert names(order="name") == ["busy", "long ago", "new", "older", "quarter", "year"]
        assert names(order="change") == ["new", "busy", "quarter", "older", "year", "long ago"]
        assert names() == ["busy", "new", "quarter", "older", "year", "long ago"]
        assert names("ER") == ["quarter", "older"]
        assert names("ago long") == ["long ago"]
        assert names("o", order="name")[0] == "older"  # what begins with it comes first
        assert names("none") == []
        page = listing(index, Wish(order="name"), 1, 2)
        assert [row.term.name for row in page.rows] == ["long ago", "new"]
        assert (page.counts, page.total) == ({"tag": 6}, 6)
        assert listing(index, Wish("er", kind="source"), 0, 9) == ((), {"tag": 2}, 2)
        assert listing(index, Wish(" ".join("quarter"[:7]) + " x", kind="tag"), 0, 9).rows == ()
        most = listing(index, Wish("q u a r t e r q u a none"), 0, 9)  # of ten words
        assert [row.term.name for row in most.rows] == ["quarter"]
        assert listing(index, Wish("q u a r t e r q u none"), 0, 9).rows == ()
        rows = listing(index, Wish(order="name"), 0, 9).rows
        assert recent_posts(index, rows) == [
            RecentPosts(2, 2), RecentPosts(0, 0), RecentPosts(1, 1), RecentPosts(0, 1),
            RecentPosts(1, 1), RecentPosts(0, 1),
        ]  # fmt: skip
        assert [row.term.name for row in largest(index, 2)] == ["busy", "long ago"]


def test_the_posts_of_ninety_days_and_a_year_are_counted_to_the_microsecond(made: ByHand) -> None:
    newest = datetime(2022, 12, 31, 0, 0, 0, 5, tzinfo=UTC)
    for days in (90, 365):
        for more, name in ((0, "before"), (1, "within")):
            day = (newest - timedelta(days, 0, -more)).replace(tzinfo=None).isoformat()
            made.put(post(f"{days}-{name}.md", day, tags=(f"{days} {name}",)))
    made.put(post("newest.md", newest.replace(tzinfo=None).isoformat()))
    with made.open() as index:
        rows = listing(index, Wish(kind="tag", order="name"), 0, 9).rows
        counted = {row.term.name: (*recent_posts(index, [row])[0],) for row in rows}
    assert counted == {
        "365 before": (0, 0), "365 within": (0, 1), "90 before": (0, 1), "90 within": (1, 1),
    }  # fmt: skip


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
