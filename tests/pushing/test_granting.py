"""What it costs, and what nobody misses, when verified requests become subscriptions."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread
from typing import Any, cast
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import Connection, event, func, select, text

from feeds.addresses import read_feed_url
from feeds.files import locked
from feeds.index import full_text
from feeds.render import FORMATS
from service.hub.capacity import Room
from service.hub.policy import backoff
from service.hub.rows import announcements, deliveries, subscriptions, verifications
from service.hub.rows.database import Database
from service.hub.rows.publish_requests import note_content
from service.hub.rows.tables import delivery, subscription, verification
from service.hub.rows.verifications import VerificationRequest
from service.hub.work.announcing import Announcer
from service.hub.work.http_client import Answer
from service.hub.work.job import JobContext
from service.hub.work.verification import VerificationJob, VerificationOutcome
from service.publication.publication import Publication
from service.publication.response import prepare
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import post, write
from tests.pushing.subscribers import PATIENCE_SECONDS

TOPIC = "https://feeds.example/category/haizhou.rss"


def request_of(number: int, digest: str = "", topic: str = TOPIC) -> VerificationRequest:
    callback = f"http://127.0.0.1:9/{number}"
    return VerificationRequest(
        "subscribe", topic, topic, callback, "127.0.0.1", None, 86400, digest
    )


class Callbacks:
    """In place of the HTTP client: what the callbacks are sent, each of which answers 200."""

    def __init__(self) -> None:
        self.sent: list[dict[str, list[str]]] = []

    async def send(self, method: str, url: str, *_: object, **__: object) -> Answer:
        self.sent.append(parse_qs(urlsplit(url).query))
        return Answer(200, b"", "")


class Verifying:
    """A job of verifications whose callbacks have all confirmed, its hub, and how often it had
    deliveries made."""

    def __init__(self, settings: Settings) -> None:
        self.publication = Publication(settings)
        self.database = Database(settings)
        self.announcer = Announcer(self.publication, self.database)
        self.announcer.announce()
        self.woken: list[bool] = []
        self.callbacks = Callbacks()
        client = cast(Any, self.callbacks)
        context = JobContext(self.database, client, "me", 60, 10, backoff(settings))
        self._job = VerificationJob(
            context, settings, "here", self.announcer, deliver=lambda: self.woken.append(True)
        )

    def wait(self, count: int, digest: str) -> None:
        """Requests that were sent when the topic's content had this digest."""
        with self.database.writing() as connection:
            for number in range(count):
                verifications.put(connection, request_of(number, digest), 0)

    def confirm(self) -> list[VerificationOutcome]:
        """All that wait; what has to be recorded once more."""
        rows = self._job.take(1000, [])
        return self.record([VerificationOutcome(row, confirmed=True) for row in rows])

    def record(self, outcomes: list[VerificationOutcome]) -> list[VerificationOutcome]:
        return self._job.record(outcomes)

    def go_on(self) -> None:
        """Take up what waits, as the job does."""
        rows = self._job.take(1000, [])
        outcomes = [asyncio.run(self._job.perform(row)) for row in rows]
        self._job.record(outcomes)

    def due(self) -> int:
        """How many deliveries there are."""
        with self.database.reading() as connection:
            return connection.execute(select(func.count()).select_from(delivery)).scalar_one()

    def subscribed(self) -> tuple[int, int]:
        """How many subscriptions there are, and how many requests wait."""
        kept, waits = (
            select(func.count()).select_from(table).scalar_subquery()
            for table in (subscription, verification)
        )
        with self.database.reading() as connection:
            row = connection.execute(select(kept, waits)).one()
        return row[0], row[1]


@pytest.fixture
def verifying(indexed: Callable[..., Settings]) -> Iterator[Verifying]:
    job = Verifying(indexed())
    yield job
    job.database.close()


@pytest.mark.parametrize("bound", ["most_subscriptions", "subscriptions_per_host"])
def test_requests_that_were_sent_while_there_was_room_are_granted_up_to_the_bound(
    indexed: Callable[..., Settings], bound: str
) -> None:
    """A renewal needs no room; who gets none is told."""
    job = Verifying(indexed(**{bound: 2}))
    with closing(job.database):
        job.wait(1, "")
        job.confirm()
        job.wait(4, "")
        job.confirm()
        assert job.subscribed() == (2, 2)
        job.go_on()
        assert job.subscribed() == (2, 0)
    assert [sent["hub.mode"] for sent in job.callbacks.sent] == [["denied"]] * 2
    assert "subscriptions" in job.callbacks.sent[0]["hub.reason"][0]


def test_who_unsubscribes_needs_no_room(indexed: Callable[..., Settings]) -> None:
    job = Verifying(indexed(most_subscriptions=1))
    with closing(job.database):
        job.wait(1, "")
        job.confirm()
        with job.database.writing() as connection:
            verifications.put(connection, request_of(5)._replace(mode="unsubscribe"), 0)
            verifications.put(connection, request_of(0)._replace(mode="unsubscribe"), 0)
        job.confirm()
        assert job.subscribed() == (0, 0)


def digest_of_topic(verifying: Verifying) -> str:
    address = read_feed_url(TOPIC, "https://feeds.example")
    return verifying.publication.publish(address.query, FORMATS["rss"]).digest


def test_requests_for_what_did_not_change_wake_nothing_in_few_transactions(
    verifying: Verifying,
) -> None:
    """Thousands come in one go: what each batch costs beside its rows, the worker pays at each."""
    verifying.wait(20, digest_of_topic(verifying))
    transactions: list[Connection] = []
    event.listen(verifying.database.engine(), "begin", transactions.append)
    verifying.confirm()
    assert len(transactions) <= 6
    assert verifying.woken == []


def test_requests_for_what_changed_since_have_it_delivered(
    verifying: Verifying, archive: Path
) -> None:
    before = digest_of_topic(verifying)
    write(archive, "_posts/2022-04-01-news.md", post("新闻", "2022-04-01 08:00:00 +0800"))
    verifying.publication.refresh()
    verifying.wait(2, before)
    verifying.confirm()
    assert (verifying.woken, verifying.due()) == ([True], 2)


def wait_for_both(verifying: Verifying, *topics: str) -> None:
    """One request for each of these topics, and one for a feed without filters."""
    with verifying.database.writing() as connection:
        for number, topic in enumerate((*topics, TOPIC)):
            verifications.put(connection, request_of(number, "", topic), 0)


def others_read_the_words(verifying: Verifying) -> AbstractContextManager[object]:
    """As while another process reads the words of an archive for its first search."""
    state = verifying.publication.settings.state_folder
    (state / full_text.FILE_NAME).unlink(missing_ok=True)
    return locked(state / "words.lock")


def record_when_they_are_read(verifying: Verifying, later: list[VerificationOutcome]) -> None:
    """Again and again, as the worker does."""
    end = time.monotonic() + PATIENCE_SECONDS
    while later := verifying.record(later):
        assert time.monotonic() < end, "the words are not read"
        time.sleep(0.01)


def test_a_topic_whose_words_are_still_read_keeps_no_other_request_waiting(
    verifying: Verifying,
) -> None:
    """What its own subscriber has missed is delivered as soon as the topic can be compared."""
    wait_for_both(verifying, f"{TOPIC}?q=x")
    with others_read_the_words(verifying):
        later = verifying.confirm()
        assert [each.topic for each in later] == [f"{TOPIC}?q=x"]
        assert (verifying.record(later), verifying.due()) == (later, 1)
    record_when_they_are_read(verifying, later)
    assert (verifying.due(), verifying.subscribed()) == (2, (2, 0))


def test_a_second_subscriber_of_a_topic_whose_words_are_still_read_is_granted_later(
    verifying: Verifying, archive: Path
) -> None:
    """It could be sent what was announced before, which may be older than what it has read."""
    wait_for_both(verifying, topic := f"{TOPIC}?q=x")
    verifying.confirm()
    write(archive, "_posts/2022-04-01-news.md", post("新闻", "2022-04-01 08:00:00 +0800"))
    verifying.publication.refresh()
    with verifying.database.writing() as connection:
        for number, url in ((5, topic), (6, TOPIC)):
            verifications.put(connection, request_of(number, "", url), 0)
    with others_read_the_words(verifying):
        later = verifying.confirm()
    assert [each.topic for each in later] == [topic]
    assert verifying.subscribed() == (3, 1)
    record_when_they_are_read(verifying, later)
    assert verifying.subscribed() == (4, 0)


def test_a_few_topics_with_filters_at_a_time_are_compared_beside_the_others(
    verifying: Verifying,
) -> None:
    """A stranger subscribes to any number of them, each of which has to be rendered."""
    wait_for_both(verifying, *(f"{TOPIC}?-tag={number}" for number in range(22)))
    later = verifying.confirm()
    assert (len(later), verifying.subscribed()) == (2, (21, 2))
    assert (verifying.record(later), verifying.subscribed()) == ([], (23, 0))


def test_the_first_subscriber_of_a_topic_that_an_external_hub_knows_is_sent_nothing_old(
    verifying: Verifying,
) -> None:
    """The topic's row is there before, without the content's digest; others have subscribers."""
    digest, hubs = digest_of_topic(verifying), ["http://127.0.0.1:9/hub"]
    with verifying.database.writing() as connection:
        other = request_of(1, "old", "https://feeds.example/feed.rss")
        subscriptions.subscribe(connection, other, time.time())
        note_content(connection, hubs, TOPIC, digest, time.time(), quiet=True)
    verifying.wait(1, digest)
    verifying.confirm()
    assert verifying.woken == []


@pytest.mark.postgresql
def test_two_workers_at_once_grant_no_more_than_the_bound(
    indexed: Callable[..., Settings], postgresql: Callable[..., str]
) -> None:
    """Neither sees what the other has written: the second one waits for the first."""
    settings = indexed(most_subscriptions=1, database_url=postgresql())
    job = Verifying(settings)
    job.wait(1, "")
    second = Thread(target=job.confirm)
    with closing(job.database):
        with job.database.writing() as connection:
            room = Room(settings, connection)
            room.hold()
            room.take("127.0.0.1")
            subscriptions.subscribe(connection, request_of(7), time.time())
            second.start()
            while second.is_alive() and not _somebody_waits(job.database):
                time.sleep(0.01)
        second.join()
        assert job.subscribed() == (1, 1)


@pytest.mark.postgresql
def test_what_is_announced_while_a_request_is_granted_reaches_the_new_subscriber(
    postgresql: Callable[..., str], tmp_path: Path
) -> None:
    """PostgreSQL runs both transactions at once, and neither sees what the other has written."""
    settings = load(archive=tmp_path, state=tmp_path, database_url=postgresql())
    with closing(Database(settings)) as database:

        def grant(number: int) -> None:
            with database.writing() as connection:
                request = request_of(number, "old")
                subscriptions.subscribe(connection, request, time.time())
                deliveries.make_due_for_new(connection, request.key, "old", time.time())

        grant(1)
        with database.reading() as connection:
            [subscribed] = announcements.subscribed_topics(connection, time.time())
        content = prepare(b"new", "application/rss+xml", datetime.now(UTC), "no-store", "")
        second = Thread(target=grant, args=(2,))
        with database.writing() as connection:
            assert announcements.announce(connection, subscribed, content, time.time()) == 1
            second.start()
            while second.is_alive() and not _somebody_waits(database):
                time.sleep(0.01)
        second.join()
        with database.reading() as connection:
            assert connection.execute(select(func.count()).select_from(delivery)).scalar() == 2


def _somebody_waits(database: Database) -> bool:
    query = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    with database.reading() as connection:
        return bool(connection.execute(text(query)).scalar())
