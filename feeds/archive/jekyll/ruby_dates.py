"""Dates as Ruby, and therefore Jekyll, reads them (`Time.parse` of Ruby 3.1).

Beyond the forms that `feeds.text.dates` knows: the day first where the year has four digits and
stands last, the year first where it has two; a day or an hour one past its range rolls over; days
of the year, months alone and years of Japanese eras; the name of a zone that Ruby does not know is
passed over, and `UTC+8` is one. Hours behind the name of another zone say nothing.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta, tzinfo

from feeds.text import dates
from feeds.text.dates import Moment

_FORM = re.compile(
    r"""
    (?: (?P<year>\d{4}) [-/.] (?P<month>\d{1,2}) [-/.] (?P<day>\d{1,2})
      | (?P<first_day>\d{1,2}) [-/.][ ]? (?P<second_month>\d{1,2}) [-/.][ ]? (?P<last_year>\d{4})
      | (?P<short_year>\d{2}) [-/.] (?P<month_after>\d{1,2}) [-/.] (?P<last_day>\d{1,2})
    )
    (?: (?:[ ]+|T) (?P<clock> (?P<hour>\d{1,2}) : (?P<minute>\d{1,2}) (?: :(?P<second>\d{1,2}) )? )
        (?:\.\d{1,9})?
    )?
    [ ]* (?P<zone> Z | UTC | GMT | [+-]\d{1,2}(?::?\d{2})? )?
    (?: [ ] [A-Za-z_]{1,40} / [A-Za-z_/+-]{1,40} )?
    """,
    re.VERBOSE | re.ASCII,
)
# Ruby ignores a zone where no time of day is given: the day is one of the site's zone.
_DAY_WITH_ZONE = re.compile(r"(\d{4}-\d{1,2}-\d{1,2}) ?(?:[A-Za-z]{1,5}|[+-]\d\d:?\d\d)", re.ASCII)
# Behind a time of day Ruby ignores whatever is no zone: `15:04:11:57`, `15:04:11;`.
_TO_THE_CLOCK = re.compile(
    r"\d{4}-\d{1,2}-\d{1,2}(?:[ ]+|T)\d{1,2}:\d\d(?::\d\d)?(?!\d|:\d{3})", re.ASCII
)
_MONTH_ALONE = re.compile(r"(?P<month>[A-Za-z]{3,9})\.? (?P<year>\d{4})", re.ASCII)
_DAY_OF_YEAR = re.compile(r"(?P<year>\d{4})-?(?P<day>\d{3})", re.ASCII)
_OF_AN_ERA = re.compile(r"(?P<era>[MTSHR])(?P<year>\d{1,2})\.(?P<rest>\d{1,2}\.\d.*)", re.ASCII)
_ERAS = {"M": 1867, "T": 1911, "S": 1925, "H": 1988, "R": 2018}
_NAMED_ZONE = re.compile(r"(?<=[\d ])(?P<name>[A-Za-z]{1,5})(?P<offset>[+-]\d[\d:]{0,4})?\Z")
_ZONES = {
    "UT": 0, "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
    **{letter: hours for hours, letter in enumerate("ABCDEFGHIKLM", 1)},
    **{letter: -hours for hours, letter in enumerate("NOPQRSTUVWXY", 1)},
}  # fmt: skip
_LEFT = frozenset({"Z", "UTC", "GMT", "AM", "PM"})  # to the forms of other generators
_GREENWICH = frozenset({"UTC", "GMT"})  # no zone to Ruby with hours behind it; others are without
_FIRST_SHORT_YEAR = 69  # of the twentieth century; those below are of the next


def parse(text: str, zone: tzinfo) -> Moment | None:
    """The instant that a date in Jekyll's front matter or in a file's name means; without a zone
    of its own it is in `zone`. None where it names no full day."""
    text = text.strip()[:100]
    if ":" in text:
        text = _with_offset(text, zone)
    if day := _DAY_WITH_ZONE.fullmatch(text):
        return dates.parse(day[1], zone)
    text = _in_full(text)
    if text[:4].isdigit() and (moment := dates.parse(text, zone)):
        return moment
    match = _FORM.fullmatch(text)
    moment = (match and _rolled_over(match, zone)) or dates.parse(text, zone)
    clock = None if moment else _TO_THE_CLOCK.match(text)
    return dates.parse(clock[0], zone) if clock else moment


def _with_offset(text: str, zone: tzinfo) -> str:
    """The text with the offset that Ruby knows for the zone it names; without one that it does not
    know. Beside those of North America it knows the names of its own zone."""
    match = _NAMED_ZONE.search(text)
    if match is None:
        return text
    bare = text[: match.start()].rstrip()
    name = match["name"].upper()
    if match["offset"] and name in _GREENWICH:
        return bare
    if name in _LEFT:
        return text[: match.start()] + name
    if name in _ZONES:
        return f"{bare} {_ZONES[name]:+03}00"
    moment = parse(bare, zone)
    if moment:  # which says the year
        halves = (moment.instant.astimezone(zone).replace(month=n, day=1) for n in (1, 7))
        return next((f"{bare} {half:%z}" for half in halves if half.tzname() == name), bare)
    return bare


def _in_full(text: str) -> str:
    """A day of the year, a month alone or a year of an era as year, month and day."""
    if match := _DAY_OF_YEAR.fullmatch(text):
        first = datetime(max(1000, int(match["year"])), 1, 1)
        day = first + timedelta(int(match["day"]) - 1)
        return f"{day:%Y-%m-%d}" if str(day.year) == match["year"] else text
    if match := _MONTH_ALONE.fullmatch(text):
        return f"1 {match['month']} {match['year']}"
    if match := _OF_AN_ERA.match(text):
        return f"{_ERAS[match['era']] + int(match['year'])}.{match['rest']}"
    return text


def _rolled_over(match: re.Match[str], zone: tzinfo) -> Moment | None:
    year, month, day = (int(part) for part in match.group(*_order(match)))
    if not match["short_year"] and year < 1000:
        return None
    if match["short_year"]:
        year += 1900 if year >= _FIRST_SHORT_YEAR else 2000
    hour, minute, second = (int(match[name] or 0) for name in ("hour", "minute", "second"))
    if not (1 <= day <= 31 and (hour < 24 or (hour * 60 + minute == 24 * 60 and not second))):
        return None
    if minute > 59 or second > 60:
        return None
    try:
        local = datetime(year, month, 1) + timedelta(day - 1, second, 0, 0, minute, hour)
    except (ValueError, OverflowError):
        return None
    clock = f" {local:%H:%M:%S}" if match["clock"] else ""
    return dates.parse(f"{local:%Y-%m-%d}{clock} {match['zone'] or ''}", zone)


def _order(match: re.Match[str]) -> tuple[str, str, str]:
    """The groups that hold year, month and day."""
    if match["year"]:
        return "year", "month", "day"
    if match["last_year"]:
        return "last_year", "second_month", "first_day"
    return "short_year", "month_after", "last_day"
