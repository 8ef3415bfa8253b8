"""A body in pieces: runs of text, Liquid's tags and its outputs, in their order.

The white space beside a tag with a hyphen, `{%- if a -%}`, is taken away. Pieces in fenced code are
marked. The text is read once, whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from feeds.archive.fenced_code import fenced_blocks

_OPENING = re.compile(r"\{%|\{\{")
LOOPS = frozenset({"for", "tablerow"})
_ENDS_OF_LOOPS = frozenset({"endfor", "endtablerow"})
_NAME = re.compile(r"-?\s*(\w+)\s*")


def has_liquid(body: str) -> bool:
    """Whether there is a tag or an output in the body."""
    return "{" in body and ("{%" in body or "{{" in body)  # one sign is found sooner than two


class Piece(NamedTuple):
    """A run of text, a tag or an output. `inner` is None for text; `name` is that of a tag, and
    `rest` what follows it, both empty for text and outputs."""

    source: str
    inner: str | None
    fenced: bool
    name: str = ""
    rest: str = ""


class Pieces(NamedTuple):
    """A body, a loop's inside or an include in pieces. `ends` says where each loop ends that is
    closed, both as places among the pieces; `length` counts the characters."""

    pieces: tuple[Piece, ...]
    ends: Mapping[int, int]
    length: int


def pieces_of(body: str) -> Pieces:
    """The pieces of a whole body or include."""
    return joined(tuple(_pieces(body)))


def joined(pieces: Sequence[Piece]) -> Pieces:
    """The same for a part of them: the inside of a loop."""
    length = sum(len(piece.source) for piece in pieces)
    return Pieces(tuple(pieces), _ends_of_loops(pieces), length)


def outside_raw(pieces: Sequence[Piece]) -> Iterator[tuple[int, Piece]]:
    """The pieces that stand in no `raw` or `comment`, with their places."""
    skipped_to = ""
    for place, piece in enumerate(pieces):
        if skipped_to:
            skipped_to = "" if piece.name == skipped_to else skipped_to
        elif begins_raw(piece):
            skipped_to = f"end{piece.name}"
        else:
            yield place, piece


def begins_raw(piece: Piece) -> bool:
    """Whether what follows is no Liquid: in fenced code `comment` is a word as others."""
    return piece.name == "raw" or (piece.name == "comment" and not piece.fenced)


def _ends_of_loops(pieces: Sequence[Piece]) -> dict[int, int]:
    """Where each loop ends that is closed, both as places among the pieces."""
    ends: dict[int, int] = {}
    opened: list[int] = []
    for place, piece in outside_raw(pieces):
        if piece.name in LOOPS and not piece.fenced:
            opened.append(place)
        elif piece.name in _ENDS_OF_LOOPS and opened:
            ends[opened.pop()] = place
    return ends


def _pieces(body: str) -> Iterator[Piece]:
    blocks = fenced_blocks(body)
    position = block = 0
    trims = False  # whether the last tag takes the white space behind it
    while opening := _OPENING.search(body, position):
        closing = "%}" if opening[0] == "{%" else "}}"
        end = body.find(closing, opening.end())
        if end < 0:
            break
        while block < len(blocks) and blocks[block][1] <= opening.start():
            block += 1
        is_fenced = block < len(blocks) and blocks[block][0] <= opening.start()
        text = body[position : opening.start()]
        text = text.lstrip() if trims else text
        is_taken = not is_fenced and body.startswith("-", opening.end())
        yield Piece(text.rstrip() if is_taken else text, None, False)
        yield _tag_or_output(body[opening.start() : end + 2], is_fenced)
        position = end + 2
        trims = not is_fenced and body[end - 1] == "-"
    rest = body[position:]
    yield Piece(rest.lstrip() if trims else rest, None, False)


def _tag_or_output(source: str, fenced: bool) -> Piece:
    inner = source[2:-2]
    match = _NAME.match(inner) if source[1] == "%" else None
    rest = inner[match.end() :].strip(" -\n") if match else ""
    return Piece(source, inner, fenced, match[1] if match else "", rest)
