"""Opens an archive's files and folders: no other module of `feeds.archive` does.

A file may be replaced between a check and its opening. So each opening makes sure by itself that
it reads a regular file, that the file lies beneath the archive's root whatever links say, that it
does not wait (for the other end of a pipe, say), and that it reads no more than the limit.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from feeds.model import Stamp

LARGEST_FILE = 16 * 1024 * 1024  # bytes
DEEPEST = 100
"""Folders within each other. Opening a file goes down through all folders above it, so files that
lie deeper are treated as missing."""

_FILE = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY
_FOLDER = os.O_RDONLY | os.O_CLOEXEC | os.O_DIRECTORY
# What systems say of a path that is not there, or that nothing here follows.
_GONE = frozenset(
    {errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.EMLINK}
    | {errno.EXDEV, errno.EINVAL, errno.ENAMETOOLONG}
)
_LINK = (errno.ELOOP, errno.ENOTDIR, errno.EMLINK)  # what systems say of a link with O_NOFOLLOW


class FileContent(NamedTuple):
    """`data` is None where it is more than the limit."""

    data: bytes | None
    stamp: Stamp


class TooLargeError(OSError):
    """A file is larger than the limit."""


def read(root: Path, path: str, largest: int, within: str = "") -> FileContent:
    """A file of the archive. A link must not lead out of the folder `within`, "" for the root.

    :raise OSError: where it is none: gone, no regular file, or reached by a link that leads out
    """
    return _read(_opened(root, path, _FILE, within), path, largest)


class NeighbourReader:
    """A context that reads one file after another. The folder of the last one stays open: its
    neighbours take a third of the system calls."""

    def __init__(self, root: Path, largest: int) -> None:
        self._root = root
        self._largest = largest
        self._above: str | None = None  # the path of the open folder
        self._folder = -1

    def __enter__(self) -> NeighbourReader:
        return self

    def __exit__(self, *_: object) -> None:
        if self._above is not None:
            os.close(self._folder)
            self._above = None

    def read(self, path: str) -> FileContent:
        """As `read` of this module.

        :raise OSError: where it is none
        """
        descriptor = self._beside_the_last(path)
        if descriptor is None:
            return read(self._root, path, self._largest)
        return _read(descriptor, path, self._largest)

    def _beside_the_last(self, path: str) -> int | None:
        """None where it takes more: a link to be followed, or an error to be named."""
        above, slash, name = path.rpartition("/")
        if name in ("", ".", "..") or (slash and (not above or above.endswith("/"))):
            return None
        try:
            if above != self._above:
                self.__exit__()
                self._folder = _opened_without_links(self._root, above, _FOLDER)
                self._above = above
            return os.open(name, _FILE | os.O_NOFOLLOW, dir_fd=self._folder)
        except (OSError, ValueError):
            return None


def _read(descriptor: int, path: str, largest: int) -> FileContent:
    """Closes it. Plain system calls: a `Path` and a file object take longer than the reading."""
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(errno.EINVAL, "no regular file", path)
        size = status.st_size
        data = os.read(descriptor, size) if size <= largest else None
        return FileContent(data, (status.st_mtime_ns, size))
    finally:
        os.close(descriptor)


def read_bytes(root: Path, path: str) -> bytes:
    """A file that is no post: of settings, of data, of a section.

    :raise OSError: as `read`, and where it is larger than any post may be
    """
    data = read(root, path, LARGEST_FILE).data
    if data is None:
        raise TooLargeError(errno.EFBIG, f"larger than {LARGEST_FILE:,} bytes", path)
    return data


def is_file(root: Path, path: str) -> bool:
    """Whether a regular file stands at a path, links followed; False also where no file can have
    such a name (`Path.is_file` raises for one that is too long)."""
    return os.path.isfile(f"{root}/{path}")


def is_gone(error: OSError) -> bool:
    """Whether an error says that there is no such file, and not that it cannot be read now."""
    return error.errno in _GONE


def why_away(root: Path) -> str:
    """Why the archive cannot be read now; empty where it can. A folder with nothing in it is no
    archive either: the place where a file system is to be mounted looks like that."""
    try:
        with os.scandir(root) as entries:
            return "" if any(True for _ in entries) else "the folder is empty"
    except OSError as error:
        return error.strerror or str(error)


@contextlib.contextmanager
def opened_folder(root: Path, path: str) -> Iterator[int | None]:
    """A folder's descriptor; None where there is none (any more).

    :raise OSError: it may be there, and cannot be opened
    """
    try:
        descriptor = _opened(root, path, _FOLDER)
    except OSError as error:
        if not is_gone(error):
            raise
        yield None
        return
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def folders_in(root: Path) -> list[str]:
    """The names of the folders in the archive's root, sorted; none where it cannot be read."""
    with contextlib.suppress(OSError), opened_folder(root, "") as descriptor:
        if descriptor is not None:
            with os.scandir(descriptor) as entries:
                return sorted(each.name for each in entries if each.is_dir(follow_symlinks=False))
    return []


def paths_below(root: Path, path: str) -> Iterator[str]:
    """All files in a folder and below it, in no order. Links to folders are not followed."""
    folders = [path]
    while folders:
        above = folders.pop()
        prefix = f"{above}/" if above else ""
        with contextlib.suppress(OSError), opened_folder(root, above) as descriptor:
            if descriptor is None:
                continue
            with os.scandir(descriptor) as entries:
                for entry in entries:
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(prefix + entry.name)
                    else:
                        yield prefix + entry.name


def _opened(root: Path, path: str, flags: int, within: str = "") -> int:
    """A descriptor. A link may stand on the way where it stays beneath the root: the place that
    it leads to is opened, on a way without links."""
    try:
        return _opened_without_links(root, path, flags)
    except ValueError as error:  # no name that a file system can have
        raise OSError(errno.EINVAL, "no file can have this name") from error
    except OSError as error:
        if error.errno not in _LINK:
            raise
    return _opened_without_links(root, _resolved(root, path, within), flags)


def _opened_without_links(root: Path, path: str, flags: int) -> int:
    """:raise OSError: also where any part of the path is a link"""
    *above, name = path.split("/")
    depth = len(above) + bool(flags & os.O_DIRECTORY)
    if ".." in above or name == ".." or depth > DEEPEST:
        raise OSError(errno.EINVAL, "no path inside the archive", path)
    folder = os.open(root, _FOLDER)  # the root itself may be a link: the operator named it
    try:
        for part in above:
            below = os.open(part, _FOLDER | os.O_NOFOLLOW, dir_fd=folder)
            os.close(folder)
            folder = below
        return os.open(name or ".", flags | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)


def _resolved(root: Path, path: str, within: str) -> str:
    real = os.path.realpath(root / path, strict=True)
    for bound in (root / within, root):
        inside = os.path.relpath(real, os.path.realpath(bound))
        if inside.split("/")[0] == "..":
            raise OSError(errno.EXDEV, "a link that leads out", path)
    return "" if inside == "." else inside
