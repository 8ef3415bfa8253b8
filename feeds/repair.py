"""Mending front matter where it is certain what was meant. One function, one rule, one code."""

from __future__ import annotations

import re

from feeds.faults import Fault

_QUOTED_LINE = re.compile(
    r'^(?P<key>title|description|excerpt|subtitle)[ \t]*:[ \t]*"(?P<value>.*)"[ \t]*$', re.MULTILINE
)
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_HTML_HEADING = re.compile(r"<h[1-6]\b[^>]*>(.{1,500}?)</h[1-6]>", re.DOTALL | re.IGNORECASE)


def quotes_in_title(raw: str) -> tuple[str, Fault] | None:
    """R01: `title: "a "b" c"`, as a scraper pastes it, with what stands inside escaped.

    None where no such line is there. A backslash is taken as itself, not as an escape: who
    does not escape quotes does not escape at all.
    """
    match = next((m for m in _QUOTED_LINE.finditer(raw) if _needs_escape(m["value"])), None)
    if match is None:
        return None
    mended = _QUOTED_LINE.sub(_escaped, raw)
    line = raw.count("\n", 0, match.start()) + 2
    return mended, Fault(line, "R01", f"straight quotes or backslashes inside the {match['key']}")


def _needs_escape(value: str) -> bool:
    return '"' in value or "\\" in value


def _escaped(match: re.Match[str]) -> str:
    value = match["value"]
    if not _needs_escape(value):
        return match[0]
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{match["key"]}: "{escaped}"'


def heading_of(body: str) -> str | None:
    """R02: the markup of the body's first heading."""
    found = [match for rule in (_MARKDOWN_HEADING, _HTML_HEADING) if (match := rule.search(body))]
    return min(found, key=lambda match: match.start())[1] if found else None
