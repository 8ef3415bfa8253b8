"""Finding the files of an archive: regular files inside it, each once, in a stable order."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from feeds.archive.archive_files import DEEPEST, is_file, is_gone, opened_folder
from feeds.archive.kind import Kind, holds, is_index
from feeds.archive.reading import Stat


def walk(root: Path, kind: Kind, unread: list[str] | None = None) -> Iterator[Stat]:
    """Every file the kind reads as a post, folder by folder, names sorted. Folders that are there
    and cannot be read are put into `unread`.

    Links that lead out of the archive, to a folder, or nowhere are passed over; so are pipes,
    sockets and devices, which block a process that opens them.
    """
    folders = [""]
    while folders:
        folder = folders.pop()
        with _noting(folder, unread), opened_folder(root, folder) as descriptor:
            if descriptor is None:
                continue
            below, files, links = _listed(descriptor)
            if bundle := kind.bundle_names(folder).intersection(files):
                below, files = [], [name for name in files if name in bundle or is_index(name)]
            prefix = f"{folder}/" if folder else ""
            paths = [prefix + name_in_utf8(name) for name in reversed(below)]
            folders += [path for path in paths if kind.walks(path)]
            posts = kind.posts_among(files, folder)
            linked = links.intersection(posts)
            if out := {name for name in linked if _leads_out(root, root / prefix / name)}:
                posts = [name for name in posts if name not in out]
            yield from _stats(posts, prefix, descriptor)


def look(root: Path, path: str, kind: Kind) -> Stat | None:
    """One file by its path; None where it is gone or is no post file.

    :raise OSError: it may be there, and cannot be looked at
    """
    if path.count("/") > DEEPEST:
        return None
    above = _above(path)
    full = root / path
    if not all(kind.walks(folder) for folder in above) or not holds(kind, path):
        return None
    if any(_bundled(root, folder, path, kind) for folder in above) or _leads_out(root, full):
        return None
    try:
        status = full.stat()
    except ValueError:  # no name that a file system can have
        return None
    except OSError as error:
        if not is_gone(error):
            raise
        return None
    return Stat(path, status.st_mtime_ns, status.st_size) if stat.S_ISREG(status.st_mode) else None


@contextlib.contextmanager
def _noting(folder: str, unread: list[str] | None) -> Iterator[None]:
    try:
        yield
    except OSError:
        if unread is not None:
            unread.append(folder)


def _above(path: str) -> list[str]:
    """`a`, `a/b` of `a/b/c.md`."""
    parts = path.split("/")[:-1]
    return ["/".join(parts[: depth + 1]) for depth in range(len(parts))]


def _bundled(root: Path, folder: str, path: str, kind: Kind) -> bool:
    """Whether this folder is one post, and the path another file of it."""
    names = kind.bundle_names(folder)
    own = path.removeprefix(f"{folder}/")
    is_part = own not in names and not is_index(own)
    return is_part and any(is_file(root, f"{folder}/{name}") for name in names)


def name_in_utf8(name: str) -> str:
    """A file name as text that can be stored and printed. One that is not in UTF-8 gets its odd
    bytes spelled out: no such file can be opened by it, and reading reports that."""
    if name.isascii():
        return name
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def _listed(descriptor: int) -> tuple[list[str], list[str], set[str]]:
    """Names of folders, of files, and which of these are links. Names alone, for a folder may
    hold a million.

    :raise OSError: the folder cannot be read
    """
    below: list[str] = []
    files: list[str] = []
    links: set[str] = set()
    with os.scandir(descriptor) as entries:
        for entry in entries:
            (below if entry.is_dir(follow_symlinks=False) else files).append(entry.name)
            if entry.is_symlink():
                links.add(entry.name)
    return sorted(below), sorted(files), links


def _stats(names: list[str], prefix: str, descriptor: int) -> Iterator[Stat]:
    """The regular files among these, each with its name in UTF-8. By their names alone: the system
    then does not walk down to the folder each time."""
    for name in names:
        try:
            status = os.stat(name, dir_fd=descriptor)
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode):
            yield Stat(prefix + name_in_utf8(name), status.st_mtime_ns, status.st_size)


def _leads_out(root: Path, full: Path) -> bool:
    try:
        return not full.resolve().is_relative_to(root.resolve())
    except (OSError, RuntimeError, ValueError):
        return True
