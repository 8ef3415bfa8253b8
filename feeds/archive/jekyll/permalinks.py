"""The path of a Jekyll post on its site (jekyllrb.com, "Permalinks": styles and placeholders)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from feeds.archive.slug import slugify
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
_NOT_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@]+")
_SLASHES = re.compile(r"/{2,}")


def pretty_slug(name: str) -> str:
    """Jekyll's "pretty" slug, as `:title` uses it: case and some punctuation stay."""
    return _NOT_PRETTY.sub("-", name).strip("-")


def jekyll_permalink(pattern: str, local: datetime, slug: str, categories: tuple[str, ...]) -> str:
    """The path for a post, percent-encoded, starting with "/".

    `pattern` is a style's name or a template; `local` is the date in the site's time zone;
    `slug` is the front matter's, else the file name's.
    """
    values = _Values(local, slug, tuple(dict.fromkeys(categories)))
    template, fillers = _compiled(STYLES.get(pattern, pattern))
    path = "/" + percent_encoded(template.format(*[fill(values) for fill in fillers], local=local))
    return _SLASHES.sub("/", path) if "//" in path else path


class _Values(NamedTuple):
    """What the placeholders are filled from."""

    local: datetime
    slug: str
    categories: tuple[str, ...]


_Filler = Callable[[_Values], str]


@cache
def _compiled(template: str) -> tuple[str, tuple[_Filler, ...]]:
    """A template as a format of Python's, and the functions that fill its numbered fields.
    Cached, for a site has few templates and many posts."""
    parts: list[str] = []
    fillers: list[_Filler] = []
    end = 0
    for match in _PLACEHOLDER.finditer(template):
        # The longest name that stands here: `:title` in `:titles`, with the "s" kept.
        names = (name for name in _FIELDS if match[1].startswith(name))
        if (name := max(names, key=len, default=None)) is None:
            continue
        parts.append(_literal(template[end : match.start()]))
        end, field = match.start() + 1 + len(name), _FIELDS[name]
        if isinstance(field, str):
            parts.append(field)
        else:
            parts.append(f"{{{len(fillers)}}}")
            fillers.append(field)
    return "".join([*parts, _literal(template[end:])]), tuple(fillers)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


# A text is a field of a format, which costs less than a call.
_FIELDS: dict[str, str | _Filler] = {
    "title": lambda values: pretty_slug(values.slug),
    "slug": lambda values: slugify(values.slug),
    "categories": lambda values: "/".join(dict.fromkeys(c.lower() for c in values.categories)),
    "slugified_categories": lambda values: "/".join(dict.fromkeys(map(slugify, values.categories))),
    "output_ext": ".html",
    "year": "{local.year:04}",
    "short_year": lambda values: f"{values.local.year % 100:02}",
    "month": "{local.month:02}",
    "i_month": "{local.month}",
    "short_month": lambda values: MONTHS[values.local.month - 1][:3],
    "long_month": lambda values: MONTHS[values.local.month - 1],
    "day": "{local.day:02}",
    "i_day": "{local.day}",
    "y_day": lambda values: f"{values.local.timetuple().tm_yday:03}",
    "w_year": lambda values: f"{values.local.isocalendar().year:04}",
    "week": lambda values: f"{values.local.isocalendar().week:02}",
    "w_day": lambda values: str(values.local.isoweekday()),
    "short_day": lambda values: DAYS[values.local.weekday()][:3],
    "long_day": lambda values: DAYS[values.local.weekday()],
    "hour": "{local.hour:02}",
    "minute": "{local.minute:02}",
    "second": "{local.second:02}",
}
