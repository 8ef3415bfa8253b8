"""Brings the archive's files from one commit to another, even where a former try was killed.

A note names the commit of the files. While they are changed, it names both commits: so the next
call finds the files that a killed process may have left half done, by the differences to both.
"""

from __future__ import annotations

import errno
import json
import logging
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

from feeds.archive import archive_files
from feeds.files import replaced
from feeds.identity import fingerprint
from service.checkout.blob_files import Blob, BlobFiles, paths_on_disk
from service.checkout.clone import Clone
from service.checkout.git import GitError

Progress = Callable[[int, int], None]
"""Told how many files are written, of how many."""

# What systems say of a name that no file can have, or that leads through another file.
_UNFIT_NAME = (errno.ENOTDIR, errno.ELOOP, errno.EISDIR, errno.ENAMETOOLONG, errno.EINVAL)

log = logging.getLogger("postwire")


def _silent(number: int, total: int) -> None:
    pass


class Tree:
    """The folder of files. One process at a time may change it."""

    def __init__(self, clone: Clone, root: Path, place: Path, former: Path, largest: int) -> None:
        """`root` is the archive; notes lie in `place`. Replaced files of up to `largest` bytes are
        kept in `former`, each under its digest."""
        self._clone = clone
        self._root = root
        self._note = place / "files.json"
        self._draft = place / "file.draft"
        self._former = former
        self._largest = largest

    def commit(self) -> str | None:
        """The commit that the files are of, whole; None where none was finished."""
        commits = self._commits()
        return commits[0] if len(commits) == 1 else None

    def bring(self, commit: str, served: str | None, progress: Progress = _silent) -> None:
        """Make the files those of this commit. Those that are replaced are kept while an index of
        the commit `served` may be read.

        :raise OSError: the disk is full, say: the next call goes on
        :raise GitError: an object of the commit is not here, or the files would take far more room
            than what they are made of
        """
        commits = self._commits()
        if commits == [commit]:
            return
        if commits == [served]:  # nothing is read by an older index any more
            self._forget_former()
        written, gone = self._difference(commits, commit)
        most = max(self._largest, archive_files.LARGEST_FILE)
        self._clone.refuse_bomb(written, most)
        self._write_note([*commits, commit] if commits else [])
        self._former.mkdir(parents=True, exist_ok=True)
        for path in (*gone, *(blob.path for blob in written)) if served else ():
            self._keep(path)
        with BlobFiles(self._root, self._draft, most) as files:
            for path in gone:
                files.remove(path)
            self._write([blob for blob in written if not files.is_written(blob)], files, progress)
        self._write_note([commit])

    def _difference(self, commits: list[str], new: str) -> tuple[list[Blob], list[str]]:
        """What has to be written and removed. Files that are of either of some commits differ from
        a new one only where one of these does."""
        if not commits:
            return self._whole(new)
        try:
            parts = [self._clone.difference(old, new) for old in dict.fromkeys(commits)]
        except GitError as error:
            log.warning("all files are compared, for a former commit is gone: %s", error)
            return self._whole(new)
        written = {blob.path: blob for blobs, _ in parts for blob in blobs}
        gone = dict.fromkeys(path for _, paths in parts for path in paths)
        return sorted(written.values()), list(gone)

    def _whole(self, commit: str) -> tuple[list[Blob], list[str]]:
        blobs = self._clone.files(commit)
        paths = {blob.path for blob in blobs}
        on_disk = paths_on_disk(self._root) if self._root.exists() else ()
        return blobs, [path for path in on_disk if path not in paths]

    def _write(self, blobs: list[Blob], files: BlobFiles, progress: Progress) -> None:
        number = 0

        def take(blob: Blob, printed: IO[bytes], size: int) -> None:
            nonlocal number
            number += 1
            try:
                files.write(blob, printed, size)
            except OSError as error:
                if error.errno not in _UNFIT_NAME:
                    raise
                log.warning("%s: not written: %s", blob.path, error.strerror)
            progress(number, len(blobs))

        if blobs:
            self._clone.contents(blobs, take)

    def _keep(self, path: str) -> None:
        """A second name for a file as it is now. Its first one may be taken by another file."""
        try:
            data = archive_files.read(self._root, path, self._largest).data
        except OSError:
            return
        if data is not None:
            with suppress(FileExistsError, FileNotFoundError):
                os.link(self._root / path, self._former / fingerprint(data), follow_symlinks=False)

    def _forget_former(self) -> None:
        if self._former.exists():
            for path in self._former.iterdir():
                path.unlink()

    def _commits(self) -> list[str]:
        try:
            noted: Any = json.loads(self._note.read_text())
        except (OSError, ValueError):
            return []
        return [str(commit) for commit in noted]

    def _write_note(self, commits: Iterable[str]) -> None:
        self._note.parent.mkdir(parents=True, exist_ok=True)
        with replaced(self._note) as draft:
            draft.write_text(json.dumps(list(dict.fromkeys(commits))))
