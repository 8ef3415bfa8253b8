"""When a failed request is tried again. Pure: the clock and chance are arguments."""

from __future__ import annotations

from typing import NamedTuple


class Schedule(NamedTuple):
    """Seconds."""

    first: float
    largest: float
    give_up: float


def next_try(
    failures: int, since: float, now: float, chance: float, schedule: Schedule
) -> float | None:
    """When to try again after so many failures (1 or more); None: give up.

    The pause doubles each time. `chance`, from 0 to 1, moves it between half and one and a half
    of that: subscribers that failed together do not come back together.
    """
    pause = min(schedule.first * 2.0 ** min(failures - 1, 60), schedule.largest)
    at = now + pause * (0.5 + chance)
    return at if at <= since + schedule.give_up else None
