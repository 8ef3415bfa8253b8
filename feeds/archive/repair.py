"""Mending front matter where it is certain what was meant. One function, one rule, one code."""

from __future__ import annotations

import contextlib
import re

from feeds.archive.faults import BrokenFileError, Fault
from feeds.archive.front_matter import Document, parse
from feeds.archive.matter_forms import MatterForm

_QUOTED_LINE = re.compile(
    r'^(?P<key>title|description|excerpt|subtitle)[ \t]*:[ \t]*"(?P<value>.*)"[ \t]*$', re.MULTILINE
)
_UNQUOTED_LINE = re.compile(
    r"^(?P<key>title|description|excerpt|subtitle)[ \t]*:[ \t]+(?P<value>[^\s\"'|>].*)$"
    r"(?!\n[ \t]+\S)",
    re.MULTILINE,
)
# What YAML 1.1 does not take for a text (section 9.1.3): words after a closed bracket, a sign
# of its own at the start, a colon and a space. A bracket that never closes may be half a list.
_UNFIT = re.compile(r"^(?:\[[^\]]*\]|\{[^}]*\})[ \t]*[^ \t,]|^[\]}@`%*&!?,]|:(?:\s|$)")
_INDENT = re.compile(r"^[ \t]*\t[ \t]*", re.MULTILINE)
_FIRST_PART = 5000  # characters in which a heading is looked for
_MARKDOWN_HEADING = re.compile(r"^#{1,6}[ \t]+([^\n]{1,500})", re.MULTILINE)
_HTML_HEADING = re.compile(r"<h[1-6]\b[^>]*>(.{1,500}?)</h[1-6]>", re.DOTALL | re.IGNORECASE)


def quotes_in_title(raw: str) -> tuple[str, Fault] | None:
    """R01: `title: "a "b" c"`, as a scraper pastes it, with what stands inside escaped.

    None where no such line is there. A backslash is taken as itself, not as an escape: a
    scraper that does not escape quotes does not escape at all.
    """
    match = next((m for m in _QUOTED_LINE.finditer(raw) if _needs_escape(m["value"])), None)
    if match is None:
        return None
    mended = _QUOTED_LINE.sub(lambda line: _quoted(line["key"], line["value"]), raw)
    line = raw.count("\n", 0, match.start()) + 2
    return mended, Fault(line, "R01", f"straight quotes or backslashes inside the {match['key']}")


def unquoted_title(raw: str) -> tuple[str, Fault] | None:
    """R08: `title: Review: "x"`, which needs quotes for YAML to take it as one text."""
    match = next((m for m in _UNQUOTED_LINE.finditer(raw) if _UNFIT.search(m["value"])), None)
    if match is None:
        return None
    mended = _UNQUOTED_LINE.sub(lambda line: _quoted(line["key"], line["value"].rstrip()), raw)
    line = raw.count("\n", 0, match.start()) + 2
    return mended, Fault(line, "R08", f"the {match['key']} needs quotes: taken as it is written")


def tabs_as_indent(raw: str) -> tuple[str, Fault] | None:
    """R09: YAML forbids tabs before a key or item; two spaces stand for each."""
    match = _INDENT.search(raw)
    if match is None:
        return None
    mended = _INDENT.sub(lambda indent: indent[0].replace("\t", "  "), raw)
    line = raw.count("\n", 0, match.start()) + 2
    return mended, Fault(line, "R09", "tabs before a key or item: taken as spaces")


# In this order, each on what the one before has left.
RULES = (quotes_in_title, unquoted_title, tabs_as_indent)


def parsed(
    text: str, matter_form: MatterForm = "fenced"
) -> tuple[Document | None, tuple[Fault, ...]]:
    """The document, its front matter mended where that is certain. `matter_form`: see `split`.

    :raise BrokenFileError: as `parse`, where no rule mends it
    """
    try:
        return parse(text, matter_form), ()
    except BrokenFileError as error:
        if error.fault.code != "E05":
            raise
        mended = _mended(text, matter_form)
        if mended is None:
            raise
        return mended


def _mended(text: str, matter_form: MatterForm) -> tuple[Document, tuple[Fault, ...]] | None:
    """YAML front matter after as few of the rules as it takes; None where all do not help."""
    end = text.find("\n---", 3)
    if not text.startswith("---\n") or end < 0:
        return None
    raw, rest = text[4 : end + 1], text[end + 1 :]
    faults: tuple[Fault, ...] = ()
    for rule in RULES:
        if (repaired := rule(raw)) is None:
            continue
        raw, fault = repaired
        faults = (*faults, fault)
        with contextlib.suppress(BrokenFileError):
            if document := parse(f"---\n{raw}{rest}", matter_form):
                return document, faults
    return None


def _needs_escape(value: str) -> bool:
    return '"' in value or "\\" in value


def _quoted(key: str, value: str) -> str:
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'{key}: "{escaped}"'


def heading_of(body: str) -> str | None:
    """R02: the markup of the body's first heading."""
    head = body[:_FIRST_PART]
    headings = [
        match for rule in (_MARKDOWN_HEADING, _HTML_HEADING) if (match := rule.search(head))
    ]
    first = min(headings, key=lambda match: match.start(), default=None)
    return first[1].rstrip(" \t#") if first else None
