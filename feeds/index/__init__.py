"""The index: one SQLite file, derived from the archive, safe to delete.

`build.py` and `refresh.py` write it, `select.py` reads it; `schema.py` says what is in it.
"""

from feeds.index.index import Index, IndexCounts, open_index
from feeds.index.refresh import Refresher
from feeds.index.select import Selection, TermRow, select

__all__ = [
    "Index",
    "IndexCounts",
    "Refresher",
    "Selection",
    "TermRow",
    "open_index",
    "select",
]
