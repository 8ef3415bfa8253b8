"""The sums of all processes, in one SQLite file of the state folder: small rows, added to.

Every process adds what it counted, so the sums are right however many there are, and one that
dies takes at most its last second with it.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from service.traffic.events import Labels, Poll, Sums

FILE_NAME = "traffic.sqlite"
WINDOW_DAYS = 7

# A client may call itself a new name in every request: beyond these numbers it is one of many.
_MOST_AGENTS = 2_000  # a day
_MOST_REPORTS = 100_000
OTHERS = "others"

_TABLES = """
CREATE TABLE IF NOT EXISTS total (
    name TEXT, labels TEXT, value INTEGER NOT NULL, PRIMARY KEY (name, labels)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS poll (  -- day: since 1970, UTC
    day INTEGER, agent TEXT, requests INTEGER NOT NULL, unmodified INTEGER NOT NULL,
    conditional INTEGER NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (day, agent)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS report (  -- the newest count that an aggregator gave for a feed
    agent TEXT, feed TEXT, feed_id TEXT, subscribers INTEGER NOT NULL, day INTEGER NOT NULL,
    PRIMARY KEY (agent, feed, feed_id)
) WITHOUT ROWID;
"""
_ADD_TOTAL = (
    "INSERT INTO total VALUES (?,?,?) ON CONFLICT DO UPDATE SET value = value + excluded.value"
)
_ADD_POLL = (
    "INSERT INTO poll VALUES (?,?,?,?,?,?) ON CONFLICT DO UPDATE SET "
    "requests = requests + excluded.requests, unmodified = unmodified + excluded.unmodified, "
    "conditional = conditional + excluded.conditional, bytes = bytes + excluded.bytes"
)
_SET_REPORT = (
    "INSERT INTO report VALUES (?,?,?,?,?) ON CONFLICT DO UPDATE SET "
    "subscribers = excluded.subscribers, day = excluded.day"
)


class Subscribers(NamedTuple):
    """People who read a feed through an aggregator, over all its numbers for that feed."""

    feed: str
    agent: str
    subscribers: int


def add(state: Path, sums: Sums, now: datetime) -> None:
    """Add these sums; forget what is older than the window."""
    today = _day(now)
    with closing(_connect(state)) as connection, connection:
        connection.execute("BEGIN IMMEDIATE")
        totals = ((name, json.dumps(labels), n) for (name, labels), n in sums.totals.items())
        connection.executemany(_ADD_TOTAL, totals)
        _add_polls(connection, sums.polls, today)
        _set_reports(connection, sums, today)
        for table in ("poll", "report"):
            connection.execute(f"DELETE FROM {table} WHERE day <= ?", (today - WINDOW_DAYS,))


class Traffic:
    """The store, open for reading."""

    def __init__(self, connection: sqlite3.Connection, now: datetime) -> None:
        self._connection = connection
        self._since = _day(now) - WINDOW_DAYS + 1

    def totals(self) -> Iterator[tuple[str, Labels, int]]:
        """(metric, label values, sum since the file was created)"""
        for name, labels, value in self._connection.execute("SELECT * FROM total"):
            yield name, tuple(json.loads(labels)), value

    def polls(self, most: int) -> list[tuple[str, Poll]]:
        """(agent, its polls in the window); the agent that took most bytes comes first."""
        rows = self._connection.execute(
            "SELECT agent, sum(requests), sum(unmodified), sum(conditional), sum(bytes) FROM poll "
            "WHERE day >= ? GROUP BY agent ORDER BY 5 DESC, 2 DESC, agent LIMIT ?",
            (self._since, most),
        )
        return [(agent, Poll(*numbers)) for agent, *numbers in rows]

    def subscribers(self, most: int) -> list[Subscribers]:
        """The newest report of each number an aggregator has for a feed, summed by feed."""
        rows = self._connection.execute(
            "SELECT feed, agent, sum(subscribers) FROM report WHERE day >= ? "
            "GROUP BY feed, agent ORDER BY 3 DESC, feed, agent LIMIT ?",
            (self._since, most),
        )
        return [Subscribers(*row) for row in rows]


@contextmanager
def reading(state: Path, now: datetime) -> Iterator[Traffic]:
    with closing(_connect(state)) as connection:
        yield Traffic(connection, now)


def _connect(state: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(state / FILE_NAME, timeout=30, isolation_level=None)
    # A crash of the machine may cost the last second: these are statistics.
    connection.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF;" + _TABLES)
    return connection


def _add_polls(connection: sqlite3.Connection, polls: Mapping[str, Poll], today: int) -> None:
    rows = connection.execute("SELECT agent FROM poll WHERE day = ?", (today,))
    agents = {agent for (agent,) in rows}
    for agent, poll in polls.items():
        name = agent if agent in agents or len(agents) < _MOST_AGENTS else OTHERS
        agents.add(name)
        connection.execute(_ADD_POLL, (today, name, *poll))


def _set_reports(connection: sqlite3.Connection, sums: Sums, today: int) -> None:
    if not sums.subscribers:
        return
    (count,) = connection.execute("SELECT count(*) FROM report").fetchone()
    if count < _MOST_REPORTS:
        rows = ((*report, subscribers, today) for report, subscribers in sums.subscribers.items())
        connection.executemany(_SET_REPORT, rows)


def _day(now: datetime) -> int:
    return (now.astimezone(UTC).date() - date(1970, 1, 1)) // timedelta(days=1)
