"""How often a feed gets a post, as a round number for people: "about 30 a month"."""

from __future__ import annotations

from typing import Literal, NamedTuple

from feeds.index.catalogue import RecentPosts

Span = Literal["day", "month", "year"]

_QUARTER = 90  # days
_DAILY = 3 * _QUARTER  # posts a quarter from which a day is the better measure
_MONTHLY = 6  # posts a quarter below which a year is


class PostingRate(NamedTuple):
    """About so many posts in each span; none for a year where `posts` is 0."""

    posts: int
    span: Span


def posting_rate(recent: RecentPosts) -> PostingRate:
    """The rate of the last 90 days; of the last year, where these have too few posts to tell."""
    if recent.quarter >= _DAILY:
        return PostingRate(_rounded(recent.quarter / _QUARTER), "day")
    if recent.quarter >= _MONTHLY:
        return PostingRate(_rounded(recent.quarter / 3), "month")
    return PostingRate(_rounded(recent.year), "year")


def _rounded(posts: float) -> int:
    """To fives from 20 on, to tens from 100 on: the last digit would claim what nobody knows."""
    step = 10 if posts >= 100 else 5 if posts >= 20 else 1
    return round(posts / step) * step
