"""`/status`: the service in numbers, for an operator who knows the refresh token.

A browser asks for the token as a password (any name, HTTP Basic), a program sends it as a bearer
token. Nothing is changed here, so no cookie is set and no form can be forged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from flask import Blueprint, Response, abort, jsonify, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.exceptions import Unauthorized

from feeds.archive.faults import Fault
from feeds.index import IndexCounts
from feeds.version import VERSION
from service.hub.hub import Hub
from service.hub.report import HubCounts, TopicReport, hub_counts, report_as_json, topic_reports
from service.publication.publication import Publication
from service.settings.credentials import bears, is_token, refresh_token
from service.traffic import store
from service.traffic.events import Poll
from service.traffic.store import Subscribers
from service.web.current import hub, publication
from service.web.pages import layout

blueprint = Blueprint("status", __name__)

_FEED_ROUTES = frozenset({"site", "category", "tag", "source", "author", "collection", "archive"})
_MOST_FAULTS = 200
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


@dataclass(frozen=True, slots=True)
class StatusNumbers:
    """Readers and pollers are those of the last seven days, the busiest first."""

    archive: str
    kind: str
    revision: int
    counts: IndexCounts
    due: datetime | None  # when a post appears or expires by itself
    faults: tuple[tuple[str, Fault], ...]
    answers: Answers
    hub: HubCounts
    topics: tuple[TopicReport, ...]  # the hub's, those with the most subscriptions first
    deliveries: Mapping[str, int]  # by outcome, since the state folder was made
    subscribers: tuple[Subscribers, ...]
    polls: tuple[tuple[str, Poll], ...]

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
    """:raise 401: no token is given
    :raise 403: another token is given
    """
    _require_token()
    numbers = status_of(publication(), hub())
    if _wants_page():
        return layout.page("status.html", cache=_PRIVATE, numbers=numbers)
    response = jsonify(as_json(numbers))
    response.headers["Cache-Control"] = _PRIVATE
    return response


def _require_token() -> None:
    given = request.authorization
    if given is None:
        # Basic alone: browsers ask for a password only where they know the first scheme.
        challenge = WWWAuthenticate("basic", {"realm": "postwire status", "charset": "UTF-8"})
        raise Unauthorized("the refresh token is needed, as a password", None, challenge)
    token = refresh_token(publication().settings)
    if not (is_token(given.password, token) or bears(str(given), token)):
        abort(403, "this is not the refresh token")


def _wants_page() -> bool:
    accepted = request.accept_mimetypes
    return accepted["text/html"] > accepted["application/json"]


def status_of(here: Publication, hub: Hub) -> StatusNumbers:
    """:raise StateError: there is no index, or the hub's database is away"""
    here.recorder.flush()
    index, due = here.index, here.index.next_due()
    with hub.database.reading() as connection:
        rows = hub_counts(connection)
        by_topic = tuple(topic_reports(connection))
    with store.reading(here.settings.state_folder, datetime.now(UTC)) as traffic:
        return StatusNumbers(
            archive=str(here.settings.archive),
            kind=here.archive.kind.name,
            revision=index.revision(),
            counts=index.counts(),
            due=None if due is None else datetime.fromtimestamp(due / 1_000_000, UTC),
            faults=tuple(islice(index.faults(), _MOST_FAULTS)),
            answers=_answers(traffic),
            hub=rows,
            topics=by_topic,
            deliveries=_deliveries(traffic),
            subscribers=tuple(traffic.subscribers(_MOST_READERS)),
            polls=tuple(traffic.polls(_MOST_AGENTS)),
        )


def as_json(status: StatusNumbers) -> dict[str, Any]:
    """The same for a program; shares are from 0 to 1."""
    answers = status.answers
    return {
        "version": VERSION,
        "archive": {"path": status.archive, "kind": status.kind, **asdict(status.counts)},
        "index": {"revision": status.revision, "due": status.due and status.due.isoformat()},
        "faults": [
            {"path": path, "line": fault.line, "code": fault.code, "message": fault.message}
            for path, fault in status.faults
        ],
        "answers": {
            **asdict(answers),
            "hit_rate": round(answers.hit_rate, 4),
            "unmodified_share": round(answers.unmodified_share, 4),
        },
        "hub": {
            **asdict(status.hub),
            "deliveries": dict(status.deliveries),
            "by_topic": [report_as_json(row) for row in status.topics],
        },
        "subscribers": [row._asdict() for row in status.subscribers],
        "pollers": [{"agent": agent, **poll._asdict()} for agent, poll in status.polls],
        "without_validators": [
            {"agent": agent, "requests": poll.requests, "bytes": poll.bytes}
            for agent, poll in status.careless
        ],
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
