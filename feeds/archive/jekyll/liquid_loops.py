"""Loops of Liquid: the items of a loop, the variable `forloop` of its body, and the table that
`tablerow` makes."""

from __future__ import annotations

import re

from feeds.archive.jekyll.liquid_lists import as_text
from feeds.archive.jekyll.liquid_pieces import Pieces, joined, outside_raw
from feeds.archive.jekyll.liquid_values import Values
from feeds.archive.values import Value
from feeds.archive.yaml_types import FALSE, TRUE, NoText

LOOP = re.compile(
    r"(?P<name>[\w-]{1,99})\s+in\s+(?P<items>\([^()]{1,200}\)|\S+)(?P<more>.*)", re.DOTALL
)

_COLUMNS = re.compile(r"cols\s?:\s?(\S{1,100})")
_NUMBER_OF_LOOP = re.compile(r"(limit|offset)\s?:\s?(\S{1,100})")


_OPENINGS = frozenset({"for", "tablerow", "if", "unless", "case"})
_ENDINGS = frozenset({"endfor", "endtablerow", "endif", "endunless", "endcase"})


def parted(inner: Pieces) -> tuple[Pieces, Pieces]:
    """The inside of a loop up to its own `else`, and what stands behind that."""
    depth = 0
    for place, piece in outside_raw(inner.pieces):
        if piece.name == "else" and depth == 0 and not piece.fenced:
            return joined(inner.pieces[:place]), joined(inner.pieces[place + 1 :])
        depth += (piece.name in _OPENINGS) - (piece.name in _ENDINGS)
    return inner, joined(())


def chosen(items: list[Value], more: str, values: Values) -> list[Value]:
    """Those of the items that `offset`, `limit` and `reversed` leave, in their order."""
    numbers = {key: as_text(values.value(n)) or "" for key, n in _NUMBER_OF_LOOP.findall(more)}
    offset, limit = (numbers.get(key, "") for key in ("offset", "limit"))
    items = items[int(offset) if offset.isdecimal() else 0 :]
    items = items[: int(limit)] if limit.isdecimal() else items
    return items[::-1] if re.search(r"\breversed\b", more) else items


def as_table(parts: list[str], more: str, values: Values) -> str:
    """What `tablerow` makes of its items' texts: rows of `cols` cells, or one row."""
    columns = as_text(values.value(match[1])) if (match := _COLUMNS.search(more)) else None
    width = int(columns) if columns and columns.isdecimal() and int(columns) else len(parts)
    rows = [parts[start : start + width] for start in range(0, len(parts), max(1, width))]
    return "".join(
        f'<tr class="row{number}">\n{_cells(row)}</tr>\n' for number, row in enumerate(rows, 1)
    )


def _cells(row: list[str]) -> str:
    return "".join(f'<td class="col{number}">{cell}</td>' for number, cell in enumerate(row, 1))


def state(number: int, length: int) -> Value:
    """The `forloop` of an item."""
    counts = {
        "index": number + 1,
        "index0": number,
        "rindex": length - number,
        "rindex0": length - number - 1,
        "length": length,
    }
    return {
        **{key: NoText(str(count)) for key, count in counts.items()},
        "first": TRUE if number == 0 else FALSE,
        "last": TRUE if number == length - 1 else FALSE,
    }
