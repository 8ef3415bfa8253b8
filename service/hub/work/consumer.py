"""The one door to Huey, the queue that wakes a worker's steps."""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any, get_args
from weakref import finalize

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import BaseProcess, Consumer, Worker
from huey.registry import Message
from huey.serializer import Serializer

from feeds.errors import ConfigurationError, StateError
from feeds.outages import Outage, one_line
from feeds.process_end import Ending
from service.hub.work.step import Step
from service.settings.settings import Settings

_LOCK = 0x71756575  # any number that nobody else takes: "queu"
_NAME = "postwire"
_FILE_NAME = "queue.sqlite"
_TASK = "step"
_THREADS = 5  # one for each step
_POLL_SECONDS = 0.05, 0.25  # between two reads of the queue in SQLite, busy and idle
_PATIENCE_SECONDS = 5  # for PostgreSQL to answer
_PAUSE_SECONDS = 1  # between two tries to reach a queue that is away
_DRAIN_SECONDS = 15  # after SIGTERM, for requests under way
_HASTE_SECONDS = 2  # after ^C
_LAST_SECONDS = 5  # more, for giving back what is claimed
_LOOK_SECONDS = 0.1  # between two looks whether to end
_CHECK_SECONDS = 10  # between two looks whether a thread has died

_log = logging.getLogger("postwire.hub")


def open_queue(settings: Settings) -> tuple[Callable[[Step], Any], Callable[[], int]]:
    """The queue for a process that only wakes a worker: a function that queues a step, and one that
    counts those that wait.

    :raise ConfigurationError: the queue cannot be opened
    """
    huey = open_huey(settings)
    return _task(huey, _refuse), huey.pending_count


class StepNames(Serializer):  # type: ignore[misc]
    """A message is the name of a step and nothing else. Huey's own messages are pickles: with them,
    whoever can write into the queue could have a worker run any code."""

    def _serialize(self, message: Message) -> bytes:
        (step,) = message.args
        return str(step).encode()

    def _deserialize(self, data: bytes) -> Message:
        """:raise ValueError: the message names no step"""
        step = bytes(data).decode("ascii", "replace")
        if step not in get_args(Step):
            raise ValueError("a message that names no step was dropped")
        return Message(secrets.token_hex(8), f"{__name__}.{_TASK}", args=(step,), kwargs={})


_OPTIONS: dict[str, Any] = {"results": False, "serializer": StepNames()}


class _QueueReader(Worker):  # type: ignore[misc]
    """A thread that runs the steps that are queued. Huey's own reads a queue that is away again
    and again, with a traceback each time."""

    outage = Outage("the hub's queue cannot be read", _log)

    def loop(self, now: Any = None) -> None:
        try:
            task = self.huey.dequeue()
            if task is not None:
                self.delay = self.default_delay
                self.huey.execute(task)
                return
        except Exception as error:  # each storage has its own errors, which are no faults of ours
            self.outage.report(StateError(one_line(error)))
            self.stop_flag.wait(_PAUSE_SECONDS)
            return
        if not self.huey.storage.blocking:
            self.sleep()


class _Sweeper(BaseProcess):  # type: ignore[misc]
    """The thread that runs the sweep by the clock, in place of Huey's scheduler: periodic tasks of
    Huey pass through the queue, and the sweep is there for when the queue is away."""

    process_name = "Sweeper"

    def __init__(
        self, sweep: Callable[[], None], seconds: int, huey: Huey, stop_flag: Any, **_: Any
    ) -> None:
        super().__init__(huey, stop_flag)
        self._sweep = sweep
        self._seconds = seconds

    def loop(self, now: Any = None) -> None:
        started = time.monotonic()
        self._sweep()
        self.sleep_for_interval(started, self._seconds)


class _Consumer(Consumer):  # type: ignore[misc]
    worker_class = _QueueReader

    def __init__(
        self, huey: Huey, sweep: Callable[[], None], sweep_seconds: int, **options: Any
    ) -> None:
        self.scheduler_class = partial(_Sweeper, sweep, sweep_seconds)
        self.ending = Ending(_DRAIN_SECONDS + _LAST_SECONDS, _HASTE_SECONDS + _LAST_SECONDS)
        super().__init__(huey, **options)

    def run(self) -> None:
        """As Huey's, but heeding signals before the first thread starts. Huey's own handlers raise
        KeyboardInterrupt at a second signal, wherever the program is then, and start it anew at
        SIGHUP."""
        self.ending.heed()
        for thread in self._threads():
            thread.start()
        checked_at = time.monotonic()
        while not self.ending.is_due:
            time.sleep(_LOOK_SECONDS)
            if time.monotonic() >= checked_at + _CHECK_SECONDS:
                checked_at = time.monotonic()
                self.check_worker_health()
        self.stop_flag.set()
        self._drain()

    def _drain(self) -> None:
        """Wait for the steps that run: each ends its requests under way, and begins no others."""
        began = time.monotonic()
        while any(thread.is_alive() for thread in self._threads()):
            patience = _HASTE_SECONDS if self.ending.is_interrupted else _DRAIN_SECONDS
            if time.monotonic() >= began + patience:
                return
            time.sleep(_LOOK_SECONDS)

    def _threads(self) -> list[threading.Thread]:
        return [self.scheduler, *(thread for _, thread in self.worker_threads)]


def consume(
    settings: Settings,
    run: Callable[[Step], None],
    sweep: Callable[[], None],
    stopping: Callable[[threading.Event], None],
) -> bool:
    """Run the steps that are queued, and the sweep by the clock, until SIGTERM or SIGINT; whether
    it was SIGINT. Neither may raise. The process has to end then, within seconds.

    `stopping` is called with the event that is set at the end: the steps that run watch it.
    """
    huey = open_huey(settings)
    _task(huey, run)
    consumer = _Consumer(
        huey,
        sweep,
        settings.sweep_seconds,
        workers=_THREADS,
        initial_delay=_POLL_SECONDS[0],
        max_delay=_POLL_SECONDS[1],
    )
    stopping(consumer.stop_flag)
    consumer.run()
    return consumer.ending.is_interrupted


def open_huey(settings: Settings) -> Huey:
    """The queue at an address that `check_queue` took. Its connection is closed when nothing refers
    to the queue any more.

    :raise ConfigurationError: the queue cannot be opened
    :raise StateError: its PostgreSQL was away a moment ago
    """
    huey = _huey(settings)
    finalize(huey, huey.storage.close).atexit = False
    return huey


def _huey(settings: Settings) -> Huey:
    url = settings.queue_url or settings.database_url
    if url is None:
        file = os.fspath(settings.state_folder / _FILE_NAME)
        return SqliteHuey(_NAME, filename=file, timeout=30, **_OPTIONS)
    try:
        if url.startswith("redis"):
            return RedisHuey(_NAME, url=_with_deadlines(url), **_OPTIONS)
        return _on_postgresql(url)
    except StateError:
        raise
    except Exception as error:  # each storage has its own errors
        raise ConfigurationError(f"cannot use the hub's queue: {error}") from error


def _with_deadlines(url: str) -> str:
    """A Redis that does not answer must not hold up a request to the web side."""
    separator = "&" if "?" in url else "?"
    return f"{url}{separator}socket_connect_timeout=2&socket_timeout=5"


def _on_postgresql(url: str) -> Huey:
    """In one process at a time: Huey makes its tables when it is opened, and CREATE TABLE IF NOT
    EXISTS fails where another process is just making the same one."""
    from service.hub.rows.postgresql import connector  # an extra of its own

    address = "postgresql://" + url.partition("://")[2]
    connect = partial(connector(url, _PATIENCE_SECONDS, "the hub's queue"), address)
    with connect() as connection:
        connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
        return PostgresHuey(_NAME, connection=connect, **_OPTIONS)


def _task(huey: Huey, run: Callable[[Step], None]) -> Callable[[Step], Any]:
    task: Callable[[Step], Any] = huey.task(name=_TASK)(_named(run))
    return task


def _named(run: Callable[[Step], None]) -> Callable[[Step], None]:
    """A function of this module: Huey names a task by its module, and the web side and the worker
    must use the same name."""

    def step(name: Step) -> None:
        run(name)

    return step


def _refuse(step: Step) -> None:
    raise RuntimeError("steps run in a worker")
