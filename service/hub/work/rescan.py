"""Decides when to scan the archive after a publish ping, or after another machine took in changes.

The database counts these requests, so that they reach the workers of all machines. A file in the
state folder, which all workers of a machine share, holds how many of them it has answered.

Anybody may send a ping. So a ping is only counted, and a worker scans for pings at most once in a
set time: the scan at the end of that time answers all pings within it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from feeds.files import replaced
from service.hub.rows.scan_requests import PING

_BEGUN = "rescan.begun"

Numbers = Mapping[str, int]  # of requests, by the key of `scan_requests`


def is_due(
    requested: Numbers, state: Path, own_key: str, interval_seconds: float, now: float
) -> bool:
    """Whether there is a request since the last scan began, and for pings alone, whether that is
    long enough ago. `own_key` is this machine's: it has its own news already."""
    answered, begun = _answered(state)
    new = {key for key, number in requested.items() if number > answered.get(key, 0)} - {own_key}
    return bool(new - {PING}) or (bool(new) and now >= begun + interval_seconds)


def begin(requested: Numbers, state: Path) -> None:
    """Note that a scan begins now, which answers these requests."""
    with replaced(state / _BEGUN) as draft:
        draft.write_text(json.dumps(dict(requested)))


def _answered(state: Path) -> tuple[Numbers, float]:
    """The numbers that the last scan answered, and when it began in seconds since 1970."""
    try:
        begun = (state / _BEGUN).stat().st_mtime
        answered = json.loads((state / _BEGUN).read_text())
    except (OSError, ValueError):
        return {}, 0.0
    return (answered, begun) if isinstance(answered, dict) else ({}, begun)
