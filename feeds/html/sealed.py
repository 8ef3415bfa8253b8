"""Hides HTML from the Markdown parser, for a generator that adds it after the Markdown was read, as
Hugo does with the output of shortcodes.

Each character that has a meaning in Markdown is replaced by one that is taken for a letter. After
the Markdown was read, all are put back.
"""

from __future__ import annotations

import re

_FIRST = 0x10F000  # of a range for private use, which nobody's text or font uses
_SEALED = {code: _FIRST + code for code in range(128) if not chr(code).isalnum()}
_MARK = chr(_FIRST)  # begins what is sealed; the character in whose place it stands is in no text
_UNSEALED: dict[int, str | None] = {sealed: chr(code) for code, sealed in _SEALED.items()}
_UNSEALED[_FIRST] = None
_PARAGRAPH = re.compile(f"<p>([{chr(_FIRST)}-{chr(_FIRST + 127)}\\w]+)</p>")
_BLOCK = re.compile(
    r"<(?:p|div|h[1-6]|table|ul|ol|dl|blockquote|pre|figure|section|aside|details|iframe|hr|video"
    r"|audio)\b"
)


def sealed(markup: str) -> str:
    """HTML as signs that Markdown leaves as they are."""
    return _MARK + markup.translate(_SEALED) if markup else ""


def unsealed(markup: str) -> str:
    """The HTML that Markdown made, with what was sealed in it; a block is in no paragraph."""
    if _MARK not in markup:
        return markup
    return _PARAGRAPH.sub(_without_paragraph, markup).translate(_UNSEALED)


def _without_paragraph(match: re.Match[str]) -> str:
    inside = match[1].translate(_UNSEALED)
    return inside if _BLOCK.match(inside) else match[0]
