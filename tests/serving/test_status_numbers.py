"""The numbers that an operator sees: sums, shares, pages, and which routes count as feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from feeds.archive.faults import Fault
from feeds.index.index import IndexCounts
from feeds.version import VERSION
from service.hub.report import HubCounts, TopicReport
from service.publication.last_refresh import LastRefresh
from service.traffic.events import Poll
from service.traffic.store import Subscribers
from service.web.status import _fault_page, _wants_page
from service.web.status_json import as_json
from service.web.status_numbers import (
    Answers,
    FaultPage,
    StatusNumbers,
    _answers,
    _deliveries,
    _of_index,
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


NOON = datetime(2022, 3, 1, 12, 0, 0, 900_000, tzinfo=UTC)


def test_a_program_gets_every_number_under_its_name() -> None:
    whole = StatusNumbers(
        {"hub": "away"},
        "/archive",
        "jekyll",
        revision=7,
        counts=IndexCounts(files=6, served=1, excluded=2, repaired=3, broken=4, feeds=5),
        due=NOON,
        since={"hub": NOON},
        refreshed=LastRefresh(NOON, 1.5, "no"),
        workers=2,
        fault_counts={"E01": 201},
        faults=(("a.md", Fault(3, "E01", "bad")),),
        answers=Answers(feeds=3, unmodified=1, hits=2, bytes=9),
        hub=HubCounts(1, 2, 3, 4, 5, 6),
        topics=(TopicReport("https://a/", 8, NOON, None, 1, 2),),
        deliveries={"gone": 4},
        subscribers=(Subscribers("/feed.rss", "Feedly", 12),),
        polls=(("careless", Poll(2, 0, 0, 30)),),
        former_base_urls={"https://old/": 1},
    )
    noon = "2022-03-01T12:00:00+00:00"
    topic = {"url": "https://a/", "subscriptions": 8, "next_lease_end": noon}
    assert as_json(whole) == {
        "version": VERSION,
        "problems": {"hub": "away"},
        "since": {"hub": noon},
        "archive": {
            **{"path": "/archive", "kind": "jekyll", "files": 6, "served": 1, "excluded": 2},
            **{"repaired": 3, "broken": 4, "feeds": 5},
        },
        "index": {"revision": 7, "due": "2022-03-01T12:00:00.900000+00:00"},
        "refresh": {"ended": noon, "seconds": 1.5, "error": "no"},
        "fault_counts": {"E01": 201},
        "fault_pages": 2,
        "faults": [{"path": "a.md", "line": 3, "code": "E01", "message": "bad"}],
        "answers": {
            **{"feeds": 3, "unmodified": 1, "hits": 2, "bytes": 9},
            **{"hit_rate": 0.6667, "unmodified_share": 0.3333},
        },
        "hub": {
            **{"topics": 1, "subscriptions": 2, "deliveries_waiting": 3, "deliveries_failing": 4},
            **{"verifications_waiting": 5, "pings_waiting": 6, "workers": 2},
            **{"deliveries": {"gone": 4}, "former_base_urls": {"https://old/": 1}},
            "by_topic": [{**topic, "last_delivery": None, "failing": 1, "due": 2}],
        },
        "subscribers": [{"feed": "/feed.rss", "agent": "Feedly", "subscribers": 12}],
        "pollers": [
            {"agent": "careless", "requests": 2, "unmodified": 0, "conditional": 0, "bytes": 30}
        ],
        "without_validators": [{"agent": "careless", "requests": 2, "bytes": 30}],
    }
    nothing = as_json(numbers())
    assert [name for name, value in nothing.items() if value is None] == [
        *("refresh", "answers", "hub"),
    ]
    assert nothing["archive"] == {"path": "archive", "kind": "jekyll"}
    assert nothing["index"] == {"revision": None, "due": None}


def test_the_query_says_which_faults_are_shown() -> None:
    def shown(query: str) -> tuple[str | None, int]:
        with Flask("a").test_request_context(f"/status?{query}"):
            return _fault_page()

    pages = {"": 1, "0": 1, "1": 1, "2": 2, "007": 7, "999999": 999_999, "1000000": 1}
    pages |= dict.fromkeys(("x", "-2", "+2", "2.0", " 2", "²", "٣"), 1)
    assert {page: shown(f"page={page.replace('+', '%2B')}").number for page in pages} == pages
    assert shown("") == (None, 1)
    assert [shown(f"faults={code}")[0] for code in ("E01", "E99", "")] == ["E01", None, None]


@pytest.mark.parametrize(
    ("accepted", "is_page"),
    [
        *(("", False), ("*/*", False), ("application/json", False), ("text/html", True)),
        *(("text/html,application/json", False), ("text/html,application/json;q=0.9", True)),
        ("application/json,text/html;q=0.9", False),
    ],
)
def test_who_prefers_a_page_gets_one(accepted: str, is_page: bool) -> None:
    with Flask("a").test_request_context("/status", headers={"Accept": accepted}):
        assert _wants_page() == is_page


def test_the_index_says_when_something_is_due_and_which_faults_are_on_a_page(
    tmp_path: Path,
) -> None:
    counted = IndexCounts(1, 1, 0, 0, 0, 1)
    faults = [(f"{number}.md", Fault(1, "E01", "")) for number in range(401)]
    index = SimpleNamespace(
        next_due=lambda: 1_646_136_000_900_000,
        revision=lambda: 7,
        counts=lambda: counted,
        fault_counts=lambda: {"E01": 401},
        faults=lambda code: faults if code == "E01" else faults[:1],
    )
    here: Any = SimpleNamespace(index=index, settings=SimpleNamespace(state_folder=tmp_path))
    found = _of_index(FaultPage("E01", 2), here)
    assert found.pop("faults") == tuple(faults[200:400])
    assert found == {
        **{"revision": 7, "counts": counted, "due": NOON, "refreshed": None},
        "fault_counts": {"E01": 401},
    }
    assert _of_index(FaultPage("E01", 3), here)["faults"] == (faults[400],)
    assert _of_index(FaultPage(), here)["faults"] == (faults[0],)
    index.next_due = lambda: None
    assert _of_index(FaultPage(), here)["due"] is None
