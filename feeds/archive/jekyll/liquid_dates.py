"""Filters of dates, as Jekyll and Ruby write them (jekyllrb.com, "Liquid Filters";
docs.ruby-lang.org, "Formats for Dates and Times")."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timezone
from typing import NamedTuple

from feeds.archive.values import Value
from feeds.text import dates
from feeds.text.calendar_names import DAYS, MONTHS

_SECONDS = re.compile(r"[0-9]{1,11}")
_DIRECTIVE = re.compile(
    r"%(?P<flags>[-0_^#]{0,3})(?P<width>[1-9][0-9]?)?(?P<colon>:?)(?P<letter>[A-Za-z%])"
)
_LONGEST_FORM = 200  # characters
_TOGETHER = {
    "c": "%a %b %e %H:%M:%S %Y",
    "D": "%m/%d/%y",
    "F": "%Y-%m-%d",
    "r": "%I:%M:%S %p",
    "R": "%H:%M",
    "T": "%H:%M:%S",
    "v": "%e-%^b-%Y",
    "x": "%m/%d/%y",
    "X": "%H:%M:%S",
}
"""Directives that stand for several."""


class _Number(NamedTuple):
    """What a directive counts, and how it is filled up to its width."""

    of: Callable[[datetime], int]
    width: int = 2
    fill: str = "0"


_NUMBERS = {
    "C": _Number(lambda moment: moment.year // 100),
    "d": _Number(lambda moment: moment.day),
    "e": _Number(lambda moment: moment.day, fill=" "),
    "G": _Number(lambda moment: moment.isocalendar().year, 4),
    "g": _Number(lambda moment: moment.isocalendar().year % 100),
    "H": _Number(lambda moment: moment.hour),
    "I": _Number(lambda moment: moment.hour % 12 or 12),
    "j": _Number(lambda moment: moment.timetuple().tm_yday, 3),
    "k": _Number(lambda moment: moment.hour, fill=" "),
    "L": _Number(lambda moment: moment.microsecond // 1000, 3),
    "l": _Number(lambda moment: moment.hour % 12 or 12, fill=" "),
    "M": _Number(lambda moment: moment.minute),
    "m": _Number(lambda moment: moment.month),
    "N": _Number(lambda moment: moment.microsecond * 1000, 9),
    "S": _Number(lambda moment: moment.second),
    "s": _Number(lambda moment: int(moment.timestamp()), 1),
    "U": _Number(lambda moment: int(moment.strftime("%U"))),
    "u": _Number(lambda moment: moment.isoweekday(), 1),
    "V": _Number(lambda moment: moment.isocalendar().week),
    "W": _Number(lambda moment: int(moment.strftime("%W"))),
    "w": _Number(lambda moment: moment.isoweekday() % 7, 1),
    "Y": _Number(lambda moment: moment.year, 4),
    "y": _Number(lambda moment: moment.year % 100),
}
_NAMES: dict[str, Callable[[datetime], str]] = {
    "A": lambda moment: DAYS[moment.weekday()],
    "a": lambda moment: DAYS[moment.weekday()][:3],
    "B": lambda moment: MONTHS[moment.month - 1],
    "b": lambda moment: MONTHS[moment.month - 1][:3],
    "h": lambda moment: MONTHS[moment.month - 1][:3],
    "n": lambda moment: "\n",
    "P": lambda moment: "pm" if moment.hour >= 12 else "am",
    "p": lambda moment: "PM" if moment.hour >= 12 else "AM",
    "t": lambda moment: "\t",
    "Z": lambda moment: "" if moment.utcoffset() else "UTC",  # other names of zones are not known
    "z": lambda moment: f"{moment:%z}",
    "%": lambda moment: "%",
}


def _moment(spelled: str) -> datetime:
    """The moment, with the hours that are written. A number is seconds since 1970, as Liquid takes
    it. `now` is the beginning of the day: so a post's text is the same for so long.

    :raise ValueError: for what is no date
    """
    if spelled in ("now", "today"):
        return datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    if _SECONDS.fullmatch(spelled):
        return datetime.fromtimestamp(int(spelled), UTC)
    moment = dates.parse(spelled, UTC)
    if moment is None:
        raise ValueError("no date")
    instant, hours = moment.instant.astimezone(UTC), dates.as_written(spelled)
    if hours is None:
        return instant
    ahead = hours.replace(tzinfo=UTC) - instant.replace(microsecond=0)
    return instant.astimezone(timezone(ahead))


def _date(spelled: str, form: str) -> str:
    """What is no date stays as it is, and so does one without a form."""
    try:
        return _written(_moment(spelled), form[:_LONGEST_FORM]) if form else spelled
    except ValueError:
        return spelled


def _written(moment: datetime, form: str) -> str:
    """As Ruby's `strftime` writes it; a directive that there is not stays as it is."""
    return _DIRECTIVE.sub(lambda match: _part(moment, match), form)


def _part(moment: datetime, match: re.Match[str]) -> str:
    letter, flags = match["letter"], match["flags"]
    width, fill = int(match["width"] or 0), " "
    if number := _NUMBERS.get(letter):
        shown = str(number.of(moment))
        width, fill = width or number.width, number.fill
    elif letter in _TOGETHER:
        shown = _written(moment, _TOGETHER[letter])
    elif letter in _NAMES:
        shown = _NAMES[letter](moment)
    else:
        return match[0]
    if match["colon"]:
        shown = f"{shown[:3]}:{shown[3:]}" if letter == "z" else shown
    shown = shown.upper() if "^" in flags else shown.swapcase() if "#" in flags else shown
    fill = "0" if "0" in flags else " " if "_" in flags else fill
    return shown if "-" in flags else shown.rjust(width, fill)


def _of_day(letters: int | None) -> Callable[..., str]:
    """A day as `date_to_string` writes it: the name of its month cut to so many letters."""

    def spelled_out(spelled: str, kind: str = "", style: str = "") -> str:
        moment = _moment(spelled)
        month, year = MONTHS[moment.month - 1][:letters], moment.year
        if kind != "ordinal":
            return f"{moment.day:02} {month} {year}"
        day = _ordinal(moment.day)
        return f"{month} {day}, {year}" if style == "US" else f"{day} {month} {year}"

    return spelled_out


def _ordinal(day: int) -> str:
    ending = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


OF_DATES: dict[tuple[str, int], Callable[..., Value]] = {
    ("date", 1): _date,
    **{("date_to_long_string", count): _of_day(None) for count in range(3)},
    ("date_to_rfc822", 0): lambda value: _written(_moment(value), "%a, %d %b %Y %H:%M:%S %z"),
    **{("date_to_string", count): _of_day(3) for count in range(3)},
    ("date_to_xmlschema", 0): lambda value: _moment(value).isoformat(timespec="seconds"),
}
"""Each by its name and the number of its arguments."""
