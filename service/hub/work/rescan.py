"""When to scan the archive because somebody sent a publish ping.

The last ping and the last scan are the times of two files in the state folder, so all processes
agree.

Anybody may send a ping. So a ping only touches a file, and the worker scans at most once in a set
time: a ping within that time is answered by the scan at its end.
"""

from __future__ import annotations

from pathlib import Path

_REQUESTED = "rescan.requested"
_BEGUN = "rescan.begun"


def request(state: Path) -> None:
    """Ask for a scan that begins after this moment."""
    (state / _REQUESTED).touch()


def is_due(state: Path, interval_seconds: float, now: float) -> bool:
    """Whether a scan was requested since the last one began, and that is long enough ago."""
    requested, begun = _time(state / _REQUESTED), _time(state / _BEGUN)
    return requested is not None and (
        begun is None or (requested >= begun and now >= begun + interval_seconds)
    )


def begin(state: Path) -> None:
    """Note that a scan begins now."""
    (state / _BEGUN).touch()


def _time(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None
