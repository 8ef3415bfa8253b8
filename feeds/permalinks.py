"""Where a Jekyll post lies on its site (jekyllrb.com, "Permalinks": styles and placeholders)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from feeds.urls import percent_encoded

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
    template = STYLES.get(pattern, pattern)
    values = _date_parts(local)
    values |= {"title": pretty_slug(slug), "slug": slugify(slug), "output_ext": ".html"}
    values["categories"] = "/".join(dict.fromkeys(name.lower() for name in categories))
    values["slugified_categories"] = "/".join(dict.fromkeys(slugify(c) for c in categories))
    path = _PLACEHOLDER.sub(lambda match: _filled(match, values), template)
    return _SLASHES.sub("/", "/" + percent_encoded(path))


def _filled(match: re.Match[str], values: Mapping[str, str]) -> str:
    """The longest placeholder that stands here: `:title` in `:titles`, with "s" kept."""
    word = match[1]
    known = max((name for name in values if word.startswith(name)), key=len, default=None)
    return match[0] if known is None else values[known] + word[len(known) :]


def _date_parts(local: datetime) -> dict[str, str]:
    iso = local.isocalendar()
    return {
        "year": f"{local.year:04}",
        "short_year": f"{local.year % 100:02}",
        "month": f"{local.month:02}",
        "i_month": str(local.month),
        "short_month": _MONTHS[local.month - 1][:3],
        "long_month": _MONTHS[local.month - 1],
        "day": f"{local.day:02}",
        "i_day": str(local.day),
        "y_day": f"{local.timetuple().tm_yday:03}",
        "w_year": f"{iso.year:04}",
        "week": f"{iso.week:02}",
        "w_day": str(iso.weekday),
        "short_day": _DAYS[local.weekday()][:3],
        "long_day": _DAYS[local.weekday()],
        "hour": f"{local.hour:02}",
        "minute": f"{local.minute:02}",
        "second": f"{local.second:02}",
    }


# Not strftime: its names change with the locale of the process.
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
