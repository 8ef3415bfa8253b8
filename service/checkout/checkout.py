"""Brings an archive from its repository up to date: fetch, files, index, in this order.

The served posts change with one transaction of the index, which also holds the commit. Before it,
readers find the former index and the files that it was made from (see `tree`). So a failure or a
kill at any moment leaves the served posts as they were, and the next call continues.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from contextlib import suppress
from datetime import UTC, datetime

from feeds.archive import Archive, open_archive
from feeds.errors import PostwireError, StateError
from feeds.index.index import open_index
from feeds.index.lock import arrival, turn
from feeds.index.refresh import Refresher
from feeds.model import Changes
from service.checkout.changed_posts import changed_posts
from service.checkout.clone import FETCHED, Clone
from service.checkout.file_history import dates_or_former, report_missing
from service.checkout.git import Git, GitError
from service.checkout.git_credentials import Credentials
from service.checkout.report import CheckoutReport, read_report, write_report
from service.checkout.tree import Progress as FileProgress
from service.checkout.tree import Tree
from service.settings.config_file import CONFIG_NAME
from service.settings.settings import Settings

log = logging.getLogger("postwire")


def _no_files(number: int, total: int) -> None:
    pass


def _silent(count: int) -> None:
    pass


class Checkout:
    """Safe to use from several processes: they take turns. A process that waited through the whole
    turn of another one takes its result."""

    def __init__(
        self,
        settings: Settings,
        writing: FileProgress = _no_files,
        reading: Callable[[int], None] = _silent,
    ) -> None:
        """`settings` are of an archive with a `source`. The two others are told how far the first
        files and the first index are."""
        assert settings.source
        self._settings = settings
        self._source = settings.source
        self._place = settings.checkout_folder
        token = settings.git_token.get_secret_value() if settings.git_token else None
        credentials = Credentials(self._source, settings.git_user, token)
        self._clone, self._history = (
            Clone(Git(self._place / name, settings.fetch_seconds, credentials), self._source)
            for name in ("repository.git", "history.git")
        )
        self._tree = Tree(
            self._clone,
            settings.archive,
            self._place,
            self._place / "former",
            settings.largest_file,
        )
        self._writing = writing
        self._reading = reading

    def report(self) -> CheckoutReport:
        """What is known of the repository."""
        return read_report(self._place, str(self._source))

    def update(self) -> Changes:
        """Ask the repository, and serve its newest commit.

        :raise GitError: the repository cannot be had now, its newest commit holds no archive, or
            the disk is full; what is served stays
        """
        arrived = arrival()
        self._place.mkdir(parents=True, exist_ok=True)
        with turn(self._place) as own_turn:
            if (changes := own_turn.done_since(arrived)) is not None:
                return changes
            if failure := own_turn.failed_since(arrived):
                raise GitError(failure)
            try:
                changes = self._serve(self._fetched())
            except (PostwireError, OSError) as error:
                reason = str(error) or type(error).__name__
                own_turn.record_failure(reason)
                self._note(self.report().failed(reason, time.time()))
                raise GitError(reason) from error
            self._note(self.report().succeeded(time.time()))
            own_turn.record(changes)
            return changes

    def bring_files(self) -> None:
        """Have the files of a commit here: what a killed process left by half is brought to its
        end, and where there is nothing yet, the newest commit is fetched.

        :raise GitError: there is nothing yet, and the repository cannot be had now
        """
        self._place.mkdir(parents=True, exist_ok=True)
        with turn(self._place):
            if self._tree.commit() is None:
                fetched = self._clone.commit_at(FETCHED) or self._fetched()
                self._tree.bring(fetched, self._served(), self._writing)

    def recover(self) -> None:
        """Have the index be that of the files, without asking the repository."""
        with turn(self._place):
            commit = self._tree.commit()
            if commit and (commit != self._served() or not self._refresher(commit).fits()):
                self._serve(commit)

    def _fetched(self) -> str:
        """The newest commit, which is here now."""
        self._clone.make()
        running = self._place / "running"
        if running.exists():  # whoever made it was killed before it could take it away
            self._clone.clear_up()
        running.touch()
        try:
            here = self._clone.commit_at(FETCHED)
            if here and here == self._clone.newest():
                return here
            return self._clone.fetch()
        finally:
            running.unlink(missing_ok=True)

    def _serve(self, commit: str) -> Changes:
        served = self._served()
        self._tree.bring(commit, served, self._writing)
        try:
            refresher = self._refresher(commit)
        except PostwireError:
            if served and served != commit:  # a process that starts now has to find an archive
                self._tree.bring(served, served)
            raise
        redated = self._redated(refresher.archive, commit)
        paths = self._changed(refresher.archive, served, commit, redated)
        if paths is None or not refresher.fits():
            changes = refresher.refresh(datetime.now(UTC), self._reading, redated)
        else:
            changes = refresher.refresh_paths(paths, datetime.now(UTC))
        self._clone.keep(commit)
        self._clone.tidy()
        self._note(self.report().served(commit, time.time()))
        return changes

    def _refresher(self, commit: str) -> Refresher:
        settings = self._settings
        archive = open_archive(settings.archive, settings.options(), settings.former_files)
        version = self._clone.version(commit)
        return Refresher(archive, settings.state_folder, settings.processes, version)

    def _redated(self, archive: Archive, commit: str) -> list[str]:
        """The files that the commits dated anew; none where git is not asked for dates. Without a
        history, what it told before counts, and a line says so."""
        dates = archive.kind.file_dates
        if dates is None or dates.commit() == commit:
            return []
        try:
            self._history.fetch_history(commit)
        except GitError as error:
            report_missing(error)
            return []
        return dates_or_former(self._history.git, dates, commit, self._source.folder)

    def _changed(
        self, archive: Archive, served: str | None, commit: str, redated: Collection[str]
    ) -> list[str] | None:
        """The posts that two commits differ in, and those that were dated anew; None where all of
        the archive has to be looked at."""
        if served is None:
            return None
        try:
            written, gone = self._clone.difference(served, commit)
        except GitError:
            return None
        touched = {*gone, *redated, *(blob.path for blob in written)}
        if CONFIG_NAME in touched and self._settings.config is None:
            log.warning("%s has changed in the repository: it counts after a restart", CONFIG_NAME)
        return changed_posts(archive, touched, with_folders=False)

    def _served(self) -> str | None:
        """The commit of the index; None where there is none."""
        with suppress(StateError), open_index(self._settings.state_folder) as index:
            version = index.version()
            return version.commit if version else None
        return None

    def _note(self, report: CheckoutReport) -> None:
        """The report is news about the archive, and no part of it: a full disk costs it alone."""
        try:
            write_report(self._place, report)
        except OSError as error:
            log.warning("cannot note the state of the checkout: %s", error)
