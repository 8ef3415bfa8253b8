"""Leases: how long a subscription lasts (W3C WebSub section 5.3: enforced, never endless)."""

from __future__ import annotations

from typing import NamedTuple


class LeaseBounds(NamedTuple):
    """Seconds."""

    least: int
    default: int
    most: int


def granted(requested: int | None, bounds: LeaseBounds) -> int:
    """The lease that is granted, in seconds: the requested one, moved within the bounds."""
    seconds = bounds.default if requested is None else requested
    return min(max(seconds, bounds.least), bounds.most)
