"""One process that does bounded work, as seen from the process that gives it.

It is started by exec: a process forked from a thread of a web server would inherit its signal
handlers, locks and sockets (python/cpython#94454). Closing the connection ends it.
"""

from __future__ import annotations

import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import Pipe
from typing import Any, NamedTuple

from feeds.bounded.limits import FailedError, Failure, Limits
from feeds.bounded.program import ANSWERED, MOST_TASKS, OUT_OF_MEMORY
from feeds.errors import StateError

Function = Callable[[Any, bytes], bytes]
"""What a process can do: a function of a module, called with its setup and an item's bytes."""

_START_SECONDS = 60.0  # by the clock, for all imports on a busy machine
_END_SECONDS = 5.0


class Task(NamedTuple):
    """A function with its first argument, both pickled once. Equal tasks are sent once."""

    pickled: bytes

    @classmethod
    def of(cls, function: Function, setup: Any) -> Task:
        return cls(pickle.dumps((function, setup)))


class BoundedProcess:
    """Not safe to use from two threads at once. Ended for good after a failure."""

    def __init__(self) -> None:
        self._connection, theirs = Pipe()
        self.is_up = False  # whether it has loaded a task
        self._folder = os.getcwd()
        self._tasks: dict[Task, int] = {}  # those that it knows, with their places
        self._program = _start(theirs.fileno())
        theirs.close()

    @property
    def pid(self) -> int:
        return self._program.pid

    def is_ready(self) -> bool:
        """Whether it waits for work. It writes nothing then, so anything to read means that it
        ended."""
        return not self._connection.closed and not self._connection.poll()

    def introduce(self, task: Task) -> int:
        """Have the process load a task; returns the task's place, for `ask`.

        :raise StateError: it cannot, which is no fault of any item
        """
        if (place := self._tasks.get(task)) is not None:
            return place
        if len(self._tasks) == MOST_TASKS:
            self._tasks.clear()
        place = self._tasks[task] = len(self._tasks)
        try:
            self._connection.send((place, os.getcwd()))
            self._connection.send_bytes(task.pickled)
            if not self._connection.poll(_START_SECONDS):
                raise StateError(f"no process for reading posts came up in {_START_SECONDS:.0f} s")
            if error := self._connection.recv_bytes().decode():
                raise StateError(f"a process for reading posts cannot work: {error}")
        except (EOFError, OSError) as error:
            raise StateError("a process for reading posts ended at its start") from error
        self.is_up = True
        return place

    def ask(self, place: int, item: bytes, limits: Limits) -> bytes:
        """What the task at a place makes of an item.

        :raise FailedError: no result; the process has ended where it took too long, and may have
            ended otherwise
        """
        try:
            self._connection.send((place, limits.seconds, limits.most_bytes))
            self._connection.send_bytes(item)
            if not self._connection.poll(limits.patience):
                self.end()
                raise FailedError(_no_answer(limits))
            kind, result = self._connection.recv_bytes(), self._connection.recv_bytes()
        except (EOFError, OSError) as error:
            raise FailedError(self._end_of(limits)) from error
        if kind == ANSWERED:
            return result
        if kind == OUT_OF_MEMORY:
            raise FailedError(Failure("memory", f"more than {limits.most_bytes:,} bytes"))
        raise FailedError(Failure("error", result.decode("utf-8", "replace")))

    def _end_of(self, limits: Limits) -> Failure:
        self.end()
        code = self._program.returncode
        if code == -signal.SIGPROF:
            return Failure("time", f"more than {limits.seconds:g} s of processor time")
        if code == -signal.SIGALRM:
            return _no_answer(limits)
        name = signal.Signals(-code).name if code < 0 else f"code {code}"
        return Failure("end", f"the process ended by {name}")

    def let_go(self) -> None:
        """Close the connection, and no more: it is another process's, by a fork."""
        self._connection.close()

    def end(self) -> None:
        """End it, whatever it does. Its number cannot belong to another process yet, because only
        this process waits for it."""
        self._connection.close()
        with suppress(subprocess.TimeoutExpired):
            self._program.wait(0.05)  # it ends by itself where it waits for work, or died
        self._program.kill()  # does nothing where it has ended
        with suppress(subprocess.TimeoutExpired):
            self._program.wait(_END_SECONDS)


def _start(descriptor: int) -> subprocess.Popen[bytes]:
    """The program of a bounded process, which has the connection at this descriptor."""
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "feeds.bounded.program", str(descriptor)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        pass_fds=[descriptor],
        start_new_session=True,  # Ctrl-C in a terminal is for the process that gives the work
    )


def _no_answer(limits: Limits) -> Failure:
    return Failure("time", f"no answer in {limits.patience:g} s")
