"""Writes the SQL that reads the posts of one document: of which terms, from when, from which place.

A feed is a clustered list, stored in the order in which it is read. The statement walks the list of
the rarest group of terms from the window's start, and looks up each place in the lists of the other
groups. A group of several terms is several walks, which SQLite merges on the way. So the cost grows
with the places that are passed, not with the archive, and nothing is sorted.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from feeds.index.codec import micros
from feeds.query import Place, Query

EARLIEST, LATEST = -(1 << 62), 1 << 62
_DAY = timedelta(days=1)

Parameters = list[int | str]


@dataclass(frozen=True, slots=True)
class Window:
    """Which places to read. `first` and `last` bound `sort`, both inclusive."""

    wanted: tuple[tuple[int, ...], ...]  # ids of terms: OR within, AND between; rarest first
    unwanted: tuple[int, ...]
    first: int
    last: int
    before: Place | None
    rarest: int  # posts of the first group, at most
    unique: bool  # without posts that repeat an earlier one of the feed
    start: int  # where the feed starts, whichever part of it the window is

    @property
    def is_of_one_term(self) -> bool:
        return [len(group) for group in self.wanted] == [1]


def bounds(query: Query, zone: ZoneInfo) -> tuple[int, int]:
    """First and last microsecond of what a query's month, `since` and `until` leave."""
    if query.month:
        start = datetime.fromisoformat(f"{query.month}-01").replace(tzinfo=zone)
        return _instant(start), _end_of_month(start)
    first = EARLIEST if query.since is None else _instant(_moment(query.since, zone, time.min))
    if query.until is None:
        return first, LATEST
    return first, _instant(_moment(query.until, zone, time.max))


def _end_of_month(start: datetime) -> int:
    try:
        following = (start.replace(tzinfo=None) + 31 * _DAY).replace(day=1)
    except OverflowError:  # the last month there is
        return LATEST
    return _instant(following.replace(tzinfo=start.tzinfo)) - 1


def _moment(spelled: str, zone: ZoneInfo, at: time) -> datetime:
    """A day begins or ends at `at`; an instant lasts a whole second at the end of a window."""
    moment = datetime.fromisoformat(spelled)
    if moment.tzinfo is None:
        return datetime.combine(moment, at, zone)
    return moment.replace(microsecond=at.microsecond)


def _instant(moment: datetime) -> int:
    try:
        return micros(moment.astimezone(UTC))
    except OverflowError:  # the first and the last day there are, seen from elsewhere
        return EARLIEST if moment.year < 5000 else LATEST


def newest_first(window: Window, count: int, skip: int = 0) -> tuple[str, Parameters]:
    """The statement that reads (sort, pid) of `count` places, newest first."""
    return _statement(window, "ORDER BY 1 DESC, 2", count, skip)


def oldest_first(window: Window, count: int) -> tuple[str, Parameters]:
    return _statement(window, "ORDER BY 1, 2 DESC", count, 0)


def _statement(window: Window, order: str, count: int, skip: int) -> tuple[str, Parameters]:
    branches, parameters = [], Parameters()
    for term in window.wanted[0]:
        conditions, values = _conditions(window)
        branches.append(
            "SELECT e.sort, e.pid FROM entry AS e WHERE e.term = ? AND " + " AND ".join(conditions)
        )
        parameters += [term, *values]
    # UNION, not UNION ALL: a post that has two terms of a group stands in the feed once.
    return " UNION ".join(branches) + f" {order} LIMIT ? OFFSET ?", [*parameters, count, skip]


def among(window: Window, places: Sequence[Place], count: int) -> tuple[str, Parameters]:
    """The statement that reads which of these places stand in the window, newest first."""
    conditions, values = _conditions(window)
    conditions.append(_stands_in(window.wanted[0]))
    listed = "SELECT value ->> 0 AS sort, value ->> 1 AS pid FROM json_each(?)"
    statement = f"SELECT e.sort, e.pid FROM ({listed}) AS e WHERE " + " AND ".join(conditions)
    parameters = [json.dumps(places), *values, *window.wanted[0], count]
    return f"{statement} ORDER BY 1 DESC, 2 LIMIT ?", parameters


def _conditions(window: Window) -> tuple[list[str], Parameters]:
    last = window.last if window.before is None else min(window.last, window.before.sort)
    conditions, values = ["e.sort BETWEEN ? AND ?"], Parameters([window.first, last])
    if window.before:
        conditions.append("(e.sort < ? OR e.pid > ?)")
        values += [*window.before]
    for group in window.wanted[1:]:
        conditions.append(_stands_in(group))
        values += group
    if window.unwanted:
        conditions.append("NOT " + _stands_in(window.unwanted))
        values += window.unwanted
    if window.unique:
        condition, of_repeats = _of_feed(window, "r.earlier_sort", "r.earlier_pid")
        repeats = f"SELECT 1 FROM repeat AS r WHERE r.pid = e.pid AND {condition}"
        conditions.append(f"NOT EXISTS ({repeats})")
        values += of_repeats
    return conditions, values


def earlier(window: Window, place: Place) -> tuple[str, Parameters]:
    """The statement that reads the places of the feed that the post at a place repeats."""
    condition, values = _of_feed(window, "r.earlier_sort", "r.earlier_pid")
    statement = f"SELECT earlier_sort, earlier_pid FROM repeat AS r WHERE r.pid = ? AND {condition}"
    return statement, [place.pid, *values]


def later(window: Window, place: Place, count: int) -> tuple[str, Parameters]:
    """The statement that reads the first places of the feed, up to the window's end, whose posts
    repeat the one at a place, or a post that does."""
    condition, values = _of_feed(window, "r.sort", "r.pid")
    condition += " AND r.sort <= ?"
    values = [*values, window.last]
    statement = (
        "WITH RECURSIVE later (sort, pid) AS ("
        f"SELECT r.sort, r.pid FROM repeat AS r WHERE r.earlier_pid = ? AND {condition} "
        "UNION SELECT r.sort, r.pid FROM later JOIN repeat AS r ON r.earlier_pid = later.pid "
        f"WHERE {condition} ORDER BY 1, 2 LIMIT ?) SELECT sort, pid FROM later"
    )
    return statement, [place.pid, *values, *values, count]


def _of_feed(window: Window, sort: str, pid: str) -> tuple[str, Parameters]:
    """That a place stands in the feed, in whichever part of it."""
    conditions, values = [f"{sort} >= ?"], Parameters([window.start])
    for group in window.wanted:
        conditions.append(_stands_in(group, sort, pid))
        values += group
    if window.unwanted:
        conditions.append("NOT " + _stands_in(window.unwanted, sort, pid))
        values += window.unwanted
    return " AND ".join(conditions), values


def _stands_in(terms: Sequence[int], sort: str = "e.sort", pid: str = "e.pid") -> str:
    marks = ",".join("?" * len(terms))
    return f"EXISTS (SELECT 1 FROM entry WHERE term IN ({marks}) AND sort = {sort} AND pid = {pid})"
