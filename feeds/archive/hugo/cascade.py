"""Values that a Hugo site hands down to its pages (gohugo.io, "Configure cascade").

They come from the settings and from `_index.md` of each folder above a page. A page's own front
matter counts most, then the closest folder. Of several that one place hands down, the first counts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from feeds.archive.hugo.page_matcher import fits, path_pattern
from feeds.archive.hugo.section_pages import SectionPage, matter_of
from feeds.archive.values import FrontMatter, mapping, mappings

_TARGETS = ("target", "_target")


class Cascade(NamedTuple):
    """Values for the pages below a folder of the content ("" for all) whose path fits."""

    folder: str
    pattern: str  # a regular expression; "" fits every path
    values: FrontMatter


def cascades(
    root: Path, pages: Iterable[SectionPage], config: FrontMatter, language: str
) -> tuple[Cascade, ...]:
    """All of a site's cascades for this language, what counts most first. `pages`: the deepest
    first."""
    deepest_first = [
        cascade
        for page in pages
        for cascade in _cascades_of(matter_of(root, page), page.folder, language)
    ]
    return (*deepest_first, *_cascades_of(config, "", language))


def handed_down(strongest_first: tuple[Cascade, ...], page: str) -> FrontMatter:
    """The values for the page at a path inside its content folder (`posts/a.md`)."""
    values: FrontMatter = {}
    for cascade in strongest_first:
        is_below = not cascade.folder or page.startswith(f"{cascade.folder}/")
        if is_below and fits(cascade.pattern, page):
            values = cascade.values | values
    return values


def _cascades_of(matter: FrontMatter, folder: str, language: str) -> Iterator[Cascade]:
    """The cascades in one place: `cascade` is a mapping or a list of them."""
    for cascade in mappings(matter, "cascade") or (mapping(matter, "cascade"),):
        pattern = path_pattern(mapping(cascade, *_TARGETS), language)
        own = {key: value for key, value in cascade.items() if key not in _TARGETS}
        values = mapping(own, "params") | own
        if values and pattern is not None:
            yield Cascade(folder, pattern, values)
