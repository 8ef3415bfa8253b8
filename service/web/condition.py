"""The condition of the service: the parts that it needs, and which of them cannot be used now.

`/readyz`, `/status` and `/metrics` show the result of one check. It may be a second old, so that no
client can cause a check with each request.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock

from flask import Flask, current_app

from feeds.errors import StateError
from feeds.index.lock import seconds_under_way
from feeds.outages import MENDABLE, Outage
from service.hub.hub import Hub
from service.publication.publication import Publication
from service.settings.settings import Settings
from service.settings.state_folder import check_writable

PARTS: Mapping[str, str] = {
    "index": "the index cannot be read",
    "archive": "the archive cannot be read",
    "state": "the state folder cannot be written",
    "hub": "the hub's database cannot be used",
    "queue": "the hub's queue cannot be reached",
    "refresh": "a refresh has been under way for too long, and all others wait for it",
}
"""What a stranger is told of each part that cannot be used."""

NEEDED = frozenset(PARTS) - {"queue"}  # without its queue the hub does all a second later

_FRESH_SECONDS = 1.0


class Condition:
    """Safe to use from any thread, and after a fork."""

    def __init__(
        self,
        publication: Publication,
        hub: Hub,
        outage: Outage,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._checks: Mapping[str, Callable[[], object]] = {
            "index": lambda: publication.index.revision(),
            "archive": publication.archive.check,
            "state": lambda: check_writable(publication.settings.state_folder),
            "hub": hub.database.check,
            "queue": hub.queue.check,
            "refresh": lambda: _check_refresh(publication.settings),
        }
        self._outage = outage
        self._clock = clock
        self._looking = Lock()
        self._problems: Mapping[str, Exception] | None = None
        self._until = 0.0  # by the clock
        self.since: Mapping[str, float] = {}
        """When each part that cannot be used was first missed, in seconds since 1970. Each web
        process counts from its own first look, so that two may differ by as much."""

    def problems(self) -> Mapping[str, Exception]:
        """The parts that cannot be used, each with what was met.

        A check may take seconds, where a host does not answer. Meanwhile, callers get the result of
        the last one.
        """
        last = self._problems
        if last is not None and self._clock() < self._until:
            return last
        if not self._looking.acquire(blocking=last is None):
            return last or {}
        try:
            if self._problems is None or self._clock() >= self._until:
                self._problems = self._looked_at()
                self._until = self._clock() + _FRESH_SECONDS
            return self._problems
        finally:
            self._looking.release()

    def _looked_at(self) -> Mapping[str, Exception]:
        problems = {}
        for part, check in self._checks.items():
            try:
                check()
            except MENDABLE as error:
                problems[part] = error
                self._outage.report(error)
        now = time.time()
        self.since = {part: self.since.get(part, now) for part in problems}
        return problems


def install(app: Flask, condition: Condition) -> None:
    """Give the application its condition."""
    app.extensions["postwire.condition"] = condition


def problems() -> Mapping[str, Exception]:
    """The parts of this application that cannot be used now."""
    condition: Condition = current_app.extensions["postwire.condition"]
    return condition.problems()


def since() -> Mapping[str, float]:
    """When each of these was first missed, in seconds since 1970."""
    condition: Condition = current_app.extensions["postwire.condition"]
    return condition.since


def _check_refresh(settings: Settings) -> None:
    """:raise StateError: a refresh has been under way for longer than any should be"""
    seconds = seconds_under_way(settings.state_folder, time.time())
    if seconds > settings.refresh_alarm_seconds:
        raise StateError(f"a refresh has been under way for {seconds:.0f} s")
