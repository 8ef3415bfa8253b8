"""Checks the name of a time zone in the settings: where IANA has none, the fault tells the
nearest."""

from __future__ import annotations

from difflib import get_close_matches
from zoneinfo import ZoneInfo, available_timezones


def check_time_zone(name: str) -> str:
    """The name as it was given.

    :raise ValueError: no zone of this machine's tables has it
    """
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        # Names of places alone: 'EST' is near to 'CEST', and five hours away from it.
        places = sorted(name for name in available_timezones() if "/" in name)
        near = get_close_matches(name, places, 1)
        hint = f": did you mean {near[0]!r}?" if near else ": 'Europe/Lisbon' is one"
        raise ValueError(f"{name[:100]!r} is no time zone{hint}") from error
    return name
