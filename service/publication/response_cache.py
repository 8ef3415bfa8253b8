"""Caches prepared responses, bounded in bytes. Each response is made by one thread at a time.

Plain feeds and one-off queries have a cache each. So polled feeds stay in their cache, however many
filters, pages and months a client tries.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from feeds.query import Query
from service.publication.response import PreparedResponse

_OVERHEAD = 1000  # bytes that one place in a cache takes beside bodies and headers
_LONGEST_TARGET = 2048  # bytes; a longer one is no poller's


@dataclass(slots=True)
class CachedResponse:
    """`revision` is the feed's when it was rendered; `compared` the index's when the two were last
    compared. `until` is when it ends in any case (by the monotonic clock); None for never."""

    prepared: PreparedResponse
    query: Query
    revision: int
    compared: int
    until: float | None = None


class ResponseCache:
    """Keyed by canonical address. Safe to use from any thread."""

    def __init__(self, most_bytes: int) -> None:
        """`most_bytes` bounds all of it: 13/16 plain feeds, 1/8 one-offs, 1/16 spellings."""
        eighth = most_bytes // 8
        self._oneoffs: LRUCache[str, CachedResponse] = LRUCache(eighth, getsizeof=_size)
        self._targets: LRUCache[bytes, str] = LRUCache(
            eighth // 2, getsizeof=lambda key: 2 * len(key) + _OVERHEAD
        )
        rest = most_bytes - eighth - eighth // 2
        self._plain: LRUCache[str, CachedResponse] = LRUCache(rest, getsizeof=_size)
        self._rendering: dict[str, Future[CachedResponse]] = {}
        self._lock = Lock()

    def get(self, key: str) -> CachedResponse | None:
        with self._lock:
            return self._cache_for(key).get(key)

    def make(self, key: str, render: Callable[[], CachedResponse]) -> CachedResponse:
        """What `render` gives, kept. A thread that asks for a key which another one is rendering
        waits for that one."""
        with self._lock:
            others = self._rendering.get(key)
            if others is None:
                mine = self._rendering[key] = Future()
        if others is not None:
            return others.result()
        try:
            cached = render()
            self._keep(key, cached)
            mine.set_result(cached)
            return cached
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._rendering[key]

    def remember(self, target: bytes, key: str) -> None:
        """Keep that a request target, spelled so, is answered with the response at `key`."""
        if len(target) <= _LONGEST_TARGET:
            with self._lock:
                self._targets[target] = key

    def at_target(self, target: bytes) -> CachedResponse | None:
        """The response for a request target that was answered before."""
        with self._lock:
            key = self._targets.get(target)
            return None if key is None else self._cache_for(key).get(key)

    def clear(self) -> None:
        with self._lock:
            self._plain.clear()
            self._oneoffs.clear()

    def _keep(self, key: str, cached: CachedResponse) -> None:
        with self._lock:
            cache = self._cache_for(key)
            if _size(cached) <= cache.maxsize:
                cache[key] = cached

    def _cache_for(self, key: str) -> LRUCache[str, CachedResponse]:
        return self._oneoffs if "?" in key or key.startswith("/archive/") else self._plain

    @property
    def bytes(self) -> int:
        return int(self._plain.currsize + self._oneoffs.currsize + self._targets.currsize)

    def __len__(self) -> int:
        return len(self._plain) + len(self._oneoffs)


def _size(cached: CachedResponse) -> int:
    return cached.prepared.size + _OVERHEAD
