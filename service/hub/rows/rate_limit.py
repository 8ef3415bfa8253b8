"""How often something may happen: a bound by host and by client, shared by all processes.

A row has one number for each key: the time up to which the allowance is used up (the generic cell
rate algorithm). Each use moves it by one interval. A time in the past counts as now, and so does
one so far ahead that only a wrong clock can have set it.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import Connection, case, delete

from service.hub.rows.database import insert
from service.hub.rows.tables import rate_limit

_LONGEST_WAIT_SECONDS = 3600.0  # for a turn, after the burst


class Rate(NamedTuple):
    """One use for each interval, after a burst that needs no pause."""

    interval_seconds: float
    burst: int  # uses


def reserve(connection: Connection, key: str, rate: Rate, now: float) -> float:
    """Use the key once; returns the earliest time (seconds since 1970) at which the use is due."""
    step = rate.interval_seconds
    column = rate_limit.c.reserved_until
    first = insert(connection, rate_limit).values(key=key, reserved_until=now + step)
    furthest = now + step * rate.burst + _LONGEST_WAIT_SECONDS
    later = case((column < now, now), (column > furthest, now), else_=column) + step
    statement = first.on_conflict_do_update(
        index_elements=[rate_limit.c.key], set_={"reserved_until": later}
    )
    until = float(connection.execute(statement.returning(column)).scalar_one())
    return max(now, until - step * rate.burst)


def hold(connection: Connection, key: str) -> None:
    """Have other transactions that hold the same key wait until this one ends. One that changes
    rows of its client's alone, in whichever order, holds the client's key before."""
    own = insert(connection, rate_limit).values(key=key, reserved_until=0)
    same = {"reserved_until": rate_limit.c.reserved_until}
    connection.execute(own.on_conflict_do_update(index_elements=[rate_limit.c.key], set_=same))


def forget_old(connection: Connection, now: float) -> None:
    """Delete the keys whose allowance is whole again."""
    connection.execute(delete(rate_limit).where(rate_limit.c.reserved_until < now))
