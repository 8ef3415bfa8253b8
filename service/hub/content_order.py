"""Tells which of two contents of a topic is newer, where several machines announce. Pure.

Each machine has its own copy of the archive and its own index, and learns of changes at its own
time. Content with a later change of the archive is newer. The order is a number, in microseconds
since 1970: for an archive that comes from git the moment of the commit, which is always later than
that of the commits it follows (`service.checkout.commit_order`), else the time of the newest file
in the index. A row of the database keeps the number of each topic's announced content, and content
with a lower number is not announced after it.

The number of one machine always grows, whatever the times of the files say. A number more than a
minute ahead comes from a wrong clock, and is ignored.
"""

from __future__ import annotations

from collections.abc import Collection

_MINUTE = 60_000_000  # microseconds


def next_order(archive_order: int, last: int | None, now: float) -> int:
    """The number of an index that has changed. `archive_order` is that of its newest change, `last`
    what this machine announced last, `now` in seconds since 1970."""
    own = int(now * 1_000_000) if is_absurd(archive_order, now) else archive_order
    return own if last is None or is_absurd(last, now) else max(own, last + 1)


def follows(order: int, announced: int, now: float) -> bool:
    """Whether content of this number may be announced after that of `announced`."""
    return order >= announced or is_absurd(announced, now)


def is_former(
    digest: str, former: Collection[str], order: int, announced: int, *, by_commit: bool = False
) -> bool:
    """Whether content of another machine than the last announcer is content that the topic had
    before. No file tells when another one was deleted, so a machine that has not noticed a deletion
    may have newer files. A later commit that restores something is no such case."""
    return digest in former and order < announced + (1 if by_commit else _MINUTE)


def is_absurd(order: int, now: float) -> bool:
    """Whether a number lies so far ahead that some clock was wrong."""
    return order > int(now * 1_000_000) + _MINUTE
