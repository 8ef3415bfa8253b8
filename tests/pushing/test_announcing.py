"""Which changes of the index become deliveries."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from feeds.addresses import read_feed_url
from feeds.query import Query
from feeds.render import FORMATS
from service.hub.rows import announcements, subscriptions
from service.hub.rows.database import Database
from service.hub.rows.moves import move
from service.hub.rows.tables import announced, delivery, key_of, subscription, topic
from service.hub.rows.verifications import VerificationRequest
from service.hub.work.announcing import Announcer
from service.publication.publication import Publication
from service.publication.response import PreparedResponse
from service.settings.settings import Settings
from tests.conftest import post, write

TOPIC = "https://feeds.example/category/haizhou.rss"


@pytest.fixture
def publication(indexed: Callable[..., Settings]) -> Publication:
    return Publication(indexed())


@pytest.fixture
def database(publication: Publication) -> Iterator[Database]:
    opened = Database(publication.settings)
    yield opened
    opened.close()


@pytest.fixture
def announcer(publication: Publication, database: Database) -> Announcer:
    """An announcer that has announced the index as it is, with one subscription."""
    announcer = Announcer(publication, database)
    announcer.announce()
    with database.writing() as connection:
        request = VerificationRequest(
            "subscribe", TOPIC, TOPIC, "http://127.0.0.1:9/", "127.0.0.1", None, 86400
        )
        subscriptions.subscribe(connection, request, time.time())
    return announcer


def news(archive: Path, publication: Publication) -> None:
    write(archive, "_posts/2022-04-01-news.md", post("新闻", "2022-04-01 08:00:00 +0800"))
    publication.refresh()


def test_a_change_is_announced_once(
    archive: Path, publication: Publication, announcer: Announcer
) -> None:
    news(archive, publication)
    assert [announcer.announce(), announcer.announce()] == [1, 0]


def test_a_change_that_two_machines_announce_at_once_becomes_due_once(
    archive: Path, publication: Publication, database: Database, announcer: Announcer
) -> None:
    """Both have read the topic before either announces: a lock file is no help between them."""
    with database.reading() as connection:
        [subscribed] = announcements.subscribed_topics(connection, time.time())
    news(archive, publication)
    address = read_feed_url(TOPIC, "https://feeds.example")
    content = publication.publish(address.query, FORMATS[address.extension])
    due = []
    for _ in range(2):
        with database.writing() as connection:
            due.append(announcements.announce(connection, subscribed, content, time.time()))
    assert due == [1, 0]


def test_a_content_is_kept_compressed_and_delivered_as_it_was(
    archive: Path, publication: Publication, database: Database, announcer: Announcer
) -> None:
    news(archive, publication)
    announcer.announce()
    address = read_feed_url(TOPIC, "https://feeds.example")
    content = publication.publish(address.query, FORMATS[address.extension])
    with database.reading() as connection:
        [row] = connection.execute(select(topic.c.id, topic.c.body))
        kept = announcements.content_of(connection, row.id)
    body = content.variants["identity"].full.body
    assert kept is not None
    assert kept.body == body
    assert len(row.body) < len(body)


def test_news_in_an_index_that_counts_from_below_the_announced_revision_are_announced(
    archive: Path, publication: Publication, database: Database, announcer: Announcer
) -> None:
    """An index that was deleted and built anew counts so, and the hub's rows outlive it."""
    with database.writing() as connection:
        connection.execute(update(announced).values(revision=10**12))
    news(archive, publication)
    assert [announcer.announce(), announcer.announce()] == [1, 0]


@pytest.mark.parametrize("is_there", [True, False], ids=["a topic with subscribers", "none"])
def test_news_from_before_a_subscription_was_moved_reach_it(
    archive: Path,
    publication: Publication,
    database: Database,
    announcer: Announcer,
    is_there: bool,
) -> None:
    """The base URL changed, a post came, and somebody noticed only then."""
    old = TOPIC.replace("feeds.example", "old.example")
    request = VerificationRequest(
        "subscribe", old, old, "http://127.0.0.1:9/moved", "127.0.0.1", None, 86400
    )
    with database.writing() as connection:
        if not is_there:
            subscriptions.unsubscribe(connection, key_of(TOPIC, "http://127.0.0.1:9/"))
            subscriptions.forget_topics(connection)
        subscriptions.subscribe(connection, request, time.time())
    news(archive, publication)
    assert announcer.announce() == is_there
    with database.writing() as connection:
        move(connection, "https://old.example", "https://feeds.example")
    announcer.announce()
    of_moved = select(subscription.c.callback).join(delivery)
    with database.reading() as connection:
        assert request.callback in connection.execute(of_moved).scalars().all()


def no_filters(publication: Publication) -> Callable[..., PreparedResponse]:
    """`publish` of a publication that has no time for topics with filters."""
    publish = publication.publish

    def published(query: Query, *rest: Any) -> PreparedResponse:
        assert not query.without
        return publish(query, *rest)

    return published


def test_topics_with_filters_are_rendered_after_the_others_are_announced(
    archive: Path,
    publication: Publication,
    database: Database,
    announcer: Announcer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A stranger subscribes to any number of them; these come first in the database."""
    filtered, plain = f"{TOPIC}?-tag=x", "https://feeds.example/feed.rss"
    with database.writing() as connection:
        for url in (filtered, plain):
            request = VerificationRequest("subscribe", url, url, f"{url}/", "c", None, 86400)
            subscriptions.subscribe(connection, request, time.time())
    news(archive, publication)
    monkeypatch.setattr("service.hub.work.announcing._BATCH", 1)
    monkeypatch.setattr(publication, "publish", no_filters(publication))
    with pytest.raises(AssertionError):
        announcer.announce()
    with database.reading() as connection:
        due = select(topic.c.url).where(topic.c.body.is_not(None))
        assert set(connection.execute(due).scalars()) == {TOPIC, plain}


def test_whether_a_topic_is_there_takes_no_rendering(
    publication: Publication, announcer: Announcer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publication, "publish", no_filters(publication))
    assert announcer.refusal(f"{TOPIC}?-tag=x") is None
    assert "none" in (announcer.refusal("https://feeds.example/category/none.rss") or "")
