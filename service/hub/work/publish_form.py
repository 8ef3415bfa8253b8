"""Sends a publish request (`hub.mode=publish`), which tells a hub that some topics changed."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import urlencode

from service.hub.work.http_client import HttpClient, NoAnswerError

_ANSWER_BYTES = 16 * 1024
_HEADERS = {"Content-Type": "application/x-www-form-urlencoded"}


async def publish(client: HttpClient, hub: str, topics: Sequence[str]) -> str:
    """Tell a hub of these topics. Why it did not take them; empty where it did."""
    pairs = [("hub.mode", "publish"), *(("hub.url", topic) for topic in topics)]
    body = urlencode(pairs).encode()
    try:
        answer = await client.send("POST", hub, _ANSWER_BYTES, body, _HEADERS)
    except NoAnswerError as error:
        return str(error)
    return "" if 200 <= answer.status < 300 else f"status {answer.status}"
