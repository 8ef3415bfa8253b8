"""Finished responses, bounded in bytes, each made once at a time.

Plain feeds and one-off queries have a cache each, so that no number of filters, pages and
months that somebody tries takes the place of a feed that is polled.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from feeds.query import Query
from service.publication.response import Finished, packed_well

_OVERHEAD = 1000  # bytes an entry takes beside its bodies and headers
_LONGEST_TARGET = 2048  # bytes; a longer one is no poller's


@dataclass(slots=True)
class Held:
    """`revision` is the feed's when it was rendered; `seen` the index's when last compared.
    `finished` is packed quickly, and well when somebody has asked for it again: who walks through
    all feeds, or tries one address after the other, mostly does not come back to any."""

    key: str
    finished: Finished
    query: Query
    revision: int
    seen: int
    is_quick: bool = True


class ResponseCache:
    """Keyed by canonical address. Safe to use from any thread."""

    def __init__(self, most_bytes: int) -> None:
        """`most_bytes` bounds all of it: 13/16 plain feeds, 1/8 one-offs, 1/16 spellings."""
        eighth = most_bytes // 8
        self._oneoffs: LRUCache[str, Held] = LRUCache(eighth, getsizeof=_size)
        self._targets: LRUCache[bytes, str] = LRUCache(eighth // 2, getsizeof=_size_of_key)
        rest = most_bytes - eighth - eighth // 2
        self._plain: LRUCache[str, Held] = LRUCache(rest, getsizeof=_size)
        self._making: dict[str, Future[Held]] = {}
        self._lock = Lock()

    def get(self, key: str) -> Held | None:
        with self._lock:
            return self._cache_for(key).get(key)

    def make(self, key: str, render: Callable[[], Held]) -> Held:
        """What `render` gives, kept. Who asks for a key that is being made waits for that one."""
        with self._lock:
            making = self._making.get(key)
            if making is None:
                mine = self._making[key] = Future()
        if making is not None:
            return making.result()
        try:
            held = render()
            self._keep(key, held)
            mine.set_result(held)
            return held
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._making[key]

    def remember(self, target: bytes, key: str) -> None:
        """That a request target, spelled so, was answered with what is held under `key`."""
        if len(target) <= _LONGEST_TARGET:
            with self._lock:
                self._targets[target] = key

    def at(self, target: bytes) -> Held | None:
        """What is held for a request target that was answered before."""
        with self._lock:
            key = self._targets.get(target)
            return None if key is None else self._cache_for(key).get(key)

    def clear(self) -> None:
        with self._lock:
            self._plain.clear()
            self._oneoffs.clear()

    def _keep(self, key: str, held: Held) -> None:
        with self._lock:
            cache = self._cache_for(key)
            if _size(held) <= cache.maxsize:
                cache[key] = held

    def pack_well(self, held: Held) -> None:
        """From now on; this takes a while."""
        held.finished = packed_well(held.finished)
        with self._lock:
            cache = self._cache_for(held.key)
            if cache.get(held.key) is held:
                cache[held.key] = held  # it takes less room now

    def _cache_for(self, key: str) -> LRUCache[str, Held]:
        return self._oneoffs if "?" in key or key.startswith("/archive/") else self._plain

    @property
    def bytes(self) -> int:
        return int(self._plain.currsize + self._oneoffs.currsize + self._targets.currsize)

    def __len__(self) -> int:
        return len(self._plain) + len(self._oneoffs)


def _size(held: Held) -> int:
    return held.finished.size + _OVERHEAD


def _size_of_key(key: str) -> int:
    return 2 * len(key) + _OVERHEAD
