"""Markup that would keep a parser busy: some things take it time by the square of their number.

These are elements in each other, attributes of one element, and signs to be escaped in one text. No
page that somebody reads comes near the bounds.
"""

from __future__ import annotations

import html
import re

from feeds.text.plain import plain

_DEEPEST = 256  # elements in each other; browsers stop at 512
_MOST_ATTRIBUTES = 1000  # of one element
_PART = 10_000  # characters
_MOST_STEPS = 1_000_000_000  # signs times characters of one text: less than a tenth of a second

_START = re.compile(r"<[A-Za-z][^>]*+")
_NAME = re.compile(r"<(/?)([A-Za-z][^\s/<>]*+)")
_SIGN = re.compile("[&\x80-\xbf]")  # what nh3 looks for when it writes a text
# They end where the next one begins, or hold nothing.
_UNNESTED = frozenset(
    """
    area base br col dd dt embed hr img input li link meta optgroup option p param rp rt source
    tbody td tfoot th thead tr track wbr
    """.split()  # noqa: SIM905
)


def bounded(markup: str) -> str:
    """The markup as it is, or its text alone where it is beyond what is sensible."""
    if _has_many_attributes(markup) or _is_deep(markup) or _has_many_signs(markup):
        text = plain(markup)
        parts = (text[start : start + _PART] for start in range(0, len(text), _PART))
        return "".join(f"<p>{html.escape(part)}</p>" for part in parts)
    return markup


def _has_many_signs(markup: str) -> bool:
    if len(markup) ** 2 < _MOST_STEPS:
        return False
    return any(len(_SIGN.findall(text)) * len(text) > _MOST_STEPS for text in markup.split("<"))


def _has_many_attributes(markup: str) -> bool:
    # Most markup is shorter than so many attributes are.
    return len(markup) > 2 * _MOST_ATTRIBUTES and any(
        len(tag) > 2 * _MOST_ATTRIBUTES and len(tag.replace("/", " ").split()) > _MOST_ATTRIBUTES
        for tag in _START.findall(markup)
    )


def _is_deep(markup: str) -> bool:
    """Whether elements may stand in each other too deep: one that is closed in another's place
    counts as open, for what a parser makes of that takes a parser to know."""
    if markup.count("<") < _DEEPEST:
        return False
    opened: list[str] = []
    for match in _NAME.finditer(markup):
        closing, name = match[1], match[2].lower()
        if not closing and name not in _UNNESTED:
            opened.append(name)
        elif closing and opened and opened[-1] == name:
            opened.pop()
        if len(opened) > _DEEPEST:
            return True
    return False
