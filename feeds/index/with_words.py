"""The places of a window whose posts have certain words.

Where the window has few posts, each is looked up in the full text; where the words have few hits,
each hit is looked up in the lists of the feeds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from feeds.index.full_text import BATCH, FullText
from feeds.index.index import Index
from feeds.index.places import read_places
from feeds.index.window import Window, among, earlier, newest_first
from feeds.query import Place, Query

_FEW = 1000  # posts of a term that are looked up in the words one by one
_PROBES = 100  # of them at a time


def with_words(
    index: Index, query: Query, window: Window, words: FullText, newest: bool = True
) -> Iterator[list[Place]]:
    """The places of the window whose posts have the query's words, newest first in each batch.
    `newest` says which batch comes first."""
    every = replace(window, unique=False)
    if window.rarest <= _FEW:
        few = read_places(index.connection, newest_first(every, -1))
        parts = [few[start : start + _PROBES] for start in range(0, len(few), _PROBES)]
        batches = (words.among(query.words, part) for part in parts[:: 1 if newest else -1])
    else:
        last = _last(window) if newest else window.last
        hits = words.hits(query.words, window.first, last, newest)
        batches = (read_places(index.connection, among(every, batch, -1)) for batch in hits)
    if not window.unique:
        return batches
    return (
        [p for p in batch if not _is_repeat(index, query, window, words, p)] for batch in batches
    )


def _is_repeat(index: Index, query: Query, window: Window, words: FullText, place: Place) -> bool:
    """Whether a post that has the words repeats an earlier one of the feed that has them."""
    repeated = read_places(index.connection, earlier(window, place))
    return bool(repeated and words.among(query.words, repeated))


def _last(window: Window) -> int:
    # Words are numbered by `sort`, moved up a little where two posts share it.
    return window.last if window.before is None else window.before.sort + BATCH
