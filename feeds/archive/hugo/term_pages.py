"""`content/tags/x/_index.md`: what a site itself calls a term."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from feeds.archive.front_matter import Matter, MatterError, parse, text
from feeds.archive.hugo.taxonomies import Taxonomies
from feeds.model import Term, TermKind
from feeds.text.plain import decode, plain


def labels_in(root: Path, contents: tuple[str, ...], known: Taxonomies) -> dict[Term, str]:
    """The titles of all term pages. A term is known here by its folder's name."""
    found: dict[Term, str] = {}
    for content in contents:
        for key in (*known.categories, *known.tags):
            kind = known.kind_of(key)
            if kind:
                found |= _titles(root / content / key, kind)
    return found


def _titles(folder: Path, kind: TermKind) -> Iterator[tuple[Term, str]]:
    for page in sorted(folder.glob("*/_index.*")):
        title = text(matter_of(page), "title")
        if title:
            yield Term(kind, page.parent.name), plain(title)


def matter_of(page: Path) -> Matter:
    """The front matter of a file; empty where there is none that can be read."""
    try:
        decoded = decode(page.read_bytes())
        document = parse(decoded.text) if decoded else None
    except (OSError, MatterError):
        return {}
    return document.matter if document else {}
