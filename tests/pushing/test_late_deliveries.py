"""A delivery that waited long in a worker is not left until the claim on it has ended, one of what
its subscriber has is not made, and those to callbacks that failed or are new come after the others,
in turns between clients."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select, update

from service.hub.allowed_targets import AllowedTargets
from service.hub.policy import backoff
from service.hub.rows import deliveries, subscriptions
from service.hub.rows.database import Database
from service.hub.rows.deliveries import Delivered, Delivery
from service.hub.rows.tables import delivery, subscription
from service.hub.rows.verifications import VerificationRequest
from service.hub.work.announcing import Announcer
from service.hub.work.distribution import DeliveryOutcome, DistributionJob, TooLate
from service.hub.work.http_client import HttpClient
from service.hub.work.job import JobContext
from service.publication.publication import Publication
from service.settings.settings import Settings
from tests.conftest import post, write
from tests.pushing.subscribers import Subscribers

TOPIC = "https://feeds.example/feed.rss"
CLAIM, REQUEST = 600.0, 500.0  # seconds
ANY_TARGET = AllowedTargets(private=True, ports=(range(1, 65536),))


@pytest.fixture
def database(indexed: Callable[..., Settings], subscribers: Subscribers) -> Database:
    """With one delivery that is due."""
    settings = indexed()
    publication, database = Publication(settings), Database(settings)
    announcer = Announcer(publication, database)
    announcer.announce()
    request = VerificationRequest(
        "subscribe", TOPIC, TOPIC, f"{subscribers.url}/a", "127.0.0.1", None, 86400
    )
    with database.writing() as connection:
        subscriptions.subscribe(connection, request, time.time())
    path = Path("_posts/2022-05-01-new.md")
    write(settings.archive, str(path), post("新", "2022-05-01"))
    publication.refresh([str(path)])
    announcer.announce()
    return database


def job_of(
    database: Database, client: HttpClient, settings: Settings, clock: Callable[[], float]
) -> DistributionJob:
    context = JobContext(database, client, "me", CLAIM, REQUEST, backoff(settings), clock)
    return DistributionJob(context, "sha256", lambda outcome, number: None, most_unproven=2)


@pytest.mark.parametrize(
    ("waited", "first"), [(CLAIM - REQUEST + 1, TooLate), (CLAIM + 1, type(None))]
)
def test_what_is_not_begun_in_time_is_due_again(
    database: Database,
    indexed: Callable[..., Settings],
    subscribers: Subscribers,
    waited: float,
    first: type,
) -> None:
    """At once where the claim still lasts; where it has ended, another worker may have the row."""
    now = [time.time()]

    async def sent() -> list[DeliveryOutcome | None]:
        async with HttpClient(ANY_TARGET, 60) as client:
            job = job_of(database, client, indexed(), lambda: now[0])
            outcomes: list[DeliveryOutcome | None] = []
            for pause in (waited, 0.0):
                [row] = job.take(10, [])
                now[0] += pause
                outcomes.append(await job.perform(row))
                job.record([each for each in outcomes[-1:] if each is not None])
            return outcomes

    late, delivered = asyncio.run(sent())
    assert type(late) is first
    assert isinstance(delivered, Delivered)
    assert len(subscribers.deliveries("/a")) == 1
    with database.reading() as connection:
        assert connection.execute(select(delivery.c.try_at, delivery.c.tries)).one() == (None, 0)
    database.close()


def test_what_a_subscriber_has_is_not_sent_again(
    database: Database, indexed: Callable[..., Settings], subscribers: Subscribers
) -> None:
    """Two machines may announce the same content, one after the other has delivered it (WebSub
    section 7)."""

    async def sent() -> None:
        async with HttpClient(ANY_TARGET, 60) as client:
            job = job_of(database, client, indexed(), time.time)
            for _ in range(2):
                [row] = job.take(10, [])
                outcome = await job.perform(row)
                assert isinstance(outcome, Delivered)
                job.record([outcome])
                with database.writing() as connection:
                    connection.execute(update(delivery).values(try_at=0.0))

    asyncio.run(sent())
    assert len(subscribers.deliveries("/a")) == 1
    database.close()


def subscribe(database: Database, callback: str, client: str, **last: float) -> None:
    """With a first delivery that is due; `last` says when the callback took or failed one."""
    request = VerificationRequest(
        "subscribe", TOPIC, TOPIC, callback, "h", None, 86400, client=client
    )
    with database.writing() as connection:
        subscriptions.subscribe(connection, request, time.time())
        deliveries.make_due_for_new(connection, request.key, "", time.time())
        own = select(subscription.c.id).where(subscription.c.key == request.key)
        row = update(delivery).where(delivery.c.subscription_id.in_(own))
        connection.execute(row.values(try_at=0.0, **last))


def names(rows: list[Delivery]) -> list[str]:
    return [row.callback.rpartition("/")[2] for row in rows]


def test_callbacks_that_took_their_last_delivery_come_first(
    database: Database, indexed: Callable[..., Settings]
) -> None:
    """Of the others, which may hang, only a few wait in a worker."""
    subscribe(database, "http://h/new", "x")
    subscribe(database, "http://h/failed", "x", delivered_at=1.0, failed_at=2.0)
    subscribe(database, "http://h/never", "x", failed_at=2.0)
    subscribe(database, "http://h/good", "x", delivered_at=2.0)
    subscribe(database, "http://h/well-again", "x", delivered_at=2.0, failed_at=1.0)

    async def taken() -> list[list[Delivery]]:
        async with HttpClient(ANY_TARGET, 60) as client:
            job = job_of(database, client, indexed(), time.time)
            first, second = job.take(10, []), job.take(10, [])
            await job.perform(first[-1])
            return [first, second, job.take(10, [])]

    first, second, third = map(names, asyncio.run(taken()))
    assert sorted(first[:2]) == ["good", "well-again"]
    assert (len(first), len(second), len(third)) == (4, 0, 1)
    database.close()


@pytest.mark.parametrize("last", [{}, {"delivered_at": 1.0}, {"failed_at": 1.0}])
def test_clients_take_turns_with_their_deliveries(
    database: Database, indexed: Callable[..., Settings], last: dict[str, float]
) -> None:
    """Thousands of one client, which may all hang, stand behind the first of another client,
    whatever came of their last delivery."""
    for number in range(4):
        subscribe(database, f"http://h/many-{number}", "flood", **last)

    async def taken() -> list[list[Delivery]]:
        async with HttpClient(ANY_TARGET, 60) as client:
            now = [time.time()]
            job = job_of(database, client, indexed(), lambda: now[0])
            first = job.take(2, [])
            subscribe(database, "http://h/few", "other", **last)
            for row in first:
                await job.perform(row)
            now[0] += 1
            return [first, job.take(2, [])]

    first, second = map(names, asyncio.run(taken()))
    assert any(name.startswith("many") for name in first)
    assert second[0] == "few"
    assert len(second) == 2
    database.close()
