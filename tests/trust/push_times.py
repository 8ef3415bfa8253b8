"""How long a push to a repository takes until a subscriber has the post."""

from __future__ import annotations

import time
from pathlib import Path
from statistics import median, quantiles
from typing import NamedTuple

from tests.conftest import Service, free_port, write
from tests.pushing.hub_under_test import HubUnderTest
from tests.pushing.subscribers import Subscribers
from tests.trust.pushes import (
    FEED,
    PATIENT,
    new_repository,
    newest_in,
    path_of,
    tell_by_hook,
    text_of,
)


class PushTimes(NamedTuple):
    """Seconds from the start of `git push` to the delivery, and of `git push` alone."""

    delivered: list[float]
    pushed: list[float]

    def __str__(self) -> str:
        return (
            f"{len(self.delivered)} pushes, from `git push` to the delivery: median "
            f"{median(self.delivered):.2f} s, 99 % {_percentile(self.delivered):.2f} s; "
            f"`git push` alone: median {median(self.pushed):.2f} s"
        )


def _percentile(seconds: list[float]) -> float:
    return quantiles(seconds, n=100, method="inclusive")[-1]


def push_times(place: Path, rounds: int) -> PushTimes:
    """One push after the other over file://, told by the repository's own hook."""
    repository, subscribers, port = new_repository(place), Subscribers(), free_port()
    tell_by_hook(repository, [port])
    env = {**PATIENT, "POSTWIRE_BASE_URL": f"http://127.0.0.1:{port}", "POSTWIRE_PULL_SECONDS": "0"}
    service = Service(repository.url, place / "state", port=port, **env)  # type: ignore[arg-type]
    hub, times = HubUnderTest(service, **env), PushTimes([], [])
    try:
        hub.subscribe(f"{subscribers.url}/a", f"{service.url}{FEED}")
        for number in range(1, rounds + 1):
            write(repository.work, path_of(number), text_of(number))
            repository.git("add", "--all")
            repository.git("commit", "--quiet", "-m", "post")
            began = time.monotonic()
            repository.git("push", "--quiet", "origin", f"HEAD:{repository.branch}")
            times.pushed.append(time.monotonic() - began)
            while not _has_come(subscribers, number):
                assert time.monotonic() < began + 60, "the delivery does not come"
                time.sleep(0.005)
            times.delivered.append(time.monotonic() - began)
    finally:
        hub.close()
        service.stop()
        subscribers.close()
    return times


def _has_come(subscribers: Subscribers, number: int) -> bool:
    deliveries = subscribers.deliveries()
    return bool(deliveries) and newest_in(deliveries[-1].body) == number
