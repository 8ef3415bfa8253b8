"""What `git log` prints of files, as changes: when, of which bytes, from which former name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import pytest

from feeds.archive.file_dates import FileChange
from feeds.outages import Outage
from service.checkout import file_history
from service.checkout.commit_order import CommitLine, commit_lines
from service.checkout.file_history import _tokens, dates_or_former, file_changes, take_dates
from service.checkout.git import GitError

A, B, NONE = "a" * 40, "b" * 40, "0" * 40


def raw(kind: str, path: str, before: str = NONE, after: str = A) -> list[str]:
    return [f":100644 100644 {before} {after} {kind}", path]


def changes(*tokens: str, prefix: str = "") -> list[FileChange]:
    return list(file_changes(iter(token.encode() for token in tokens), prefix))


def test_each_file_has_the_time_of_the_commit_that_stands_before_it() -> None:
    told = changes("20", "\n" + raw("M", "a.md")[0], "a.md", "10", *raw("A", "b.md"), "")
    assert told == [FileChange("a.md", 20, False), FileChange("b.md", 10, True)]


def test_a_new_file_with_the_bytes_of_one_that_went_has_its_former_name() -> None:
    gone, new = raw("D", "old.md", A, NONE), raw("A", "new.md", NONE, A)
    for moved in ((*gone, *new), (*new, *gone)):
        assert changes("20", *moved) == [FileChange("new.md", 20, True, "old.md")]
    other = raw("A", "new.md", NONE, B)
    assert changes("20", *gone, *other) == [FileChange("new.md", 20, True)]
    assert changes("20", *gone, "10", *new) == [FileChange("new.md", 10, True)]
    changed = raw("M", "new.md", B, A)
    assert changes("20", *gone, *changed) == [FileChange("new.md", 20, False)]


def test_files_outside_the_archives_folder_are_none_of_it() -> None:
    inside, outside = raw("A", "site/a.md"), raw("A", "docs/a.md", NONE, B)
    assert changes("20", *outside, *inside, prefix="site/") == [FileChange("a.md", 20, True)]
    gone = raw("D", "docs/old.md", A, NONE)
    assert changes("20", *gone, *inside, prefix="site/") == [FileChange("a.md", 20, True)]


@pytest.mark.parametrize(
    ("spelled", "moment"),
    [("0", 0), ("-5", 0), ("1", 1), (str(2**33), 2**33), (str(2**33 + 1), 2**33)],
)
def test_a_time_that_is_a_mistake_is_the_nearest_that_is_none(spelled: str, moment: int) -> None:
    assert changes(spelled, *raw("A", "a.md")) == [FileChange("a.md", moment, True)]


def test_a_history_that_is_cut_off_is_no_fault() -> None:
    def cut() -> Iterator[bytes]:
        yield from (b"20", raw("A", "a.md")[0].encode())

    assert list(file_changes(cut())) == [FileChange("", 20, True)]
    assert changes("") == []


def test_a_line_of_a_commit_has_its_time_its_name_and_its_parents() -> None:
    assert commit_lines(f"20 {A} {B} c\n10 {B}\n") == [
        CommitLine(A, 20, (B, "c")),
        CommitLine(B, 10, ()),
    ]
    assert commit_lines("") == []


class Printed:
    """What git prints, as it comes from a pipe: in pieces of these lengths, then of one byte."""

    def __init__(self, data: bytes, *lengths: int) -> None:
        self.stream, self.lengths = BytesIO(data), iter(lengths)

    def read(self, most: int) -> bytes:
        return self.stream.read(min(most, next(self.lengths, 1)))


@pytest.mark.parametrize("lengths", [(), (2,), (3,), (4, 1), (99,)])
@pytest.mark.parametrize(
    ("printed", "tokens"),
    [
        (b"", [b""]),
        (b"ab\0", [b"ab", b""]),
        (b"ab\0\0cde\0f", [b"ab", b"", b"cde", b"f"]),
    ],
)
def test_what_git_prints_is_parted_at_nul_bytes_however_it_comes(
    printed: bytes, tokens: list[bytes], lengths: tuple[int, ...]
) -> None:
    output: Any = Printed(printed, *lengths)
    assert [*_tokens(output)] == tokens


class Repository:
    """A repository of these answers, and the dates that are taken of it."""

    def __init__(self, former: str | None, *, shallow: bool = False, follows: bool = True) -> None:
        self.former, self.shallow, self.follows = former, shallow, follows
        self.asked = list[tuple[str, ...]]()
        self.whole = list[bool]()

    def run(self, *command: str) -> bytes:
        if command[0] == "rev-parse":
            return b"true\n" if self.shallow else b"false\n"
        if not self.follows:
            raise GitError("no ancestor")
        return b""

    @contextmanager
    def printed(self, *command: str) -> Iterator[Printed]:
        self.asked.append(command[command.index("--format=%at") + 1 :])
        yield Printed(b"20\0" + "\0".join(raw("A", "site/a.md")).encode() + b"\0")

    def commit(self) -> str | None:
        return self.former

    def take(self, told: Iterator[FileChange], commit: str, *, whole: bool) -> list[str]:
        self.whole.append(whole)
        return [change.path for change in told]


@pytest.mark.parametrize(
    ("former", "follows", "folder", "span", "whole", "touched"),
    [
        (None, True, "", "B", True, []),
        ("A", True, "", "A..B", False, ["site/a.md"]),
        ("A", True, "site", "A..B", False, ["a.md"]),
        ("A", True, "docs", "A..B", False, []),
        ("A", False, "", "B", True, ["site/a.md"]),
    ],
)
def test_only_the_commits_since_the_last_ones_are_looked_at_where_these_follow(
    former: str | None, follows: bool, folder: str, span: str, whole: bool, touched: list[str]
) -> None:
    repository: Any = Repository(former, follows=follows)
    assert take_dates(repository, repository, "B", folder) == touched
    assert repository.asked == [(span, "--", *([folder] if folder else []))]
    assert repository.whole == [whole]


def test_where_dates_cannot_be_kept_they_stay_and_a_line_says_why(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(file_history, "_outage", Outage("posts keep their dates", file_history.log))
    repository: Any = Repository("A")
    assert dates_or_former(repository, repository, "B", "site") == ["a.md"]
    monkeypatch.setattr(repository, "take", lambda *given, **more: fail("disk full"))
    with pytest.raises(GitError, match="dates of files cannot be kept: disk full"):
        take_dates(repository, repository, "B")
    assert caplog.messages == []
    assert dates_or_former(repository, repository, "B") == []
    assert dates_or_former(repository, repository, "B") == []
    (line,) = caplog.messages
    assert line.startswith("posts keep their dates: dates of files cannot be kept: disk full")


def fail(words: str) -> None:
    raise sqlite3.OperationalError(words)


def test_the_commit_that_is_known_is_not_looked_at_and_a_shallow_clone_has_no_history() -> None:
    known: Any = Repository("B", shallow=True)
    assert take_dates(known, known, "B") == []
    shallow: Any = Repository("A", shallow=True)
    with pytest.raises(GitError, match="a shallow clone has no history"):
        take_dates(shallow, shallow, "B")
    assert known.asked == shallow.asked == []
