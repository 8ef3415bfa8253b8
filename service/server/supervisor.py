"""Several processes that live and end together: the web server, and workers beside it."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

from feeds.outages import QUIET_SECONDS

INTERRUPTED = 130  # the exit code of a program that ^C ends, as shells have it

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_HANDLED = (*_ENDINGS, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_SHORTEST_LIFE_SECONDS = 1.0  # a part that ends sooner is started again after this time
_PATIENCE_SECONDS = 40.0  # after SIGTERM, before SIGKILL

log = logging.getLogger("postwire")


class Part(NamedTuple):
    """`run` is called in a process of its own. When a `vital` part ends, all parts end. A part that
    runs `once` is not started again, however it ended. SIGHUP is passed on to those `on_hangup`."""

    name: str
    run: Callable[[], None]
    vital: bool = False
    once: bool = False
    on_hangup: bool = False


class Supervisor:
    """The parent process. It starts the parts, starts again a part that dies, and passes SIGTERM on
    to all."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._running: dict[int, tuple[Part, float]] = {}  # by process id, with when it began
        # When its next end is worth a line, by the name of the part and the monotonic clock.
        self._quiet_until: dict[str, float] = {}
        self._ending = False
        self._interrupted = False

    def run(self) -> int:
        """Until SIGTERM or SIGINT, or until a vital part ends; the exit code."""
        for number in _ENDINGS:
            signal.signal(number, self._asked_to_end)
        signal.signal(signal.SIGHUP, lambda *_: self._hang_up())
        for part in self._parts:
            self._start(part)
        code = 0
        while self._running:
            pid, status = os.wait()
            code = max(code, self._ended(pid, os.waitstatus_to_exitcode(status)))
        return INTERRUPTED if self._interrupted else code

    def _start(self, part: Part) -> None:
        parent = os.getpid()
        # Blocked until the child has handlers of its own: with this process's it would end its
        # siblings.
        signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
        pid = os.fork()
        if pid == 0:
            _become(part, parent, self._quiet_until.get(part.name, 0.0))
        self._running[pid] = (part, time.monotonic())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)

    def _ended(self, pid: int, code: int) -> int:
        """What this end adds to the exit code of all."""
        if pid not in self._running:
            return 0
        part, began = self._running.pop(pid)
        if part.vital:
            was_ending = self._ending
            self._end()
            return 0 if was_ending and code <= 0 else abs(code)
        if part.once:
            return 0
        if not self._ending:
            self._report(part, code)
            time.sleep(max(0.0, _SHORTEST_LIFE_SECONDS - (time.monotonic() - began)))
        if not self._ending:
            self._start(part)
        return 0

    def _report(self, part: Part, code: int) -> None:
        """Log an end, of a part that ends again and again one in a minute."""
        now = time.monotonic()
        if now >= self._quiet_until.get(part.name, 0.0):
            log.warning("%s ended with code %s: it is started again", part.name, code)
            self._quiet_until[part.name] = now + QUIET_SECONDS

    def _asked_to_end(self, number: int, _: object) -> None:
        self._interrupted = self._interrupted or number == signal.SIGINT
        self._end()

    def _end(self) -> None:
        if not self._ending:
            self._ending = True
            signal.signal(signal.SIGALRM, lambda *_: self._signal(signal.SIGKILL))
            signal.setitimer(signal.ITIMER_REAL, _PATIENCE_SECONDS)
        self._signal(signal.SIGTERM)

    def _hang_up(self) -> None:
        for pid, (part, _) in list(self._running.items()):
            if part.on_hangup:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGHUP)

    def _signal(self, number: signal.Signals) -> None:
        for pid in list(self._running):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, number)


def _become(part: Part, parent: int, quiet_until: float) -> None:
    """This process is the part from now on; it never returns. Its failure is logged from
    `quiet_until` on, of the monotonic clock, which is one for all processes."""
    code = 1
    try:
        for number in _ENDINGS:
            signal.signal(number, signal.SIG_DFL)
        # Until the part has a handler of its own.
        signal.signal(signal.SIGHUP, signal.SIG_IGN if part.on_hangup else signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)
        end_with(parent)
        part.run()
        code = 0
    except SystemExit as error:
        code = error.code if isinstance(error.code, int) else 1
    except BaseException:
        if time.monotonic() >= quiet_until:
            log.exception("%s failed", part.name)
    finally:
        logging.shutdown()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def end_with(parent: int) -> None:
    """Have the kernel end this process when its parent ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before the kernel was asked
            os._exit(0)
