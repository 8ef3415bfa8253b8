"""A few processes for bounded work: each is started when it is needed, and again after it ended."""

from __future__ import annotations

import atexit
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from queue import Empty, LifoQueue
from threading import Lock, Semaphore, Thread
from types import TracebackType

from feeds.bounded.limits import FailedError, Limits
from feeds.bounded.process import BoundedProcess, Task
from feeds.errors import StateError


class ProcessPool:
    """Safe to use from any thread. A context: its processes end with it."""

    def __init__(self, at_first: int, later: int = 0, in_need: int = 0) -> None:
        """So many processes at first. `later` more are started by `grow`, or while all others have
        long work, and stay. `in_need` more are started while all these have long work, and end with
        theirs, so that a post that freezes a process holds up no other work."""
        # The process that was used last is taken first: others are started only where it is busy.
        self._idle = LifoQueue[BoundedProcess | None]()
        self._started: set[BoundedProcess] = set()
        self._later, self._in_need = Semaphore(later), Semaphore(in_need)
        for _ in range(at_first):
            self._idle.put(None)

    def __enter__(self) -> ProcessPool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.end()

    def ask(self, task: Task, item: bytes, limits: Limits) -> bytes:
        """What a task makes of an item. Waits for an idle process.

        :raise FailedError: no result within these limits
        :raise StateError: no process can be started
        """
        with self._process() as process:
            return process.ask(process.introduce(task), item, limits)

    def warm(self, task: Task, processes: int = 1) -> None:
        """Have so many processes ready that know this task.

        :raise StateError: none can be started
        """
        with ExitStack() as stack:
            for _ in range(processes):
                stack.enter_context(self._process()).introduce(task)

    def grow(self, task: Task) -> None:
        """Start one process more that stays, where there may be one. Nothing waits for it: what is
        asked before it knows this task goes to those that are up."""
        if self._later.acquire(blocking=False):
            Thread(target=self._add, args=(task,), daemon=True).start()

    def _add(self, task: Task) -> None:
        process = self._another(None)
        try:
            process.introduce(task)
        except StateError:  # it is started again where it is needed, and says why it cannot
            self._without(process)
            self._idle.put(None)
        else:
            self._idle.put(process)

    @contextmanager
    def _process(self) -> Iterator[BoundedProcess]:
        """An idle process, or another one in need, which ends when its work is done."""
        idle, is_extra = self._idle_or_another()
        process: BoundedProcess | None = None
        try:
            process = idle if idle and idle.is_ready() else self._another(idle)
            yield process
        except FailedError as error:
            if error.failure.why in ("time", "end"):
                self._without(process)
                process = None
            raise
        except BaseException:  # an answer may still be on its way
            self._without(process)
            process = None
            raise
        finally:
            if is_extra:
                self._without(process)
                self._in_need.release()
            else:
                self._idle.put(process)

    def _idle_or_another(self) -> tuple[BoundedProcess | None, bool]:
        """What to work with, None for a process that is to be started, and whether that ends with
        the work. Where one is coming up already, it is there sooner than another would be."""
        while True:
            try:
                return self._idle.get(timeout=_LONG_SECONDS), False
            except Empty:
                if all(process.is_up for process in list(self._started)):
                    break
        if self._later.acquire(blocking=False):
            return None, False
        if self._in_need.acquire(blocking=False):
            return None, True
        return self._idle.get(), False

    def pids(self) -> list[int]:
        """The process ids of those that are running."""
        return [process.pid for process in self._started]

    def end(self) -> None:
        """End all processes, also those that are at work."""
        for process in list(self._started):
            self._without(process)

    def let_go(self) -> None:
        """Close what was inherited of another process's pool."""
        for process in self._started:
            process.let_go()

    def _another(self, process: BoundedProcess | None) -> BoundedProcess:
        self._without(process)
        process = BoundedProcess()
        self._started.add(process)
        return process

    def _without(self, process: BoundedProcess | None) -> None:
        if process is not None:
            process.end()
            self._started.discard(process)


_LONG_SECONDS = 0.5  # a batch takes milliseconds

_lock = Lock()
_shared: ProcessPool | None = None
_inherited: list[ProcessPool] = []  # kept, for their end is another process's business


def shared_pool() -> ProcessPool:
    """The pool that this program shares for reading or rendering few posts. It has one process, and
    a second one after the first whole page was rendered."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = ProcessPool(1, later=1, in_need=2)
        return _shared


def _after_fork() -> None:
    global _lock, _shared
    _lock = Lock()
    if _shared is not None:
        _shared.let_go()
        _inherited.append(_shared)
        _shared = None


def _at_exit() -> None:
    if _shared is not None:
        _shared.end()


os.register_at_fork(after_in_child=_after_fork)
atexit.register(_at_exit)
