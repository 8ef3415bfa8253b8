"""Wakes the worker: a process that has work for it puts the name of a step into a queue.

The work itself is in the rows of the database. So a lost message only costs the time until the next
sweep, which runs the steps itself, also where the queue is away.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from feeds.errors import ConfigurationError, StateError
from feeds.outages import Outage, one_line
from service.hub.work.step import Step
from service.settings.settings import Settings
from service.settings.storage_address import DATABASES

_log = logging.getLogger("postwire.hub")


def check_queue(url: str) -> None:
    """Whether there can be a queue at this address; nothing is connected to.

    :raise ConfigurationError: the extra for it is not installed
    """
    is_postgresql = url.partition("://")[0] in DATABASES
    module, extra = ("psycopg", "postgresql") if is_postgresql else ("redis", "redis")
    if find_spec(module) is None:
        raise ConfigurationError(f"queue_url needs a package: pip install 'postwire[{extra}]'")


# Both raise whatever the storage raises where it is away.
_Wake = Callable[[Step], Any]
_Length = Callable[[], int]  # how many steps wait


class Queue:
    """Opened at the first use, so that it is never carried over a fork."""

    def __init__(self, settings: Settings) -> None:
        """:raise ConfigurationError: queue_url cannot be used"""
        if settings.queue_url is not None:
            check_queue(settings.queue_url)
        self._settings = settings
        self._opening = threading.Lock()
        self._open: tuple[_Wake, _Length] | None = None
        self._outage = Outage("the hub's queue cannot be reached", _log)

    def check(self) -> None:
        """A queue in the state folder is not looked at: it is there where the folder is.

        :raise StateError: the queue cannot be reached
        """
        if (self._settings.queue_url or self._settings.database_url) is None:
            return
        try:
            _, length = self._opened()
            length()
        except ConfigurationError as error:  # it says itself what it is of
            raise StateError(one_line(error)) from error
        except Exception as error:  # each storage has its own errors
            raise StateError(f"cannot use the hub's queue: {one_line(error)}") from error

    def wake(self, step: Step) -> bool:
        """Have a worker do this step soon. False where the queue is away."""
        try:
            wake, _ = self._opened()
            wake(step)
        except Exception as error:  # each storage has its own errors
            self._outage.report(StateError(one_line(error)))
            return False
        return True

    def _opened(self) -> tuple[_Wake, _Length]:
        with self._opening:
            if self._open is None:
                # Huey takes long to import, and most processes never wake a step.
                from service.hub.work.consumer import open_queue

                self._open = open_queue(self._settings)
        return self._open
