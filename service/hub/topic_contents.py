"""The newest contents of the topics whose deliveries a worker holds, a few of them in memory."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable

from service.hub import deliveries
from service.hub.database import Database
from service.hub.deliveries import Content

_MOST = 64  # contents in memory


class NewestContents:
    """What waits long for its turn goes out with what was announced meanwhile: the versions are
    looked up at every round, the bodies read where they are not those."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._held: Counter[int] = Counter()  # deliveries that wait, by topic
        self._versions: dict[int, int] = {}
        self._contents: dict[int, Content] = {}
        self._reading = asyncio.Lock()

    def hold(self, topics: Iterable[int]) -> None:
        """Deliveries of these topics wait now, one for each time it is named."""
        self._held.update(topics)
        self._held = +self._held
        if self._held:
            with self._database.reading() as connection:
                self._versions = dict(deliveries.versions(connection, list(self._held)))

    async def release(self, topic_id: int) -> Content | None:
        """The newest content, for a delivery that waits no longer."""
        self._held[topic_id] -= 1
        content = self._in_memory(topic_id)
        if content is not None:
            return content
        async with self._reading:
            return self._in_memory(topic_id) or await asyncio.to_thread(self._read, topic_id)

    def _in_memory(self, topic_id: int) -> Content | None:
        content = self._contents.get(topic_id)
        newest = self._versions.get(topic_id, 0)
        return content if content and content.version >= newest else None

    def _read(self, topic_id: int) -> Content | None:
        with self._database.reading() as connection:
            content = deliveries.content_of(connection, topic_id)
        if content is not None:
            self._contents.pop(topic_id, None)
            self._contents[topic_id] = content
            for oldest in list(self._contents)[:-_MOST]:
                del self._contents[oldest]
        return content
