"""A bar for long work, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from feeds.archive import Archive

if TYPE_CHECKING:
    from rich.progress import Progress


@contextmanager
def reading_bar(archive: Archive, shown: bool) -> Iterator[Callable[[int], None]]:
    """A function that takes how many more files were read, and draws a bar where `shown`."""
    if not shown:
        yield lambda count: None
        return
    with _bar("reading posts") as bar:
        task = bar.add_task("", total=sum(1 for _ in archive.files()))
        yield lambda count: bar.advance(task, count)


@contextmanager
def counting_bar(words: str, shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A function that takes how many things are done, of how many, and draws a bar where
    `shown`."""
    if not shown:
        yield lambda number, total: None
        return
    with _bar(words) as bar:
        task = bar.add_task("", total=None)
        yield lambda number, total: bar.update(task, completed=number, total=total)


def _bar(words: str) -> Progress:
    from rich.console import Console  # few commands need it
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=Console(stderr=True), transient=True)
