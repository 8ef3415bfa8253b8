"""Goldmark's passthrough extension: text between a site's delimiters, mostly a formula, is shown as
it is written (gohugo.io, "Configure markup").
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from feeds.html.literals import Find, LiteralPiece, Scan, literal_piece


@lru_cache(maxsize=16)
def passed_by(delimiters: tuple[tuple[str, str, bool], ...]) -> tuple[re.Pattern[str], Find]:
    """The signs that pieces between these delimiters begin with, and what finds such a piece.

    Each delimiter is an opening, a closing, and whether it is one of blocks. A block begins and
    ends a line, and may have blank lines in it; any other piece stands in one paragraph, whichever
    its delimiters are.
    """
    block_ends = {opening: closing for opening, closing, is_block in delimiters if is_block}
    ends = {opening: closing for opening, closing, _ in reversed(delimiters)}
    openings = sorted(ends, reverse=True)  # one that begins with another one before it

    def find(scan: Scan, sign: re.Match[str]) -> LiteralPiece | None:
        start, inside = sign.span()
        if sign[0] not in ends:  # a sign behind a backslash
            return None
        if sign[0] in block_ends and scan.begins_line(start):
            end = _end(scan, sign, block_ends)
            line_end = scan.text.find("\n", end) if end else -1
            rest = scan.text[end : line_end if line_end >= 0 else None] if end else "x"
            if end and not rest.strip():
                return literal_piece(scan.text[start:end], end)
        end = _end(scan, sign, ends)
        if end is None or end > scan.end_of_paragraph(inside):
            return None
        return literal_piece(scan.text[start:end], end)

    return re.compile("|".join(map(re.escape, openings))), find


def _end(scan: Scan, sign: re.Match[str], ends: Mapping[str, str]) -> int | None:
    closing = ends[sign[0]]
    place = scan.find(closing, sign.end())
    return place + len(closing) if place > sign.end() else None
