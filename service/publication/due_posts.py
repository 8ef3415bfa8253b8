"""Has the index show and end posts by the clock, before the next request is answered."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime

from feeds.index.index import Index
from feeds.index.refresh import Refresher
from feeds.outages import MENDABLE, Outage

_log = logging.getLogger(__name__)
_AGAIN = 1.0  # seconds after which what failed is tried again


class DuePosts:
    """Safe to use from any thread."""

    def __init__(
        self,
        refresher: Refresher,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        """`clock` counts seconds since 1970; `steady` never goes back."""
        self._refresher = refresher
        self._clock = clock
        self._steady = steady
        self._retry_at = 0.0  # by the steady clock
        self._outage = Outage("cannot serve what has become due", _log)
        self._next: tuple[int, float | None] = (-1, None)  # (revision, seconds since 1970)

    def are_there(self, index: Index, revision: int) -> bool:
        """Whether a post of the index, which has this revision, has become due."""
        of_revision, due = self._next
        if of_revision != revision:
            micros = index.next_due()
            due = None if micros is None else micros / 1_000_000
            self._next = (revision, due)
        return due is not None and self._clock() >= due

    def serve(self, index: Index) -> int:
        """The index's revision after serving what has become due."""
        revision = index.shared.get()
        if self.are_there(index, revision) and self._steady() >= self._retry_at:
            try:
                self._refresher.refresh_due(datetime.now(UTC))
            except MENDABLE as error:  # all else is served meanwhile
                self._outage.report(error)
                self._retry_at = self._steady() + _AGAIN
            revision = index.shared.get()
        return revision
