"""Which outcomes a worker keeps, and what goes on beside them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import NamedTuple

from service.hub.work.concurrency import Concurrency
from service.hub.work.work_loop import WorkLoop


class Row(NamedTuple):
    name: str
    host: str = "h"
    is_unproven: bool = False


class Job:
    """Gives one row after the other. The outcome of the first can be recorded with the last's."""

    def __init__(self, *names: str) -> None:
        self._names = [*names]
        self._last = names[-1]
        self.recorded: list[list[str]] = []

    def take(self, most: int, busy_hosts: list[str]) -> list[Row]:
        return [Row(self._names.pop(0))] if most and self._names else []

    async def perform(self, row: Row) -> str:
        return row.name

    def record(self, outcomes: list[str]) -> list[str]:
        self.recorded.append(outcomes)
        return [] if self._last in outcomes else [each for each in outcomes if each == "first"]

    def give_back_except(self, rows: list[Row]) -> None:
        raise AssertionError("the database was never away")


def run(job: Job, stopped: Callable[[], bool] = lambda: False) -> None:
    """Until nothing is left to do."""
    loop = WorkLoop(job, Concurrency(9, 9), stopped, print)
    asyncio.run(asyncio.wait_for(loop.run(), 60))


def test_an_outcome_that_waits_keeps_no_other_row_waiting() -> None:
    job = Job("first", "second", "third")
    run(job)
    assert job.recorded == [["first"], ["first", "second"], ["first", "third"]]


def test_an_outcome_that_waits_is_left_at_a_stop() -> None:
    """Its row is given back, and another worker asks for it once more."""
    job = Job("first", "second")
    run(job, stopped=lambda: bool(job.recorded))
    assert job.recorded == [["first"]]
