"""Pieces of a text that comrak must not read as Markdown, held until it has read the rest.

Each is replaced by characters that no text has, and put back into comrak's HTML. Code stays as it
is. The text is read once.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote

_MARK = "\ufdd2"
_HOLE = re.compile(f"{_MARK}(\\d{{1,9}}){_MARK}")
_ALONE = re.compile(f"<p>{_MARK}(\\d{{1,9}}){_MARK}</p>")
_IN_ADDRESS = re.compile(r"%EF%B7%92(\d{1,9})%EF%B7%92")

_FENCE = re.compile(r"[ \t>]*(`{3,}(?![^\n`]*`)|~{3,})")
_MOST_SPACES = 3  # before a block
_BLANK_LINE = re.compile(r"\n[ \t>]*\n")


class LiteralPiece(NamedTuple):
    """A piece of HTML, what it was written as, where it ends in the text, and whether it is a
    block of its own."""

    source: str
    markup: str
    end: int
    is_block: bool


def literal_piece(source: str, end: int) -> LiteralPiece:
    """A piece that is shown as it is written."""
    return LiteralPiece(source, html.escape(source), end, False)


def taken_out(text: str, signs: re.Pattern[str], find: Find) -> tuple[str, list[LiteralPiece]]:
    """The text with marks in the place of pieces, and these. `signs` are what pieces begin with;
    `find` says which piece begins at a sign, None for none."""
    rule = re.compile(rf"`+|{signs.pattern}|\\.")
    pieces: list[LiteralPiece] = []
    return "".join(
        chunk if is_code else _marked(Scan(chunk), rule, find, pieces)
        for is_code, chunk in _chunks(text)
    ), pieces


def put_back(markup: str, pieces: Sequence[LiteralPiece]) -> str:
    """comrak's HTML with everything in its place again."""

    def block(match: re.Match[str]) -> str:
        piece = pieces[int(match[1])]
        return piece.markup if piece.is_block else match[0]

    markup = _ALONE.sub(block, markup)
    markup = _HOLE.sub(lambda match: pieces[int(match[1])].markup, markup)
    return _IN_ADDRESS.sub(lambda match: quote(pieces[int(match[1])].source), markup)


def _chunks(text: str) -> Iterator[tuple[bool, str]]:
    """The text in parts, each with whether it is a block of code."""
    part: list[str] = []
    fence = ""
    is_code, was_blank = False, True
    for line in text.splitlines(keepends=True):
        match = _FENCE.match(line)
        if fence:
            part.append(line)
            if match and match[1].startswith(fence):
                yield True, "".join(part)
                part, fence = [], ""
            continue
        is_indented = line.startswith(("    ", "\t")) and (was_blank or is_code)
        if match or is_indented != is_code:
            yield is_code, "".join(part)
            part = []
        is_code, fence = is_indented and not match, match[1] if match else ""
        part.append(line)
        was_blank = not line.strip() or (was_blank and is_indented)
    yield is_code or bool(fence), "".join(part)


class Scan:
    """A part of a text without code blocks, and where its paragraphs end."""

    def __init__(self, text: str) -> None:
        self.text = text
        self._ticks: dict[int, list[int]] = defaultdict(list)  # of each length, where they begin
        for run in re.finditer("`+", text):
            self._ticks[len(run[0])].append(run.start())
        self._blank = -1  # the next blank line
        self._places: dict[str, int] = {}  # where each sign stands next

    def end_of_code(self, sign: re.Match[str]) -> int | None:
        """Where the code ends that these backticks begin; None where they begin none."""
        starts = self._ticks[len(sign[0])]
        place = bisect_right(starts, sign.start())
        if place < len(starts) and starts[place] < self.end_of_paragraph(sign.end()):
            return starts[place] + len(sign[0])
        return None

    def end_of_paragraph(self, position: int) -> int:
        """The end of the paragraph at a position. A later call must not go back."""
        if self._blank < position:
            blank = _BLANK_LINE.search(self.text, position)
            self._blank = blank.start() if blank else len(self.text)
        return self._blank

    def find(self, sign: str, position: int) -> int:
        """Where a sign stands next, -1 for nowhere; to be asked with positions that never go back,
        so that no part of the text is searched twice."""
        place = self._places.get(sign)
        if place is None or 0 <= place < position:
            place = self._places[sign] = self.text.find(sign, position)
        return place

    def begins_line(self, position: int) -> bool:
        """Whether a line begins here, but for three spaces at most."""
        before = self.text[max(0, position - _MOST_SPACES - 1) : position]
        text = before.rstrip(" ")
        return text.endswith("\n") or (not text and len(before) <= _MOST_SPACES)

    def line_above(self, position: int) -> str:
        """The line above that in which a block begins, without white space around it."""
        line = self.text.rfind("\n", 0, position) + 1
        return self.text[self.text.rfind("\n", 0, max(line - 1, 0)) + 1 : line].strip()


Find = Callable[[Scan, re.Match[str]], LiteralPiece | None]


def _marked(scan: Scan, rule: re.Pattern[str], find: Find, pieces: list[LiteralPiece]) -> str:
    parts: list[str] = []
    position = 0
    end = 0  # of what is in `parts`
    while sign := rule.search(scan.text, position):
        position = sign.end()
        if sign[0][0] == "`":
            position = scan.end_of_code(sign) or position
        elif piece := find(scan, sign):
            parts += (scan.text[end : sign.start()], f"{_MARK}{len(pieces)}{_MARK}")
            pieces.append(piece)
            end = position = piece.end
    return "".join([*parts, scan.text[end:]])
