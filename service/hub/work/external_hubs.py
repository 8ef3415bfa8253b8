"""Tells external hubs which feeds changed, by publish requests with many topics each."""

from __future__ import annotations

from service.hub.rows import publish_requests
from service.hub.rows.publish_requests import PublishOutcome, PublishRequest
from service.hub.rows.tables import ping
from service.hub.work.job import JobContext
from service.hub.work.publish_form import publish


class ExternalHubsJob:
    """Sends the publish requests that are due."""

    def __init__(self, context: JobContext) -> None:
        self._context = context

    def take(self, most: int, busy_hosts: list[str]) -> list[PublishRequest]:
        """Also for busy hosts, because a few requests tell a hub of everything."""
        if not most:
            return []
        with self._context.database.writing() as connection:
            return publish_requests.take_due(connection, self._context.claim(), most)

    async def perform(self, row: PublishRequest) -> PublishOutcome:
        if not await publish(self._context.client, row.hub, row.topics):
            return PublishOutcome(row, next_try=None)
        return PublishOutcome(row, self._context.next_try(row.tries + 1, row.since))

    def record(self, outcomes: list[PublishOutcome]) -> tuple[()]:
        with self._context.database.writing() as connection:
            publish_requests.record(connection, outcomes, self._context.worker)
        return ()

    def give_back_except(self, rows: list[PublishRequest]) -> None:
        keys = [key for row in rows for key in row.keys]
        self._context.give_back_except(ping, ping.c.key, keys)
