"""The numbers that an operator sees: sums, shares, pages, and which routes count as feeds."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from flask.testing import FlaskClient

from feeds.archive.faults import CODES, Fault
from feeds.index.index import IndexCounts
from feeds.version import VERSION
from service.app import create_app
from service.hub.report import HubCounts, TopicReport
from service.publication.last_refresh import LastRefresh
from service.settings.settings import Settings
from service.traffic import store
from service.traffic.events import Poll, Sums
from service.traffic.store import Subscribers
from service.web.status_json import as_json
from service.web.status_numbers import Answers, FaultPage, StatusNumbers
from tests.conftest import index_of, post, three_posts, write


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


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Of three posts, one that lies ahead, and one broken one."""
    folder = tmp_path_factory.mktemp("status")
    archive = three_posts(folder / "archive")
    write(archive, "_posts/2122-03-01-x.md", post("X", "2122-03-01 12:00:00 +0000"))
    write(archive, "_posts/2022-05-01-bad.md", "---\ntitle: [\n---\n")
    return index_of(archive, folder / "state", refresh_token="right")


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    return create_app(settings).test_client()


def asked(client: FlaskClient, address: str = "/status") -> dict[str, Any]:
    fields: dict[str, Any] = client.get(address, auth=("any", "right")).get_json()
    return fields


def test_answers_with_a_feed_are_counted_and_no_others(
    settings: Settings, client: FlaskClient
) -> None:
    before = asked(client)["answers"]
    feeds = ("site", "category", "tag", "source", "author", "collection", "archive")
    others = ("page", "catalogue", "other", "opml", "hub", "status")
    sums = Sums()
    for route in (*feeds, *others):
        for code, cache, count in (("200", "hit", 1), ("200", "miss", 2), ("304", "hit", 4)):
            sums.totals["requests", (route, code, cache)] = count
        sums.totals["requests", (route, "404", "none")] = 8
        sums.totals["response_bytes", (route,)] = 16
    store.add(settings.state_folder, sums, datetime.now(UTC))
    after = asked(client)["answers"]
    counted = {
        name: after[name] - before[name] for name in ("feeds", "unmodified", "hits", "bytes")
    }
    assert counted == {name: 7 * each for name, each in zip(counted, (7, 4, 5, 16), strict=True)}


def test_deliveries_have_each_outcome_even_where_there_was_none(
    settings: Settings, client: FlaskClient
) -> None:
    sums = Sums()
    sums.totals["deliveries", ("failed",)] = 3
    sums.totals["deliveries", ("gone",)] = 2
    store.add(settings.state_folder, sums, datetime.now(UTC))
    assert asked(client)["hub"]["deliveries"] == {"delivered": 0, "failed": 3, "gone": 2}


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


def test_the_query_says_which_faults_are_shown(client: FlaskClient) -> None:
    def shown(query: str) -> int:
        return len(asked(client, f"/status?{query}")["faults"])

    (code,) = asked(client)["fault_counts"]
    first = ["", "0", "01", "1000000", "%2B2", "%202", "²"]
    assert {page: shown(f"page={page}") for page in first} == dict.fromkeys(first, 1)
    later = ["2", "007"]
    assert {page: shown(f"page={page}") for page in later} == dict.fromkeys(later, 0)
    other = next(each for each in CODES if each != code)
    assert [shown(f"faults={each}") for each in (code, other, "E99", "")] == [1, 0, 1, 1]


@pytest.mark.parametrize(
    ("accepted", "is_page"),
    [
        *(("", False), ("*/*", False), ("application/json", False), ("text/html", True)),
        *(("text/html,application/json", False), ("text/html,application/json;q=0.9", True)),
        ("application/json,text/html;q=0.9", False),
    ],
)
def test_who_prefers_a_page_gets_one(client: FlaskClient, accepted: str, is_page: bool) -> None:
    answer = client.get("/status", auth=("any", "right"), headers={"Accept": accepted})
    assert answer.mimetype == ("text/html" if is_page else "application/json")


def test_the_index_says_when_something_is_due(client: FlaskClient, settings: Settings) -> None:
    report = asked(client)
    assert report["index"]["due"] == "2122-03-01T12:00:00+00:00"
    assert (report["archive"]["served"], report["archive"]["broken"]) == (3, 1)
    assert report["archive"]["kind"] == "jekyll"
    (settings.archive / "_posts/2122-03-01-x.md").unlink()
    client.post("/refresh", headers={"Authorization": "Bearer right"})
    assert asked(client)["index"]["due"] is None
