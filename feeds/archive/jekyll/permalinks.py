"""Where a Jekyll post lies on its site (jekyllrb.com, "Permalinks": styles and placeholders)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from feeds.text.urls import percent_encoded

STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}

_PLACEHOLDER = re.compile(r":([a-z_]+)")
_NOT_A_WORD = re.compile(r"[\W_]+")
_NOT_PRETTY = re.compile(r"[^\w.~!$&'()+,;=@]+")
_SLASHES = re.compile(r"/{2,}")


def slugify(name: str) -> str:
    """Jekyll's default slug: lower-case letters and digits of any script, the rest hyphens."""
    return _NOT_A_WORD.sub("-", name).strip("-").lower()


def pretty_slug(name: str) -> str:
    """Jekyll's "pretty" slug, as `:title` uses it: case and some punctuation stay."""
    return _NOT_PRETTY.sub("-", name).strip("-")


def jekyll_permalink(pattern: str, local: datetime, slug: str, categories: tuple[str, ...]) -> str:
    """The path for a post, percent-encoded, starting with "/".

    `pattern` is a style's name or a template; `local` is the date in the site's time zone;
    `slug` is the front matter's, else the file name's.
    """
    place = _Place(local, slug, tuple(dict.fromkeys(categories)))
    template, fillers = _compiled(STYLES.get(pattern, pattern))
    path = template.format(*[fill(place) for fill in fillers], local=local)
    found = "/" + percent_encoded(path)
    return _SLASHES.sub("/", found) if "//" in found else found


class _Place(NamedTuple):
    """What the placeholders are filled from."""

    local: datetime
    slug: str
    categories: tuple[str, ...]


_Filler = Callable[[_Place], str]


@cache
def _compiled(template: str) -> tuple[str, tuple[_Filler, ...]]:
    """A template as a format of Python's, and what fills its numbered places. A site has few
    templates and many posts."""
    parts: list[str] = []
    fillers: list[_Filler] = []
    end = 0
    for match in _PLACEHOLDER.finditer(template):
        # The longest name that stands here: `:title` in `:titles`, with the "s" kept.
        known = max((name for name in _FIELDS if match[1].startswith(name)), key=len, default=None)
        if known is None:
            continue
        parts.append(_literal(template[end : match.start()]))
        end, field = match.start() + 1 + len(known), _FIELDS[known]
        if isinstance(field, str):
            parts.append(field)
        else:
            parts.append(f"{{{len(fillers)}}}")
            fillers.append(field)
    return "".join([*parts, _literal(template[end:])]), tuple(fillers)


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


# Not strftime: its names change with the locale of the process.
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# A text is a field of a format, which costs less than a call.
_FIELDS: dict[str, str | _Filler] = {
    "title": lambda place: pretty_slug(place.slug),
    "slug": lambda place: slugify(place.slug),
    "categories": lambda place: "/".join(dict.fromkeys(c.lower() for c in place.categories)),
    "slugified_categories": lambda place: "/".join(dict.fromkeys(map(slugify, place.categories))),
    "output_ext": ".html",
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
