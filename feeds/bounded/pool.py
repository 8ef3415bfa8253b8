"""Some processes for bounded work, each started when it is needed, and again when it has ended."""

from __future__ import annotations

import atexit
import os
from queue import LifoQueue
from threading import Lock
from types import TracebackType

from feeds.bounded.limits import FailedError, Limits
from feeds.bounded.process import BoundedProcess, Task


class ProcessPool:
    """Safe to use from any thread. A context: its processes end with it."""

    def __init__(self, most: int) -> None:
        self._most = most
        # The process that was used last is taken first: others are started only where it is busy.
        self._idle = LifoQueue[BoundedProcess | None]()
        self._started: set[BoundedProcess] = set()
        for _ in range(most):
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

        :raise FailedError: nothing, within these limits
        :raise StateError: no process can be started
        """
        process = self._idle.get()
        try:
            if process is None or not process.is_ready():
                process = self._another(process)
            return process.ask(process.introduce(task), item, limits)
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
            self._idle.put(process)

    def warm(self, task: Task) -> None:
        """Have a process ready that knows this task.

        :raise StateError: none can be started
        """
        process = self._idle.get()
        try:
            if process is None or not process.is_ready():
                process = self._another(process)
            process.introduce(task)
        except BaseException:
            self._without(process)
            process = None
            raise
        finally:
            self._idle.put(process)

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


_lock = Lock()
_shared: ProcessPool | None = None
_inherited: list[ProcessPool] = []  # kept, for their end is another process's business


def shared_pool() -> ProcessPool:
    """The pool of this process, of one process: for all that reads or renders few posts."""
    global _shared
    with _lock:
        if _shared is None:
            _shared = ProcessPool(1)
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
