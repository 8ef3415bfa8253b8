"""The path of a Hugo page on its site (gohugo.io, "URL management": slug, permalinks)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote

from feeds.archive.filled_permalink import refuse_long
from feeds.archive.hugo.go_dates import go_date, is_layout
from feeds.text.calendar_names import DAYS, MONTHS

_TOKEN = re.compile(r":(\w++)(\[[^\[\]]*+\])?")
_SPACE_BY_HYPHEN = re.compile(r"(?<!\s)\s++(?=-)|(?<=-)\s++")
_SPACES = re.compile(r"\s+")
_ONE_SPACE = re.compile(r"\s")
_KEPT = frozenset("./\\_#+~-@")
_PLAIN = re.compile(r"[a-z0-9._/~@-]*")
_SLASHES = str.maketrans("/\\", "--")
_ESCAPED = re.compile(r"%[0-9A-Fa-f]{2}")
_OTHER_CAPITALS = str.maketrans({"\u0130": "i", "\u03a3": "\u03c3"})  # one letter each in Go


class Spelling(NamedTuple):
    """How a site spells names in addresses (`disablePathToLower`, `removePathAccents`)."""

    with_capitals: bool = False
    with_accents: bool = True

    def __call__(self, path: str) -> str:
        if path.isascii():
            return path if self.with_capitals else path.lower()
        path = path if self.with_capitals else path.translate(_OTHER_CAPITALS).lower()
        return path if self.with_accents else _without_accents(path)


_AS_IT_IS = Spelling(with_capitals=True)


class Page(NamedTuple):
    """What the tokens of a pattern are filled from."""

    folders: tuple[str, ...]  # inside the content, down to the page's own
    sections: tuple[str, ...]  # those folders, down to the closest that is a section
    name: str  # the file's without suffix; the folder's for a bundle
    title: str
    slug: str | None
    local: datetime  # the date in the zone it is written in
    slugs: tuple[str, ...] = ()  # of the folders, their names where their pages give none
    section_slugs: tuple[str, ...] = ()  # of the sections, the titles of those without one


def step(name: str) -> str:
    """A file's or folder's name as a step of a path: spaces as hyphens, most punctuation gone."""
    return name if _PLAIN.fullmatch(name) else _ONE_SPACE.sub("-", _kept(name))


def words(text: str) -> str:
    """A title or slug as a step of a path: spaces and hyphens in a row are one hyphen."""
    return text if _PLAIN.fullmatch(text) else _hyphened(_kept(text).strip())


def _hyphened(text: str) -> str:
    return _SPACES.sub("-", _SPACE_BY_HYPHEN.sub("", text))


def _kept(text: str) -> str:
    if text.isalpha():
        return text
    escaped = {match.start() for match in _ESCAPED.finditer(text)} if "%" in text else ()
    return "".join(char for place, char in enumerate(text) if _stays(char) or place in escaped)


def _stays(char: str) -> bool:
    return (
        char.isalpha()
        or char.isdecimal()
        or char in _KEPT
        or char.isspace()
        or unicodedata.category(char).startswith("M")
    )


def _without_accents(path: str) -> str:
    parts = unicodedata.normalize("NFD", path)
    plain = "".join(char for char in parts if unicodedata.category(char) != "Mn")
    return unicodedata.normalize("NFC", plain)


def hugo_path(pattern: str | None, page: Page, spelling: Spelling) -> str:
    """The path of a page by its section's pattern, or by its place where there is none. What is
    escaped in a filled pattern is read as the signs that it stands for."""
    if pattern:
        filled = _without_last_space(filled_pattern(pattern, page))
        return spelling(_hyphened(_kept(unquote(filled)) if "%" in filled else filled))
    own = words(page.slug) if page.slug else step(page.name)
    return spelling("/".join([*map(step, page.slugs or page.folders), own]))


def _without_last_space(path: str) -> str:
    """A path without a space at its end, which a title that ends in a plus sign would leave: the
    current Hugo ends no path so."""
    rest = path.rstrip("/")
    return rest.rstrip().rstrip("/") + path[len(rest) :] if rest[-1:].isspace() else path


def filled_pattern(pattern: str, page: Page, spelling: Spelling = _AS_IT_IS) -> str:
    """A pattern with its tokens filled, and spelled, in; what stands between them stays as it is.

    :raise BrokenFileError: E11, a path that is longer than any server takes
    """
    values: dict[str, str] = {}
    parts: list[str] = []
    end = 0
    for token in _TOKEN.finditer(pattern):
        if token[0] not in values:
            values[token[0]] = spelling(_filled(token, page))
        parts += (pattern[end : token.start()], values[token[0]])
        end = token.end()
    parts.append(pattern[end:])
    refuse_long(parts)
    return "".join(parts)


def _filled(token: re.Match[str], page: Page) -> str:
    name, brackets = token.groups()
    if brackets and (several := _SEVERAL.get(name)):
        return "/".join(map(step, _slice(several(page), brackets)))
    if filler := _FILLERS.get(name):
        return filler(page) + (brackets or "")
    return words(go_date(name, page.local)) + (brackets or "") if is_layout(name) else token[0]


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


def _filler(text: str) -> str:
    """A text in a pattern; a plus sign there is a space. A number sign at the end alone begins an
    empty fragment, which goes."""
    step = words(text).replace("+", " ")
    return step[:-1] if step.find("#") == len(step) - 1 else step


_FILLERS: dict[str, Callable[[Page], str]] = {
    "year": lambda page: str(page.local.year),
    "month": lambda page: f"{page.local.month:02}",
    "monthname": lambda page: MONTHS[page.local.month - 1],
    "day": lambda page: f"{page.local.day:02}",
    "weekday": lambda page: str(page.local.isoweekday() % 7),
    "weekdayname": lambda page: DAYS[page.local.weekday()],
    "yearday": lambda page: str(page.local.timetuple().tm_yday),
    "section": lambda page: step(page.folders[0]) if page.folders else "",
    "sections": lambda page: "/".join(map(step, page.sections)),
    "sectionslug": lambda page: step(page.section_slugs[0]) if page.sections else "",
    "sectionslugs": lambda page: "/".join(map(step, page.section_slugs)),
    "title": lambda page: _filler(page.title.translate(_SLASHES)),
    "slug": lambda page: _filler(page.slug or page.title.translate(_SLASHES)),
    "filename": lambda page: _filler(page.name),
    "contentbasename": lambda page: _filler(page.name),
    "slugorfilename": lambda page: _filler(page.slug or page.name),
    "slugorcontentbasename": lambda page: _filler(page.slug or page.name),
}

_SEVERAL: dict[str, Callable[[Page], tuple[str, ...]]] = {
    "sections": lambda page: page.sections,
    "sectionslugs": lambda page: page.section_slugs,
}
