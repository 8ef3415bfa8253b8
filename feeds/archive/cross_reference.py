"""The address of another post that a body refers to by its file."""

from __future__ import annotations

from pathlib import Path

from feeds.archive.faults import BrokenFileError
from feeds.archive.front_matter import parse
from feeds.archive.kind import Kind, holds
from feeds.archive.reading import Excluded
from feeds.text.decode import decode


def address_of(kind: Kind, root: Path, path: str) -> str | None:
    """The permalink of the post in this file, read anew; None where there is none."""
    if not holds(kind, path) or ".." in path.split("/") or kind.kept_out(path):
        return None
    try:
        decoded = decode((root / path).read_bytes())
        document = parse(decoded.text) if decoded else None
        if document is None:
            return None
        document = document._replace(front_matter=kind.front_matter(path, document.front_matter))
        facts = kind.facts(path, document)
    except (OSError, ValueError, BrokenFileError):
        return None
    return None if isinstance(facts, Excluded) else facts.permalink
