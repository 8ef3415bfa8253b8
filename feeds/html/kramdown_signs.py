"""What all passes over a text of kramdown share: patterns of fences and list items, two
characters that stand for a letter and for a space, and one for a quotation mark."""

from __future__ import annotations

import re

LETTER = "\ufdd0"
"""Taken for a letter by comrak, and taken away behind it; no text has it. Emphasis may then begin
and end beside it, and no block begins with it."""

ENCODED_LETTER = "%EF%B7%90"

SPACE = "\ufdd5"
"""Stands for a space in an address; no text has it."""

ENCODED_SPACE = "%EF%B7%95"

QUOTE = "\ufdd6"
"""Stands for a quotation mark in the title of a link; no text has it."""

# A line with more backticks is a line of text with code in it.
FENCE = re.compile(r"[ \t>]*(?P<fence>`{3,}(?![^\n`]*`)|~{3,})(?P<rest>.*)")
LIST_ITEM = re.compile(r"[ \t>]*(?:[*+-]|\d{1,9}\.)[ \t]")


def closes(match: re.Match[str], fence: str) -> bool:
    """Whether a line with a fence ends the block that another one began."""
    return match["fence"].startswith(fence) and not match["rest"].strip()
