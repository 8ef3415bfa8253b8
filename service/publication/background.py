"""What can be done when an answer is on its way, by a thread of its own in each process."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import lru_cache, partial

log = logging.getLogger("postwire")

_LAST = 19  # of the priorities that a thread may have


def afterwards(work: Callable[[], object]) -> None:
    """Have this done soon; not at all where the process ends before."""
    with suppress(RuntimeError):  # it is ending
        _thread(os.getpid()).submit(partial(_done, work))


def _done(work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:  # nobody waits for it who could be told
        log.exception("something to be done after an answer failed")


@lru_cache(maxsize=1)
def _thread(process: int) -> ThreadPoolExecutor:
    """Threads do not outlive a fork."""
    return ThreadPoolExecutor(1, "afterwards", _yield)


def _yield() -> None:
    """Only Linux has a priority for each thread; elsewhere it would be the process's."""
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), _LAST)
