"""Writes plain text such as `a < b` so that readers that take it for HTML still show it right."""

from __future__ import annotations

import html
import re

# What validators and readers take for HTML in a text that declares itself plain.
_MARKUP = re.compile(r"</?[A-Za-z!]|&#?\w+")
# In a serialised document; an element of these holds text alone.
_PLAIN_ELEMENTS = re.compile(
    rb"<(title|category|copyright|source|dc:creator|dc:publisher|dc:rights)(?: [^<>]*)?>"
    rb"[^<]*&(?:amp|lt);[^<]*</"
)


def looks_like_markup(text: str) -> bool:
    return _MARKUP.search(text) is not None


def as_html(text: str) -> str:
    """Plain text as HTML that shows the same."""
    return html.escape(text, quote=False)


def with_hexadecimal_references(document: bytes) -> bytes:
    """An RSS document with "&" and "<" of its plain elements as the Best Practices Profile
    advises ("Character Data"): readers that decode twice show these right too."""
    return _PLAIN_ELEMENTS.sub(_hexadecimal, document)


def _hexadecimal(match: re.Match[bytes]) -> bytes:
    return match[0].replace(b"&amp;", b"&#x26;").replace(b"&lt;", b"&#x3C;")
