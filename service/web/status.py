"""`/status`: the service in numbers, for an operator who knows the refresh token.

A browser asks for the token as a password (any name, HTTP Basic), a program sends it as a bearer
token. Nothing is changed here, so no cookie is set and no form can be forged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

from flask import Blueprint, Response, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from feeds.archive.faults import CODES, Fault
from feeds.index import IndexCounts
from feeds.outages import MENDABLE, one_line
from feeds.version import VERSION
from service.checkout.report import CheckoutReport
from service.hub.hub import Hub
from service.hub.report import (
    HubCounts,
    TopicReport,
    former_base_urls,
    hub_counts,
    report_as_json,
    topic_reports,
)
from service.hub.work.liveness import living_workers
from service.publication.last_refresh import LastRefresh, last_refresh
from service.publication.publication import Publication
from service.settings.credentials import bears, is_token, refresh_token
from service.traffic import store
from service.traffic.events import Poll
from service.traffic.store import Subscribers
from service.web.condition import problems, since
from service.web.current import hub, publication
from service.web.pages import layout

blueprint = Blueprint("status", __name__)

_FEED_ROUTES = frozenset({"site", "category", "tag", "source", "author", "collection", "archive"})
FAULTS_A_PAGE = 200
_MOST_AGENTS = 100
_MOST_READERS = 200
_PRIVATE = "private, no-store"


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


_ALL_FAULTS = FaultPage()


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
    fault_page: FaultPage = _ALL_FAULTS
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


@blueprint.get("/status")
def status() -> Response:
    """`?faults=CODE` shows the faults of this code alone, `?page=2` those after the first.

    :raise 401: no token is given, or another one
    """
    _require_token()
    numbers = status_of(publication(), hub(), _fault_page())
    if _wants_page():
        return layout.page("status.html", cache=_PRIVATE, numbers=numbers, codes=CODES)
    response = jsonify(as_json(numbers))
    response.headers["Cache-Control"] = _PRIVATE
    return response


def _require_token() -> None:
    given, token = request.authorization, refresh_token(publication().settings)
    if given is not None and (is_token(given.password, token) or bears(str(given), token)):
        return
    # Basic alone: browsers ask for a password only where they know the first scheme. A wrong one is
    # 401 as well (RFC 9110 section 15.5.2): at a 403 a browser goes on sending it, and never asks.
    challenge = WWWAuthenticate("basic", {"realm": "postwire status", "charset": "UTF-8"})
    words = "this is not the refresh token" if given else "the refresh token is needed"
    raise Unauthorized(f"{words}, as a password", None, challenge)


def _fault_page() -> FaultPage:
    """What the query asks for; without meaning, the first page of all."""
    number = request.args.get("page", "")
    page = int(number) if number.isascii() and number.isdecimal() and len(number) < 7 else 1
    code = request.args.get("faults", "")
    return FaultPage(code if code in CODES else None, max(1, page))


def _wants_page() -> bool:
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]


def status_of(here: Publication, hub: Hub, shown: FaultPage = _ALL_FAULTS) -> StatusNumbers:
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


def as_json(status: StatusNumbers) -> dict[str, Any]:
    """The same for a program; shares are from 0 to 1. Null stands for what cannot be had now."""
    answers = status.answers
    return {
        "version": VERSION,
        "problems": status.problems,
        "since": {part: at.isoformat(timespec="seconds") for part, at in status.since.items()},
        "archive": {"path": status.archive, "kind": status.kind, **_fields(status.counts)},
        "index": {"revision": status.revision, "due": status.due and status.due.isoformat()},
        "refresh": status.refreshed
        and {
            "ended": status.refreshed.ended.isoformat(timespec="seconds"),
            "seconds": status.refreshed.seconds,
            "error": status.refreshed.error,
        },
        **({"checkout": _checkout(status.checkout)} if status.checkout else {}),
        "fault_counts": dict(status.fault_counts),
        "fault_pages": status.fault_pages,
        "faults": [
            {"path": path, "line": fault.line, "code": fault.code, "message": fault.message}
            for path, fault in status.faults
        ],
        "answers": answers
        and {
            **asdict(answers),
            "hit_rate": round(answers.hit_rate, 4),
            "unmodified_share": round(answers.unmodified_share, 4),
        },
        "hub": status.hub
        and {
            **asdict(status.hub),
            "workers": status.workers,
            "deliveries": dict(status.deliveries),
            "former_base_urls": dict(status.former_base_urls),
            "by_topic": [report_as_json(row) for row in status.topics],
        },
        "subscribers": [row._asdict() for row in status.subscribers],
        "pollers": [{"agent": agent, **poll._asdict()} for agent, poll in status.polls],
        "without_validators": [
            {"agent": agent, "requests": poll.requests, "bytes": poll.bytes}
            for agent, poll in status.careless
        ],
    }


def _fields(counts: IndexCounts | None) -> dict[str, int]:
    return asdict(counts) if counts else {}


def _checkout(report: CheckoutReport) -> dict[str, Any]:
    """Times as RFC 3339 has them, in UTC."""
    times = ("since", "fetched", "tried", "failing_since")
    return {
        name: datetime.fromtimestamp(value, UTC).isoformat() if name in times and value else value
        for name, value in asdict(report).items()
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
