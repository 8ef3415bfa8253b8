"""Which workers of this host live: each holds a lock on a file that is named after it.

What a worker held when it was killed is given back as soon as another one looks, not only when
the claim on it ends.
"""

from __future__ import annotations

import os
import secrets
from contextlib import ExitStack
from pathlib import Path

from feeds.files import locked, replaced

_FOLDER = "workers"


class Presence:
    """This worker's own mark, for as long as the object lives. `name` is its claim on rows."""

    def __init__(self, state: Path) -> None:
        self._folder = state / _FOLDER
        self._folder.mkdir(exist_ok=True)
        self.name = f"{os.getpid()}-{secrets.token_hex(8)}"
        self._held = ExitStack()
        # Locked before it has its name: nobody can take it for a dead one's.
        with replaced(self._folder / self.name) as draft:
            self._held.enter_context(locked(draft))

    def dead(self) -> list[str]:
        """The names of workers that ended without a word."""
        return [path.name for path in self._folder.glob("[0-9]*") if _is_free(path)]

    def forget(self, name: str) -> None:
        (self._folder / name).unlink(missing_ok=True)

    def leave(self) -> None:
        self.forget(self.name)
        self._held.close()


def _is_free(path: Path) -> bool:
    with locked(path, wait=False) as lock:
        return lock is not None
