"""Which workers of this host live: each holds a lock on a file that is named after it.

What a worker held when it was killed is given back as soon as another one looks, not only when
the claim on it ends.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from pathlib import Path
from typing import IO

_FOLDER = "workers"


class Presence:
    """This worker's own mark, for as long as the object lives. `name` is its claim on rows."""

    def __init__(self, state: Path) -> None:
        self._folder = state / _FOLDER
        self._folder.mkdir(exist_ok=True)
        self.name = f"{os.getpid()}-{secrets.token_hex(8)}"
        draft = self._folder / f".{self.name}"
        # Locked before it has its name: nobody can take it for a dead one's.
        self._file = draft.open("w")
        fcntl.flock(self._file, fcntl.LOCK_EX)
        draft.rename(self._folder / self.name)

    def dead(self) -> list[str]:
        """The names of workers that ended without a word."""
        return [path.name for path in self._folder.glob("[0-9]*") if _is_free(path)]

    def forget(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def leave(self) -> None:
        self.forget(self.name)
        self._file.close()


def _is_free(path: Path) -> bool:
    try:
        file: IO[str] = path.open()
    except FileNotFoundError:
        return False
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
