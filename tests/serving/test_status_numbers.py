"""The numbers that an operator sees: sums, shares, pages, and which routes count as feeds."""

from __future__ import annotations

from typing import Any

import pytest

from service.traffic.events import Poll
from service.traffic.store import Subscribers
from service.web.status_numbers import (
    Answers,
    FaultPage,
    StatusNumbers,
    _answers,
    _deliveries,
)


def numbers(**known: Any) -> StatusNumbers:
    return StatusNumbers({}, "archive", "jekyll", **known)


@pytest.mark.parametrize(
    ("answers", "hit_rate", "unmodified"),
    [
        (Answers(feeds=0, unmodified=0, hits=0, bytes=0), 0.0, 0.0),
        (Answers(feeds=1, unmodified=1, hits=1, bytes=0), 1.0, 1.0),
        (Answers(feeds=8, unmodified=2, hits=4, bytes=9), 0.5, 0.25),
    ],
)
def test_shares_are_of_all_answers(answers: Answers, hit_rate: float, unmodified: float) -> None:
    assert (answers.hit_rate, answers.unmodified_share) == (hit_rate, unmodified)


@pytest.mark.parametrize(
    ("code", "pages"),
    [(None, 3), ("E01", 1), ("E02", 2), ("E03", 0), ("E04", 0)],
)
def test_two_hundred_faults_are_a_page(code: str | None, pages: int) -> None:
    counts = {"E01": 200, "E02": 201, "E03": 0}
    assert numbers(fault_page=FaultPage(code), fault_counts=counts).fault_pages == pages


def test_readers_are_summed_and_pollers_without_validators_are_named() -> None:
    feeds = Subscribers("/feed.rss", "Feedly", 3), Subscribers("/feed.atom", "Feedly", 4)
    polls = (
        ("careful", Poll(requests=9, conditional=1)),
        ("careless", Poll(requests=2)),
        ("new", Poll(requests=1)),
    )
    shown = numbers(subscribers=feeds, polls=polls)
    assert shown.readers == 7
    assert [name for name, _ in shown.careless] == ["careless"]


class Traffic:
    """What the store of statistics has summed up."""

    def __init__(self, *totals: tuple[str, tuple[str, ...], int]) -> None:
        self._totals = totals

    def totals(self) -> tuple[tuple[str, tuple[str, ...], int], ...]:
        return self._totals


def answers(*totals: tuple[str, tuple[str, ...], int]) -> Answers:
    traffic: Any = Traffic(*totals)
    return _answers(traffic)


@pytest.mark.parametrize(
    "route", ["site", "category", "tag", "source", "author", "collection", "archive"]
)
def test_answers_with_a_feed_are_counted(route: str) -> None:
    assert answers(
        ("requests", (route, "200", "hit"), 1),
        ("requests", (route, "200", "miss"), 2),
        ("requests", (route, "304", "hit"), 4),
        ("requests", (route, "404", "none"), 8),
        ("response_bytes", (route,), 16),
        ("response_bytes", (route,), 32),
        ("deliveries", (route,), 64),
    ) == Answers(feeds=7, unmodified=4, hits=5, bytes=48)


@pytest.mark.parametrize("route", ["page", "catalogue", "other", "opml", "hub", "status"])
def test_answers_without_a_feed_are_not_counted(route: str) -> None:
    nothing = Answers(feeds=0, unmodified=0, hits=0, bytes=0)
    assert nothing == answers(
        ("requests", (route, "200", "hit"), 1), ("response_bytes", (route,), 2)
    )


def test_deliveries_have_each_outcome_even_where_there_was_none() -> None:
    traffic: Any = Traffic(
        *(("deliveries", ("failed",), 3), ("deliveries", ("gone",), 2)),
        ("requests", ("delivered",), 9),
    )
    assert _deliveries(traffic) == {"delivered": 0, "failed": 3, "gone": 2}
