"""Records requests: each adds one tuple, and a thread does everything else in the background."""

from __future__ import annotations

import atexit
import logging
import os
import sqlite3
import threading
import time
import weakref
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from feeds.outages import Outage
from service.traffic import store
from service.traffic.events import Count, Event, Timing, sum_up

INTERVAL = 1.0  # seconds between two looks at what has come in
# Beyond that within one interval the oldest go uncounted rather than fill the memory.
_MOST_WAITING = 200_000

_Item = TypeVar("_Item")

_log = logging.getLogger(__name__)


class Recorder:
    """One for each process; its deques may be appended to from any thread."""

    def __init__(self, state: Path) -> None:
        self.events: deque[Event] = deque(maxlen=_MOST_WAITING)
        self.timings: deque[Timing] = deque(maxlen=_MOST_WAITING)
        self.counts: deque[Count] = deque(maxlen=_MOST_WAITING)
        self._state = state
        self._writing = threading.Lock()
        self._process = 0
        self._outage = Outage(f"cannot write {store.FILE_NAME}", _log)

    def start(self) -> None:
        """Write in the background from now on, in this process. Cheap where that is so already:
        a thread does not outlive a fork, so every process asks again."""
        if self._process == os.getpid():
            return
        self._process = os.getpid()
        self._writing = threading.Lock()
        mine = weakref.ref(self)
        threading.Thread(target=_write_for_ever, args=(mine,), name="traffic", daemon=True).start()
        atexit.register(_flush, mine)

    def flush(self) -> None:
        """Write down what has come in. A store that cannot be written costs statistics only."""
        with self._writing:
            waiting = (self.events, self.timings, self.counts)
            sums = sum_up(*(_drained(each) for each in waiting))
            if sums:
                try:
                    store.add(self._state, sums, datetime.now(UTC))
                except (sqlite3.Error, OSError) as error:
                    self._outage.report(error)


def _drained(waiting: deque[_Item]) -> list[_Item]:
    return [waiting.popleft() for _ in range(len(waiting))]


def _write_for_ever(mine: weakref.ref[Recorder]) -> None:
    while _flush(mine):
        time.sleep(INTERVAL)


def _flush(mine: weakref.ref[Recorder]) -> bool:
    """False when there is nothing left to write for."""
    recorder = mine()
    if recorder is None:
        return False
    recorder.flush()
    return True
