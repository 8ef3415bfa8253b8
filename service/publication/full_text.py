"""The full text index of this service: built at the first search, brought up to date at later ones.

A large archive takes seconds to minutes. A thread reads it then, and a client that searches
meanwhile is told to come again.
"""

from __future__ import annotations

import contextlib
from threading import Lock, Thread

from feeds.archive import Archive
from feeds.errors import NotReadyError, StateError
from feeds.html import safe_html, summary_of
from feeds.index import Index, open_index
from feeds.index.full_text import FullText, TextOf, bring_up_to_date
from feeds.model import Post
from feeds.text.plain import plain
from service.settings.settings import Settings


class WordSearch:
    """Safe to use from any thread. Of several processes one reads, and the others wait for it."""

    def __init__(self, archive: Archive, settings: Settings) -> None:
        self._state = settings.state_folder
        self._text_of = text_of(archive, settings.search)
        self._reading = Lock()

    def words(self, index: Index) -> FullText:
        """The words of all posts as they are now.

        :raise NotReadyError: reading them takes longer than a request may
        """
        try:
            bring_up_to_date(index, self._text_of, patient=False)
        except NotReadyError:
            self._start()
            raise
        return FullText(self._state)

    def _start(self) -> None:
        if self._reading.acquire(blocking=False):
            Thread(target=self._read, name="words", daemon=True).start()

    def _read(self) -> None:
        try:
            with open_index(self._state) as index, contextlib.suppress(StateError):
                bring_up_to_date(index, self._text_of, patient=True)
        finally:
            self._reading.release()


def text_of(archive: Archive, scope: str) -> TextOf:
    """Gives the text of a post that a search looks through: by `scope` its title, with its summary
    as feeds show it, or with all its text."""

    def searched(post: Post) -> str:
        if scope == "title" or (scope == "summary" and post.summary):
            return f"{post.title}\n{post.summary or ''}"
        source = archive.text(post) or ""
        content = safe_html(source, post.path, archive.site.url + "/", archive.dialect)
        if scope == "body":
            return f"{post.title}\n{post.summary or ''}\n{plain(content)}"
        summary = summary_of(content, source, post.path, post.excerpt_separator, archive.dialect)
        return f"{post.title}\n{summary}"

    return searched
