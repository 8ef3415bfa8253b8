"""From when to when a post is shown."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from msgspec.structs import replace

from feeds.index.codec import micros
from feeds.index.schema import State
from feeds.index.visibility import state_of
from feeds.model import Post, Term

A, B = Term("category", "a"), Term("category", "b")
SECOND = timedelta(seconds=1)


def test_a_post_is_shown_from_its_date_to_its_expiry() -> None:
    at = datetime(2022, 3, 1, tzinfo=UTC)
    plain = Post("a", "/a", "A", at)
    ends = replace(plain, expires=at + 2 * SECOND)
    expected = {
        (plain, at - SECOND): (State.SCHEDULED, micros(at)),
        (plain, at): (State.SERVED, None),
        (replace(plain, scheduled=False), at - SECOND): (State.SERVED, None),
        (ends, at - SECOND): (State.SCHEDULED, micros(at)),
        (ends, at + SECOND): (State.SERVED, micros(at + 2 * SECOND)),
        (ends, at + 2 * SECOND): (State.EXPIRED, None),
        (ends, at + 3 * SECOND): (State.EXPIRED, None),
    }
    assert {case: state_of(*case) for case in expected} == expected
    states = (State.SERVED, State.SCHEDULED, State.EXPIRED, State.EXCLUDED, State.BROKEN)
    assert states == (0, 1, 2, 3, 4)
