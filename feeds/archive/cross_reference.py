"""The address of another post that a body refers to by its file."""

from __future__ import annotations

from pathlib import Path

from feeds.archive.front_matter import MatterError, parse
from feeds.archive.kind import Kind, NoPost, holds
from feeds.archive.reading import Excluded
from feeds.text.plain import decode


def address_of(kind: Kind, root: Path, path: str) -> str | None:
    """The permalink of the post in this file, read anew; None where there is none."""
    if not holds(kind, path) or ".." in path.split("/"):
        return None
    try:
        decoded = decode((root / path).read_bytes())
        document = parse(decoded.text) if decoded else None
        if document is None:
            return None
        document = document._replace(matter=kind.matter(path, document.matter))
        facts = kind.facts(path, document)
    except (OSError, ValueError, MatterError, NoPost):
        return None
    return None if isinstance(facts, Excluded) else facts.permalink
