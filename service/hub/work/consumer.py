"""The one door to Huey, the queue that wakes a worker's steps."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from typing import Any

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey
from huey.consumer import Consumer, Scheduler

from feeds.errors import ConfigurationError
from service.hub.work.step import Step
from service.settings.settings import Settings

_LOCK = 0x71756575  # any number that nobody else takes: "queu"
_NAME = "postwire"
_FILE_NAME = "queue.sqlite"
_THREADS = 6  # one for each step, and one for the sweep
_POLL_SECONDS = 0.05, 0.25  # between two reads of the queue in SQLite, busy and idle
_DRAIN_SECONDS = 15


def waker(settings: Settings) -> Callable[[Step], Any]:
    """A function that queues a step for a worker.

    :raise ConfigurationError: queue_url is no address of a queue
    """
    return _task(open_huey(settings), _refuse)


class _Scheduler(Scheduler):  # type: ignore[misc]
    """Huey runs its periodic tasks once a minute; deliveries need a shorter interval."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.periodic_task_seconds = self.interval


class _Consumer(Consumer):  # type: ignore[misc]
    scheduler_class = _Scheduler


def consume(
    settings: Settings,
    run: Callable[[Step], None],
    sweep: Callable[[], None],
    stopping: Callable[[threading.Event], None],
) -> None:
    """Run the steps that are queued, and the sweep by the clock, until SIGTERM or SIGINT.

    `stopping` is called with the event that is set at the end: the steps that run watch it.
    """
    huey = open_huey(settings)
    _task(huey, run)
    huey.periodic_task(lambda moment: True, name="sweep")(sweep)
    consumer = _Consumer(
        huey,
        workers=_THREADS,
        initial_delay=_POLL_SECONDS[0],
        max_delay=_POLL_SECONDS[1],
        scheduler_interval=_divisor(settings.sweep_seconds),
        shutdown_timeout=_DRAIN_SECONDS,
        graceful_signal="TERM",
    )
    stopping(consumer.stop_flag)
    consumer.run()


def open_huey(settings: Settings) -> Huey:
    """:raise ConfigurationError: queue_url is no address of a queue"""
    url = settings.queue_url or settings.database_url
    if url is None:
        file = os.fspath(settings.state_folder / _FILE_NAME)
        return SqliteHuey(_NAME, filename=file, results=False, timeout=30)
    scheme, _, rest = url.partition("://")
    try:
        if scheme in ("redis", "rediss"):
            return RedisHuey(_NAME, url=url, results=False)
        if scheme.split("+")[0] in ("postgresql", "postgres"):
            return _on_postgresql(f"postgresql://{rest}")
    except Exception as error:  # each storage has its own errors
        raise ConfigurationError(f"cannot use the queue: {error}") from error
    raise ConfigurationError("queue_url is neither redis:// nor postgresql://")


def _on_postgresql(dsn: str) -> Huey:
    """In one process at a time: Huey makes its tables when it is opened, and CREATE TABLE IF NOT
    EXISTS fails where another process is just making the same one."""
    from psycopg import connect

    with connect(dsn) as connection:
        connection.execute(f"SELECT pg_advisory_xact_lock({_LOCK})")
        return PostgresHuey(_NAME, dsn=dsn, results=False)


def _task(huey: Huey, run: Callable[[Step], None]) -> Callable[[Step], Any]:
    task: Callable[[Step], Any] = huey.task(name="step")(_named(run))
    return task


def _named(run: Callable[[Step], None]) -> Callable[[Step], None]:
    """A function of this module: Huey names a task by its module, and the web side and the worker
    must use the same name."""

    def step(name: Step) -> None:
        run(name)

    return step


def _refuse(step: Step) -> None:
    raise RuntimeError("steps run in a worker")


def _divisor(seconds: int) -> int:
    """Huey's scheduler takes divisors of a minute only."""
    return max(divisor for divisor in range(1, seconds + 1) if 60 % divisor == 0)
