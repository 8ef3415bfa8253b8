"""Text without what a document may not hold, without markup, and cut to a length."""

from __future__ import annotations

import html
import re

# XML 1.0 section 2.2 (Char): what may not stand in a document at all, escaped or not.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LEADING_ZEROS = re.compile("&#0++(?=[0-9])")
_LONG_NUMBER = re.compile("&#[0-9]{8,}+")
_NO_CHARACTER = "&#xFFFD"  # the HTML standard makes this of a number beyond Unicode
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")


def without_controls(text: str) -> str:
    """The text without characters XML 1.0 forbids (section 2.2)."""
    return text if text.isprintable() else _FORBIDDEN.sub("", text)


def plain(markup: str) -> str:
    """Markup as one line of plain text: no tags, entities resolved, white space folded."""
    if "<" in markup:
        markup = _TAG.sub("", _without_comments(markup))
    if "&#" in markup:  # Python refuses numbers of many digits
        markup = _LONG_NUMBER.sub(_NO_CHARACTER, _LEADING_ZEROS.sub("&#", markup))
    return " ".join(html.unescape(markup).split())


def _without_comments(markup: str) -> str:
    kept: list[str] = []
    done = 0
    while (start := markup.find("<!--", done)) >= 0 and (end := markup.find("-->", start)) >= 0:
        kept.append(markup[done:start])
        done = end + 3
    return "".join([*kept, markup[done:]])


def shorten(text: str, limit: int) -> str:
    """At most `limit` characters, cut at a word where there is one near, with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    space = head.rfind(" ")
    return (head[:space] if space > limit * 0.8 else head).rstrip() + "…"
