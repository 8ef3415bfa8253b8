"""When a failed request is tried again. Pure: the clock and chance are arguments."""

from __future__ import annotations

from typing import NamedTuple


class Backoff(NamedTuple):
    """Exponential backoff, in seconds."""

    first: float  # the pause after the first failure
    largest: float
    give_up: float  # after the content was announced


def next_try(
    failures: int, since: float, now: float, chance: float, backoff: Backoff
) -> float | None:
    """When to try again after so many failures (1 or more); None: give up.

    The pause doubles each time. `chance`, from 0 to 1, changes it to between half and one and a
    half of that, so that subscribers that failed together do not come back together.
    """
    pause = min(backoff.first * 2.0 ** min(failures - 1, 60), backoff.largest)
    at = now + pause * (0.5 + chance)
    return at if at <= since + backoff.give_up else None
