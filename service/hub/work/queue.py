"""Waking the worker: a process that has work for it names the step, and does not wait.

The rows are the truth: a message that is lost costs the time until the next sweep, which runs the
steps itself where the queue is away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any

from feeds.errors import ConfigurationError
from service.hub.work.outage import Outage
from service.hub.work.step import Step
from service.settings.settings import Settings

# The module that the scheme of an address needs, and the extra that installs it.
_DRIVERS = {
    "redis": ("redis", "redis"),
    "rediss": ("redis", "redis"),
    "postgres": ("psycopg", "postgresql"),
    "postgresql": ("psycopg", "postgresql"),
    "postgresql+psycopg": ("psycopg", "postgresql"),
}


def check_queue(url: str) -> None:
    """Whether there can be a queue at this address; nothing is connected to.

    :raise ConfigurationError: another kind of address, or the extra for it is not installed
    """
    scheme, separator, _ = url.partition("://")
    if not separator or scheme not in _DRIVERS:
        raise ConfigurationError("queue_url is neither redis:// nor postgresql://")
    module, extra = _DRIVERS[scheme]
    if find_spec(module) is None:
        raise ConfigurationError(f"queue_url: the extra {extra} is not installed")


class Queue:
    """Opened at the first use, so that it is never carried over a fork."""

    def __init__(self, settings: Settings) -> None:
        """:raise ConfigurationError: queue_url cannot be used"""
        if settings.queue_url is not None:
            check_queue(settings.queue_url)
        self._settings = settings
        self._opening = threading.Lock()
        self._wake: Callable[[Step], Any] | None = None
        self._outage = Outage("the hub's queue cannot be reached")

    def wake(self, step: Step) -> bool:
        """Have a worker do this step soon. False where the queue is away."""
        try:
            with self._opening:
                if self._wake is None:
                    # Huey takes long to import, and most processes never wake a step.
                    from service.hub.work.consumer import waker

                    self._wake = waker(self._settings)
            self._wake(step)
        except Exception as error:  # each storage has its own errors
            self._outage.report(error)
            return False
        return True
