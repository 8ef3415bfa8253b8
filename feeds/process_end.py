"""How a process ends after SIGTERM or ^C: by itself, or by force when a deadline has passed.

Python turns SIGINT into an exception, and an exception is lost where it cannot be passed on: in a
callback of the import system, in a finaliser, in a library's bare `except`. So ^C also starts a
timer here, which ends the process without any exception.
"""

from __future__ import annotations

import atexit
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NoReturn

INTERRUPTED = 130
"""The exit code of a program that ^C ends, as shells have it."""

_GRACE_SECONDS = 5.0  # for what has to be tidied up after ^C


@contextmanager
def interruptible() -> Iterator[None]:
    """^C raises KeyboardInterrupt as usual; where the process still runs a few seconds later, it
    ends then. An interruption that is lost leaves no traceback. Without effect outside the main
    thread, or where SIGINT is handled or ignored."""
    is_main = threading.current_thread() is threading.main_thread()
    if not is_main or signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, _interrupt)
    usual_hook = sys.unraisablehook
    sys.unraisablehook = lambda lost: (
        None if lost.exc_type is KeyboardInterrupt else usual_hook(lost)
    )
    try:
        yield
    finally:
        sys.unraisablehook = usual_hook
        if signal.getsignal(signal.SIGINT) is _interrupt:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def _interrupt(number: int, frame: object) -> NoReturn:
    end_within(_GRACE_SECONDS, INTERRUPTED)
    raise KeyboardInterrupt


class Ending:
    """SIGTERM and ^C for a program that looks by itself whether it has to end: no exception comes
    in the midst of what it does. However it then fares, it ends within `seconds`, after ^C within
    `hasty_seconds`."""

    def __init__(self, seconds: float, hasty_seconds: float) -> None:
        self.is_due = False
        self.is_interrupted = False  # by ^C
        self._seconds = seconds
        self._hasty_seconds = hasty_seconds

    def heed(self) -> None:
        """Take both signals from now on, for good."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._note)

    def _note(self, number: int, frame: object) -> None:
        if number == signal.SIGINT and not self.is_interrupted:
            self.is_due = self.is_interrupted = True
            end_within(self._hasty_seconds, INTERRUPTED)
        elif not self.is_due:
            self.is_due = True
            end_within(self._seconds, 0)


def end_within(seconds: float, code: int) -> None:
    """Have this process end after so many seconds at the latest. Safe in a signal handler."""
    signal.signal(signal.SIGALRM, lambda *_: os._exit(code))
    signal.setitimer(signal.ITIMER_REAL, seconds)


@atexit.register
def _disarm() -> None:
    """All threads have ended. What is left is Python's own end, in which the timer has no handler
    any more and would kill the process."""
    signal.setitimer(signal.ITIMER_REAL, 0)


def leave(code: int) -> NoReturn:
    """End this process now, with what was logged written out. No thread is waited for: one that is
    stuck in a call to a database or a network would keep the process."""
    for write_out in (logging.shutdown, sys.stdout.flush, sys.stderr.flush):
        with suppress(OSError, ValueError):  # nobody reads any more
            write_out()
    os._exit(code)
