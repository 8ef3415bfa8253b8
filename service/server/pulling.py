"""Pulls an archive's repository again and again, in a process beside the web server."""

from __future__ import annotations

import logging
import random
import signal
import threading
from collections.abc import Callable

from feeds.errors import PostwireError

_JITTER = 0.2  # so that many services of one repository do not ask it at one moment

log = logging.getLogger("postwire")


def pull_by_the_clock(refresh: Callable[[], object], seconds: int) -> None:
    """Refresh at once, at each SIGHUP, and about every so many seconds (0: by SIGHUP alone), until
    the process is ended. The log tells of a failure once, and again when its reason changes."""
    hangup = threading.Event()
    signal.signal(signal.SIGHUP, lambda *_: hangup.set())
    reported = ""
    while True:
        hangup.clear()
        reported = _refreshed(refresh, reported)
        hangup.wait(seconds * random.uniform(1 - _JITTER, 1 + _JITTER) if seconds else None)


def _refreshed(refresh: Callable[[], object], reported: str) -> str:
    """The reason of the failure that the log told last; "" after a refresh that did not fail."""
    try:
        refresh()
    except (PostwireError, OSError) as error:
        if str(error) != reported:
            log.warning("the archive is served as it was fetched last: %s", error)
        return str(error)
    if reported:
        log.warning("the repository is back")
    return ""
