"""A push: the ref that moved, its commits before and after, and the files that changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from feeds.errors import PostwireError

_CHANGES = ("added", "modified", "removed")  # of a commit, in the words of every host
_TOTALS = ("total_commits", "total_commits_count", "size")  # Gitea's, GitLab's, GitHub's events


class BadPushError(PostwireError):
    """A body that is no push of its host."""


class Push(NamedTuple):
    """One ref that moved. Empty texts are what the host does not tell."""

    ref: str  # such as refs/heads/main
    repository: str = ""  # its name at the host
    before: str = ""  # commits, as hexadecimal
    after: str = ""
    files: tuple[str, ...] = ()  # that changed, relative to the repository
    incomplete: str = ""  # why `files` is not all of them, in plain words

    @property
    def is_deletion(self) -> bool:
        return _is_zero(self.after)


def read_push(
    payload: Mapping[str, Any], most_commits: int | None = None, most_files: int | None = None
) -> Push:
    """The push that the payload of GitHub's form describes, which most hosts have.

    A list as long as the host makes it, `most_commits`, or `most_files` of one commit, may be cut.

    :raise BadPushError: a value of another kind than the documents say
    """
    commits = _commits(payload)
    files = [path for commit in commits for key in _CHANGES for path in texts(commit.get(key), key)]
    return Push(
        ref=text(payload.get("ref")),
        repository=repository_of(payload),
        before=text(payload.get("before")),
        after=text(payload.get("after")),
        files=tuple(dict.fromkeys(files)),
        incomplete=_why_incomplete(payload, commits, most_commits, most_files),
    )


def _why_incomplete(
    payload: Mapping[str, Any],
    commits: list[dict[str, Any]],
    most_commits: int | None,
    most_files: int | None,
) -> str:
    if payload.get("forced"):
        return "it was forced"
    if payload.get("created") or _is_zero(text(payload.get("before"))):
        return "the branch is new"
    if not commits:
        return "it lists no commits"
    totals = [payload[name] for name in _TOTALS if isinstance(payload.get(name), int)]
    if max(totals, default=0) > len(commits) or len(commits) == most_commits:
        return "its list of commits is cut short"
    if most_files and any(_count(commit) >= most_files for commit in commits):
        return "its list of files is cut short"
    if any(not any(name in commit for name in _CHANGES) for commit in commits):
        return "it lists no files"
    return ""


def _count(commit: Mapping[str, Any]) -> int:
    return sum(len(commit.get(key) or ()) for key in _CHANGES)


def _commits(payload: Mapping[str, Any]) -> list[dict[str, Any]]:
    commits = payload.get("commits") or []
    if not isinstance(commits, list) or not all(isinstance(commit, dict) for commit in commits):
        raise BadPushError('"commits" is no list of objects')
    return commits


def repository_of(payload: Mapping[str, Any]) -> str:
    """The repository's name: `full_name` at most hosts, `path_with_namespace` at GitLab."""
    for key, name in (("repository", "full_name"), ("project", "path_with_namespace")):
        of_key = payload.get(key)
        if isinstance(of_key, dict) and isinstance(of_key.get(name), str):
            return str(of_key[name])
    return ""


def texts(value: Any, name: str) -> list[str]:
    """:raise BadPushError: neither missing nor a list of texts"""
    listed = [] if value is None else value
    if not isinstance(listed, list) or not all(isinstance(item, str) for item in listed):
        raise BadPushError(f'"{name}" is no list of texts')
    return listed


def text(value: Any) -> str:
    """Empty where it is no text: hosts leave out what they do not know, or send null."""
    return value if isinstance(value, str) else ""


def _is_zero(commit: str) -> bool:
    """Whether this stands for no commit: forty zeros, or sixty-four with SHA-256."""
    return len(commit) >= 40 and not commit.strip("0")
