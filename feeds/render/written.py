"""Entries as a format has written them before: an entry stands in many feeds, and writing it costs
more than anything else of a document.

An entry's HTML is most of it, and feedgen and lxml would each look at every character of it. So
they are given `CONTENT` instead, and the HTML takes its place in what they have written.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

from feeds.model import Entry

CONTENT = "\ue000content\ue000"
"""Stands for an entry's HTML as the whole text of an element. U+E000 is for private use: no two
programs agree on what it means, so no text has it by chance."""
_PLACE = f">{CONTENT}</".encode()

Key = Callable[[Entry], str]
"""All that what is written of an entry depends on, beside the entry and its site."""


def unwritten(entries: Sequence[Entry], key: Key) -> list[Entry]:
    """Those that no document of this key has held yet."""
    return [entry for entry in entries if key(entry) not in entry.written]


def spliced(
    document: bytes,
    element: bytes,
    end: bytes,
    new: list[Entry],
    entries: Sequence[Entry],
    key: Key,
) -> bytes:
    """A document that holds the `new` entries alone, with `CONTENT` for their HTML → one with all
    `entries`, whole and in their order.

    `element` is an entry's tag, `end` the tag that closes what holds them. Neither can stand in a
    text: there "<" is written "&lt;".
    """
    closing = b"</" + element + b">"
    rest = document.rindex(end)
    first = document.index(b"<" + element) if new else rest
    pieces = document[first:rest].split(closing)[:-1]
    for entry, piece in zip(new, pieces, strict=True):
        entry.written[key(entry)] = _filled(piece, entry) + closing
    written = (entry.written[key(entry)] for entry in entries)
    return b"".join([document[:first], *written, document[rest:]])


def _filled(piece: bytes, entry: Entry) -> bytes:
    return piece.replace(_PLACE, b">%s</" % as_text(entry.content), 1)


def as_text(content: str) -> bytes:
    """HTML free of control characters as the text of an XML element, spelled as lxml spells it."""
    escaped = html.escape(content, quote=False)
    return (escaped.replace("\r", "&#13;") if "\r" in escaped else escaped).encode()
