"""The archive: a folder of post files, read and never written.

    walk ─ paths ─▶ Archive.read_all ─ pipeline ─▶ Reading: a Post, or why there is none

`open_archive` finds out what kind of site a folder holds (`kinds`); `Archive` lists its files and
reads them. A `Reading` is a post, a reason to leave the file out, or a fault. `Archive.sources`
gives the texts that entries are made of.
"""

from feeds.archive.archive import Archive, Source, open_archive
from feeds.archive.options import Options
from feeds.archive.reading import Reading

__all__ = ["Archive", "Options", "Reading", "Source", "open_archive"]
