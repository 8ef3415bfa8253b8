"""Makes entries in the exporting process itself, which is ended when a post takes too much.

An export makes very many entries, and sending each to another process and back takes as long as
writing it. Where a post is bad, this process gives up or is ended, and its chunk of terms is
exported again with an `EntryMaker`, which finds the post.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

from feeds.archive.faults import Fault
from feeds.bounded.timer import timed
from feeds.feed.entries import ShownPost
from feeds.model import Entry
from service.publication.entry_maker import EntryMaker
from service.publication.entry_work import EntryOutcome, Form, entry_outcomes, fragments_of

_TOGETHER = 100  # posts that have the time of one

Item = TypeVar("Item")
Result = TypeVar("Result")


class UnservablePostError(Exception):
    """Raised where a post cannot be made an entry, or be written."""


class OwnEntryMaker(EntryMaker):
    """Makes entries in a bounded process, which may be ended and whose memory is limited."""

    def entries(self, posts: Sequence[ShownPost], form: Form | None = None) -> list[EntryOutcome]:
        """As an `EntryMaker`.

        :raise UnservablePostError: one of them has a fault
        :raise MemoryError: for any reason
        """
        outcomes = self._in_parts(posts, lambda some: entry_outcomes(self._setup, form, some))
        _refuse(each.fault for each in outcomes)
        return outcomes

    def fragments(self, entries: Sequence[Entry], form: Form) -> list[bytes | Fault]:
        """As an `EntryMaker`.

        :raise UnservablePostError: one of them has a fault
        :raise MemoryError: for any reason
        """
        fragments = self._in_parts(entries, lambda some: fragments_of(self._setup, form, some))
        _refuse(each if isinstance(each, Fault) else None for each in fragments)
        return fragments

    def _in_parts(
        self, items: Sequence[Item], work: Callable[[Sequence[Item]], list[Result]]
    ) -> list[Result]:
        results: list[Result] = []
        for start in range(0, len(items), _TOGETHER):
            with timed(self._limits):
                results += work(items[start : start + _TOGETHER])
        return results


def _refuse(faults: Iterable[Fault | None]) -> None:
    for fault in faults:
        if fault:
            raise UnservablePostError(fault.message)
