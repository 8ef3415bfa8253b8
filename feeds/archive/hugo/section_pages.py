"""`_index.md`, the page of a section or a term: its front matter, and the titles of terms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from feeds.archive.faults import BrokenFileError
from feeds.archive.front_matter import parse
from feeds.archive.taxonomies import Taxonomies
from feeds.archive.values import FrontMatter, text
from feeds.model import Term, TermKind
from feeds.text.decode import decode
from feeds.text.plain import plain


def term_titles(root: Path, contents: tuple[str, ...], taxonomies: Taxonomies) -> dict[Term, str]:
    """The titles of all term pages (`content/tags/x/_index.md`), each under its folder's name."""
    return {
        term: title
        for content in contents
        for kind, key in taxonomies.by_kind()
        for term, title in _titles(root / content / key, kind)
    }


def _titles(folder: Path, kind: TermKind) -> Iterator[tuple[Term, str]]:
    for page in sorted(folder.glob("*/_index.*")):
        if title := text(matter_of(page), "title"):
            yield Term(kind, page.parent.name), plain(title)


def matter_of(page: Path) -> FrontMatter:
    """The front matter of a file; empty where there is none that can be read."""
    try:
        decoded = decode(page.read_bytes())
        document = parse(decoded.text) if decoded else None
    except (OSError, BrokenFileError):
        return {}
    return document.front_matter if document else {}
