"""Writes dates by Go's layouts: a layout shows how Go's reference time would be written
(pkg.go.dev/time, "Layout")."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta

from feeds.text.calendar_names import DAYS, MONTHS

# Longer forms first; a letter in small behind `Jan` and `Mon` makes another word of them.
_PART = re.compile(
    r"January|Jan(?![a-z])|Monday|Mon(?![a-z])|MST|2006|__2|_2(?!006)|002|01|02|03|04|05|06"
    r"|-07:00:00|-070000|-07:00|-0700|-07|Z070000|Z07:00:00|Z0700|Z07:00|Z07"
    r"|[.,]0+(?!\d)|[.,]9+(?!\d)|15|1|2|3|4|5|PM|pm"
)


def is_layout(text: str) -> bool:
    """Whether a part of the reference time stands in a text."""
    return _PART.search(text) is not None


def go_date(layout: str, moment: datetime) -> str:
    """A date written by a layout. Text that is no part of the reference time stays as it is."""
    return _PART.sub(lambda part: _filled_part(part[0], moment), layout)


def _filled_part(part: str, moment: datetime) -> str:
    if part[0] in "-Z":
        return _offset(part, moment)
    if part[0] in ".,":
        return _fraction(part, moment)
    return _PARTS[part](moment)


def _offset(part: str, moment: datetime) -> str:
    offset = moment.utcoffset() or timedelta()
    if part[0] == "Z" and not offset:
        return "Z"
    seconds = int(abs(offset).total_seconds())
    values = (seconds // 3600, seconds // 60 % 60, seconds % 60)
    colon = ":" if ":" in part else ""
    count = len(part.replace(":", "")) // 2  # of pairs of digits behind the sign
    sign = "-" if offset < timedelta() else "+"
    return sign + colon.join(f"{value:02}" for value in values[:count])


def _fraction(part: str, moment: datetime) -> str:
    digits = f"{moment.microsecond:06}000"[: len(part) - 1]
    digits = digits.rstrip("0") if part[1] == "9" else digits
    return part[0] + digits if digits else ""


_PARTS: dict[str, Callable[[datetime], str]] = {
    "January": lambda moment: MONTHS[moment.month - 1],
    "Jan": lambda moment: MONTHS[moment.month - 1][:3],
    "Monday": lambda moment: DAYS[moment.weekday()],
    "Mon": lambda moment: DAYS[moment.weekday()][:3],
    "MST": lambda moment: moment.tzname() or "UTC",
    "2006": lambda moment: f"{moment.year:04}",
    "06": lambda moment: f"{moment.year % 100:02}",
    "01": lambda moment: f"{moment.month:02}",
    "1": lambda moment: str(moment.month),
    "02": lambda moment: f"{moment.day:02}",
    "_2": lambda moment: f"{moment.day:2}",
    "2": lambda moment: str(moment.day),
    "002": lambda moment: f"{moment.timetuple().tm_yday:03}",
    "__2": lambda moment: f"{moment.timetuple().tm_yday:3}",
    "15": lambda moment: f"{moment.hour:02}",
    "03": lambda moment: f"{moment.hour % 12 or 12:02}",
    "3": lambda moment: str(moment.hour % 12 or 12),
    "04": lambda moment: f"{moment.minute:02}",
    "4": lambda moment: str(moment.minute),
    "05": lambda moment: f"{moment.second:02}",
    "5": lambda moment: str(moment.second),
    "PM": lambda moment: "PM" if moment.hour >= 12 else "AM",
    "pm": lambda moment: "pm" if moment.hour >= 12 else "am",
}
