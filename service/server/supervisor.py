"""Several processes that live and end together: the web server, and workers beside it."""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, NoReturn

from feeds.outages import QUIET_SECONDS
from feeds.process_end import INTERRUPTED, leave
from service.server.signal_pipe import Signals

_ENDINGS = (signal.SIGTERM, signal.SIGINT)
_HANDLED = (*_ENDINGS, signal.SIGHUP, signal.SIGCHLD, signal.SIGALRM)
_PR_SET_PDEATHSIG = 1  # linux/prctl.h
_SHORTEST_LIFE_SECONDS = 1.0  # a part that ends sooner is started again after this time
_PATIENCE_SECONDS = 40.0  # after SIGTERM, before SIGKILL

log = logging.getLogger("postwire")


class Part(NamedTuple):
    """`run` is called in a process of its own. When a `vital` part ends, all parts end. A part that
    runs `once` is not started again, however it ended. SIGHUP is passed on to those `on_hangup`."""

    name: str
    run: Callable[[], object]
    vital: bool = False
    once: bool = False
    on_hangup: bool = False


class Supervisor:
    """The parent process. It starts the parts, starts again a part that dies, and passes SIGTERM on
    to all."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self._parts = parts
        self._signals = Signals(_HANDLED)
        self._running: dict[int, tuple[Part, float]] = {}  # by process id, with when it began
        # By the monotonic clock: when parts are started again, and when the next end of a part is
        # worth a line, by its name.
        self._due: list[tuple[float, Part]] = []
        self._quiet_until: dict[str, float] = {}
        self._ending = False
        self._interrupted = False

    def run(self) -> int:
        """Until SIGTERM or SIGINT, or until a vital part ends; the exit code. The signals stay
        taken: the process has to end then."""
        self._signals.take()
        for part in self._parts:
            self._start(part)
        code = 0
        while self._running or self._due:
            for number in self._signals.wait(self._pause()):
                self._heed(number)
            for pid, status in _ended_children():
                code = max(code, self._ended(pid, os.waitstatus_to_exitcode(status)))
            self._start_due()
        return INTERRUPTED if self._interrupted else code

    def _heed(self, number: int) -> None:
        if number in _ENDINGS:
            self._interrupted = self._interrupted or number == signal.SIGINT
            self._end()
        elif number == signal.SIGHUP:
            self._signal(signal.SIGHUP)
        elif number == signal.SIGALRM:
            self._signal(signal.SIGKILL)

    def _start(self, part: Part) -> None:
        parent = os.getpid()
        # Blocked until the child has given this process's handlers up.
        signal.pthread_sigmask(signal.SIG_BLOCK, _HANDLED)
        pid = os.fork()
        if pid == 0:
            self._signals.let_go()
            _become(part, parent, self._quiet_until.get(part.name, 0.0))
        self._running[pid] = (part, time.monotonic())
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _HANDLED)

    def _pause(self) -> float | None:
        """Seconds until a part is started again."""
        if not self._due:
            return None
        return max(0.0, min(at for at, _ in self._due) - time.monotonic())

    def _start_due(self) -> None:
        now = time.monotonic()
        due = [part for at, part in self._due if at <= now]
        self._due = [(at, part) for at, part in self._due if at > now]
        for part in due:
            self._start(part)

    def _ended(self, pid: int, code: int) -> int:
        """What this end adds to the exit code of all."""
        if pid not in self._running:
            return 0
        part, began = self._running.pop(pid)
        if part.vital:
            was_ending = self._ending
            self._end()
            return 0 if was_ending and code <= 0 else abs(code)
        if not part.once and not self._ending:
            self._report(part, code)
            self._due.append((began + _SHORTEST_LIFE_SECONDS, part))
        return 0

    def _report(self, part: Part, code: int) -> None:
        """Log an end, of a part that ends again and again one in a minute."""
        now = time.monotonic()
        if now >= self._quiet_until.get(part.name, 0.0):
            log.warning("%s ended with code %s: it is started again", part.name, code)
            self._quiet_until[part.name] = now + QUIET_SECONDS

    def _end(self) -> None:
        """Signal each part once: a second signal might disturb a part that is ending."""
        if self._ending:
            return
        self._ending = True
        self._due.clear()
        signal.setitimer(signal.ITIMER_REAL, _PATIENCE_SECONDS)
        self._signal(signal.SIGTERM)

    def _signal(self, number: signal.Signals) -> None:
        for pid, (part, _) in list(self._running.items()):
            if part.on_hangup or number != signal.SIGHUP:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, number)


def _become(part: Part, parent: int, quiet_until: float) -> NoReturn:
    """This process is the part from now on; it never returns. Its failure is logged from
    `quiet_until` on, of the monotonic clock, which is one for all processes."""
    code = 1
    try:
        if part.on_hangup:  # until it has a handler of its own
            signal.signal(signal.SIGHUP, signal.SIG_IGN)
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
        leave(code)


def _ended_children() -> Iterator[tuple[int, int]]:
    """The process ids and wait statuses of those that have ended since the last call."""
    with contextlib.suppress(ChildProcessError):
        while (ended := os.waitpid(-1, os.WNOHANG))[0]:
            yield ended


def end_with(parent: int) -> None:
    """Have the kernel end this process when its parent ends, however it ends (Linux only)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:  # the parent ended before the kernel was asked
            os._exit(0)
