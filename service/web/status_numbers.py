"""The numbers of `/status`: of the index, the hub, the answers and the readers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from feeds.archive.faults import Fault
from feeds.index.index import IndexCounts
from feeds.outages import MENDABLE, one_line
from service.checkout.report import CheckoutReport
from service.hub.hub import Hub
from service.hub.report import HubCounts, TopicReport, former_base_urls, hub_counts, topic_reports
from service.hub.work.liveness import living_workers
from service.publication.last_refresh import LastRefresh, last_refresh
from service.publication.publication import Publication
from service.traffic import store
from service.traffic.events import Poll
from service.traffic.store import Subscribers
from service.web.condition import problems, since

FAULTS_A_PAGE = 200
_FEED_ROUTES = frozenset({"site", "category", "tag", "source", "author", "collection", "archive"})
_MOST_AGENTS = 100
_MOST_READERS = 200


@dataclass(frozen=True, slots=True)
class Answers:
    """Answers to requests for feeds, since the state folder was made."""

    feeds: int
    unmodified: int  # 304
    hits: int  # from the cache, 304 included
    bytes: int

    @property
    def hit_rate(self) -> float:
        return self.hits / self.feeds if self.feeds else 0.0

    @property
    def unmodified_share(self) -> float:
        return self.unmodified / self.feeds if self.feeds else 0.0


class FaultPage(NamedTuple):
    """Which faults are shown: those of one code, or of all; a page of them, counted from 1."""

    code: str | None = None
    number: int = 1


ALL_FAULTS = FaultPage()


@dataclass(frozen=True, slots=True)
class StatusNumbers:
    """Readers and pollers are those of the last seven days, the busiest first. What comes of a part
    that cannot be used is None or empty, and `problems` says why."""

    problems: Mapping[str, str]  # by part of `service.web.condition`
    archive: str
    kind: str
    checkout: CheckoutReport | None = None  # of an archive that comes from a repository
    revision: int | None = None
    counts: IndexCounts | None = None
    due: datetime | None = None  # when a post appears or expires by itself
    since: Mapping[str, datetime] = field(default_factory=dict)  # by part: when it was first missed
    refreshed: LastRefresh | None = None
    workers: int | None = None  # of the hub, on this machine
    fault_page: FaultPage = ALL_FAULTS
    fault_counts: Mapping[str, int] = field(default_factory=dict)  # by code
    faults: tuple[tuple[str, Fault], ...] = ()  # of `fault_page`
    answers: Answers | None = None
    hub: HubCounts | None = None
    topics: tuple[TopicReport, ...] = ()  # the hub's, those with the most subscriptions first
    deliveries: Mapping[str, int] = field(default_factory=dict)  # by outcome, since the first start
    subscribers: tuple[Subscribers, ...] = ()
    polls: tuple[tuple[str, Poll], ...] = ()
    # Base URLs that the service no longer has, each with the number of feeds below it that have
    # subscribers.
    former_base_urls: Mapping[str, int] = field(default_factory=dict)

    @property
    def fault_pages(self) -> int:
        """How many pages the faults come to that are asked for."""
        code, counts = self.fault_page.code, self.fault_counts
        number = counts.get(code, 0) if code else sum(counts.values())
        return -(-number // FAULTS_A_PAGE)

    @property
    def readers(self) -> int:
        """People who read through aggregators that report them."""
        return sum(row.subscribers for row in self.subscribers)

    @property
    def careless(self) -> tuple[tuple[str, Poll], ...]:
        """Pollers that never send a validator, so that they are sent again what they have."""
        return tuple(row for row in self.polls if not row[1].conditional and row[1].requests > 1)


def status_of(here: Publication, hub: Hub, shown: FaultPage = ALL_FAULTS) -> StatusNumbers:
    """All numbers there are, whichever part cannot be used."""
    here.recorder.flush()
    broken = {part: one_line(error) for part, error in problems().items()}
    numbers = StatusNumbers(
        broken,
        here.settings.archive_name,
        here.archive.kind.name,
        here.checkout_report(),
        since={part: datetime.fromtimestamp(at, UTC) for part, at in since().items()},
        fault_page=shown,
    )
    for part, numbers_of in (
        ("index", partial(_of_index, shown)),
        ("hub", partial(_of_hub, hub)),
        ("state", _of_traffic),
    ):
        try:
            numbers = replace(numbers, **numbers_of(here))
        except MENDABLE as error:
            broken.setdefault(part, one_line(error))
    return numbers


def _of_index(shown: FaultPage, here: Publication) -> dict[str, Any]:
    index, due = here.index, here.index.next_due()
    first = (shown.number - 1) * FAULTS_A_PAGE
    return {
        "revision": index.revision(),
        "counts": index.counts(),
        "due": None if due is None else datetime.fromtimestamp(due / 1_000_000, UTC),
        "refreshed": last_refresh(here.settings.state_folder),
        "fault_counts": index.fault_counts(),
        "faults": tuple(islice(index.faults(shown.code), first, first + FAULTS_A_PAGE)),
    }


def _of_hub(hub: Hub, here: Publication) -> dict[str, Any]:
    workers = living_workers(here.settings.state_folder)
    with hub.database.reading() as connection:
        numbers = {"hub": hub_counts(connection), "topics": tuple(topic_reports(connection))}
    return {
        **numbers,
        "workers": workers,
        "former_base_urls": former_base_urls(hub.database, here.settings.public_url),
    }


def _of_traffic(here: Publication) -> dict[str, Any]:
    with store.reading(here.settings.state_folder, datetime.now(UTC)) as traffic:
        return {
            "answers": _answers(traffic),
            "deliveries": _deliveries(traffic),
            "subscribers": tuple(traffic.subscribers(_MOST_READERS)),
            "polls": tuple(traffic.polls(_MOST_AGENTS)),
        }


def _answers(traffic: store.Traffic) -> Answers:
    sums: Counter[str] = Counter()
    for name, labels, value in traffic.totals():
        if name == "requests" and labels[0] in _FEED_ROUTES and labels[1] in ("200", "304"):
            _, code, cache = labels
            sums.update({"feeds": value, code: value, cache: value})
        elif name == "response_bytes" and labels[0] in _FEED_ROUTES:
            sums["bytes"] += value
    return Answers(sums["feeds"], sums["304"], sums["hit"], sums["bytes"])


def _deliveries(traffic: store.Traffic) -> dict[str, int]:
    counts = {labels[0]: n for name, labels, n in traffic.totals() if name == "deliveries"}
    return {outcome: counts.get(outcome, 0) for outcome in ("delivered", "failed", "gone")}
