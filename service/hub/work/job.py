"""A job: what a worker does with one kind of row that is due, and what every job is made of."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, TypeVar

from service.hub.retry import Backoff, next_try
from service.hub.rows.claims import Claim
from service.hub.rows.database import Database
from service.hub.work.http_client import HttpClient


class HasHost(Protocol):
    @property
    def host(self) -> str: ...


Row = TypeVar("Row", bound=HasHost)
Outcome = TypeVar("Outcome")


class Job(Protocol[Row, Outcome]):
    """The three steps of a row. `perform` alone runs on the event loop, the others in a thread."""

    def take(self, most: int, busy_hosts: list[str]) -> list[Row]:
        """Claim at most `most` rows that are due."""

    async def perform(self, row: Row) -> Outcome | None:
        """Send the row's request. None: nothing was sent, and nothing is to be recorded."""

    def record(self, outcomes: list[Outcome]) -> None:
        """Write down what came of the requests."""


@dataclass(frozen=True, slots=True)
class JobContext:
    """What every job is made of."""

    database: Database
    client: HttpClient
    worker: str  # the name that the worker claims rows with
    claim_seconds: float  # longer than any request made under a claim
    request_seconds: float  # the longest that a request may take
    backoff: Backoff
    clock: Callable[[], float] = time.time  # seconds since 1970

    def claim(self) -> Claim:
        now = self.clock()
        return Claim(self.worker, now, now + self.claim_seconds)

    def next_try(self, failures: int, since: float) -> float | None:
        """When to try again after so many failures; None: give up."""
        return next_try(failures, since, self.clock(), random.random(), self.backoff)
