"""Fills the template of a permalink with a post's values, up to a bounded length.

A template may repeat a long value many times, so without a bound a short file could make a very
long address.
"""

from __future__ import annotations

from collections.abc import Iterable

from feeds.archive.faults import BrokenFileError, Fault

LONGEST_PERMALINK = 8000  # characters; servers take addresses of about so many


def refuse_long(parts: Iterable[str]) -> None:
    """Refuse parts that are too long together, before they are joined.

    :raise BrokenFileError: E11, parts that are longer together than a permalink may be
    """
    if sum(map(len, parts)) > LONGEST_PERMALINK:
        message = f"its permalink has more than {LONGEST_PERMALINK:,} characters"
        raise BrokenFileError(Fault(1, "E11", message))
