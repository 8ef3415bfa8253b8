"""The figures of a text: the digits that a reader sees in it, and those that each copy of it has.

A site that copies a report changes its title, its markup, its dateline and its last line, but keeps
its figures.
"""

from __future__ import annotations

from feeds.text.visible_text import may_hide_digits, visible, without_open_end

_NO_DIGITS = bytes(byte for byte in range(256) if byte not in b"0123456789")
_AT_THE_END = 10  # one of so many figures of a beginning may stand beyond the end of another one
_SIGNATURE = 60  # characters: a shorter last line may be somebody's name and number
_SENTENCE_ENDS = (".", "!", "?", "。", "！", "？")
_PARAGRAPH_ENDS = (*_SENTENCE_ENDS, *(f"{end}</p>" for end in _SENTENCE_ENDS))


def figures_of_beginning(text: str, characters: int) -> tuple[bytes, int]:
    """The figures of the first characters, and how many of them each copy has in its own."""
    head = text[:characters]
    if len(head) == len(text):
        return figures_of(text)
    figures = _digits(head)
    return figures, away_from_the_end(figures)


def away_from_the_end(figures: bytes) -> int:
    """How many figures of a beginning stand in that of each copy, a dateline before them or not."""
    return len(figures) - len(figures) // _AT_THE_END


def figures_of(text: str) -> tuple[bytes, int]:
    """The figures of a text, and how many of them stand before its signature."""
    figures, signature = _digits(text), signature_of(text)
    return figures, len(figures) - len(_digits(signature)) if signature else len(figures)


def _digits(text: str) -> bytes:
    """The digits of the visible text in a row. What is ASCII of a Chinese text is short, and has
    all of its markup."""
    in_ascii = text.encode("ascii", "ignore")
    if may_hide_digits(in_ascii):
        in_ascii = visible(without_open_end(in_ascii.decode())).encode()
    return in_ascii.translate(None, _NO_DIGITS)


def signature_of(text: str) -> str:
    """The last line or paragraph, where that is short, no sentence, and not all there is."""
    text = text.rstrip()
    if text.endswith(_PARAGRAPH_ENDS):
        return ""
    start = max(text.rfind("\n"), text.rfind("<p"))
    last = text[start:] if start > 0 else ""
    words = visible(last).strip()
    return last if len(words) <= _SIGNATURE and not words.endswith(_SENTENCE_ENDS) else ""
