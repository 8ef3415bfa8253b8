"""How often something may happen: a bound by host and by client, shared by all processes.

One number a key: the time up to which the allowance is used up (the generic cell rate
algorithm). It moves by one interval with each use and never lies in the past.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, case, delete

from service.hub.database import insert
from service.hub.tables import pace


class Rate(NamedTuple):
    interval_seconds: float
    burst: int  # so many at once before the interval counts


def reserve(connection: Connection, key: str, rate: Rate, now: float) -> float:
    """Use the key once; returns the earliest time (seconds since 1970) at which that is due."""
    step = rate.interval_seconds
    made = insert(connection, pace).values(key=key, reserved_until=now + step)
    later = case((pace.c.reserved_until < now, now), else_=pace.c.reserved_until) + step
    statement = made.on_conflict_do_update(
        index_elements=[pace.c.key], set_={"reserved_until": later}
    ).returning(pace.c.reserved_until)
    until = float(connection.execute(statement).scalar_one())
    return max(now, until - step * rate.burst)


def forget_old(connection: Connection, now: float) -> None:
    """Drop the keys whose allowance is whole again."""
    connection.execute(delete(pace).where(pace.c.reserved_until < now))
