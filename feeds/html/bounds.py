"""Bounds on markup that would keep a parser busy, because its time grows with their square.

They are on elements inside each other, on attributes of one element, and on characters to be
escaped in one text. No page that somebody reads comes near them.
"""

from __future__ import annotations

import html
import math
import re
from collections import Counter
from collections.abc import Iterable

from feeds.text.plain import plain

_DEEPEST = 256  # elements in each other; browsers stop at 512
_MOST_ATTRIBUTES = 1000  # of one element
_PART = 10_000  # characters
_MOST_STEPS = 1_000_000_000  # signs times characters of one text: less than a tenth of a second

# All but the few tags and texts that are long enough to be beyond a bound are passed over here:
# a step of Python for each takes longer than everything else.
_LONG_START = re.compile(rf"<[A-Za-z][^>]{{{2 * _MOST_ATTRIBUTES},}}+")
_LONG_TEXT = re.compile(rf"[^<]{{{math.isqrt(_MOST_STEPS)},}}+")
_NAME = re.compile(r"</?[A-Za-z][^\s/<>]*+")
_SIGN = re.compile("[&\x80-\xbf]")  # what nh3 looks for when it writes a text
# They end where the next one begins, or hold nothing.
_UNNESTED = frozenset(
    """
    area base br col dd dt embed hr img input li link meta option p param source tbody td tfoot th
    thead tr track wbr
    """.split()  # noqa: SIM905
)
_END_WITH_OTHERS = frozenset(("optgroup", "rp", "rt"))  # the end of what they stand in is theirs


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
    texts = (match[0] for match in _LONG_TEXT.finditer(markup))
    return any(len(_SIGN.findall(text)) * len(text) > _MOST_STEPS for text in texts)


def _has_many_attributes(markup: str) -> bool:
    # Most markup is shorter than so many attributes are.
    return len(markup) > 2 * _MOST_ATTRIBUTES and any(
        len(tag.replace("/", " ").split()) > _MOST_ATTRIBUTES for tag in _LONG_START.findall(markup)
    )


def _is_deep(markup: str) -> bool:
    """Whether elements may stand in each other too deep: an element whose
    end tag is out of order counts as open, because only a parser could tell what becomes of it."""
    if markup.count("<") < _DEEPEST:
        return False
    tags = _NAME.findall(markup)
    counts = Counter(tags)
    nested = {tag for tag in counts if tag.strip("</").lower() not in _UNNESTED}
    opening = sum(counts[tag] for tag in nested if not tag.startswith("</"))
    return opening > _DEEPEST and _stand_deep(tag for tag in tags if tag in nested)


def _stand_deep(tags: Iterable[str]) -> bool:
    opened: list[str] = []
    for tag in tags:
        if not tag.startswith("</"):
            opened.append(tag[1:].lower())
            if len(opened) > _DEEPEST:
                return True
            continue
        name = tag[2:].lower()
        if opened and opened[-1] in _END_WITH_OTHERS and name in opened:
            while opened[-1] in _END_WITH_OTHERS and opened[-1] != name:
                opened.pop()
        if opened and opened[-1] == name:
            opened.pop()
    return False
