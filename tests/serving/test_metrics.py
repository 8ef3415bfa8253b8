"""`/metrics`: each number under its name, in the units that Prometheus expects."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import insert

from feeds.index.index import open_index
from feeds.version import VERSION
from service.app import create_app
from service.checkout.report import CheckoutReport, write_report
from service.commands.common import opened, refreshed
from service.hub.rows.database import Database
from service.hub.rows.tables import ping
from service.settings.loading import load
from service.settings.settings import Settings
from service.traffic import store
from service.traffic.events import BOUNDS, sum_up
from tests.conftest import free_port, three_posts, write
from tests.pushing.test_hub_report import add_subscription, add_topic

URL = "https://git.example/site.git"
COMMIT = "c" * 40


def numbers(client: FlaskClient) -> dict[str, float]:
    """Each value by its name with its labels."""
    return {
        " ".join([each.name, *(value for _, value in sorted(each.labels.items()))]): each.value
        for family in text_string_to_metric_families(client.get("/metrics").text)
        for each in family.samples
    }


def count(settings: Settings, *counts: tuple[str, tuple[str, ...], int]) -> None:
    store.add(settings.state_folder, sum_up((), (), counts), datetime.now(UTC))


def test_answers_bytes_and_deliveries_are_counted(client: FlaskClient, settings: Settings) -> None:
    count(
        settings,
        ("requests", ("tag", "304", "miss"), 4),
        ("response_bytes", ("tag",), 5),
        ("deliveries", ("gone",), 6),
    )
    found = numbers(client)
    assert found["postwire_requests_total miss tag 304"] == 4
    assert found["postwire_response_bytes_total tag"] == 5
    assert found["postwire_deliveries_total gone"] == 6
    assert found[f"postwire_info {VERSION}"] == 1


def test_times_are_summed_in_seconds_and_counted_up_to_each_bound(
    client: FlaskClient, settings: Settings
) -> None:
    count(
        settings,
        *(("render_bucket", (bound,), n) for bound, n in (("0.001", 1), ("60.0", 2), ("+Inf", 4))),
        ("render_micros", (), 2_500_000),
    )
    found = numbers(client)
    below_a_minute = {f"{bound}": 1.0 for bound in BOUNDS if bound < 60}
    assert {
        name.partition(" ")[2]: value
        for name, value in found.items()
        if name.startswith("postwire_render_seconds_bucket")
    } == below_a_minute | {"60.0": 3, "+Inf": 7}
    assert found["postwire_render_seconds_count"] == 7
    assert found["postwire_render_seconds_sum"] == 2.5


def test_what_waits_for_the_worker_is_counted_by_its_work(
    client: FlaskClient, settings: Settings
) -> None:
    with closing(Database(settings)) as database:
        add_topic(database, 1, "https://feeds.example/feed.rss")
        for number, try_at in enumerate((1.0, 2.0, 3.0, None)):
            add_subscription(database, 1, number, try_at=try_at)
        with database.writing() as connection:
            told = {"key": "k", "hub": "h", "topic_url": "t", "since": 1, "try_at": 1, "tries": 0}
            connection.execute(insert(ping).values(told))
    found = numbers(client)
    assert {work: found[f"postwire_queue {work}"] for work in ("deliver", "verify", "ping")} == {
        **{"deliver": 3, "verify": 0, "ping": 1}
    }


def test_files_are_counted_by_what_became_of_them(
    archive: Path, indexed: Callable[..., Settings]
) -> None:
    write(archive, "_posts/2022-04-01-a.md", "---\ntitle:\n---\nText.\n")
    for number in (1, 2):
        write(archive, f"_posts/2022-05-0{number}-b.md", "---\ntitle: [\n---\n")
    write(archive, "_posts/2022-06-01-c.md", "---\ntitle: c\npublished: false\n---\n")
    settings = indexed()
    found = numbers(create_app(settings).test_client())
    assert {state: found[f"postwire_posts {state}"] for state in ("served", "broken")} == {
        **{"served": 4, "broken": 2}
    }
    assert (found["postwire_posts repaired"], found["postwire_posts excluded"]) == (1, 1)
    with open_index(settings.state_folder) as index:
        assert found["postwire_revision"] == index.revision()
    assert found["postwire_feeds"] == 5


def test_what_cannot_be_had_is_missing_among_the_numbers(
    indexed: Callable[..., Settings],
) -> None:
    away = f"postgresql://127.0.0.1:{free_port()}/a"
    found = numbers(create_app(indexed(database_url=away)).test_client())
    up = {name.partition(" ")[2]: value for name, value in found.items() if "_up " in name}
    assert up == {
        **{"index": 1, "archive": 1, "state": 1, "refresh": 1},
        **{"hub": 0, "queue": 0},
    }
    assert not any(name.startswith("postwire_queue") for name in found)
    assert not any(name.startswith("postwire_archive_info") for name in found)
    assert found["postwire_posts served"] == 3


@pytest.fixture
def of_git(tmp_path: Path) -> Settings:
    """Of an archive that was fetched."""
    settings = load(archive=URL, state=tmp_path)
    three_posts(settings.archive)
    here = load(archive=settings.archive, state=tmp_path)
    refreshed(opened(here), here)
    return settings


@pytest.mark.parametrize(
    ("report", "times", "fails"),
    [
        (CheckoutReport(URL), (0, 0, 0), 0),
        (CheckoutReport(URL, COMMIT, 1.5, 2.5, 3.5), (1.5, 2.5, 3.5), 0),
        (CheckoutReport(URL, COMMIT, 1.5, 2.5, 3.5, "no"), (1.5, 2.5, 3.5), 1),
    ],
)
def test_a_repository_has_its_commit_its_times_and_whether_it_can_be_had(
    of_git: Settings, report: CheckoutReport, times: tuple[float, ...], fails: int
) -> None:
    of_git.checkout_folder.mkdir(exist_ok=True)
    write_report(of_git.checkout_folder, report)
    found = numbers(create_app(of_git).test_client())
    assert found[f"postwire_archive_info {report.commit or ''}"] == 1
    shown = [
        found[f"postwire_archive_{name}_timestamp_seconds"]
        for name in ("served_since", "fetched", "tried")
    ]
    assert tuple(shown) == times
    assert found["postwire_archive_fetch_failing"] == fails
