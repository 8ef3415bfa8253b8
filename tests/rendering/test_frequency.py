"""How often a feed gets a new entry: within bounds, in the words of the syndication module."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from feeds.feed.frequency import UpdateFrequency, frequency_of

DAY = 86_400


@pytest.mark.parametrize(
    ("gap", "period"),
    [
        (None, None),
        (1, ("hourly", 12)),
        (300, ("hourly", 12)),
        (3600, ("hourly", 1)),
        (3601, ("daily", 23)),
        (DAY, ("daily", 1)),
        (DAY + 1, ("weekly", 6)),
        (7 * DAY, ("weekly", 1)),
        (30 * DAY, ("monthly", 1)),
        (365 * DAY, ("yearly", 1)),
        (365 * DAY + 1, ("yearly", 1)),
        (2000 * DAY, ("yearly", 1)),
    ],
)
def test_a_period_is_the_shortest_in_which_a_post_comes(
    gap: int | None, period: tuple[str, int] | None
) -> None:
    assert UpdateFrequency(300, gap).period == period


@pytest.mark.parametrize(
    ("hours", "fresh"),
    [([], 14_400), ([0], 14_400), ([0, 0.1], 300), ([0, 2], 3600), ([0, 2, 26], 14_400),
     ([0, 2, 4, 100], 3600), ([0, 1000], 14_400)],
)  # fmt: skip
def test_a_copy_is_fresh_for_half_the_usual_gap(hours: list[float], fresh: int) -> None:
    start = datetime(2022, 3, 1, tzinfo=UTC)
    frequency = frequency_of(start + timedelta(hours=each) for each in hours)
    assert frequency.fresh_seconds == fresh
    assert frequency.ttl_minutes == fresh // 60
    assert (frequency.gap_seconds is None) == (len(hours) < 2)
