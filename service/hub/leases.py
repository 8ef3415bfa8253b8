"""Leases: how long a subscription lasts (W3C WebSub section 5.3: enforced, never endless)."""

from __future__ import annotations

from typing import NamedTuple


class LeaseBounds(NamedTuple):
    """Seconds."""

    least: int
    default: int
    most: int


def granted(asked: int | None, bounds: LeaseBounds) -> int:
    """The lease that is granted, in seconds: what was asked for, within the bounds."""
    wanted = bounds.default if asked is None else asked
    return min(max(wanted, bounds.least), bounds.most)
