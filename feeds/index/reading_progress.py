"""How far the full text has been read, in figures that every process of the host can see.

One process reads the archive's words and writes the figures; the others show them to people who
wait. A figure may be a moment old, or missing.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import NamedTuple

_FILE_NAME = "words.progress"


class ReadingProgress(NamedTuple):
    read: int  # posts
    posts: int  # that are to be read in all


def note_progress(state: Path, read: int, posts: int) -> None:
    """Write how many posts are read, in one step and over the former figure.

    :raise OSError: where the folder cannot be written
    """
    descriptor = os.open(state / _FILE_NAME, os.O_WRONLY | os.O_CREAT, 0o644)
    try:
        os.pwrite(descriptor, f"{read:10} {posts:10}".encode(), 0)
    finally:
        os.close(descriptor)


def reading_progress(state: Path) -> ReadingProgress | None:
    """The figures that were written last; None where there are none yet."""
    try:
        read, posts = (state / _FILE_NAME).read_bytes().split()
        return ReadingProgress(int(read), int(posts))
    except (OSError, ValueError):
        return None
