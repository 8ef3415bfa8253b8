"""What `git log` prints of files, as changes: when, of which bytes, from which former name."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from feeds.archive.file_dates import FileChange
from service.checkout.commit_order import CommitLine, commit_lines
from service.checkout.file_history import file_changes

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
