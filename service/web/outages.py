"""Faults of the service itself: its log says what they are, an answer only that there is one.

A message of such a fault may name a path or a database, which is no stranger's business.
"""

from __future__ import annotations

import logging
import time
from threading import Lock

SILENT_SECONDS = 60.0  # before the log repeats the same fault, however often it is met

_log = logging.getLogger(__name__)
_logged: dict[str, float] = {}  # the newest message alone, and when by the monotonic clock
_lock = Lock()


def reported(error: Exception) -> str:
    """What an answer says of a fault, which goes into the log."""
    message, now = f"{type(error).__name__}: {error}", time.monotonic()
    with _lock:
        is_new = now - _logged.get(message, -SILENT_SECONDS) >= SILENT_SECONDS
        if is_new:
            _logged.clear()
            _logged[message] = now
    if is_new:
        _log.error("cannot serve: %s", message)
    return "the service cannot use its index or its state at the moment"
