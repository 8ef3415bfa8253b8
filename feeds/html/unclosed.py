"""Tags that nothing closes, of elements that are left out with all they hold.

A text that speaks of a `<style>` or a `<form>` without writing it as code means the word. To a
parser everything behind it would be the element's, and so be left out.
"""

from __future__ import annotations

import html
import re

LEFT_OUT_WITH_CONTENT = frozenset(
    """
    button clipboard-copy datalist form iframe noscript optgroup option script select style template
    textarea
    """.split()  # noqa: SIM905
)
# Beside them, those whose content is no markup to a parser.
_NAMES = sorted(LEFT_OUT_WITH_CONTENT | {"noembed", "noframes", "plaintext", "title", "xmp"})
_TAG = re.compile(
    rf"<(?P<end>/?)(?P<name>{'|'.join(_NAMES)})(?P<rest>\s[^<>]*+|/?)>", re.IGNORECASE
)


def with_words_for_unclosed(markup: str) -> str:
    """The markup in which each such tag is text. A tag with attributes is removed."""
    ends: dict[str, int] = {}  # of each name, where the last element ends
    is_open = False
    for tag in _TAG.finditer(markup):
        is_open = is_open or not tag["end"]
        if tag["end"]:
            ends[tag["name"].lower()] = tag.start()
    if not is_open:
        return markup

    def word(tag: re.Match[str]) -> str:
        if tag["end"] or tag.start() < ends.get(tag["name"].lower(), 0):
            return tag[0]
        return "" if tag["rest"].strip(" /") else html.escape(tag[0])

    return _TAG.sub(word, markup)
