"""Writes a repository's blobs as files: beneath one folder, whatever their names and links say, and
with a time that is derived from the blob's name.

So equal times mean equal bytes: the time is the same on every machine, a file that was only half
written has another one, and a look at times and sizes finds every change.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, NamedTuple

from feeds.archive.archive_files import DEEPEST, LARGEST_FILE
from feeds.errors import StateError

FILE, PROGRAM, LINK = "100644", "100755", "120000"  # modes in a tree (git-fast-import(1))
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY | os.O_NOFOLLOW
_NEW = os.O_WRONLY | os.O_CLOEXEC | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_CHUNK = 1 << 20
_LONGEST_PATH = 4096  # Linux's PATH_MAX, with the byte at its end
_SINCE_NS = 10**18  # a time of 2001, and up to 18 years later


class Blob(NamedTuple):
    """A file as a commit has it. `path` is relative to the archive."""

    path: str
    mode: str
    name: str  # of the object

    @property
    def mtime_ns(self) -> int:
        return _SINCE_NS + (int(self.name[:15], 16) >> 1)


def is_fit(path: str) -> bool:
    """Whether a file may have such a path. git itself writes no others, but another program may
    have made the repository. Paths that no system opens, or that lie deeper than an archive is
    read, are refused."""
    if path.count("/") > DEEPEST or len(os.fsencode(path)) >= _LONGEST_PATH:
        return False
    return all(part not in ("", ".", "..") and part.lower() != ".git" for part in path.split("/"))


class BlobFiles:
    """Writes and removes files beneath a root, each of them whole. One process at a time."""

    def __init__(self, root: Path, draft: Path, most: int = LARGEST_FILE) -> None:
        """`draft` is a file on the same file system, which nothing else uses. A file of more than
        `most` bytes, which nobody reads, gets its first ones and its size."""
        root.mkdir(parents=True, exist_ok=True)
        self._most = most
        self._root = root
        self._draft = draft
        self._opened: tuple[str, int] | None = None  # the folder of the last file

    def __enter__(self) -> BlobFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._close()

    def is_written(self, blob: Blob) -> bool:
        """Whether the file of this blob is there, whole."""
        try:
            folder, name = self._folder(blob.path, create=False)
            status = os.lstat(name, dir_fd=folder)
        except OSError:
            return False
        kind = stat.S_ISLNK if blob.mode == LINK else stat.S_ISREG
        return kind(status.st_mode) and status.st_mtime_ns == blob.mtime_ns

    def write(self, blob: Blob, printed: IO[bytes], size: int) -> None:
        """Take so many bytes for the file. Readers see the old file or the new one.

        :raise OSError: it cannot be written; all bytes are taken where its name is the reason
        """
        self._draft.unlink(missing_ok=True)
        try:
            self._write_draft(blob, printed, size)
            folder, name = self._folder(blob.path, create=True)
            os.replace(self._draft, name, dst_dir_fd=folder)
        except OSError:  # on a full disk, nothing of ours is to take the last of it
            self._draft.unlink(missing_ok=True)
            raise

    def _write_draft(self, blob: Blob, printed: IO[bytes], size: int) -> None:
        if blob.mode == LINK:
            os.symlink(_target(printed, size), self._draft)
        else:
            descriptor = os.open(self._draft, _NEW, 0o644)
            try:
                left = self._most
                for chunk in _chunks(printed, size):
                    part, left = chunk[:left], max(0, left - len(chunk))
                    while part:
                        part = part[os.write(descriptor, part) :]
                os.truncate(descriptor, size)
            finally:
                os.close(descriptor)
        os.utime(self._draft, ns=(blob.mtime_ns, blob.mtime_ns), follow_symlinks=False)

    def remove(self, path: str) -> None:
        """Remove a file and the folders that are empty without it; nothing where it is gone."""
        try:
            folder, name = self._folder(path, create=False)
            os.unlink(name, dir_fd=folder)
        except OSError:
            return
        self._close()
        while path := path.rpartition("/")[0]:
            try:
                os.rmdir(self._root / path)
            except OSError:
                return

    def _folder(self, path: str, *, create: bool) -> tuple[int, str]:
        """The opened folder of a file, and the file's own name. No link is followed on the way."""
        above, _, name = path.rpartition("/")
        if self._opened is None or self._opened[0] != above:
            self._close()
            self._opened = (above, _open_folder(self._root, above, create))
        return self._opened[1], name

    def _close(self) -> None:
        if self._opened:
            os.close(self._opened[1])
            self._opened = None


def paths_on_disk(root: Path) -> Iterator[str]:
    """Every file and link beneath a folder. No link is followed."""
    for folder, _, files, descriptor in os.fwalk(root):
        below = os.path.relpath(folder, root)
        prefix = "" if below == "." else f"{below}/"
        yield from (prefix + name for name in files)
        with os.scandir(descriptor) as entries:  # `fwalk` takes links to folders for folders
            yield from (prefix + entry.name for entry in entries if _is_folder_link(entry))


def _is_folder_link(entry: os.DirEntry[str]) -> bool:
    return entry.is_symlink() and entry.is_dir()


def _open_folder(root: Path, path: str, create: bool) -> int:
    descriptor = os.open(root, os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY)
    for part in path.split("/") if path else ():
        try:
            if create:
                with suppress(FileExistsError):
                    os.mkdir(part, 0o755, dir_fd=descriptor)
            below = os.open(part, _FOLDER, dir_fd=descriptor)
        finally:
            os.close(descriptor)
        descriptor = below
    return descriptor


def _target(printed: IO[bytes], size: int) -> str:
    """Where a link leads.

    :raise OSError: nowhere: no system has a link of such a text
    """
    target = b""
    for chunk in _chunks(printed, size):
        target = (target + chunk)[:_LONGEST_PATH]
    if not target or b"\0" in target or size >= _LONGEST_PATH:
        raise OSError(errno.EINVAL, "no link can lead there")
    return os.fsdecode(target)


def _chunks(printed: IO[bytes], size: int) -> Iterator[bytes]:
    while size:
        chunk = printed.read(min(size, _CHUNK))
        if not chunk:
            raise StateError("git ended in the middle of a file")
        size -= len(chunk)
        yield chunk
