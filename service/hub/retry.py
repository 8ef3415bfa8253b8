"""When the hub tries a failed request again. Pure: the clock and chance are arguments."""

from __future__ import annotations

from email.utils import parsedate_to_datetime
from typing import NamedTuple


class Backoff(NamedTuple):
    """Exponential backoff, in seconds."""

    first: float  # the pause after the first failure
    largest: float
    give_up: float  # after the content was announced


def next_try(
    failures: int, since: float, now: float, chance: float, backoff: Backoff, wait: float = 0
) -> float | None:
    """When to try again after so many failures (1 or more); None: give up.

    The pause doubles each time. `chance`, from 0 to 1, changes it to between half and one and a
    half of that, so that subscribers that failed together do not come back together. Where the
    subscriber asks for a pause of `wait` seconds (Retry-After), it gets that, up to the longest
    pause.
    """
    pause = min(backoff.first * 2.0 ** min(failures - 1, 60), backoff.largest)
    at = now + max(pause * (0.5 + chance), min(wait, backoff.largest))
    return at if at <= since + backoff.give_up else None


def retry_after_seconds(text: str, now: float) -> float:
    """The seconds that a `Retry-After` header asks for (RFC 9110 section 10.2.3), which is a number
    or a date. 0 where it has no meaning, or the date is past."""
    spelled = text.strip()
    if spelled.isascii() and spelled.isdigit():
        return float(spelled)
    try:
        date = parsedate_to_datetime(spelled)
        return max(0.0, date.timestamp() - now)
    except (TypeError, ValueError, OverflowError):
        return 0.0
