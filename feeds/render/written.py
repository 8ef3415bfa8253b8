"""Entries as a format has written them before: an entry stands in many feeds, and writing it costs
more than anything else of a document."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from feeds.model import Entry
from feeds.render.forms import Group, grouped

Key = Callable[[Entry], str]
"""All that what is written of an entry depends on, beside the entry and its site."""


def unwritten(entries: Sequence[Entry], key: Key) -> list[Group]:
    """Those that no document of this key has held yet."""
    return grouped(entry for entry in entries if key(entry) not in entry.written)


def spliced(
    document: bytes,
    element: bytes,
    end: bytes,
    new: list[Group],
    entries: Sequence[Entry],
    key: Key,
) -> bytes:
    """A document that holds the originals of the `new` groups alone → one with all `entries`,
    whole and in their order.

    `element` is an entry's tag, `end` the tag that closes what holds them. Neither can stand in a
    text: there "<" is written "&lt;".
    """
    closing = b"</" + element + b">"
    rest = document.rindex(end)
    first = document.index(b"<" + element) if new else rest
    pieces = document[first:rest].split(closing)[:-1]
    for group, piece in zip(new, pieces, strict=True):
        for entry, found in group.written((piece + closing).decode()):
            entry.written[key(entry)] = found.encode()
    written = (entry.written[key(entry)] for entry in entries)
    return b"".join([document[:first], *written, document[rest:]])
