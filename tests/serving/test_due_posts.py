"""What becomes due, breaks or is built anew while feeds are served: when each process notices."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from feeds.archive.faults import Fault
from feeds.errors import StateError
from feeds.index.index import FILE_NAME
from service.publication import broken_posts, due_posts, last_refresh, thread_index
from service.publication.due_posts import DuePosts
from service.publication.gone_files import GoneFiles
from service.publication.last_refresh import noted_refresh
from service.publication.thread_index import ThreadIndex


class Clock(SimpleNamespace):
    """Both clocks, as a test sets them; `perf` is counted up by what is measured."""

    def __init__(self, now: float, monotonic: float = 0.0) -> None:
        super().__init__(time=lambda: self.now, monotonic=lambda: self.steady)
        self.now, self.steady = now, monotonic


class AnIndex:
    """An index of one revision, with the time of its next post in microseconds since 1970."""

    def __init__(self, revision: int, due: int | None) -> None:
        self.revision, self.due = revision, due
        self.asked = 0
        self.shared = SimpleNamespace(get=lambda: self.revision)

    def next_due(self) -> int | None:
        self.asked += 1
        return self.due


class ARefresher:
    """One that serves what is due by a new revision, or fails."""

    def __init__(self, index: AnIndex, error: Exception | None = None) -> None:
        self.index, self.error = index, error
        self.tries = 0

    def refresh_due(self, now: object) -> None:
        self.tries += 1
        if self.error:
            raise self.error
        self.index.revision, self.index.due = self.index.revision + 1, None


def due(index: AnIndex, error: Exception | None = None) -> tuple[DuePosts, ARefresher]:
    refresher: Any = ARefresher(index, error)
    return DuePosts(refresher), refresher


@pytest.mark.parametrize("revision", [0, 1, 2])
@pytest.mark.parametrize(
    ("micros", "now", "expected"),
    [
        (None, 1e12, False),
        (5_000_000, 4.999_999, False),
        (5_000_000, 5.0, True),
        (5_000_000, 5.1, True),
        (1_700_000_000_000_001, 1_700_000_000, False),
        (1_700_000_000_000_000, 1_700_000_000, True),
    ],
)
def test_a_post_is_due_from_its_very_moment_on(
    revision: int, micros: int | None, now: float, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_posts, "time", Clock(now))
    index: Any = AnIndex(revision, micros)
    assert due(index)[0].are_there(index, revision) is expected


def test_an_index_is_asked_once_for_each_revision(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_posts, "time", Clock(4))
    index: Any = AnIndex(7, 5_000_000)
    posts, refresher = due(index)
    assert [posts.are_there(index, revision) for revision in (7, 7, 7)] == [False] * 3
    assert index.asked == 1
    index.due = 3_000_000
    assert posts.are_there(index, 8)
    assert index.asked == 2
    assert refresher.tries == 0


def test_what_is_due_is_served_before_the_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(due_posts, "time", clock := Clock(4))
    index: Any = AnIndex(7, 5_000_000)
    posts, refresher = due(index)
    assert (posts.serve(index), refresher.tries) == (7, 0)
    clock.now = 5
    assert (posts.serve(index), refresher.tries) == (8, 1)
    assert (posts.serve(index), refresher.tries) == (8, 1)


@pytest.mark.parametrize("error", [StateError("full"), OSError("full"), sqlite3.Error("full")])
def test_what_failed_is_tried_again_after_a_second(
    error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due_posts, "time", clock := Clock(5))
    index: Any = AnIndex(7, 5_000_000)
    posts, refresher = due(index, error)
    tries = []
    for clock.steady in (0.0, 0.5, 0.999, 1.0, 1.5, 2.0):
        assert posts.serve(index) == 7
        tries.append(refresher.tries)
    assert tries == [1, 1, 1, 2, 2, 3]


# Posts that turn out to be broken


@pytest.fixture
def left_out(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the log is told: the path and the message."""
    lines: list[tuple[str, str]] = []
    monkeypatch.setattr(
        broken_posts, "report_left_out", lambda path, fault: lines.append((path, fault.message))
    )
    return lines


BROKEN: Any = [(SimpleNamespace(path="a.md"), Fault(1, "E10", "too long"))]


def test_a_broken_post_is_in_the_log_and_written_by_a_thread_that_holds_up_no_end(
    left_out: list[tuple[str, str]],
) -> None:
    threads, written = list[threading.Thread](), list[object]()

    def break_off(faults: object, now: object) -> None:
        threads.append(threading.current_thread())
        written.append(faults)

    refresher: Any = SimpleNamespace(break_off=break_off)
    broken_posts.recorded(refresher, BROKEN)
    assert left_out == [("a.md", "too long")]
    assert written == [BROKEN]
    assert [(thread.name, thread.daemon) for thread in threads] == [("broken posts", True)]


def test_a_broken_post_that_cannot_be_written_down_says_why(
    left_out: list[tuple[str, str]],
) -> None:
    def break_off(faults: object, now: object) -> None:
        raise StateError("locked")

    refresher: Any = SimpleNamespace(break_off=break_off)
    broken_posts.recorded(refresher, BROKEN)
    assert left_out == [("a.md", "too long"), ("a.md", "too long (locked)")]


@pytest.mark.parametrize(
    ("made", "stamps", "any_gone"),
    [
        (["entry"], [1], False),
        ([None], [1], False),  # broken, but there
        (["entry"], [None], False),  # made before it went
        (["entry", None], [1, None], True),
    ],
)
def test_a_file_is_gone_where_it_has_no_entry_and_no_stamp(
    made: list[Any], stamps: list[int | None], any_gone: bool
) -> None:
    checks = list[bool]()
    archive: Any = SimpleNamespace(stamp=lambda post: post, check=lambda: checks.append(True))
    gone = GoneFiles(archive, lambda posts: made)
    posts: Any = [(stamp, False) for stamp in stamps]
    assert gone.entries(posts) == made
    assert (gone.any, bool(checks)) == (any_gone, any_gone)


# The index of a thread


class Opened(SimpleNamespace):
    is_frozen, is_closed = False, False

    def close(self) -> None:
        self.is_closed = True


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    monkeypatch.setattr(thread_index, "time", clock := Clock(0))
    monkeypatch.setattr(thread_index, "open_index", lambda state: Opened())
    return clock


def replace(state: Path) -> None:
    """The file of the index, anew; the former one stays until then, so the number is another."""
    (state / "new").touch()
    (state / "new").replace(state / FILE_NAME)


def thread_index_of(state: Path) -> tuple[Any, list[bool]]:
    anew = list[bool]()
    return ThreadIndex(state, lambda: anew.append(True)), anew


def test_an_index_that_was_there_at_the_start_was_not_built_anew(
    tmp_path: Path, clock: Clock
) -> None:
    replace(tmp_path)
    index, anew = thread_index_of(tmp_path)
    assert index.current() is index.current()
    assert anew == []


def test_an_index_that_comes_or_is_replaced_is_told_of_once(tmp_path: Path, clock: Clock) -> None:
    index, anew = thread_index_of(tmp_path)
    replace(tmp_path)
    first = index.current()
    assert index.current() is first
    assert (len(anew), first.is_closed) == (1, False)
    replace(tmp_path)
    second = index.current()
    assert (len(anew), first.is_closed, second.is_closed) == (2, True, False)
    assert index.current() is second
    assert len(anew) == 2


def test_an_index_in_use_is_left_open_and_another_one_opened(tmp_path: Path, clock: Clock) -> None:
    replace(tmp_path)
    index, _ = thread_index_of(tmp_path)
    first = index.current()
    first.is_frozen = True
    assert index.current() is not first
    assert not first.is_closed


def test_a_glance_looks_at_the_file_once_a_second(tmp_path: Path, clock: Clock) -> None:
    replace(tmp_path)
    index, _ = thread_index_of(tmp_path)
    first = index.glance()
    replace(tmp_path)
    for clock.steady in (0.0, 0.999):
        assert index.glance() is first
    clock.steady = 1.0
    assert index.glance() is not first


# The last refresh


def test_the_note_of_a_refresh_has_its_end_its_time_and_its_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks = iter([1.0, 3.00049, 10.0, 10.5])
    monkeypatch.setattr(last_refresh, "perf_counter", lambda: next(ticks))
    assert last_refresh.last_refresh(tmp_path) is None
    with noted_refresh(tmp_path):
        pass
    note = last_refresh.last_refresh(tmp_path)
    assert note is not None
    assert (note.seconds, note.error) == (2.0, None)
    with pytest.raises(StateError), noted_refresh(tmp_path):
        raise StateError("locked")
    note = last_refresh.last_refresh(tmp_path)
    assert note is not None
    assert (note.seconds, note.error) == (0.5, "locked")


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"ended": 1, "seconds": 2}', '{"ended": 1, "error": null}'),
        *('{"ended": "x", "seconds": 2, "error": null}', '{"ended": 1e99, "seconds": 1}'),
        '{"ended": 1, "seconds": [], "error": null}',
    ],
)
def test_what_is_no_note_of_a_refresh_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "refresh.last").write_text(text)
    assert last_refresh.last_refresh(tmp_path) is None
