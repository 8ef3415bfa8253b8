"""Dates of an archive's files from the commits of its repository: one `git log`, and later only the
commits that came since."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Iterator

from feeds.archive.file_dates import FileChange, FileDates
from feeds.archive.walk import name_in_utf8
from feeds.outages import Outage
from service.checkout.git import Git, GitError, Output

# Author dates, as Hugo takes them (gohugo.io, "Git info"). A merge writes nothing of its own, and
# git would compare contents to find moved files: equal ones are found by their names alone.
_LOG = ("log", "-z", "--raw", "--root", "--no-abbrev", "--no-renames", "--no-merges")
_PLAIN = ("--full-history", "--no-show-signature", "--no-mailmap", "--no-ext-diff", "--format=%at")
_CHUNK = 1 << 16
_LATEST = 2**33  # seconds since 1970: a later one is a mistake

log = logging.getLogger("postwire")
_outage = Outage("posts keep the dates that git told last", log)


def take_dates(git: Git, dates: FileDates, commit: str, folder: str = "") -> list[str]:
    """Bring the dates to those of a commit; the paths, relative to the archive's `folder`, whose
    dates may have changed.

    :raise GitError: the commit or its history is not here
    """
    former = dates.commit()
    if former == commit:
        return []
    if git.run("rev-parse", "--is-shallow-repository").strip() == b"true":
        raise GitError("a shallow clone has no history: git fetch --unshallow --filter=blob:none")
    follows = former is not None and _is_ancestor(git, former, commit)
    span = f"{former}..{commit}" if follows else commit
    below = ("--", folder) if folder else ("--",)
    try:
        with git.printed(*_LOG, *_PLAIN, span, *below) as printed:
            changes = file_changes(_tokens(printed), f"{folder}/" if folder else "")
            touched = dates.take(changes, commit, whole=not follows)
    except sqlite3.Error as error:
        raise GitError(f"dates of files cannot be kept: {error}") from error
    return touched if former else []  # the first ones come before the first look at the files


def dates_or_former(git: Git, dates: FileDates, commit: str, folder: str = "") -> list[str]:
    """As `take_dates`; where the history cannot be had, the dates stay, and a line says why."""
    try:
        return take_dates(git, dates, commit, folder)
    except GitError as error:
        report_missing(error)
        return []


def report_missing(error: GitError) -> None:
    """Say why dates stay as they are, in one line a minute at most."""
    _outage.report(error)


def file_changes(tokens: Iterator[bytes], prefix: str = "") -> Iterator[FileChange]:
    """The changes in the answer of `git log -z --raw --format=%at`. Pure."""
    moment, written, removed = 0, list[tuple[str, bytes, bool]](), dict[bytes, str]()
    for token in tokens:
        words = token.strip().split(b" ")
        if words[0].startswith(b":"):
            path = name_in_utf8(os.fsdecode(next(tokens, b"")))
            inside = path.removeprefix(prefix)
            if not path.startswith(prefix):
                continue
            if words[4] == b"D":
                removed[words[2]] = inside
            else:
                written.append((inside, words[3], words[4] == b"A"))
        elif words[0]:
            yield from _of_commit(moment, written, removed)
            moment, written, removed = max(0, min(int(words[0]), _LATEST)), [], {}
    yield from _of_commit(moment, written, removed)


def _of_commit(
    moment: int, written: list[tuple[str, bytes, bool]], removed: dict[bytes, str]
) -> Iterator[FileChange]:
    for path, blob, is_new in written:
        yield FileChange(path, moment, is_new, removed.get(blob) if is_new else None)


def _is_ancestor(git: Git, old: str, new: str) -> bool:
    """False also where the old one is not known here any more."""
    try:
        git.run("merge-base", "--is-ancestor", old, new)
    except GitError:
        return False
    return True


def _tokens(printed: Output) -> Iterator[bytes]:
    """What stands between NUL bytes."""
    rest = b""
    while chunk := printed.read(_CHUNK):
        *whole, rest = (rest + chunk).split(b"\0")
        yield from whole
    yield rest
