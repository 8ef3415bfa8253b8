"""The full text index of this service: built at the first search, brought up to date at later ones.

A large archive takes seconds to minutes. A thread reads it, and a client that searches meanwhile
gets 503 and the time to try again.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from threading import Lock, Thread

from feeds.archive.faults import Fault
from feeds.errors import NotReadyError, StateError
from feeds.index.full_text import FullText, bring_up_to_date
from feeds.index.index import Index, open_index
from feeds.model import Post
from service.publication.entry_cache import Report
from service.publication.entry_maker import EntryMaker
from service.settings.settings import Settings


class WordSearch:
    """Safe to use from any thread. Of several processes one reads, and the others wait for it."""

    def __init__(self, maker: EntryMaker, settings: Settings, report: Report) -> None:
        self._state = settings.state_folder
        self._scope = settings.search
        self._maker = maker
        self._report = report
        self._reading = Lock()

    def words(self, index: Index) -> FullText:
        """The words of all posts as they are now.

        :raise NotReadyError: reading them takes longer than a request may
        """
        try:
            bring_up_to_date(index, self._texts, patient=False)
        except NotReadyError:
            self._start()
            raise
        return FullText(self._state)

    def _texts(self, posts: Sequence[Post]) -> list[str]:
        texts = self._maker.texts(posts, self._scope)
        faults = [
            (post, text) for post, text in zip(posts, texts, strict=True) if isinstance(text, Fault)
        ]
        if faults:
            self._report(faults)
        return ["" if isinstance(text, Fault) else text for text in texts]

    def _start(self) -> None:
        if self._reading.acquire(blocking=False):
            Thread(target=self._read, name="words", daemon=True).start()

    def _read(self) -> None:
        try:
            with open_index(self._state) as index, contextlib.suppress(StateError):
                bring_up_to_date(index, self._texts, patient=True)
        finally:
            self._reading.release()
