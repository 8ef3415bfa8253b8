"""What an external hub is told, when a request is tried again, and who tells other machines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl

import pytest

from feeds.errors import StateError
from service.hub.hub import Hub, parts_away
from service.hub.retry import Backoff
from service.hub.rows.claims import Claim
from service.hub.rows.database import Database
from service.hub.work.http_client import Answer, NoAnswerError
from service.hub.work.job import JobContext
from service.hub.work.publish_form import publish
from service.hub.work.queue import Queue
from service.settings.settings import Settings

NONE: Any = None
TOPICS = ["https://feeds.example/a.rss?b=1&c", "https://feeds.example/ü.rss"]


class Client:
    """In place of the one for outgoing requests: it gives this answer."""

    def __init__(self, answer: Answer | NoAnswerError) -> None:
        self.answer = answer
        self.sent: list[tuple[Any, ...]] = []

    async def send(
        self, method: str, url: str, most_bytes: int, body: bytes, headers: Mapping[str, str]
    ) -> Answer:
        self.sent.append((method, url, most_bytes, parse_qsl(body.decode()), dict(headers)))
        if isinstance(self.answer, NoAnswerError):
            raise self.answer
        return self.answer


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        *((Answer(status, b""), "") for status in (200, 202, 204, 299)),
        *((Answer(status, b""), f"status {status}") for status in (199, 300, 400, 503)),
        (NoAnswerError("no connection"), "no connection"),
    ],
)
def test_a_hub_is_told_of_all_topics_in_one_form(
    answer: Answer | NoAnswerError, reason: str
) -> None:
    client: Any = Client(answer)
    assert asyncio.run(publish(client, "https://hub.example/", TOPICS)) == reason
    form = [("hub.mode", "publish"), *(("hub.url", topic) for topic in TOPICS)]
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    assert client.sent == [("POST", "https://hub.example/", 16384, form, kind)]


def test_a_subscriber_gets_the_pause_that_it_asks_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("random.random", lambda: 0.5)
    backoff = Backoff(first=10, largest=700, give_up=2000)
    job = JobContext(NONE, NONE, "w", 60, 10, backoff, lambda: 500.0)
    assert job.claim() == Claim("w", 500.0, 560.0)
    assert [job.next_try(count, 0) for count in (1, 2, 9)] == [510, 520, 1200]
    assert job.next_try(1, 0, "300") == 800
    assert job.next_try(1, 0, "9") == 510
    assert job.next_try(1, 0, "Thu, 01 Jan 1970 00:10:00 GMT") == 600
    assert job.next_try(1, 0, "soon") == 510
    assert (job.next_try(1, -1490), job.next_try(1, -1491)) == (510, None)


@pytest.mark.parametrize("away", [(), ("database",), ("queue",), ("database", "queue")])
def test_a_part_of_the_hub_that_is_away_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, away: tuple[str, ...]
) -> None:
    for name, kind in (("database", Database), ("queue", Queue)):

        def check(self: object, name: str = name) -> None:
            if name in away:
                raise StateError(f"the {name} is away")

        monkeypatch.setattr(kind, "check", check)
    assert parts_away(Settings(archive=tmp_path, state=tmp_path)) == [
        f"the {name} is away; meanwhile feeds are served, but nobody is told" for name in away
    ]


def test_where_the_database_is_away_a_thread_tells_other_machines_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    publication: Any = SimpleNamespace(settings=Settings(archive=tmp_path, state=tmp_path))
    hub = Hub(publication)
    done, woken, tellers = threading.Event(), list[str](), list[threading.Thread]()

    def tell() -> None:
        tellers.append(threading.current_thread())
        if len(tellers) == 1:
            raise StateError("the database is away")
        done.set()

    monkeypatch.setattr(hub, "tell", tell)
    monkeypatch.setattr(hub.queue, "wake", woken.append)
    hub.changed()
    assert done.wait(60)
    assert tellers[0] is threading.current_thread()
    assert tellers[1].daemon, "a service that ends does not wait for it"
    assert woken == []
    hub.changed()
    assert woken == ["announce"]
    assert len(tellers) == 3
