"""Limits how many answers are made for one client: each has a bucket of tokens, in one process.

One number stands for a bucket: the time at which it is full again (the generic cell rate
algorithm). A bucket that is full need not be kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Lock

_MOST_CLIENTS = 20_000  # beyond it full buckets are forgotten, else the one that is fullest


class WorkBounds:
    """Safe to use from any thread."""

    def __init__(
        self,
        per_second: float,
        burst: int,
        clock: Callable[[], float] = time.monotonic,
        most_clients: int = _MOST_CLIENTS,
    ) -> None:
        """`per_second` may be 0: no bound. `clock` counts seconds and never goes back. Of no more
        than `most_clients` is it known what they had."""
        self._interval = 1 / per_second if per_second else 0.0
        self._room = self._interval * burst
        self._clock = clock
        self._most_clients = most_clients
        self._full_at: dict[str, float] = {}
        self._lock = Lock()

    def charge(self, client: str) -> float:
        """Take one token; 0 where there was one, else the seconds until there is one. A client that
        is refused pays nothing."""
        if not self._interval:
            return 0.0
        now = self._clock()
        with self._lock:
            full_at = max(self._full_at.get(client, now), now) + self._interval
            wait = full_at - now - self._room
            if wait > 1e-9:
                return wait
            if len(self._full_at) >= self._most_clients and client not in self._full_at:
                self._forget(now)
            self._full_at[client] = full_at
        return 0.0

    def _forget(self, now: float) -> None:
        kept = {client: at for client, at in self._full_at.items() if at > now}
        if len(kept) >= self._most_clients:
            for client in sorted(kept, key=kept.__getitem__)[: self._most_clients // 2]:
                del kept[client]
        self._full_at = kept
