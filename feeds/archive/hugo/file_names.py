"""The date and the slug that a Hugo page has from its name (gohugo.io, "Configure dates")."""

from __future__ import annotations

import re
from datetime import UTC

from feeds.text import dates

_NAME = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d)(?:[T-](?P<hour>\d\d)-(?P<minute>\d\d)-(?P<second>\d\d))?(?P<rest>.*)",
    re.DOTALL,
)


def date_and_slug(name: str) -> tuple[str, str | None]:
    """`2020-02-03` and `a` of `2020-02-03-a`; "" and None of a name without a date. What stands
    behind the last dot is left out of the slug, as if it were another suffix."""
    match = _NAME.fullmatch(name)
    if match is None:
        return "", None
    day, hour, minute, second, rest = match.groups()
    if dates.parse(day, UTC) is None:
        return "", None
    clock = f"T{hour}:{minute}:{second}" if hour else ""
    return day + clock, (rest.rpartition(".")[0] or rest).strip(" -_") or None
