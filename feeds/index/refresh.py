"""Brings the index up to date: by a look at all files, at some paths, or at the clock alone."""

from __future__ import annotations

import logging
import os
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing
from datetime import datetime
from pathlib import Path

from feeds.archive import Archive
from feeds.archive.faults import Fault
from feeds.archive.reading import Stat
from feeds.errors import ArchiveAwayError, ArchiveError, StateError
from feeds.identity import fingerprint, key
from feeds.index import lock
from feeds.index.build import Progress, build
from feeds.index.codec import micros
from feeds.index.database import connect
from feeds.index.index import FILE_NAME, last_due_in, meta_in, revision_in, store_meta
from feeds.index.known_files import due_rows, stamp_of, stamps, unopened
from feeds.index.parallel import read_all
from feeds.index.rows import FileRow
from feeds.index.shared_revision import SharedRevision
from feeds.index.walk_digest import WALK_DIGEST, WalkDigest, digest_of
from feeds.index.writer import Writer
from feeds.model import Changes, Post, Version
from feeds.outages import Outage

_log = logging.getLogger(__name__)


def _silent(count: int) -> None:
    pass


class Refresher:
    """Writes the index of one archive into one state folder.

    Safe to use from several processes at once: they take turns. Readers see all of a refresh
    or nothing of it.
    """

    def __init__(
        self,
        archive: Archive,
        state: Path,
        processes: int | None = None,
        version: Version | None = None,
        *,
        builds: bool = True,
    ) -> None:
        """`version` is that of the archive's files as they are now; None where they have none.
        Without `builds`, an index that does not fit is left to the process that builds."""
        self.archive = archive
        self.state = state
        self._processes = processes or os.cpu_count() or 1
        self._version = version
        self._builds = builds
        self._outage = Outage("posts stay as they were", _log)

    def fits(self) -> bool:
        """Whether there is an index made with the same settings: it is in order, and at most not up
        to date."""
        path = self.state / FILE_NAME
        if not path.exists():
            return False
        try:
            with closing(connect(path)) as connection:
                return meta_in(connection, "settings") == settings_of(self.archive)
        except (StateError, sqlite3.DatabaseError):  # damaged is as good as none: it is derived
            return False

    def refresh(
        self, now: datetime, progress: Progress = _silent, again: Collection[str] = ()
    ) -> Changes:
        """Look at every file; read the new and the changed, and those whose paths stand in `again`,
        for something else than their bytes has changed. Builds the index where none fits.

        :raise StateError: where the state folder cannot be written
        """
        arrived = lock.arrival()
        with lock.turn(self.state) as turn:
            if not again and (changes := turn.done_since(arrived)) is not None:
                return changes
            changes = self._scan(now, progress, again)
            turn.record(changes)
            return changes

    def refresh_paths(self, paths: Iterable[str], now: datetime) -> Changes:
        """Look at these files only (relative to the archive): added, changed or gone.

        :raise ArchiveError: a path that leads out of the archive
        """
        checked = [checked_path(path) for path in paths]
        with lock.turn(self.state):
            if not self._fits_by_now():
                return self._build(now, _silent)
            stats = {path: self.archive.look(path) for path in checked}
            present = [stat for stat in stats.values() if stat]
            gone = [key(path) for path, stat in stats.items() if stat is None]
            return self._write(now, read_all(self.archive, present, now, self._processes), gone)

    def refresh_due(self, now: datetime) -> Changes:
        """Serve what was scheduled for `now` or before, and end what has expired."""
        with lock.turn(self.state):
            if not self._fits_by_now():
                return self._build(now, _silent) if self._builds else Changes()
            with closing(connect(self.state / FILE_NAME)) as connection:
                last, rows = last_due_in(connection, micros(now)), due_rows(connection, now)
            return self._write(now, [rows], [], last_due=last)

    def break_off(self, faults: Iterable[tuple[Post, Fault]], now: datetime) -> Changes:
        """Have the index say that these posts are broken, until their files change. One that has
        become another post meanwhile is left alone.

        :raise StateError: where the state folder cannot be written
        """
        with lock.turn(self.state):
            if not self.fits():
                return Changes()
            return self._write(now, [], [], broken=faults)

    def _scan(self, now: datetime, progress: Progress, again: Collection[str]) -> Changes:
        if not self._fits_by_now():
            return self._build(now, progress)
        if not again and self._looks_as_before():
            return self._write(now, [], [])
        unmet, unread, digest = self._stamps(again), list[str](), WalkDigest()
        new = self._new(digest.of_passing(self.archive.files(unread)), unmet, progress)
        rows = read_all(self.archive, new, now, self._processes)
        return self._write(now, rows, self._gone(unmet, unread), digest)

    def _fits_by_now(self) -> bool:
        """Whether the index fits. Another process may have read the site's settings later than this
        one, and have built the index with them."""
        if self.fits():
            return True
        self.archive.reopen()
        return self.fits()

    def _looks_as_before(self) -> bool:
        with closing(connect(self.state / FILE_NAME)) as connection:
            last = None if unopened(connection) else meta_in(connection, WALK_DIGEST)
        return last is not None and last == digest_of(self.archive.files())

    def _build(self, now: datetime, progress: Progress) -> Changes:
        shared = SharedRevision(self.state)
        # Where the former numbers are lost, counting goes on from the seconds since 1970, which no
        # count of refreshes has reached: the hub must not take news for what it has announced.
        revision = shared.get() + 1 if shared.get() else int(now.timestamp())
        build(
            self.archive,
            self.state,
            now,
            settings=settings_of(self.archive),
            revision=revision,
            is_first=not shared.get(),
            processes=self._processes,
            progress=progress,
            version=self._version,
        )
        shared.set(revision)
        return Changes(rebuilt=True)

    def _stamps(self, again: Collection[str]) -> dict[int, int]:
        with closing(connect(self.state / FILE_NAME)) as connection:
            return stamps(connection, again)

    def _new(
        self, files: Iterable[Stat], unmet: dict[int, int], progress: Progress
    ) -> Iterator[Stat]:
        """The files that are new or changed. A file that the walk meets is struck out of `unmet`:
        those left at the end are gone."""
        for stat in files:
            progress(1)
            if unmet.pop(key(stat.path), None) != stamp_of(stat.mtime_ns, stat.size):
                yield stat

    def _gone(self, unmet: Iterable[int], unread: list[str]) -> Iterator[int]:
        """Those that the walk did not meet, but for what may lie in a folder that it could not
        read. To be asked after the walk."""
        if not unread:
            yield from unmet
            return
        self._outage.report(ArchiveAwayError(f"the folder {unread[0]} cannot be read"))
        below = tuple(f"{folder}/" for folder in unread)
        with closing(connect(self.state / FILE_NAME)) as connection:
            paths = dict(connection.execute("SELECT pid, path FROM post"))
        yield from (pid for pid in unmet if not paths[pid].startswith(below))

    def _write(
        self,
        now: datetime,
        chunks: Iterable[list[FileRow]],
        gone: Iterable[int],
        digest: WalkDigest | None = None,
        broken: Iterable[tuple[Post, Fault]] = (),
        last_due: int | None = None,
    ) -> Changes:
        with closing(connect(self.state / FILE_NAME)) as connection:
            try:
                with Writer(connection, self.archive.site, now, self._version) as writer:
                    for rows in chunks:
                        writer.put(rows)
                    writer.remove(gone)
                    for post, fault in broken:
                        writer.break_off(post, fault)
                    if last_due is not None:
                        store_meta(connection, "last_due", last_due)
                    if digest:
                        store_meta(connection, WALK_DIGEST, digest.value())
                # Also where nothing changed: a process killed between commit and this line left
                # the number behind.
                SharedRevision(self.state).set(revision_in(connection))
                return writer.changes
            except (sqlite3.OperationalError, OSError) as error:
                raise StateError(f"cannot write the index in {self.state}: {error}") from error


def settings_of(archive: Archive) -> str:
    """A fingerprint of all that reading depends on beside the files themselves. The folder's
    own path is no part of it: the same archive may be named in several ways."""
    kind = sorted((name, value) for name, value in vars(archive.kind).items() if name != "_root")
    return fingerprint(repr((archive.kind.name, kind, archive.options)).encode())


def checked_path(path: str) -> str:
    """A path inside the archive, without "." and "..".

    :raise ArchiveError: where it leads out, or is absolute
    """
    clean = os.path.normpath(path) if path else ""
    if not clean or clean.startswith(("/", "../")) or clean in (".", "..") or "\0" in clean:
        raise ArchiveError(f"{path[:200]!r} does not lie in the archive")
    return clean
