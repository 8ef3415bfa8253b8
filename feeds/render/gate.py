"""Checks each entry after a format has written it, and leaves out only the entries that no document
can hold.

    entries ─ written together ─ sound? ─▶ fragments
                                   └─ no: each alone, then without control characters, then left out
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from xml.parsers import expat

from feeds.archive.faults import Fault, fault_of_error
from feeds.model import Entry
from feeds.text.clean import without_controls_in

Write = Callable[[Sequence[Entry]], list[bytes]]
Check = Callable[[Sequence[bytes], Sequence[Entry]], None]
"""Raises a ValueError where these fragments of these entries cannot stand in a document."""


def passed(entries: Sequence[Entry], write: Write, check: Check) -> list[bytes | Fault]:
    """The fragment of each entry; the fault of one that cannot be written."""
    try:
        return list(_checked(entries, write, check))
    except Exception:  # one of them, for a reason that nobody foresaw
        return [_alone(entry, write, check) for entry in entries]


def refuse_broken_xml(fragments: Iterable[bytes], namespaces: Mapping[str, str]) -> None:
    """:raise ValueError: they are not well-formed where these prefixes alone are declared"""
    declared = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in namespaces.items())
    parser = expat.ParserCreate("UTF-8", " ")  # builds nothing, in half the time of a tree
    try:
        parser.Parse(b"".join((f"<r{declared}>".encode(), *fragments, b"</r>")), True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error


def _checked(entries: Sequence[Entry], write: Write, check: Check) -> list[bytes]:
    fragments = write(entries)
    if len(fragments) != len(entries):
        raise ValueError(f"{len(fragments)} fragments of {len(entries)} entries")
    check(fragments, entries)
    return fragments


def _alone(entry: Entry, write: Write, check: Check) -> bytes | Fault:
    try:
        return _checked([entry], write, check)[0]
    except Exception:
        pass
    try:
        return _checked([without_controls_in(entry)], write, check)[0]
    except Exception as error:
        return fault_of_error(error, "E10")
