"""The archive: a folder of post files, read and never written.

`open_archive` finds out what kind it is; `Archive.read` turns one file into a `Reading`.
"""

from feeds.archive.archive import Archive, Source, open_archive
from feeds.archive.options import Options
from feeds.archive.reading import Reading

__all__ = ["Archive", "Options", "Reading", "Source", "open_archive"]
