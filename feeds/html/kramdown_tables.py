"""Tables as kramdown reads them, written as comrak reads them (kramdown.gettalong.org, "Tables").

kramdown takes every block whose lines all have a pipe outside of code for a table, with or without
a head; comrak wants a head and a line of hyphens below it. A table without a head gets an empty
one, which is taken away after comrak. Each line is read once.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from feeds.html.kramdown_signs import FENCE

_OTHER_BLOCK = re.compile(r" {0,3}(?:[#<>]|\$\$|[*+-][ \t]|\d{1,9}\.[ \t]|\[)| {4}|\t")
_BORDER = frozenset("+|: \t")
_PIPE_IN_CODE = re.compile(r"`[^`\n]*`")
_PIPE = re.compile(r"(?<!\\)\|")
_BOUNDARY = re.compile(r"\s*\Z|\^|\{:")
_EMPTY_HEAD = re.compile(r"<thead>\n<tr>\n(?:<th(?: align=\"\w{1,9}\")?></th>\n)+</tr>\n</thead>\n")
_LONGEST = 5000  # characters of a line
_MOST_CELLS = 100  # of a row


def with_heads(text: str) -> str:
    """The text with each table in comrak's form."""
    return "\n".join(_lines(text.split("\n")))


def without_empty_heads(markup: str) -> str:
    """The HTML without the heads that `with_heads` added."""
    return _EMPTY_HEAD.sub("", markup)


def _lines(lines: list[str]) -> Iterator[str]:
    fence = ""
    may_begin = True
    row = 0
    while row < len(lines):
        line = lines[row]
        if match := FENCE.match(line):
            fence = "" if fence and match[1].startswith(fence) else fence or match[1]
        if fence or not may_begin or not _is_of_table(line) or _OTHER_BLOCK.match(line):
            may_begin = not line.strip()
            yield line
            row += 1
            continue
        end = row
        while end < len(lines) and _is_of_table(lines[end]):
            end += 1
        goes_on = end < len(lines) and _BOUNDARY.match(lines[end]) is None
        if goes_on and not any(_is_border(line, "-") for line in lines[row:end]):
            yield from lines[row:end]  # a paragraph with pipes in it
        else:
            yield from _table(lines[row:end])
            yield from [""] * goes_on  # what follows is no row
        row, may_begin = end, False


def _is_of_table(line: str) -> bool:
    if "|" not in line or len(line) >= _LONGEST:
        return False
    return _PIPE.search(_PIPE_IN_CODE.sub("", line)) is not None


def _table(lines: list[str]) -> list[str]:
    rows: list[list[str]] = []
    hyphens = ""  # the line below the head
    has_head = False
    for line in lines:
        if _is_border(line, "-"):
            if rows and not hyphens:  # above all rows it is an ornament
                hyphens, has_head = line, len(rows) == 1
        elif not _is_border(line, "="):
            rows.append(_cells(line))
    if not rows or any(len(cells) > _MOST_CELLS for cells in rows):
        return lines
    width = max(map(len, rows))
    head = rows.pop(0) if has_head else []
    return [
        _row(head + [""] * (width - len(head))),
        _row([*map(_alignment, _cells(hyphens.replace("+", "|"))), *["---"] * width][:width]),
        *map(_row, rows),
    ]


def _is_border(line: str, sign: str) -> bool:
    return sign in line and _BORDER.issuperset(line.replace(sign, ""))


def _cells(line: str) -> list[str]:
    line = _PIPE_IN_CODE.sub(lambda code: code[0].replace("|", "\\|"), line.strip())
    line = line.removeprefix("|")
    if line.endswith("|") and not line.endswith("\\|"):
        line = line[:-1]
    return [cell.strip() for cell in _PIPE.split(line)]


def _alignment(cell: str) -> str:
    return f"{':' if cell.startswith(':') else ''}---{':' if cell.endswith(':') else ''}"


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
