"""RFC 3229 with feeds: to who has a former edition, only the entries that are new since.

Each worker remembers a few former editions of the documents it rendered, as one number for each
entry. An edition it does not know costs nothing but a full answer.
"""

from __future__ import annotations

from array import array
from collections import OrderedDict
from collections.abc import Iterable
from dataclasses import replace
from threading import Lock

from feeds.feed.feed import Feed

_EDITIONS = 8  # of each document
_DOCUMENTS = 4000


class Editions:
    """Safe to use from any thread."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, dict[str, array[int]]] = OrderedDict()
        self._lock = Lock()

    def remember(self, key: str, digest: str, feed: Feed) -> None:
        """That the document at `key`, with this digest, showed the entries of this feed."""
        with self._lock:
            editions = self._known.setdefault(key, {})
            self._known.move_to_end(key)
            editions[digest] = array("q", map(hash, feed.entries))
            while len(editions) > _EDITIONS:
                del editions[next(iter(editions))]
            while len(self._known) > _DOCUMENTS:
                self._known.popitem(last=False)

    def since(self, key: str, digests: Iterable[str], current: str, feed: Feed) -> Feed | None:
        """The feed with only what no edition of `digests` has; None where none is known, where
        `feed` is not what was rendered as `current`, or where nothing in it is new."""
        with self._lock:
            editions = self._known.get(key, {})
            base = next((editions[digest] for digest in digests if digest in editions), None)
            rendered = editions.get(current)
        if base is None or rendered is None or rendered != array("q", map(hash, feed.entries)):
            return None
        had = set(base)
        fresh = tuple(entry for entry in feed.entries if hash(entry) not in had)
        return replace(feed, entries=fresh) if fresh else None
