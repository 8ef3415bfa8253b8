"""Looks at the archive that publish pings ask for: two files' times, for all processes.

Anybody may ping. So all that a ping does is to leave a mark, and the worker looks at most once
in a set time: a ping within that time is answered by the look at its end.
"""

from __future__ import annotations

from pathlib import Path

_ASKED = "look.asked"
_BEGUN = "look.begun"


def ask(state: Path) -> None:
    """Leave the mark."""
    (state / _ASKED).touch()


def is_due(state: Path, interval_seconds: float, now: float) -> bool:
    """Whether somebody asked since the last look began, and that is long enough ago."""
    asked, begun = _time(state / _ASKED), _time(state / _BEGUN)
    return asked is not None and (
        begun is None or (asked >= begun and now >= begun + interval_seconds)
    )


def begin(state: Path) -> None:
    (state / _BEGUN).touch()


def _time(path: Path) -> float | None:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return None
