"""`limit_posts` of Jekyll: the site is made of its newest posts alone (jekyllrb.com, "Configuration
Options")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path

from feeds.archive import walk
from feeds.archive.cross_reference import document_at
from feeds.archive.kind import Kind
from feeds.archive.reading import Excluded

Place = tuple[datetime, str]
"""Where Jekyll sorts a post: by its date, and by its path where that is the same."""


def oldest_of_newest(root: Path, kind: Kind, limit: int) -> Place | None:
    """The place of the oldest post that the limit leaves; None where it leaves all. Posts that lie
    ahead count once they are published."""
    newest = nlargest(limit, _places(root, kind))
    return newest[-1] if len(newest) == limit else None


def _places(root: Path, kind: Kind) -> Iterator[Place]:
    now = datetime.now(UTC)
    for path in [file.path for file in walk.walk(root, kind)]:
        try:
            place = _place(root, kind, path, now)
        except Exception:  # the reading of the file names its fault
            continue
        if place:
            yield place


def _place(root: Path, kind: Kind, path: str, now: datetime) -> Place | None:
    """The place of the post in a file; None where the file holds no post that counts."""
    if kind.kept_out(path):
        return None
    document = document_at(root, path, kind.bare, kind.matter_form)
    if document is None:
        return None
    matter = kind.front_matter(path, document.front_matter)
    facts = kind.facts(path, document._replace(front_matter=matter))
    if isinstance(facts, Excluded) or facts.collection:
        return None
    is_ahead = facts.scheduled and facts.published.instant > now
    return None if is_ahead else (facts.published.instant, path)
