"""Where kramdown ends a paragraph or a list and CommonMark does not, and the other way round.

As kramdown 2.4 with its GFM parser reads it, which is Jekyll's: a line of `---` below several lines
of text makes no heading, `***` below text no rule, `1)` no list; any number begins a list; a line
with a hat ends the block before it; several lines above a definition are as many terms.
"""

from __future__ import annotations

import re

from feeds.html.kramdown_signs import FENCE, LETTER, LIST_ITEM, closes

TERM_END = "\ufdd3"
"""Stands at the end of each term but the last of a definition."""

_CONCERNED = re.compile(
    r"^(?: {0,3}(?:\^[ \t]*$|[-=*_]+[ \t]*$|\d{1,9}[.)][ \t]|:[ \t])"
    r"|[ \t]*(?:(?:[*+-]|\d{1,9}\.)[ \t]{1,9})?\d{1,9}\)[ \t])",
    re.M,
)
# Further in, it stands in an item of a list.
_NO_ITEM = re.compile(
    r"[ \t]*(?:(?:[*+-]|\d{1,9}\.)[ \t]{1,9}\d{1,9}|(?<=[ \t]{4})\d{1,9})(?=\)[ \t])"
)
_UNDERLINE = re.compile(r"(?:-+|=+)[ \t]*")
_RULE = re.compile(r" {0,3}(?:\*{3,}|_{3,}|-{3,})[ \t]*")
_NUMBER = re.compile(r" {0,3}\d{1,9}(?=\)[ \t])")
_DEFINITION = re.compile(r" {0,3}:[ \t]")
_FARTHER_IN = ("  ", "\t")
_OTHER_BLOCK = re.compile(r" {0,3}(?:#{1,6}[ \t]|>|</?[A-Za-z!]|[*+-][ \t])| {4}|\t")
_END_OF_BLOCK = "<!-- -->"


def is_concerned(text: str) -> bool:
    """Whether anything in a text may be read otherwise."""
    return _CONCERNED.search(text) is not None


def as_kramdown(lines: list[str]) -> list[str]:
    """The lines with signs that have CommonMark read them as kramdown does."""
    kept: list[str] = []
    fence = ""
    paragraph = 0  # lines of the one that goes on here
    in_list = False
    definition = 0  # where the first of a term stands, while it goes on
    for line in lines:
        match = FENCE.match(line)
        if match and (not fence or closes(match, fence)):
            fence = "" if fence else match["fence"]
            paragraph = 0
        elif not fence:
            definition = _definition(line, definition, paragraph, kept)
            line, paragraph, in_list = _read(line, paragraph, in_list, kept)
        kept.append(line)
    return kept


def _definition(line: str, definition: int, paragraph: int, kept: list[str]) -> int:
    """Where the first definition of the term stands that this line belongs to; 0 for none. One of
    several paragraphs is put a line below its term: comrak would join them."""
    if not line.strip():
        return definition
    if _DEFINITION.match(line):
        return definition or (len(kept) if paragraph else 0)
    if not definition or kept[-1].strip():
        return definition
    if line.startswith(_FARTHER_IN):
        kept[definition] = f"\n{kept[definition]}"
    return 0


def _read(line: str, paragraph: int, in_list: bool, kept: list[str]) -> tuple[str, int, bool]:
    """The line as CommonMark is to read it, the lines of the paragraph with it, and whether it
    stands in a list. What belongs above it is put behind `kept`."""
    if not line.strip():
        return line, 0, in_list
    if line.rstrip() == "^":
        kept.append(_END_OF_BLOCK)
        return "", 0, False
    if no_item := _NO_ITEM.match(line) if in_list or LIST_ITEM.match(line) else None:
        line = f"{no_item[0]}{LETTER}{line[no_item.end() :]}"
    if number := _NUMBER.match(line):
        return f"{number[0]}{LETTER}{line[number.end() :]}", paragraph + 1, in_list
    if paragraph and _DEFINITION.match(line):
        first = len(kept) - paragraph
        kept[first:-1] = [f"{term}{TERM_END}" for term in kept[first:-1]]
        return line, 0, False
    if LIST_ITEM.match(line):
        if paragraph:
            kept.append("")
        return line, 0, True
    goes_on = bool(kept and kept[-1].strip())
    if in_list and (goes_on or line[0] in " \t"):
        return line, 0, True
    if paragraph and (
        (paragraph > 1 and _UNDERLINE.fullmatch(line))
        or (_RULE.fullmatch(line) and not _UNDERLINE.fullmatch(line))
    ):
        return LETTER + line, paragraph + 1, False
    if _OTHER_BLOCK.match(line) and not (paragraph and line[0] in " \t"):
        return line, 0, False
    is_heading = paragraph == 1 and _UNDERLINE.fullmatch(line)
    return line, 0 if is_heading else paragraph + 1, False


def with_terms(markup: str) -> str:
    """comrak's HTML with each term of a definition in an element of its own."""
    first, *others = markup.split("<dt>")
    parts = [first]
    for other in others:
        terms, end, rest = other.partition("</dt>")
        parts.append(terms.replace(f"{TERM_END}\n", "</dt>\n<dt>") + end + rest)
    return "<dt>".join(parts).replace(TERM_END, "")
