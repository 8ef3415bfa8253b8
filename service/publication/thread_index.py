"""Opens the index once in each thread, and anew when its file was replaced."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import local

from feeds.index.index import FILE_NAME, Index, open_index

_LOOK_AGAIN = 1.0  # seconds after which an open index is compared with the file on disk


@dataclass(frozen=True, slots=True)
class _Opened:
    inode: int
    index: Index
    until: float  # by the clock


class ThreadIndex:
    """Safe to use from any thread, and after a fork. Where the index was built anew, each thread
    opens the new one, and the first that finds it calls `built_anew`."""

    def __init__(
        self,
        state_folder: Path,
        built_anew: Callable[[], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Made before the archive is opened: a later index is one that was built anew."""
        self._state_folder = state_folder
        self._built_anew = built_anew
        self._clock = clock
        self._file = str(state_folder / FILE_NAME)
        self._inode = _inode_of(self._file)
        self._local = local()

    def current(self) -> Index:
        """The index on disk.

        :raise StateError: where there is none
        """
        inode = os.stat(self._file).st_ino
        opened: _Opened | None = getattr(self._local, "opened", None)
        if opened and opened.inode != inode:
            opened.index.close()
            opened = self._local.opened = None  # none may take it where no other can be opened
        elif opened and opened.index.is_frozen:
            opened = None  # the request may have it in use: it is closed when nothing has
        if inode != self._inode:
            self._built_anew()
            self._inode = inode
        index = opened.index if opened else open_index(self._state_folder)
        self._local.opened = _Opened(inode, index, self._clock() + _LOOK_AGAIN)
        return index

    def glance(self) -> Index:
        """The same, but the file is looked at once a second, not each time. It is replaced only
        where the state folder was, or its number has changed too."""
        opened: _Opened | None = getattr(self._local, "opened", None)
        return opened.index if opened and self._clock() < opened.until else self.current()


def _inode_of(path: str) -> int | None:
    try:
        return os.stat(path).st_ino
    except FileNotFoundError:
        return None
