"""The clock of the machine steps back and forth while Postwire serves and delivers.

The library `libfaketime` gives the service's processes another time of day, which this program
changes while they run. The clock that only goes on (CLOCK_MONOTONIC) is left alone, as on a machine
whose time is set.
"""

from __future__ import annotations

import os
import random
from glob import glob
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import Service
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import Subscribers
from tests.trust.kills import add_post, archive_of

# Debian's package keeps it beside its wrapper `faketime`.
_PLACES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")
_LONGEST_STEP = 10 * 3600  # seconds either way: a lease of a day does not end by it
_POSTS = 20


class Stepped(NamedTuple):
    """What was done, and what went wrong."""

    steps: int
    requests: int
    failed: int  # requests that were not answered with 200
    deliveries: int

    def __str__(self) -> str:
        return (
            f"{self.steps} steps of up to {_LONGEST_STEP // 3600} hours, {self.requests} requests, "
            f"{self.failed} failed, {self.deliveries} deliveries, none missed"
        )


def library() -> str:
    """The library's file; empty where it is not installed. `FAKETIME_LIBRARY` names another."""
    found = [path for pattern in _PLACES for path in glob(pattern)]
    return os.environ.get("FAKETIME_LIBRARY") or next(iter(found), "")


def clock_steps(place: Path, rounds: int) -> Stepped:
    """Each round the clock is set to another hour, and a post comes: it is served and delivered."""
    if not (preloaded := library()):
        pytest.skip("LIBFAKETIME IS NOT INSTALLED: THE CLOCK IS NOT STEPPED")
    clock = place / "clock"
    clock.write_text("+0")
    env = {
        **SETTINGS,
        "LD_PRELOAD": preloaded,
        "FAKETIME_TIMESTAMP_FILE": str(clock),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    service = Service(archive_of(place / "archive", _POSTS), place / "state", **env)
    hub, subscribers, failed, requests = HubUnderTest(service), Subscribers(), 0, 0
    try:
        topic = f"{service.url}/feed.rss?limit=200"
        hub.subscribe(f"{subscribers.url}/a", topic)
        for number in range(rounds):
            clock.write_text(f"{random.randint(-_LONGEST_STEP, _LONGEST_STEP):+}")
            hub.refresh(add_post(hub.archive, _POSTS + number))
            for path in ("/feed.rss?limit=200", "/readyz", "/status", "/"):
                requests += 1
                status, _, body = service.get(path)
                failed += status not in ((200, 401) if path == "/status" else (200,))
                if path.startswith("/feed"):
                    assert f"第{_POSTS + number}篇".encode() in body
            title = f"第{_POSTS + number}篇".encode()
            subscribers.wait(
                lambda expected=title: any(expected in one.body for one in subscribers.deliveries())
            )
    finally:
        hub.close()
        service.stop()
        subscribers.close()
    return Stepped(rounds, requests, failed, len(subscribers.deliveries()))
