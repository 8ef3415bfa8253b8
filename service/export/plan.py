"""The plan of an export, the same for each of its processes, and the outcome of each file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

from feeds.archive import Archive
from feeds.model import Term
from service.export.target import FileRecord, Target
from service.settings.settings import Settings
from service.web.static_site import StaticSite

DocumentKind = Literal["feed", "month", "page", "copy"]


@dataclass(frozen=True)
class Plan:
    """What to export."""

    archive: Archive
    settings: Settings
    target: Target
    formats: tuple[str, ...]
    site: StaticSite | None  # None: feeds alone
    months: int  # of each feed


class Outcome(NamedTuple):
    """What became of one file. `path` is its address where there is no file."""

    kind: DocumentKind
    path: str
    record: FileRecord | None  # None: refused
    is_written: bool = False
    is_changed: bool = False  # its bytes are not those of the last export
    address: str = ""  # of what was written
    reason: str = ""  # why it was refused
    is_foreign: bool = False  # refused, for another program's file lies there
    term: Term | None = None
