"""Writes one refresh as one transaction: puts and removes rows, counts, and tells the changes."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from feeds.archive.faults import Fault
from feeds.identity import key
from feeds.index import stories
from feeds.index.build import INSERT_ALIAS, INSERT_FAULT, INSERT_POST, aliases_of, values_of
from feeds.index.codec import encode
from feeds.index.index import next_due_in, revision_in, store_meta, store_version, version_in
from feeds.index.rows import FileRow
from feeds.index.schema import State
from feeds.index.shared_permalinks import distinguish
from feeds.index.touched_terms import TouchedTerms
from feeds.model import Changes, Post, Site, Version


class _Old(NamedTuple):
    path: str
    digest: str
    state: int
    sort: int | None
    link: int | None
    body: str | None
    traits: bytes | None
    terms: tuple[int, ...]


class Writer:
    """A context: the transaction commits at its end, or nothing of it happens.

    `changes` says what it came to, after the end.
    """

    def __init__(
        self,
        connection: sqlite3.Connection,
        site: Site,
        now: datetime,
        version: Version | None = None,
    ) -> None:
        """`version` is the archive's after this refresh; None leaves the one it has."""
        self._connection = connection
        self._now = now
        self._version = version
        self._listed: dict[str, list[str]] = defaultdict(list)
        self._terms = TouchedTerms(connection, site)
        self._stories = stories.Moves(connection)
        self._links: set[int] = set()
        self._next_due: int | None = None  # before anything was written
        self.changes = Changes()

    def __enter__(self) -> Writer:
        self._connection.execute("BEGIN IMMEDIATE")
        self._next_due = next_due_in(self._connection)
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            if self._connection.in_transaction:  # on a full disk SQLite has ended it itself
                self._connection.execute("ROLLBACK")
            return
        self._finish()
        self._connection.execute("COMMIT")

    def put(self, rows: Iterable[FileRow]) -> None:
        """Write files as they were just read; an unchanged one costs one lookup."""
        for row in rows:
            old = self._old(row.pid)
            if (
                old
                and (old.state, old.digest) == (State.BROKEN, row.digest)
                and self._cannot_be_rendered(row.pid)
            ):
                self._stamp(row._replace(due=None))
                continue
            # Of the post, too: a digest proves nothing about who wrote a file.
            if old and (old.digest, old.state, old.body) == (row.digest, row.state, row.body):
                self._stamp(row)
                continue
            self._replace(row, old)

    def break_off(self, post: Post, fault: Fault) -> None:
        """Take a post out of all feeds that was read and cannot be rendered, until its file has
        other bytes. Nothing is done where the index has another post in its place."""
        pid = key(post.path)
        old = self._old(pid)
        if old is None or old.state != State.SERVED or old.body != encode(post):
            return
        mtime_ns, size = self._connection.execute(
            "SELECT mtime_ns, size FROM post WHERE pid = ?", (pid,)
        ).fetchone()
        findings = self._connection.execute(
            "SELECT pid, line, code, message FROM fault WHERE pid = ?", (pid,)
        ).fetchall()
        row = FileRow(
            pid, old.path, mtime_ns, size, old.digest, State.BROKEN, None, None, None, None,
            None, None, None, (), (), (*findings, (pid, *fault)),
        )  # fmt: skip
        self._replace(row, old)

    def remove(self, pids: Iterable[int]) -> None:
        """Take out files that are gone."""
        for pid in pids:
            if old := self._old(pid):
                self._withdraw(pid, old)
                self._connection.execute("DELETE FROM post WHERE pid = ?", (pid,))
                self._forget(pid)
                if old.state == State.SERVED:
                    self._listed["removed"].append(old.path)

    def _replace(self, row: FileRow, old: _Old | None) -> None:
        stays = (
            old is not None
            and old.digest == row.digest
            and State.BROKEN not in (old.state, row.state)
        )
        if old:
            self._withdraw(row.pid, old)
            self._connection.execute("DELETE FROM post WHERE pid = ?", (row.pid,))
        if not stays:
            self._forget(row.pid)
            self._connection.executemany(INSERT_ALIAS, aliases_of([row]))
            self._connection.executemany(INSERT_FAULT, row.faults)
        elif old and row.traits is None:  # it is the clock that goes on, and nothing was read
            row = row._replace(traits=old.traits)
        terms = [self._terms.id_of(term) for term in row.terms]
        self._connection.execute(INSERT_POST, values_of(row, terms))
        if row.link is not None:
            self._links.add(row.link)
        if row.state == State.SERVED:
            self._stand(row, terms)
        self._list(row, old)

    def _forget(self, pid: int) -> None:
        """What depends on a file's bytes alone, and stays when only the clock goes on."""
        self._connection.execute("DELETE FROM alias WHERE pid = ?", (pid,))
        self._connection.execute("DELETE FROM fault WHERE pid = ?", (pid,))

    def _stamp(self, row: FileRow) -> None:
        self._connection.execute(
            "UPDATE post SET mtime_ns = ?, size = ?, due = ? WHERE pid = ?",
            (row.mtime_ns, row.size, row.due, row.pid),
        )

    def _cannot_be_rendered(self, pid: int) -> bool:
        """Whether `break_off` has said so: reading the same bytes again does not change it."""
        codes = ("E10", "E12", "E13", "E14", "E15")
        row = self._connection.execute(
            "SELECT 1 FROM fault WHERE pid = ? AND code IN (?,?,?,?,?)", (pid, *codes)
        ).fetchone()
        return row is not None

    def _list(self, row: FileRow, old: _Old | None) -> None:
        was, is_now = old is not None and old.state == State.SERVED, row.state == State.SERVED
        if was or is_now:
            word = "changed" if was and is_now else "added" if is_now else "removed"
            self._listed[word].append(row.path)
        if row.state == State.BROKEN:
            self._listed["broken"].append(row.path)

    def _old(self, pid: int) -> _Old | None:
        row = self._connection.execute(
            "SELECT path, digest, state, sort, link, body, traits, terms FROM post WHERE pid = ?",
            (pid,),
        ).fetchone()
        return row and _Old._make((*row[:-1], tuple(json.loads(row[-1]))))

    def _withdraw(self, pid: int, old: _Old) -> None:
        if old.link is not None:
            self._links.add(old.link)
        if old.state != State.SERVED:
            return
        self._stories.leave(pid)
        self._connection.executemany(
            "DELETE FROM entry WHERE term = ? AND sort = ? AND pid = ?",
            ((term, old.sort, pid) for term in old.terms),
        )
        self._terms.leave(old.terms)

    def _stand(self, row: FileRow, terms: list[int]) -> None:
        self._connection.executemany(
            "INSERT INTO entry (term, sort, pid) VALUES (?,?,?)",
            ((term, row.sort, row.pid) for term in terms),
        )
        self._stories.arrive(row.pid)
        self._terms.arrive(terms)

    def _finish(self) -> None:
        self._touch(distinguish(self._connection, sorted(self._links)))
        self._touch(self._stories.settle())
        feeds = self._terms.settle(self._now)
        # Processes look for the next due moment, and for the version, only where the revision is
        # another one.
        is_newer = self._is_other_version()
        if feeds or is_newer or next_due_in(self._connection) != self._next_due:
            store_meta(self._connection, "revision", revision_in(self._connection) + 1)
        added, changed, removed, broken = (
            tuple(sorted(self._listed[word])) for word in ("added", "changed", "removed", "broken")
        )
        self.changes = Changes(added, changed, removed, broken, feeds)

    def _is_other_version(self) -> bool:
        if self._version is None or self._version == version_in(self._connection):
            return False
        store_version(self._connection, self._version)
        return True

    def _touch(self, pids: Iterable[int]) -> None:
        """Posts of which something else than their files changed: an id, or an earlier post with
        their story."""
        for pid in pids:
            if (old := self._old(pid)) and old.state == State.SERVED:
                self._terms.touch(old.terms)
