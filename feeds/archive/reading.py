"""What became of one file: a post, a reason to leave it out, or a fault."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from feeds.archive.faults import Fault
from feeds.model import Post
from feeds.text.dates import Moment
from feeds.text.traits import Traits


@dataclass(frozen=True, slots=True)
class Excluded:
    """A file that is in order and stands in no feed, with the reason in a few words."""

    reason: str


class Reading(NamedTuple):
    """One file as read. Broken where `post` and `excluded` are both None."""

    path: str
    digest: str  # of the bytes; the same bytes, the same reading
    post: Post | None = None
    excluded: Excluded | None = None
    faults: tuple[Fault, ...] = ()
    traits: Traits | None = None  # None: nobody looks for stories

    @property
    def broken(self) -> bool:
        return self.post is None and self.excluded is None


class Facts(NamedTuple):
    """What a kind of archive decides about a post: where it lies, when, and under what."""

    permalink: str
    published: Moment
    categories: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    expires: datetime | None = None
    scheduled: bool = True
    aliases: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    collection: str | None = None  # where it is none of the site's posts
    jekyll_id: str | None = None  # Jekyll's own, where the site keeps the ids of jekyll-feed


class Stat(NamedTuple):
    """A file as the file system shows it; all three equal means unchanged."""

    path: str
    mtime_ns: int
    size: int
