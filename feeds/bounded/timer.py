"""The kernel's timers: they end this process where work in it takes too long.

A limit of Python's own would have to wait for C code. Both signals end a process at once.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from feeds.bounded.limits import Limits


@contextmanager
def timed(limits: Limits) -> Iterator[None]:
    """End this process where the code inside takes more processor time (in user and system mode),
    or more time by the clock. An outer limit goes on afterwards with the time that it had left."""
    processor = signal.setitimer(signal.ITIMER_PROF, limits.seconds)
    clock = signal.setitimer(signal.ITIMER_REAL, limits.patience)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, *processor)
        signal.setitimer(signal.ITIMER_REAL, *clock)
