"""A real `postwire serve` with its hub, and what the hub's tests do with it."""

from __future__ import annotations

import json
import time
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import quote

from sqlalchemy import select

from feeds.errors import StateError
from service.hub.report import hub_counts
from service.hub.rows import subscriptions
from service.hub.rows.database import Database
from service.hub.rows.tables import announced, delivery, key_of, subscription, verification
from service.settings.loading import load
from tests.conftest import CONFIG, Service, answer_of, post, write
from tests.pushing.subscribers import PATIENCE_SECONDS, form

TOKEN = "test-token"

# Short times, so that what takes days takes seconds.
SETTINGS = {
    "POSTWIRE_WORKERS": "1",  # a hub has as many as it likes: a second one costs each start
    "POSTWIRE_ALLOW_PRIVATE_CALLBACKS": "1",
    "POSTWIRE_REFRESH_TOKEN": TOKEN,
    "POSTWIRE_RETRY_FIRST_SECONDS": "0.2",
    "POSTWIRE_RETRY_LARGEST_SECONDS": "0.4",
    "POSTWIRE_RETRY_GIVE_UP_SECONDS": "3",
    "POSTWIRE_LEASE_MIN_SECONDS": "1",
    "POSTWIRE_LEASE_MAX_SECONDS": "100000",
    "POSTWIRE_LEASE_DEFAULT_SECONDS": "86400",
    "POSTWIRE_REQUEST_TIMEOUT_SECONDS": "2",
    "POSTWIRE_CLAIM_SECONDS": "2",
    "POSTWIRE_PING_INTERVAL_SECONDS": "1",
}


class HubUnderTest:
    """A running service, its archive, and the database behind its hub."""

    def __init__(self, service: Service, **env: str) -> None:
        self.service = service
        self.url = service.url
        self.archive = service.archive
        self._numbers = count(1)
        url = env.get("POSTWIRE_DATABASE_URL")
        self.settings = load(archive=service.archive, state=service.state, database_url=url)
        self.database = Database(self.settings)

    def ask(self, **fields: str | list[str]) -> tuple[int, str]:
        """Send a form to the hub: (status, text)."""
        status, _, body = self.send("/hub", form(**fields))
        return status, body.decode()

    def send(self, path: str, body: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
        return answer_of(self.url + path, body, **headers)

    def topic(self, category: str = "", extension: str = "rss") -> str:
        """The canonical address of a category's feed, which has a post after this."""
        if not category:
            return f"{self.url}/feed.{extension}"
        return f"{self.url}/category/{quote(category)}.{extension}"

    def new_category(self) -> str:
        """A category that no other test uses, with one post."""
        name = f"类{id(self) % 97}-{next(self._numbers)}"
        self.add(name)
        return name

    def add(self, category: str) -> str:
        """One more post in the category, and the index brought up to date; the post's path."""
        path = self.write_only(category)
        self.refresh(path)
        return path

    def write_only(self, category: str) -> str:
        """Write one more post in the category, and announce it to nobody."""
        number = next(self._numbers)
        path = f"_posts/2022-05-01-p{number}.md"
        date = f"2022-05-01 {number // 60 % 24:02}:{number % 60:02}:00 +0800"
        write(self.archive, path, post(f"第{number}篇", date, category))
        return path

    def refresh(self, *paths: str) -> dict[str, object]:
        body = json.dumps({"paths": paths}).encode() if paths else b""
        status, _, answer = self.send("/refresh", body, Authorization=f"Bearer {TOKEN}")
        assert status == 200, answer
        changes: dict[str, object] = json.loads(answer)
        return changes

    def subscribe(self, callback: str, topic: str, **fields: str) -> None:
        """Subscribe, and wait until that is verified and kept."""
        before = self.lease_end(callback, topic)
        status, text = self.ask(
            hub_mode="subscribe", hub_callback=callback, hub_topic=topic, **fields
        )
        assert status == 202, text
        self.until(lambda: self.lease_end(callback, topic) not in (None, before))

    def is_subscribed(self, callback: str, topic: str) -> bool:
        return self.lease_end(callback, topic) is not None

    def nothing_waits(self, callback: str, topic: str) -> bool:
        """Whether no request for this subscription waits for its verification."""
        return self._waiting(callback, topic) is None

    def is_put_off(self, callback: str, topic: str) -> bool:
        """Whether a worker has taken up the request for this subscription, and waits with it."""
        row = self._waiting(callback, topic)
        return row is not None and row.claim is None and row.try_at - row.since >= 1

    def _waiting(self, callback: str, topic: str) -> Any:
        same = verification.c.topic_url == topic, verification.c.callback == callback
        with self.database.reading() as connection:
            return connection.execute(select(verification).where(*same)).first()

    def subscriptions(self) -> int:
        with self.database.reading() as connection:
            return subscriptions.counts(connection, "")[0]

    def is_announced(self) -> bool:
        """Whether the worker has looked at the index once."""
        with self.database.reading() as connection:
            return connection.execute(select(announced.c.revision)).first() is not None

    def nothing_is_due(self, callback: str, topic: str) -> bool:
        """Whether a delivery was made due, and is done or given up."""
        due = select(delivery.c.try_at).join(
            subscription, subscription.c.id == delivery.c.subscription_id
        )
        with self.database.reading() as connection:
            row = connection.execute(
                due.where(subscription.c.key == key_of(topic, callback))
            ).first()
        return row is not None and row.try_at is None

    def deliveries_due(self) -> int:
        """How many wait, or are under way; 1 where the database is away."""
        try:
            with self.database.reading() as connection:
                return hub_counts(connection).deliveries_waiting
        except StateError:
            return 1

    def lease_end(self, callback: str, topic: str) -> float | None:
        with self.database.reading() as connection:
            return subscriptions.lease_end(connection, key_of(topic, callback))

    def until(self, condition: object) -> None:
        """Wait until a function gives something true."""
        assert callable(condition)
        end = time.monotonic() + PATIENCE_SECONDS
        while not condition():
            assert time.monotonic() < end, "it does not come to that"
            time.sleep(0.05)

    def close(self) -> None:
        self.database.close()


def make_archive(root: Path, *categories: str) -> Path:
    write(root, "_config.yml", CONFIG)
    for number, category in enumerate(categories or ("haizhou", "yunling"), 1):
        text = post(f"第{number}篇", f"2022-03-{number:02} 08:00:00 +0800", category)
        write(root, f"_posts/2022-03-{number:02}-{number}.md", text)
    return root
