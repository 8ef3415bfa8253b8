"""Files that the processes of one host share: locks, and files that are replaced as a whole.

A lock ends when the process that took it ends, in whatever way. No child of that process inherits
it.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from threading import get_native_id
from weakref import WeakSet

_locked: WeakSet[FileIO] = WeakSet()


@contextmanager
def locked(path: Path) -> Iterator[FileIO]:
    """Wait for the lock on a file, which is created where it is missing, and hold it. Threads
    exclude each other as processes do.

    The file is open for reading and appending, without a buffer.

    :raise OSError: where the file cannot be opened
    """
    with _opened(path) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """The same without waiting: whether the lock is held now."""
    with _opened(path) as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True


def _opened(path: Path) -> FileIO:
    file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644), "a+")
    _locked.add(file)
    return file


def _close_in_child() -> None:
    # A forked child shares the open file, and would hold its lock for as long as it lives.
    # A program that is started inherits nothing: Python opens files close-on-exec (PEP 446).
    for file in list(_locked):
        file.close()


os.register_at_fork(after_in_child=_close_in_child)


@contextmanager
def replaced(path: Path, draft: Path | None = None) -> Iterator[Path]:
    """A draft to write, which takes the place of `path` at the end of the block: a reader opens
    the old file or the new one, whole. Where the block raises, the old file stays.

    The draft lies beside the file, hidden, and its name is this thread's own. Name another one
    where only one process writes at a time: the next writes over what a killed one left.
    """
    draft = draft or _beside(path)
    try:
        yield draft
        os.replace(draft, path)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_once(path: Path, text: str, mode: int = 0o644) -> None:
    """Create a file with this content. Where there is one already, it stays as it is: of two
    processes that start at once, the second keeps the first's.

    :raise OSError: where the folder cannot be written
    """
    draft = _beside(path)
    try:
        draft.touch(mode)  # before it holds anything
        draft.write_text(text)
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


def _beside(path: Path) -> Path:
    # The kernel numbers threads and processes alike: no two of a host have one number.
    return path.with_name(f".{path.name}.{get_native_id()}")
