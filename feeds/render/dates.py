"""Instants as feed formats spell them."""

from __future__ import annotations

from datetime import datetime
from email.utils import format_datetime


def rfc822(moment: datetime) -> str:
    """A date in UTC as RSS wants it (RFC 822 section 5.1, with a four-digit year)."""
    return format_datetime(moment)


def rfc3339(moment: datetime) -> str:
    """A date as Atom and JSON Feed want it (RFC 3339), with what it has below a second."""
    return moment.isoformat()
