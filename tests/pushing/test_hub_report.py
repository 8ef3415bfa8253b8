"""What the hub tells its operator: right in every number, bounded, the busiest topics first."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from service.hub import report
from service.hub.report import (
    former_base_urls,
    hub_counts,
    report_as_json,
    subscription_report,
    subscription_reports,
    topic_reports,
)
from service.hub.rows.database import Database
from service.hub.rows.tables import delivery, subscription, topic
from service.settings.settings import Settings

HOME = "https://feeds.example"
DAY = datetime(2026, 5, 10, tzinfo=UTC).timestamp()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    with closing(Database(Settings(archive=tmp_path, state=tmp_path))) as opened:
        yield opened


def add_topic(database: Database, number: int, url: str) -> None:
    row = {"id": number, "key": str(number), "url": url, "changed_at": DAY}
    with database.writing() as connection:
        connection.execute(insert(topic).values(row))


def add_subscription(
    database: Database, topic_id: int, number: int, lease_end: float = DAY, **of_delivery: Any
) -> None:
    """With a delivery where anything is said of one."""
    row = {"id": number, "topic_id": topic_id, "key": f"k{number}", "host": "a.example"}
    row |= {"callback": f"http://a.example/{number}", "lease_seconds": 60, "lease_end": lease_end}
    with database.writing() as connection:
        connection.execute(insert(subscription).values(row))
        if of_delivery:
            known = {"subscription_id": number, "host": "a.example", "wanted": 1, "since": DAY}
            connection.execute(insert(delivery).values({**known, "tries": 0, **of_delivery}))


def test_a_topic_is_reported_with_its_subscriptions_counted(database: Database) -> None:
    add_topic(database, 1, f"{HOME}/feed.rss")
    add_subscription(database, 1, 1, DAY + 60)
    add_subscription(database, 1, 2, DAY + 30, delivered_at=DAY - 5)
    add_subscription(database, 1, 3, DAY + 90, delivered_at=DAY - 9, try_at=DAY)
    add_subscription(database, 1, 4, DAY + 90, tries=1, failed_at=DAY - 1, try_at=DAY + 9)
    add_subscription(database, 1, 5, DAY + 90, tries=0, failed_at=DAY - 1)  # taken since
    with database.reading() as connection:
        (row,) = topic_reports(connection)
        counts = hub_counts(connection)
    assert (row.url, row.subscriptions, row.failing, row.due) == (f"{HOME}/feed.rss", 5, 1, 2)
    assert row.next_lease_end.timestamp() == DAY + 30
    assert row.last_delivery is not None
    assert row.last_delivery.timestamp() == DAY - 5
    assert (counts.topics, counts.subscriptions) == (1, 5)
    assert (counts.deliveries_waiting, counts.deliveries_failing) == (2, 1)
    assert (counts.verifications_waiting, counts.pings_waiting) == (0, 0)


def test_the_topics_with_most_subscriptions_come_first_and_equal_ones_by_address(
    database: Database,
) -> None:
    for number, name in enumerate(("c", "a", "b", "unread"), 1):
        add_topic(database, number, f"{HOME}/tag/{name}.rss")
    for number, of_topic in enumerate((1, 2, 3, 3), 1):
        add_subscription(database, of_topic, number)
    with database.reading() as connection:
        names = [row.url.rpartition("/")[2] for row in topic_reports(connection)]
    assert names == ["b.rss", "a.rss", "c.rss"]


def test_no_more_than_so_many_rows_are_reported(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (report.MOST_TOPICS, report.MOST_SUBSCRIPTIONS) == (500, 10_000)  # as their docs say
    monkeypatch.setattr(report, "MOST_TOPICS", 2)
    monkeypatch.setattr(report, "MOST_SUBSCRIPTIONS", 3)
    for number in range(1, 5):
        add_topic(database, number, f"{HOME}/tag/{number}.rss")
        add_subscription(database, number, number)
    with database.reading() as connection:
        assert len(topic_reports(connection)) == 2
    assert len(subscription_reports(database)) == 3


def test_a_subscription_without_a_delivery_has_been_tried_never(database: Database) -> None:
    add_topic(database, 1, f"{HOME}/feed.rss")
    add_subscription(database, 1, 1, DAY + 60)
    add_subscription(database, 1, 2, tries=2, failed_at=DAY - 0.5, failure="503", try_at=DAY + 9)
    first, second = subscription_reports(database)
    assert (first.tries, first.delivered, first.failed, first.next_try) == (0, None, None, None)
    assert first.lease_end.timestamp() == DAY + 60
    assert not first.signed
    assert (second.tries, second.failure) == (2, "503")
    assert second.next_try is not None
    assert second.next_try.timestamp() == DAY + 9
    assert report_as_json(second) == {
        **{"topic": f"{HOME}/feed.rss", "callback": "http://a.example/2", "signed": False},
        **{"lease_end": "2026-05-10T00:00:00+00:00", "delivered": None, "failure": "503"},
        **{"failed": "2026-05-09T23:59:59+00:00", "tries": 2},
        "next_try": "2026-05-10T00:00:09+00:00",
    }
    with database.reading() as connection:
        assert subscription_report(connection, "k2") == second
        assert subscription_report(connection, "k3") is None


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("https://old.example/feed.rss", "https://old.example"),
        ("https://old.example/feeds/feed.rss", "https://old.example/feeds"),
        ("https://old.example/tag/a/feed.rss", "https://old.example"),
        ("https://old.example/a/b/tag/x.atom?q=a/feed.rss", "https://old.example/a/b"),
        ("https://old.example/a/archive/2022-03/tag/x.json", "https://old.example/a"),
        ("https://old.example:8443/a/corrections.json", "https://old.example:8443/a"),
        ("https://old.example/elsewhere", "https://old.example"),
    ],
)
def test_a_former_base_url_is_what_stands_before_a_feeds_path(
    database: Database, url: str, base: str
) -> None:
    add_topic(database, 1, url)
    add_subscription(database, 1, 1)
    assert former_base_urls(database, HOME) == {base: 1}
    assert former_base_urls(database, base) == {}
