"""What a list shows of a post: a few words, and the first image."""

from __future__ import annotations

import re

from feeds.text.plain import plain, shorten, without_controls

_SUMMARY_LENGTH = 300  # characters: what readers show in a list

_PARAGRAPH = re.compile(r"<p\b[^>]*>([^<]*+(?:<(?!/p>)[^<]*+)*)</p>")
_IMAGE = re.compile(r'<img\b[^>]*?\bsrc="([^"]+)"')


def summary_of(content: str, text: str, separator: str | None) -> str:
    """Plain text for a list: what stands before the separator, else the first paragraph.

    `content` is the post's safe HTML, `text` the source that the separator stands in.
    """
    head = text.split(separator, 1)[0] if separator and separator in text else ""
    if words := plain(without_controls(head)):
        return shorten(words, _SUMMARY_LENGTH)
    paragraphs = (plain(match[1]) for match in _PARAGRAPH.finditer(content))
    first = next((words for words in paragraphs if words), None)
    return shorten(plain(content) if first is None else first, _SUMMARY_LENGTH)


def first_image(content: str) -> str | None:
    """The address of the first image in safe HTML, its references resolved."""
    # Looked for first: most have none, and the pattern goes from character to character.
    match = _IMAGE.search(content) if "<img" in content else None
    return match[1].replace("&amp;", "&") if match else None
