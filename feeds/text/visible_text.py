"""The words that a reader sees of Markdown or HTML, found without a parser, to compare texts."""

from __future__ import annotations

import re

_TAG = re.compile(r"<[^<>]*>")
_TAGS = re.compile(r"(?:\s*<[^<>]*>)*\s*")
_LINK = re.compile(r"\]\([^()\n]*\)")
_ADDRESS = re.compile(r"https?://[^\s<>()\"']+")
_REFERENCE = re.compile(r"&#?\w{1,30};")
_NO_SIGNS_OF_MARKUP = bytes(byte for byte in range(256) if byte not in b"=]:&hH")
_FIRST_WORDS = 20  # characters


def visible(text: str) -> str:
    """The text without tags, the addresses of links, and other addresses."""
    text = _TAG.sub("", text) if "<" in text else text
    text = _LINK.sub("]", text) if "](" in text else text
    text = _ADDRESS.sub("", text) if "://" in text else text
    return _REFERENCE.sub("", text) if "&" in text else text


def without_open_end(text: str) -> str:
    """The text up to a tag or the address of a link that does not end in it: it was cut there."""
    for start, end in (("<", ">"), ("](", ")")):
        at = text.rfind(start)
        if at >= 0 and text.find(end, at) < 0:
            text = text[:at]
    return text


def may_hide_digits(text: bytes) -> bool:
    """Whether there may be digits in the markup of a text: attributes, addresses, names of headings
    and references. To ask this costs a part of what it takes to remove markup, and most texts have
    none of the signs that it takes."""
    if not text.translate(None, _NO_SIGNS_OF_MARKUP):
        return False
    if b"=" in text or b"](" in text or b"://" in text:
        return True
    return b"&#" in text or b"<h" in text or b"<H" in text


def first_words(text: str) -> str:
    """The first characters behind the tags that a text begins with."""
    first = text[: _FIRST_WORDS + 3].removeprefix("<p>")
    if first[:1].isalnum():
        return first[:_FIRST_WORDS]
    start = tags.end() if (tags := _TAGS.match(text)) else 0
    return text[start : start + _FIRST_WORDS]
