"""What a Hugo site hands down to its pages (gohugo.io, "Configure cascade" and "Front matter").

Values come from the settings and from `_index.md` of each folder above a page. A page's own front
matter counts most, then the closest folder; of several that one place hands down, the first.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from feeds.archive.front_matter import Matter, mapping, mappings
from feeds.archive.hugo.page_matcher import fits, pages_of
from feeds.archive.hugo.term_pages import matter_of

_TARGETS = ("target", "_target")


class Cascade(NamedTuple):
    """Values for the pages below a folder of the content ("" for all) whose path fits."""

    folder: str
    pages: str  # a regular expression; "" fits every path
    values: Matter


def cascades(
    root: Path, contents: tuple[str, ...], config: Matter, language: str
) -> tuple[Cascade, ...]:
    """All of a site's cascades for this language, what counts most first."""
    deepest_first: list[Cascade] = []
    for content in contents:
        for page in sorted((root / content).rglob("_index.md"), key=_depth, reverse=True):
            folder = page.parent.relative_to(root / content).as_posix()
            deepest_first += _said(matter_of(page), "" if folder == "." else folder, language)
    return (*deepest_first, *_said(config, "", language))


def handed_down(known: tuple[Cascade, ...], page: str) -> Matter:
    """What the page at a path inside its content folder (`posts/a.md`) is given."""
    found: Matter = {}
    for cascade in known:
        below = not cascade.folder or page.startswith(f"{cascade.folder}/")
        if below and fits(cascade.pages, page):
            found = cascade.values | found
    return found


def _depth(page: Path) -> int:
    return len(page.parts)


def _said(matter: Matter, folder: str, language: str) -> Iterator[Cascade]:
    """`cascade` is one mapping or a list of them."""
    for said in mappings(matter, "cascade") or (mapping(matter, "cascade"),):
        pages = pages_of(mapping(said, *_TARGETS), language)
        own = {key: value for key, value in said.items() if key not in _TARGETS}
        values = mapping(own, "params") | own
        if values and pages is not None:
            yield Cascade(folder, pages, values)
