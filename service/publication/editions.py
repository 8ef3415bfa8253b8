"""RFC 3229 with feeds: a client that names an earlier edition gets only the entries added since.

Each worker remembers the last few editions of the documents that it rendered, as one number for
each entry. A client that names another edition gets the whole document.
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
    """Keyed by a document's canonical address, then by its digest. Safe to use from any thread."""

    def __init__(self) -> None:
        self._documents: OrderedDict[str, dict[str, array[int]]] = OrderedDict()
        self._lock = Lock()

    def remember(self, key: str, digest: str, feed: Feed) -> None:
        """Note that the document at `key` with this digest shows the entries of this feed."""
        edition = _edition(feed)
        with self._lock:
            editions = self._documents.setdefault(key, {})
            editions[digest] = edition
            if len(editions) > _EDITIONS:
                del editions[next(iter(editions))]
            self._documents.move_to_end(key)
            if len(self._documents) > _DOCUMENTS:
                self._documents.popitem(last=False)

    def since(self, key: str, digests: Iterable[str], current: str, feed: Feed) -> Feed | None:
        """The feed with only the entries that the edition of one of these digests lacks.

        None where no such edition is remembered, where nothing in the feed is new, or where the
        feed is not the one that was rendered with the digest `current`.
        """
        with self._lock:
            editions = self._documents.get(key, {})
            earlier = next((editions[digest] for digest in digests if digest in editions), None)
            rendered = editions.get(current)
        if earlier is None or rendered != _edition(feed):
            return None
        shown = set(earlier)
        added = tuple(entry for entry in feed.entries if hash(entry) not in shown)
        return replace(feed, entries=added) if added else None


def _edition(feed: Feed) -> array[int]:
    """The hashes of a document's entries, in their order."""
    return array("q", map(hash, feed.entries))
