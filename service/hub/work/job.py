"""What the hub's three jobs have in common: verification, distribution, external hubs.

A job takes rows that are due, sends a request for each, and records the outcomes. All jobs share a
context: the database, the HTTP client, a clock, the pauses between tries.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from sqlalchemy import Column, Table

from service.hub.retry import Backoff, next_try, retry_after_seconds
from service.hub.rows.claims import Claim, give_back_except
from service.hub.rows.database import Database
from service.hub.work.http_client import HttpClient


class ForSubscriber(Protocol):
    """A row by what bounds its request."""

    @property
    def host(self) -> str: ...

    @property
    def is_unproven(self) -> bool:
        """Whether it has to leave places to others."""


Row = TypeVar("Row", bound=ForSubscriber)
Outcome = TypeVar("Outcome")


class Job(Protocol[Row, Outcome]):
    """What is done with a row. `perform` alone runs on the event loop, the others in a thread.

    Each of them raises StateError where the database cannot be used.
    """

    def take(self, most: int, busy_hosts: list[str]) -> list[Row]:
        """Claim at most `most` rows that are due."""

    async def perform(self, row: Row) -> Outcome | None:
        """Send the row's request. None: nothing was sent, and nothing is to be recorded."""

    def record(self, outcomes: list[Outcome]) -> Collection[Outcome]:
        """Write down what came of the requests, all of it again after an error; returns what has
        to be recorded once more, a moment later."""

    def give_back_except(self, rows: list[Row]) -> None:
        """Make every row due again that is claimed in this worker's name, except these."""


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

    def give_back_except(self, table: Table, key: Column[Any], keys: Collection[Any]) -> None:
        with self.database.writing() as connection:
            give_back_except(connection, table, key, keys, self.worker, self.clock())

    def next_try(self, failures: int, since: float, retry_after: str = "") -> float | None:
        """When to try again after so many failures, the last of which had this `Retry-After`;
        None: give up."""
        now = self.clock()
        wait = retry_after_seconds(retry_after, now)
        return next_try(failures, since, now, random.random(), self.backoff, wait)
