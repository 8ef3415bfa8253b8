"""Frames and objects as links: readers drop them, and with them what the text speaks of."""

from __future__ import annotations

import html
import re

from feeds.text.urls import absolute

_SIGNS = ("<iframe", "<IFRAME", "<embed", "<object")
_FRAME = re.compile(r"<(?:iframe|embed)\b([^<>]*+)>(?:\s*+</iframe>)?", re.IGNORECASE)
_OBJECT = re.compile(r"<object\b([^<>]*+)>", re.IGNORECASE)
_SOURCE = re.compile(
    r"\b(?:data-)?(?:src|data)\s*+=\s*+[\"']?(?P<address>[^\"'\s>]+)", re.IGNORECASE
)
_HIDDEN = re.compile(r"display\s*+:\s*+none|visibility\s*+:\s*+hidden|\shidden\b", re.IGNORECASE)
_INSTEAD = re.compile(r"<(?:a|embed|iframe|img|video)\b", re.IGNORECASE)
_LOOKED_AT = 2000  # characters behind an object


def linked_frames(markup: str, base: str) -> str:
    """The markup with a link in place of each frame, and before each object that has none in it."""
    if not any(sign in markup for sign in _SIGNS):
        return markup
    markup = _OBJECT.sub(lambda match: _linked_object(match, base), markup)
    return _FRAME.sub(lambda match: _link(match[1], base) or match[0], markup)


def _linked_object(match: re.Match[str], base: str) -> str:
    behind = match.string[match.end() : match.end() + _LOOKED_AT]
    inside = behind.partition("</object")[0]
    return match[0] if _INSTEAD.search(inside) else _link(match[1], base) + match[0]


def _link(attributes: str, base: str) -> str:
    """A link to what stands in a frame; "" for a hidden one, and for one without an address."""
    if _HIDDEN.search(attributes):
        return ""
    # The first may be `about:blank`, with the real one where a script looks for it.
    sources = (html.unescape(source["address"]) for source in _SOURCE.finditer(attributes))
    address = next((whole for each in sources if (whole := absolute(each, base))), None)
    if address is None:
        return ""
    shown = html.escape(address.replace("http://", "https://", 1))
    return f'<p><a href="{shown}">{shown}</a></p>'
