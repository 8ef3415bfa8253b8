"""The one door to cachetools: finished responses, bounded in bytes, each made once at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache

from service.finished import Finished

_OVERHEAD = 1000  # bytes an entry takes beside its bodies and headers


@dataclass(slots=True)
class Held:
    """`revision` is the feed's when it was rendered; `seen` the index's when last compared."""

    finished: Finished
    revision: int
    seen: int


class ResponseCache:
    """Keyed by canonical address. Safe to use from any thread."""

    def __init__(self, most_bytes: int) -> None:
        self._held: LRUCache[str, Held] = LRUCache(most_bytes, getsizeof=_size)
        self._making: dict[str, Future[Held]] = {}
        self._lock = Lock()

    def get(self, key: str) -> Held | None:
        with self._lock:
            return self._held.get(key)

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

    def _keep(self, key: str, held: Held) -> None:
        with self._lock:
            if _size(held) <= self._held.maxsize:
                self._held[key] = held

    @property
    def bytes(self) -> int:
        return int(self._held.currsize)

    def __len__(self) -> int:
        return len(self._held)


def _size(held: Held) -> int:
    return held.finished.size + _OVERHEAD
