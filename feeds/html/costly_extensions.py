"""Turns off extensions of Markdown that would take too long for a text: with some of them, comrak's
time grows with the square of the text's length.

No text that somebody reads comes near the bounds.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from feeds.html.dialect import Dialect

_DEFINITION = re.compile(r"^[ \t>*+\d.)-]*+:[ \t]", re.M)
_MOST_DEFINITIONS = 1000
_BRACKET = re.compile(r"\[\^|[\[\]]")
_MOST_PIPES = 200_000  # between cells of tables; each makes ten characters of HTML and more
_MOST_NOTES = 10_000  # marks of footnotes; each makes 300 characters of HTML
_DEEPEST_NOTE = 50  # brackets in each other, one of a footnote among them
_MOST_STEPS = 500_000_000  # signs times characters of their part of a text: some tenths of a second


def affordable(text: str, dialect: Dialect) -> Dialect:
    """The dialect without what would take too long in this text."""
    too_costly = [
        name
        for name, is_costly in _COSTLY.items()
        if name in dialect.extensions and is_costly(text)
    ]
    return dialect.without_extensions(*too_costly) if too_costly else dialect


def _has_costly_notes(text: str) -> bool:
    """Each mark of a note makes two links. A bracket that closes is compared with all that is open
    since a footnote's bracket."""
    count = text.count("[^")
    if not _DEEPEST_NOTE < count <= _MOST_NOTES:
        return count > _MOST_NOTES
    depth = 0
    for match in _BRACKET.finditer(text):
        depth = max(0, depth - 1) if match[0] == "]" else depth + 1
        if depth > _DEEPEST_NOTE:
            return True
    return False


def _has_costly_links(text: str) -> bool:
    """What follows an address of mail in its paragraph is copied for each of them; the brackets of
    a web address are counted for each that closes at its end."""
    return _is_costly(text, "@", "\n\n") or _is_costly(text, ")", None)


def _is_costly(text: str, sign: str, separator: str | None) -> bool:
    if text.count(sign) * len(text) <= _MOST_STEPS:
        return False
    return sum(part.count(sign) * len(part) for part in text.split(separator)) > _MOST_STEPS


_COSTLY: dict[str, Callable[[str], bool]] = {
    "description_lists": lambda text: len(_DEFINITION.findall(text)) > _MOST_DEFINITIONS,
    "footnotes": _has_costly_notes,
    "autolink": _has_costly_links,
    "table": lambda text: text.count("|") > _MOST_PIPES,
}
