"""Ends bare addresses in a text where goldmark ends them: before the first character beyond ASCII.

comrak ends them at the next white space, so that `见https://x.example/a，然后` would lead to a page
that does not exist. A character that no text has marks the end while comrak reads the text.
"""

from __future__ import annotations

import re

_END = "\ufdd4"
_ENCODED_END = "%EF%B7%94"
_ADDRESS = re.compile(r"(?<![<\[\w/.=])(?:https?://|www\.)[!-;=?-~]*+", re.ASCII)
_LINK = re.compile(
    rf'<a href="(?P<target>[^"<>%]*+(?:%(?!EF%B7%94)[^"<>%]*+)*){_ENCODED_END}[^"<>]*">'
    rf"(?P<address>(?:http|www\.)[^<\s{_END}]*+){_END}(?P<rest>[^<]*+)</a>"
)
_HOST = re.compile(r"(?:https?://|(?!https?://))[\w-]", re.ASCII)
_PUNCTUATION = "?!.,:;*_~'\""
_REFERENCE = re.compile(r"&#?\w{1,31};\Z", re.ASCII)  # to a character
_LONGEST_REFERENCE = 34
_ESCAPED = re.compile(r"&amp;(?=#?\w{1,31};)", re.ASCII)  # a reference, taken for an address


def with_ends(text: str) -> str:
    """The text with a mark behind each address that is followed by such a letter."""
    return _ADDRESS.sub(_marked, text)


def without_ends(markup: str) -> str:
    """The HTML that was made of such a text, without the marks: a link ends where its mark is."""
    return _LINK.sub(_ended, markup).replace(_END, "").replace(_ENCODED_END, "")


def has_ends(markup: str) -> bool:
    return _END in markup or _ENCODED_END in markup


def _marked(match: re.Match[str]) -> str:
    text, start, end = match.string, match.start(), match.end()
    if text[end : end + 1].isascii():
        return match[0]
    # The address ends before a reference (`&amp;`): cut in two, it would show its source.
    while reference := _REFERENCE.search(text, max(start, end - _LONGEST_REFERENCE), end):
        end = reference.start()
    address = text[start:end].rstrip(_PUNCTUATION)
    while address.endswith(")") and address.count(")") > address.count("("):
        address = address[:-1].rstrip(_PUNCTUATION)
    return f"{address}{_END}{match[0][len(address) :]}"


def _ended(link: re.Match[str]) -> str:
    address, rest = link["address"], _ESCAPED.sub("&", link["rest"])
    if not _HOST.match(address):
        return address + rest
    return f'<a href="{link["target"]}">{address}</a>{rest}'
