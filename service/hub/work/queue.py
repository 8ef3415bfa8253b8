"""Waking the worker: a process that has work for it names the step, and does not wait.

The rows are the truth: a message that is lost costs the time until the next sweep.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from typing import Any

from service.hub.work.step import Step
from service.settings.settings import Settings

log = logging.getLogger("postwire.hub")


class Queue:
    """Opened at the first use, so that it is never carried over a fork."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._opening = threading.Lock()
        self._wake: Callable[[Step], Any] | None = None

    def wake(self, step: Step) -> None:
        """Have a worker do this step soon. Where that fails, the sweep does."""
        try:
            with self._opening:
                if self._wake is None:
                    # Huey takes long to import, and most processes never wake a step.
                    from service.hub.work.consumer import waker

                    self._wake = waker(self._settings)
            self._wake(step)
        except Exception as error:  # each storage has its own errors
            log.warning("cannot queue %s: %s", step, error)
