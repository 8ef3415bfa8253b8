"""Telling external hubs which feeds changed: publish requests, many topics in one."""

from __future__ import annotations

from urllib.parse import urlencode

from service.hub.rows import publish_requests
from service.hub.rows.publish_requests import PublishOutcome, PublishRequest
from service.hub.rows.tables import ping
from service.hub.work.http_client import NoAnswerError
from service.hub.work.job import JobContext

_ANSWER_BYTES = 16 * 1024
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


class ExternalHubsJob:
    """Sends the publish requests that are due."""

    def __init__(self, context: JobContext) -> None:
        self._context = context

    def take(self, most: int, busy_hosts: list[str]) -> list[PublishRequest]:
        """Of busy hosts too: few requests tell a hub of everything."""
        if not most:
            return []
        with self._context.database.writing() as connection:
            return publish_requests.take_due(connection, self._context.claim(), most)

    async def perform(self, row: PublishRequest) -> PublishOutcome:
        if await self._takes(row):
            return PublishOutcome(row, next_try=None)
        return PublishOutcome(row, self._context.next_try(row.tries + 1, row.since))

    async def _takes(self, row: PublishRequest) -> bool:
        pairs = [("hub.mode", "publish"), *(("hub.url", url) for url in row.topics)]
        body = urlencode(pairs).encode()
        try:
            answer = await self._context.client.send("POST", row.hub, _ANSWER_BYTES, body, _HEADERS)
        except NoAnswerError:
            return False
        return 200 <= answer.status < 300

    def record(self, outcomes: list[PublishOutcome]) -> None:
        with self._context.database.writing() as connection:
            publish_requests.record(connection, outcomes, self._context.worker)

    def give_back_except(self, rows: list[PublishRequest]) -> None:
        keys = [key for row in rows for key in row.keys]
        self._context.give_back_except(ping, ping.c.key, keys)
