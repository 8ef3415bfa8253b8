"""`limit_posts` of Jekyll: the site is made of its newest posts alone (jekyllrb.com, "Configuration
Options")."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from heapq import nlargest
from pathlib import Path

from feeds.archive import walk
from feeds.archive.cross_reference import document_at
from feeds.archive.faults import BrokenFileError
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
        document = (
            None if kind.kept_out(path) else document_at(root, path, kind.bare, kind.matter_form)
        )
        if document is None:
            continue
        matter = kind.front_matter(path, document.front_matter)
        try:
            facts = kind.facts(path, document._replace(front_matter=matter))
        except BrokenFileError:
            continue
        if isinstance(facts, Excluded) or facts.collection:
            continue
        if facts.published.instant <= now or not facts.scheduled:
            yield facts.published.instant, path
