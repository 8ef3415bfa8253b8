"""Finds the line of each key of a TOML document, for messages. Pure.

`tomllib` gives values without their lines. A document is a row of statements, each a header or a
key with its value (toml.io, v1.0.0). Each statement is a document by itself, and is read alone
here.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from typing import Any

KeyPath = tuple[str | int, ...]  # names of keys, and the numbers of tables in an array

_LONGEST_STATEMENT = 200  # lines: what stands after a longer one has no known place


def key_lines(text: str) -> dict[KeyPath, int]:
    """The line of each key of a valid document, counted from 1; of a table, its first header."""
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    lengths: Counter[KeyPath] = Counter()  # of arrays of tables
    for number, is_header, parsed in _statements(text):
        if is_header:
            table = _table(parsed, lengths)
        paths = [table[:end] for end in range(1, len(table) + 1)] if is_header else _paths(parsed)
        for path in paths:
            lines.setdefault(path if is_header else table + path, number)
    return lines


def _statements(text: str) -> Iterator[tuple[int, bool, dict[str, Any]]]:
    """Each statement: the number of its first line, whether it is a header, what it holds."""
    begun: list[str] = []
    for number, line in enumerate(text.split("\n"), 1):
        if not begun and line.strip()[:1] in ("", "#"):
            continue
        begun.append(line)
        try:
            parsed = tomllib.loads("\n".join(begun) + "\n")
        except tomllib.TOMLDecodeError:
            if len(begun) >= _LONGEST_STATEMENT:
                return
            continue
        yield number - len(begun) + 1, begun[0].lstrip().startswith("["), parsed
        begun = []


def _table(header: dict[str, Any], lengths: Counter[KeyPath]) -> KeyPath:
    """The path of the table that a header begins. `lengths` counts the tables of each array."""
    path: KeyPath = ()
    within: Any = header
    while within:
        if isinstance(within, list):  # `[[name]]`: one more of them
            lengths[path] += 1
            return (*path, lengths[path] - 1)
        ((name, within),) = within.items()
        path = (*path, name)
        if isinstance(within, dict) and within and lengths[path]:
            path = (*path, lengths[path] - 1)  # a table within the array's last one
    return path


def _paths(value: Any) -> Iterator[KeyPath]:
    """Where each value within this one lies."""
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for name, within in items:
        yield (name,)
        if isinstance(within, (dict, list)):
            yield from ((name, *path) for path in _paths(within))
