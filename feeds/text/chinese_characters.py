"""The Chinese characters that a text begins with, in one script, as numbers of two bytes.

GB 2312 encodes 6,763 simplified characters in two bytes each. Encoding a text in GB 2312, and
leaving out ASCII and what cannot be encoded, drops markup, digits and rare characters: the rest is
the same for every copy of the text, and this takes a small part of the time of a pattern.
"""

from __future__ import annotations

from feeds.text.search_forms import simplified
from feeds.text.visible_text import visible

_ASCII = bytes(range(128))
_OF_HAN = bytes(range(0xB0, 0xF8))  # first bytes: those before are of signs and other scripts
_BEGINNING = 120  # bytes: 60 characters
_DENSITY = 5 / 3  # characters of a text for each Chinese one: there are signs and digits between
_MARKUP = 5  # so many times more, where a text has much of it
# One character of so many may be lost in simplified text; text in traditional ones loses a third.
_FEW = 50


def chinese_characters(text: str, count: int) -> bytes:
    """So many of the first Chinese characters in GB 2312, with the punctuation between them, or as
    many as are near the beginning. Empty where most of these are of another script."""
    end = int(count * _DENSITY)
    characters = _encoded(text[:end])
    if len(characters) < 2 * count and len(text) > end:
        characters = _encoded(text[: _MARKUP * end])
    beginning = characters[:_BEGINNING:2]
    if 2 * len(beginning.translate(None, _OF_HAN)) > len(beginning):
        return b""
    return characters[: 2 * count]


def _encoded(text: str) -> bytes:
    """Punctuation of both widths is of the wide one."""
    if "=" in text or "://" in text:  # signs in attributes and addresses are no punctuation
        text = visible(text)
    for narrow, wide in _PUNCTUATION:
        text = text.replace(narrow, wide)
    encoded = text.encode("gb2312", "ignore")
    characters = encoded.translate(None, _ASCII)
    lost = len(text) - len(encoded) + len(characters) // 2
    if lost * _FEW <= len(text):
        return characters
    return simplified(text).encode("gb2312", "ignore").translate(None, _ASCII)


_PUNCTUATION = tuple(zip(",;:!?()", "，；：！？（）", strict=True))
