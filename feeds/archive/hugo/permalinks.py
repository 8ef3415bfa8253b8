"""The path of a Hugo page on its site (gohugo.io, "URL management": slug, permalinks)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from feeds.archive.page_place import published_path
from feeds.text.calendar_names import DAYS, MONTHS

_TOKEN = re.compile(r":([a-z]+)(\[[^\]]*\])?")
_SPACE_BY_HYPHEN = re.compile(r"\s+(?=-)|(?<=-)\s+")
_SPACES = re.compile(r"\s+")
_KEPT = frozenset("./\\_#+~-@")
_PLAIN = re.compile(r"[a-z0-9._/~@+-]*")


class Page(NamedTuple):
    """What the tokens of a pattern are filled from."""

    folders: tuple[str, ...]  # from the content folder down to the page's own
    name: str  # the file's without suffix; the folder's for a bundle
    title: str
    slug: str | None
    local: datetime  # the date in the zone it is written in


def urlized(name: str) -> str:
    """A name as a part of an address: lower case, spaces as hyphens, most punctuation gone."""
    if _PLAIN.fullmatch(name):
        return name
    kept = "".join(char for char in name if _is_kept(char))
    return _SPACES.sub("-", _SPACE_BY_HYPHEN.sub("", kept.strip())).lower()


def _is_kept(char: str) -> bool:
    return (
        char.isalnum()
        or char in _KEPT
        or char.isspace()
        or unicodedata.category(char).startswith("M")
    )


def hugo_permalink(pattern: str | None, page: Page, ugly: bool = False) -> str:
    """The path of a page by its section's pattern, or by its place where there is none."""
    if pattern:
        return published_path(_TOKEN.sub(lambda token: _filled(token, page), pattern).lower(), ugly)
    name = urlized(page.slug or page.name)
    return published_path("/".join([*map(urlized, page.folders), name]), ugly)


def _filled(token: re.Match[str], page: Page) -> str:
    name, brackets = token.groups()
    filler = _FILLERS.get(name)
    if filler is None:
        return token[0]
    if name == "sections" and brackets:
        return "/".join(map(urlized, _slice(page.folders, brackets)))
    return filler(page) + (brackets or "")


def _slice(sections: tuple[str, ...], brackets: str) -> tuple[str, ...]:
    """`[1:]`, `[:last]`, `[last]`, `[1:2]`, `[0]` of the sections."""
    last = len(sections) - 1
    start, colon, end = brackets.strip("[]").partition(":")
    first, stop = (
        last if part == "last" else int(part) if part.isdecimal() else None for part in (start, end)
    )
    if not colon:
        return sections[first : first + 1] if first is not None and first >= 0 else ()
    return sections[first:stop]


_FILLERS: dict[str, Callable[[Page], str]] = {
    "year": lambda page: f"{page.local.year:04}",
    "month": lambda page: f"{page.local.month:02}",
    "monthname": lambda page: MONTHS[page.local.month - 1],
    "day": lambda page: f"{page.local.day:02}",
    "weekday": lambda page: str(page.local.isoweekday() % 7),
    "weekdayname": lambda page: DAYS[page.local.weekday()],
    "yearday": lambda page: str(page.local.timetuple().tm_yday),
    "section": lambda page: urlized(page.folders[0]) if page.folders else "",
    "sections": lambda page: "/".join(map(urlized, page.folders)),
    "title": lambda page: urlized(page.title),
    "slug": lambda page: urlized(page.slug or page.title),
    "filename": lambda page: urlized(page.name),
    "contentbasename": lambda page: urlized(page.name),
    "slugorfilename": lambda page: urlized(page.slug or page.name),
    "slugorcontentbasename": lambda page: urlized(page.slug or page.name),
}
