"""The index: one SQLite file of what reading found, derived from the archive and safe to delete.

files of the archive ─ parallel ─▶ rows ─ build or refresh, writer ─▶ tables (schema)
tables ─ select, window ─▶ Selection: the posts of one document, and what stands around them

In flow an archive's files and a clock; out flow selections, the list of feeds (`catalogue`),
corrections and withdrawals, former addresses (`aliases`), and revisions, by which caches and the
hub notice a change. `full_text` keeps the words of posts in a file of its own.
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
