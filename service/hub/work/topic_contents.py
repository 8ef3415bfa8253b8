"""The newest contents of topics, for the deliveries that a worker has in hand. Some stay in
memory."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable

from service.hub.rows import announcements
from service.hub.rows.announcements import TopicContent
from service.hub.rows.database import Database

_MOST = 64  # contents in memory


class TopicContents:
    """A delivery that waited is sent the newest content: versions are read with every batch of
    deliveries, and bodies only where the one in memory is out of date."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: Counter[int] = Counter()  # deliveries, by topic
        self._versions: dict[int, int] = {}
        self._contents: dict[int, TopicContent] = {}
        self._reading = asyncio.Lock()

    def expect(self, topics: Iterable[int]) -> None:
        """Count the deliveries that begin to wait: each names its topic, so that a topic may be
        named several times. Reads the versions of all topics that are waited for."""
        self._waiting.update(topics)
        self._waiting = +self._waiting
        if self._waiting:
            with self._database.reading() as connection:
                self._versions = announcements.versions(connection, list(self._waiting))

    async def newest(self, topic_id: int) -> TopicContent | None:
        """The newest content, for one delivery that waits no longer."""
        self._waiting[topic_id] -= 1
        content = self._in_memory(topic_id)
        if content is not None:
            return content
        async with self._reading:
            return self._in_memory(topic_id) or await asyncio.to_thread(self._read, topic_id)

    def _in_memory(self, topic_id: int) -> TopicContent | None:
        content = self._contents.get(topic_id)
        newest = self._versions.get(topic_id, 0)
        return content if content and content.version >= newest else None

    def _read(self, topic_id: int) -> TopicContent | None:
        with self._database.reading() as connection:
            content = announcements.content_of(connection, topic_id)
        if content is not None:
            self._contents.pop(topic_id, None)
            self._contents[topic_id] = content
            for oldest in list(self._contents)[:-_MOST]:
                del self._contents[oldest]
        return content
