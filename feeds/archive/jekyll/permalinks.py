"""The path of a Jekyll post on its site (jekyllrb.com, "Permalinks": styles and placeholders)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from feeds.archive.filled_permalink import refuse_long
from feeds.archive.slug import cased_slug, slugify
from feeds.text.calendar_names import DAYS, MONTHS
from feeds.text.urls import percent_encoded

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}

_PLACEHOLDER = re.compile(r":([a-z_]+)")
_PRETTY = "._~!$&'()+,;=@"  # signs that stay in `:title`
_USUAL = 500  # characters of a template
_FEW = 12  # placeholders
_SLASHES = re.compile(r"/{2,}")


class PermalinkParts(NamedTuple):
    """What the placeholders of a permalink are filled from."""

    local: datetime  # in the site's time zone
    slug: str  # the front matter's, else the file name's
    categories: tuple[str, ...] = ()
    stem: str = ""  # the file's name without its suffix
    collection: str = "posts"
    path: str = ""  # inside the collection's folder, without its suffix
    output_ext: str = ".html"


def jekyll_permalink(template: str, place: PermalinkParts) -> str:
    """The path for a document, percent-encoded, starting with "/".

    :raise BrokenFileError: E11, a path that is longer than any server takes
    """
    pattern, fillers = _compiled(template) if len(template) < _USUAL else _parts_of(template)
    values = [fill(place) for fill in fillers] if len(fillers) < _FEW else _filled(fillers, place)
    refuse_long((pattern, *values))
    path = pattern.format(*values, local=place.local)
    path = path if path.startswith("/") else f"/{path}"
    if ".." in path or "./" in path:
        path = path.replace("..", "/").replace("./", "")
    encoded = percent_encoded(path)
    return _SLASHES.sub("/", encoded) if "//" in encoded else encoded


_Filler = Callable[[PermalinkParts], str]


def _filled(fillers: tuple[_Filler, ...], place: PermalinkParts) -> list[str]:
    """What fills each field; each filler is asked once."""
    values = {fill: fill(place) for fill in dict.fromkeys(fillers)}
    return [values[fill] for fill in fillers]


def _parts_of(template: str) -> tuple[str, tuple[_Filler, ...]]:
    """A template as a format of Python's, and the functions that fill its numbered fields."""
    parts: list[str] = []
    fillers: list[_Filler] = []
    end = 0
    for match in _PLACEHOLDER.finditer(template):
        # The longest name that stands here, which is the last by the alphabet: `:title` in
        # `:titles`, with the "s" kept.
        names = (name for name in _FIELDS if match[1].startswith(name))
        if (name := max(names, default=None)) is None:
            continue
        parts.append(_literal(template[end : match.start()]))
        end, field = match.start() + 1 + len(name), _FIELDS[name]
        if isinstance(field, str):
            parts.append(field)
        else:
            parts.append(f"{{{len(fillers)}}}")
            fillers.append(field)
    return "".join([*parts, _literal(template[end:])]), tuple(fillers)


# A site has few templates and many posts; what a post brings of its own may be of any length.
_compiled = lru_cache(maxsize=256)(_parts_of)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


# A text is a field of a format, which costs less than a call.
_FIELDS: dict[str, str | _Filler] = {
    "title": lambda place: cased_slug(place.slug, _PRETTY),
    "name": lambda place: slugify(place.stem),
    "collection": lambda place: place.collection,
    "path": lambda place: place.path,
    "output_ext": lambda place: place.output_ext,
    "slug": lambda place: slugify(place.slug),
    "categories": lambda place: "/".join(dict.fromkeys(c.lower() for c in place.categories)),
    "slugified_categories": lambda place: "/".join(dict.fromkeys(map(slugify, place.categories))),
    "year": "{local.year:04}",
    "short_year": lambda place: f"{place.local.year % 100:02}",
    "month": "{local.month:02}",
    "i_month": "{local.month}",
    "short_month": lambda place: MONTHS[place.local.month - 1][:3],
    "long_month": lambda place: MONTHS[place.local.month - 1],
    "day": "{local.day:02}",
    "i_day": "{local.day}",
    "y_day": lambda place: f"{place.local.timetuple().tm_yday:03}",
    "w_year": lambda place: f"{place.local.isocalendar().year:04}",
    "week": lambda place: f"{place.local.isocalendar().week:02}",
    "w_day": lambda place: str(place.local.isoweekday()),
    "short_day": lambda place: DAYS[place.local.weekday()][:3],
    "long_day": lambda place: DAYS[place.local.weekday()],
    "hour": "{local.hour:02}",
    "minute": "{local.minute:02}",
    "second": "{local.second:02}",
}
PLACEHOLDERS = tuple(_FIELDS)
