"""The time of a commit, moved so that each commit is later than those that it follows. Pure.

A commit's own time has whole seconds and comes from its committer's clock. A script makes many
commits in one second, and a colleague's clock may be some seconds behind. git's own answer is the
corrected commit date (gitformat-commit-graph(5), "generation number"): the commit's time, or a
little more than the latest of its parents, where that is later. It is the same on every machine,
for it depends on nothing but the history.

Only commits within a minute of the newest one count. So a few commits suffice, and a clock that was
once years ahead does not raise the times of all later commits.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

_MINUTE = 60  # seconds
_SECOND = 1_000_000  # microseconds
_STEP = 1_000  # microseconds from a commit to the next one of the same second


class CommitLine(NamedTuple):
    """A commit of the history, with what its own text says."""

    commit: str
    seconds: int  # since 1970, by its committer's clock
    parents: tuple[str, ...]


def commit_lines(printed: str) -> list[CommitLine]:
    """What `git rev-list --timestamp --parents` prints: a commit's time, its name, its parents."""
    words = (line.split() for line in printed.splitlines())
    return [CommitLine(name, int(seconds), tuple(parents)) for seconds, name, *parents in words]


def corrected_micros(lines: Iterable[CommitLine]) -> int:
    """When the first of these commits counts as made, in microseconds since 1970. Each stands
    before its parents."""
    corrected: dict[str, int] = {}
    near = near_commits(lines)
    for line in reversed(list(near.values())):
        raised = (corrected[parent] + _STEP for parent in line.parents if parent in corrected)
        corrected[line.commit] = max(line.seconds * _SECOND, *raised, 0)
    return corrected[next(iter(near))]


def near_commits(lines: Iterable[CommitLine]) -> Mapping[str, CommitLine]:
    """The first of these commits, and those that it follows within a minute, by name and in their
    order: each stands before its parents."""
    near: dict[str, CommitLine] = {}
    awaited: set[str] = set()
    for line in lines:
        first = next(iter(near.values()), line)
        if line is first or (
            line.commit in awaited and abs(line.seconds - first.seconds) <= _MINUTE
        ):
            near[line.commit] = line
            awaited.update(line.parents)
    return near


def lacks_parents(lines: Iterable[CommitLine], cut: Collection[str]) -> bool:
    """Whether the history ends too early to tell, where it ends at the commits `cut`."""
    return not near_commits(lines).keys().isdisjoint(cut)
