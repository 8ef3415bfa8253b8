"""Waking the worker: a process that has work for it names the step, and does not wait.

The rows are the truth: a message that is lost costs the time until the next sweep, which runs the
steps itself where the queue is away.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from service.hub.work.outage import Outage
from service.hub.work.step import Step
from service.settings.settings import Settings


class Queue:
    """Opened at the first use, so that it is never carried over a fork."""

    def __init__(self, settings: Settings) -> None:
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
