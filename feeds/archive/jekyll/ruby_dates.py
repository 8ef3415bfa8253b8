"""Dates as Ruby reads them, and so Jekyll (`Time.parse` of Ruby 3.1).

Beyond the forms that `feeds.text.dates` knows: the day first where the year has four digits and
stands last, the year first where it has two; a day or an hour one past its range rolls over; the
name of a zone that Ruby does not know is passed over.
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
_FIRST_SHORT_YEAR = 69  # of the twentieth century; those below are of the next


def parse(text: str, zone: tzinfo) -> Moment | None:
    """The instant that a date in Jekyll's front matter or in a file's name means; without a zone
    of its own it is in `zone`. None where it names no full day."""
    text = text.strip()[:100]
    if text[:4].isdigit() and (moment := dates.parse(text, zone)):
        return moment
    match = _FORM.fullmatch(text)
    return (match and _rolled_over(match, zone)) or dates.parse(text, zone)


def _rolled_over(match: re.Match[str], zone: tzinfo) -> Moment | None:
    year, month, day = (int(part) for part in match.group(*_order(match)))
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
