"""`/metrics`: the one door to prometheus-client.

Numbers come from the store that all processes add to, and from the current index and hub. So every
worker gives the same numbers, the numbers of a worker that died stay, and there are no files of
dead processes to sweep. No label has a value that a client may choose.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime

from flask import Blueprint, Response
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    HistogramMetricFamily,
    InfoMetricFamily,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.metrics_core import Metric

from feeds.outages import MENDABLE
from feeds.version import VERSION
from service.checkout.report import CheckoutReport
from service.hub.report import HubCounts, hub_counts
from service.publication.publication import Publication
from service.traffic import store
from service.traffic.events import BOUNDS, Labels
from service.web.condition import PARTS, problems
from service.web.current import hub, publication

blueprint = Blueprint("metrics", __name__)

_COUNTERS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "requests": ("Requests answered", ("route", "status", "cache")),
    "response_bytes": ("Bytes of bodies sent", ("route",)),
    "deliveries": ("Deliveries tried by the hub", ("outcome",)),
}
_HISTOGRAMS = {
    "render": "Seconds to render one document of a feed",
    "refresh": "Seconds to bring the index up to date",
}


@blueprint.get("/metrics")
def metrics() -> Response:
    """All numbers in Prometheus' text format."""
    here = publication()
    here.recorder.flush()
    registry = CollectorRegistry()
    registry.register(_Collector(here))
    response = Response(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)
    response.headers["Cache-Control"] = "no-store"
    return response


class _Collector:
    """Made anew for each answer, and collected once."""

    def __init__(self, here: Publication) -> None:
        self._here = here

    def collect(self) -> Iterator[Metric]:
        info = InfoMetricFamily("postwire", "The running release")
        info.add_metric((), {"version": VERSION})
        yield info
        yield _up()
        # What cannot be had now is missing; the other numbers are given all the same.
        with suppress(*MENDABLE):
            yield from _traffic(self._here)
        with suppress(*MENDABLE):
            yield from _posts(self._here)
        if report := self._here.checkout_report():
            yield from _checkout(report)
        with suppress(*MENDABLE), hub().database.reading() as connection:
            yield _queue(hub_counts(connection))


def _up() -> Metric:
    broken = problems()
    up = GaugeMetricFamily("postwire_up", "1 where a part can be used", labels=["part"])
    for part in PARTS:
        up.add_metric((part,), part not in broken)
    return up


def _traffic(here: Publication) -> Iterator[Metric]:
    totals: defaultdict[str, dict[Labels, int]] = defaultdict(dict)
    with store.reading(here.settings.state_folder, datetime.now(UTC)) as traffic:
        for name, labels, value in traffic.totals():
            totals[name][labels] = value
    for name, (words, labels) in _COUNTERS.items():
        counter = CounterMetricFamily(f"postwire_{name}", words, labels=labels)
        for values, total in totals[name].items():
            counter.add_metric(values, total)
        yield counter
    for name, words in _HISTOGRAMS.items():
        yield _histogram(name, words, totals)


def _histogram(name: str, words: str, totals: Mapping[str, Mapping[Labels, int]]) -> Metric:
    counts = totals.get(f"{name}_bucket", {})
    buckets, total = [], 0
    for bound in (*map(str, BOUNDS), "+Inf"):
        total += counts.get((bound,), 0)
        buckets.append((bound, float(total)))
    seconds = totals.get(f"{name}_micros", {}).get((), 0) / 1_000_000
    family = HistogramMetricFamily(f"postwire_{name}_seconds", words)
    family.add_metric((), buckets, seconds)
    return family


def _queue(rows: HubCounts) -> Metric:
    depth = GaugeMetricFamily("postwire_queue", "Rows that wait for the worker", labels=["work"])
    depth.add_metric(("deliver",), rows.deliveries_waiting)
    depth.add_metric(("verify",), rows.verifications_waiting)
    depth.add_metric(("ping",), rows.pings_waiting)
    return depth


def _checkout(report: CheckoutReport) -> Iterator[Metric]:
    commit = InfoMetricFamily("postwire_archive", "The commit that is served")
    commit.add_metric((), {"commit": report.commit or ""})
    yield commit
    times = {
        "served_since": ("When the served commit began to be served", report.since),
        "fetched": ("When the repository last answered", report.fetched),
        "tried": ("When the repository was last asked", report.tried),
    }
    for name, (words, seconds) in times.items():
        yield GaugeMetricFamily(f"postwire_archive_{name}_timestamp_seconds", words, seconds or 0)
    failing = float(report.error is not None)
    yield GaugeMetricFamily("postwire_archive_fetch_failing", "1 while it cannot be had", failing)


def _posts(here: Publication) -> Iterator[Metric]:
    counts = here.index.counts()
    posts = GaugeMetricFamily("postwire_posts", "Files by what became of them", labels=["state"])
    for state in ("served", "excluded", "repaired", "broken"):
        posts.add_metric((state,), getattr(counts, state))
    yield posts
    yield GaugeMetricFamily("postwire_feeds", "Feeds that have an entry", counts.feeds)
    yield GaugeMetricFamily(
        "postwire_revision", "Number of the last refresh", here.index.revision()
    )
