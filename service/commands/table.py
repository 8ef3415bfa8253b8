"""Rows on standard output: a table on a terminal, tab-separated text for a program."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence

import click


def show(columns: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Print rows; columns of numbers stand at the right."""
    if sys.stdout.isatty():
        _as_table(columns, list(rows))
        return
    for row in rows:
        click.echo("\t".join(" ".join(str(cell).split()) for cell in row))


def _as_table(columns: Sequence[str], rows: Sequence[Sequence[str | int]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False)
    for number, name in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[number], int) for row in rows)
        table.add_column(name, justify="right" if numeric else "left", overflow="fold")
    for row in rows:
        # As Text, for a name may look like markup.
        table.add_row(*(Text(f"{cell:,}" if isinstance(cell, int) else cell) for cell in row))
    Console().print(table)
