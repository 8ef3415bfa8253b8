"""How often a feed changes, from its own posts, and so how long a copy of it may be kept.

Readers honour the longest of `ttl`, `max-age` and `Expires`: too long a value silences a feed,
too short a one makes work for nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from statistics import median
from typing import NamedTuple

SHORTEST = 5 * 60  # seconds
LONGEST = 4 * 60 * 60


class Pace(NamedTuple):
    """`fresh_seconds` is how long a copy counts as fresh; `gap_seconds` the usual time between
    two posts, None where there are too few to tell."""

    fresh_seconds: int
    gap_seconds: int | None


def pace_of(published: Sequence[datetime]) -> Pace:
    """The pace of posts with these dates, newest first: half the median gap, within bounds."""
    moments = sorted(published, reverse=True)
    gaps = [(later - earlier).total_seconds() for later, earlier in pairwise(moments)]
    if not gaps:
        return Pace(LONGEST, None)
    gap = int(median(gaps))
    return Pace(min(max(gap // 2, SHORTEST), LONGEST), gap)
