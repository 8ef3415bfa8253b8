"""When a post was published: what its front matter says, else what its name or place says, else
the first commit that has it, where such dates are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from feeds.archive.faults import BrokenFileError, Fault
from feeds.archive.file_dates import ADDED
from feeds.archive.front_matter import Document
from feeds.archive.values import text, texts
from feeds.text import dates
from feeds.text.dates import Moment

# What Go prints for a date that was never set: Hugo's archetypes leave it behind.
_NEVER = "0001-01-01"

_NO_DATES = frozenset(
    {"true", "false", "created", "last modified", "git created", "git last modified"}
)

Dated = tuple[Moment | None, tuple[Fault, ...]]


def dated(
    document: Document,
    keys: Iterable[str],
    named: Callable[[], Moment | None],
    zone: ZoneInfo,
    parse: Callable[[str, tzinfo], Moment | None] = dates.parse,
) -> Dated:
    """The first of these keys that names a day; else `named`, what the file's name says. `parse`
    reads a date as the site's generator does.

    :raise BrokenFileError: E07 where a date is there that names no day, and `named` gives none
    """
    unread: list[tuple[str, str]] = []
    for key in keys:
        for spelled in texts(document.front_matter, key)[:1]:
            if moment := parse(spelled, zone):
                return moment, ()
            if not _is_none(spelled):
                unread.append((key, spelled))
    if not unread:
        return named() or _added(document), ()
    key, spelled = unread[0]
    return _from_name(document.line_of(key), f"{key}: {spelled[:60]!r}", named())


def _added(document: Document) -> Moment | None:
    """When version control has the file from, where that is to count."""
    spelled = text(document.front_matter, ADDED)
    return dates.parse(spelled, UTC) if spelled else None


def _is_none(spelled: str) -> bool:
    """`published: true` is a switch of some generators, not a bad date; Eleventy's words mean the
    dates of the file."""
    return spelled.startswith(_NEVER) or spelled.lower() in _NO_DATES


def _from_name(line: int, spelled: str, named: Moment | None) -> Dated:
    if named is None:
        raise BrokenFileError(Fault(line, "E07", f"{spelled} names no day, nor does the file"))
    return named, (Fault(line, "R03", f"{spelled} has no meaning: the file name's day is taken"),)
