"""Tells which workers of this host are alive: each has a lock on a file with its name.

When a worker was killed, another worker sees that its file is not locked any more, and gives back
the rows that it had claimed. They need not wait until the claims end.
"""

from __future__ import annotations

import os
import secrets
from contextlib import ExitStack
from pathlib import Path

from feeds.files import locked, locked_if_free, replaced

_FOLDER = "workers"


class Liveness:
    """This worker's own file, locked as long as the object lives.

    `name` is the name that the worker claims rows with.
    """

    def __init__(self, state: Path) -> None:
        self._folder = state / _FOLDER
        self._folder.mkdir(exist_ok=True)
        self.name = f"{os.getpid()}-{secrets.token_hex(8)}"
        self._lock = ExitStack()
        # Locked before it has its name: no other worker can take it for a dead one's.
        with replaced(self._folder / self.name) as draft:
            self._lock.enter_context(locked(draft))

    def dead_workers(self) -> list[str]:
        """The names of workers that were killed."""
        return [path.name for path in self._folder.glob("[0-9]*") if _is_unlocked(path)]

    def forget(self, name: str) -> None:
        """Remove a dead worker's file."""
        (self._folder / name).unlink(missing_ok=True)

    def end(self) -> None:
        self.forget(self.name)
        self._lock.close()


def _is_unlocked(path: Path) -> bool:
    with locked_if_free(path) as is_free:
        return is_free


def living_workers(state: Path) -> int | None:
    """How many workers of this host are alive; None where that cannot be found out."""
    try:
        return sum(not _is_unlocked(path) for path in (state / _FOLDER).glob("[0-9]*"))
    except OSError:
        return None
