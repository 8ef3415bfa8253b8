"""What an external hub is told, and why it did not take it."""

from __future__ import annotations

import asyncio
from urllib.parse import parse_qsl

from service.hub.allowed_targets import ANYWHERE
from service.hub.work.http_client import HttpClient
from service.hub.work.publish_form import publish
from tests.conftest import free_port
from tests.pushing.subscribers import Reaction, Subscribers

TOPICS = ["https://feeds.example/a.rss?b=1&c", "https://feeds.example/ü.rss"]


def told(hub: str) -> str:
    async def once() -> str:
        async with HttpClient(ANYWHERE, 5.0) as client:
            return await publish(client, hub, TOPICS)

    return asyncio.run(once())


def test_a_hub_is_told_of_all_topics_in_one_form(subscribers: Subscribers) -> None:
    assert told(f"{subscribers.url}/hub") == ""
    (received,) = subscribers.received
    assert (received.method, received.path) == ("POST", "/hub")
    assert received.headers["content-type"] == "application/x-www-form-urlencoded"
    form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in TOPICS)]
    assert parse_qsl(received.body.decode()) == form


def test_a_hub_takes_a_request_by_its_status(subscribers: Subscribers) -> None:
    def reason(status: int) -> str:
        subscribers.react = lambda received: Reaction(status, b"")
        return told(f"{subscribers.url}/hub")

    assert [reason(status) for status in (200, 202, 204, 299)] == [""] * 4
    refusals = (300, 400, 503)
    assert [reason(status) for status in refusals] == [f"status {status}" for status in refusals]


def test_a_hub_that_is_away_has_a_reason() -> None:
    assert told(f"http://127.0.0.1:{free_port()}/hub")
