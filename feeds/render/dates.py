"""Instants as feed formats spell them."""

from __future__ import annotations

from datetime import datetime

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def rfc822(moment: datetime) -> str:
    """A date in UTC as RSS wants it (RFC 822 section 5.1, with a four-digit year).

    `email.utils` writes the same in four times the time, and every entry of RSS has one.
    """
    day, month = _DAYS[moment.weekday()], _MONTHS[moment.month - 1]
    clock = f"{moment.hour:02}:{moment.minute:02}:{moment.second:02}"
    return f"{day}, {moment.day:02} {month} {moment.year:04} {clock} +0000"


def rfc3339(moment: datetime) -> str:
    """A date as Atom and JSON Feed want it (RFC 3339), with what it has below a second."""
    return moment.isoformat()
