"""`/metrics`: each number under its name, in the units that Prometheus expects."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from prometheus_client.metrics_core import Metric

from feeds.index.index import IndexCounts
from feeds.version import VERSION
from service.checkout.report import CheckoutReport
from service.hub.report import HubCounts
from service.traffic.events import BOUNDS
from service.web import metrics
from service.web.metrics import _checkout, _Collector, _posts, _queue, _traffic, _up


def samples(metrics: Iterator[Metric] | list[Metric]) -> dict[str, float]:
    """Each value by its name with its labels."""
    return {
        " ".join([sample.name, *(str(value) for value in sample.labels.values())]): sample.value
        for metric in metrics
        for sample in metric.samples
    }


@pytest.fixture
def totals(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, tuple[str, ...], int]]:
    """What the store of statistics has summed up."""
    summed: list[tuple[str, tuple[str, ...], int]] = [
        ("requests", ("site", "200", "hit"), 3),
        ("requests", ("tag", "304", "miss"), 4),
        ("response_bytes", ("site",), 5),
        ("deliveries", ("gone",), 6),
        ("render_bucket", ("0.001",), 1),
        ("render_bucket", ("60.0",), 2),
        ("render_bucket", ("+Inf",), 4),
        ("render_micros", (), 2_500_000),
    ]

    @contextmanager
    def reading(*given: object) -> Iterator[Any]:
        yield SimpleNamespace(totals=lambda: summed)

    monkeypatch.setattr(metrics.store, "reading", reading)
    return summed


HERE: Any = SimpleNamespace(settings=SimpleNamespace(state_folder=Path()))


def test_answers_bytes_and_deliveries_are_counted_and_times_summed(totals: object) -> None:
    found = samples(_traffic(HERE))
    buckets = {
        f"postwire_{name}_seconds_bucket {bound}": count * (name == "render")
        for name in ("render", "refresh")
        for bound, count in [*((str(each), 3 if each == 60 else 1) for each in BOUNDS), ("+Inf", 7)]
    }
    assert found == {
        "postwire_requests_total site 200 hit": 3,
        "postwire_requests_total tag 304 miss": 4,
        "postwire_response_bytes_total site": 5,
        "postwire_deliveries_total gone": 6,
        **buckets,
        **{"postwire_render_seconds_count": 7, "postwire_render_seconds_sum": 2.5},
        **{"postwire_refresh_seconds_count": 0, "postwire_refresh_seconds_sum": 0},
    }


def test_what_waits_for_the_worker_is_counted_by_its_work() -> None:
    rows = HubCounts(
        1, 2, deliveries_waiting=3, deliveries_failing=4, verifications_waiting=5, pings_waiting=6
    )
    assert samples([_queue(rows)]) == {
        **{"postwire_queue deliver": 3, "postwire_queue verify": 5, "postwire_queue ping": 6}
    }


@pytest.mark.parametrize(
    ("report", "commit", "times", "fails"),
    [
        (CheckoutReport("x"), "", (0, 0, 0), 0),
        (CheckoutReport("x", "c" * 40, 1.5, 2.5, 3.5), "c" * 40, (1.5, 2.5, 3.5), 0),
        (CheckoutReport("x", "c" * 40, 1.5, 2.5, 3.5, "no"), "c" * 40, (1.5, 2.5, 3.5), 1),
    ],
)
def test_a_repository_has_its_commit_its_times_and_whether_it_can_be_had(
    report: CheckoutReport, commit: str, times: tuple[float, ...], fails: int
) -> None:
    names = ("served_since", "fetched", "tried")
    assert samples(_checkout(report)) == {
        f"postwire_archive_info {commit}": 1,
        **{
            f"postwire_archive_{name}_timestamp_seconds": time
            for name, time in zip(names, times, strict=True)
        },
        "postwire_archive_fetch_failing": fails,
    }


def test_files_are_counted_by_what_became_of_them() -> None:
    counts = IndexCounts(files=6, served=1, excluded=2, repaired=3, broken=4, feeds=5)
    here: Any = SimpleNamespace(index=SimpleNamespace(counts=lambda: counts, revision=lambda: 7))
    assert samples(_posts(here)) == {
        **{"postwire_posts served": 1, "postwire_posts excluded": 2, "postwire_posts repaired": 3},
        **{"postwire_posts broken": 4, "postwire_feeds": 5, "postwire_revision": 7},
    }


def test_a_part_is_up_or_down(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metrics, "problems", lambda: {"hub": OSError()})
    assert samples([_up()]) == {
        **{"postwire_up index": 1, "postwire_up archive": 1, "postwire_up state": 1},
        **{"postwire_up hub": 0, "postwire_up queue": 1, "postwire_up refresh": 1},
    }


def test_what_cannot_be_had_is_missing_among_the_numbers(
    totals: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metrics, "problems", dict)
    monkeypatch.setattr(
        metrics, "hub", lambda: SimpleNamespace(database=SimpleNamespace(reading=away))
    )
    here: Any = SimpleNamespace(
        settings=HERE.settings,
        checkout_report=lambda: None,
        index=SimpleNamespace(counts=away, revision=lambda: 7),
    )
    found = {name.partition(" ")[0] for name in samples(_Collector(here).collect())}
    assert f"postwire_info {VERSION}" in samples(_Collector(here).collect())
    assert {"postwire_info", "postwire_up", "postwire_requests_total"} < found
    assert not {"postwire_posts", "postwire_queue", "postwire_archive_info"} & found
    here.checkout_report = lambda: CheckoutReport("x")
    assert "postwire_archive_info " in samples(_Collector(here).collect())


def away(*given: object) -> Any:
    raise OSError
