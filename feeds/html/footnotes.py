"""Gives footnotes the ids that they have on the site's own pages, so that links lead there, too."""

from __future__ import annotations

import re
from urllib.parse import unquote

from feeds.html.dialect import Dialect

MARK = " data-footnote-ref"  # stands in every text that has a footnote

_REFERENCE = re.compile(
    r'<sup class="footnote-ref"><a href="#fn-(?P<name>[^"]{1,1000})" id="fnref-[^"]*" '
    r"data-footnote-ref>(?P<number>\d+)"
)
_NAME = re.compile(r'(?P<start> id="| href="#)(?P<kind>fn|fnref)-(?P<name>[^"]{1,1000})"')
_REPEATED = re.compile(r"(?P<name>.+)-(?P<count>\d+)", re.DOTALL)


def with_site_names(markup: str, dialect: Dialect) -> str:
    """comrak's `fn-a` as kramdown's `fn:a`, or as Hugo's `fn:1`; in Zola as it is. A further
    reference to the same note is `fnref:a:1`."""
    numbers = {match["name"]: match["number"] for match in _REFERENCE.finditer(markup)}

    def renamed(match: re.Match[str]) -> str:
        name, count = match["name"], ""
        if name not in numbers and (repeated := _REPEATED.fullmatch(name)):
            name, count = repeated["name"], f":{int(repeated['count']) - 1}"
        if name not in numbers:
            return match[0]
        spelled = numbers[name] if dialect.numbers_notes else unquote(name)
        return f'{match["start"]}{match["kind"]}{dialect.note_sign}{spelled}{count}"'

    return _NAME.sub(renamed, markup)
