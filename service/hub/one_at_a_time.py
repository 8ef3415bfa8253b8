"""Work that any thread may ask for, and that one thread at a time does."""

from __future__ import annotations

import threading
from collections.abc import Callable


class OneAtATime:
    """Runs a function in one thread at a time. A call from another thread returns at once, and has
    it run once more."""

    def __init__(self, run: Callable[[], object]) -> None:
        self._run = run
        self._again = threading.Event()
        self._lock = threading.Lock()

    def __call__(self) -> None:
        self._again.set()
        while self._again.is_set() and self._lock.acquire(blocking=False):
            try:
                self._again.clear()
                self._run()
            finally:
                self._lock.release()
