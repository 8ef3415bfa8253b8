"""How often a feed gets a new entry, and so how long a copy of it may be kept.

It comes from the dates of the feed's own posts. Readers honour the longest of `ttl`, `max-age` and
`Expires`: too long a value silences a feed, too short a one makes work for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import NamedTuple

SHORTEST = 5 * 60  # seconds
LONGEST = 4 * 60 * 60

_PERIODS = (  # seconds, as the syndication module names them
    ("hourly", 3600),
    ("daily", 86400),
    ("weekly", 7 * 86400),
    ("monthly", 30 * 86400),
    ("yearly", 365 * 86400),
)


class UpdateFrequency(NamedTuple):
    """`fresh_seconds` is how long a copy counts as fresh; `gap_seconds` the usual time between
    two posts, None where there are too few to tell."""

    fresh_seconds: int
    gap_seconds: int | None

    @property
    def ttl_minutes(self) -> int:
        """How long a copy may be kept (RSS 2.0 `ttl`)."""
        return max(1, self.fresh_seconds // 60)

    @property
    def period(self) -> tuple[str, int] | None:
        """(updatePeriod, updateFrequency) of the RSS 1.0 syndication module: the shortest period
        in which a post usually comes, and how often one does, at most once in SHORTEST."""
        if self.gap_seconds is None:
            return None
        gap = max(self.gap_seconds, SHORTEST)
        fitting = [(name, seconds // gap) for name, seconds in _PERIODS if seconds >= gap]
        return fitting[0] if fitting else ("yearly", 1)


def frequency_of(published: Iterable[datetime]) -> UpdateFrequency:
    """The frequency of posts with these dates: half the median gap, within bounds."""
    moments = sorted(published, reverse=True)
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(moments)]
    if not gaps:
        return UpdateFrequency(LONGEST, None)
    gap = int(median(gaps))
    return UpdateFrequency(min(max(gap // 2, SHORTEST), LONGEST), gap)
