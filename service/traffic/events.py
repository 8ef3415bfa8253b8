"""An event: one answered request as a tuple, and what it adds to the sums. Pure; no clock."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote

from feeds.addresses import FeedPath, read_path
from feeds.errors import QueryError
from feeds.model import TERM_KINDS
from service.traffic.agents import parse_agent

# (target, status, cache outcome, User-Agent, whether with validators, bytes of the body)
Event = tuple[bytes, int, str, bytes, bool, int]
_Kind = tuple[bytes, int, str, bool, int]  # an event without its agent
Timing = tuple[str, float]  # (name of a histogram, seconds)
Labels = tuple[str, ...]
Count = tuple[str, Labels, int]  # (metric, label values, how many more)

BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0)

_ROUTES = frozenset(
    {*TERM_KINDS, "archive", "post", "hub", "refresh", "status", "metrics", "static"}
    | {"healthz", "readyz", "filter"}
)
_OK = (200, 304)


class Poll(NamedTuple):
    """How one program fetched feeds: sums of a day."""

    requests: int = 0
    unmodified: int = 0
    conditional: int = 0
    bytes: int = 0

    def plus(self, other: Poll) -> Poll:
        return Poll(*(mine + its for mine, its in zip(self, other, strict=True)))


class Report(NamedTuple):
    """Where a subscriber count belongs: one feed of one aggregator."""

    agent: str
    feed: str
    feed_id: str


@dataclass(slots=True)
class Sums:
    """What some events add up to: `totals` by (metric, label values)."""

    totals: Counter[tuple[str, Labels]] = field(default_factory=Counter)
    polls: defaultdict[str, Poll] = field(default_factory=lambda: defaultdict(Poll))
    subscribers: dict[Report, int] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.totals)


def route_of(path: str) -> str:
    """The kind of address, one of a few: fit to be a label."""
    if path == "/":
        return "catalogue"
    if feed := _feed_at(path):
        return "archive" if feed.month else feed.term.kind if feed.extension else "page"
    first = path.removeprefix("/").partition("/")[0]
    if first.endswith(".opml"):
        return "opml"
    return first if first in _ROUTES else "other"


def _feed_at(path: str) -> FeedPath | None:
    try:
        return read_path(path)
    except QueryError:
        return None


def sum_up(
    events: Iterable[Event], timings: Iterable[Timing] = (), counts: Iterable[Count] = ()
) -> Sums:
    """All that some requests, measured times and other counts add to the store. Most requests of
    a second differ by their agent only: all else is looked at once for each kind."""
    sums = Sums()
    for name, labels, more in counts:
        sums.totals[name, labels] += more
    agents: defaultdict[_Kind, Counter[bytes]] = defaultdict(Counter)
    for target, status, outcome, agent, conditional, size in events:
        agents[target, status, outcome, conditional, size][agent] += 1
    for kind, requests in agents.items():
        _count_requests(sums, kind, requests)
    for name, seconds in timings:
        _count_timing(sums.totals, name, seconds)
    return sums


def _count_requests(sums: Sums, kind: _Kind, requests: Counter[bytes]) -> None:
    target, status, outcome, conditional, size = kind
    path = unquote(target.partition(b"?")[0].decode("latin-1"))
    route, times = route_of(path), requests.total()
    sums.totals["requests", (route, str(status), outcome)] += times
    sums.totals["response_bytes", (route,)] += size * times
    feed = _feed_at(path)
    if feed and feed.extension and status in _OK:
        for name, polls in _polls_by_name(sums, path, requests).items():
            poll = Poll(polls, polls * (status == 304), polls * conditional, polls * size)
            sums.polls[name] = sums.polls[name].plus(poll)


def _polls_by_name(sums: Sums, path: str, requests: Counter[bytes]) -> Counter[str]:
    """How often each program asked for a feed. The subscribers it names are noted."""
    polls: Counter[str] = Counter()
    for spelled, times in requests.items():
        agent = parse_agent(spelled.decode("latin-1"))
        polls[agent.name] += times
        if agent.subscribers is not None:
            sums.subscribers[Report(agent.name, path, agent.feed_id)] = agent.subscribers
    return polls


def _count_timing(totals: Counter[tuple[str, Labels]], name: str, seconds: float) -> None:
    bound = next((str(bound) for bound in BOUNDS if seconds <= bound), "+Inf")
    totals[f"{name}_bucket", (bound,)] += 1
    totals[f"{name}_micros", ()] += round(seconds * 1_000_000)
