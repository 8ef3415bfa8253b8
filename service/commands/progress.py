"""A bar for long work, on a terminal only."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from feeds.archive import Archive


@contextmanager
def reading_bar(archive: Archive, shown: bool) -> Iterator[Callable[[int], None]]:
    """A function that takes how many more files were read, and draws a bar where `shown`."""
    if not shown:
        yield lambda count: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("reading posts"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=sum(1 for _ in archive.files()))
        yield lambda count: bar.advance(task, count)


@contextmanager
def writing_bar(shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A function that takes how many files are written, of how many, and draws a bar where
    `shown`."""
    with _counting("writing files", shown) as progress:
        yield progress


@contextmanager
def export_bar(shown: bool) -> Iterator[Callable[[int, int], None]]:
    """A function that takes how many feeds are exported, of how many, and draws a bar where
    `shown`."""
    with _counting("exporting feeds", shown) as progress:
        yield progress


@contextmanager
def _counting(words: str, shown: bool) -> Iterator[Callable[[int, int], None]]:
    if not shown:
        yield lambda number, total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(words), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(words, total=None)
        yield lambda number, total: bar.update(task, completed=number, total=total)
