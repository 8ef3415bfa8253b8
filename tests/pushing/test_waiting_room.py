"""The unverified requests of one client take no room from other clients."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from typing import Any

import pytest
from sqlalchemy import event, select

from feeds.errors import UnknownAddressError
from feeds.query import Query
from feeds.render import FORMATS
from service.hub.capacity import LimitError
from service.hub.hub import Hub
from service.hub.index_id import index_id
from service.hub.requests import Details, Publish, Subscribe, Unsubscribe
from service.hub.rows import scan_requests, subscriptions, verifications
from service.hub.rows.claims import Claim
from service.hub.rows.tables import verification
from service.hub.rows.verifications import DueVerifications, Verification, VerificationRequest
from service.publication.publication import Publication
from service.settings.settings import Settings

TOPIC = "https://feeds.example/feed.rss"


@pytest.fixture
def start(indexed: Callable[..., Settings]) -> Iterator[Callable[..., Hub]]:
    """A hub with these settings, whose requests wait: no worker runs."""
    hubs: list[Hub] = []

    def started(clock: Callable[[], float] = time.time, **given: Any) -> Hub:
        hubs.append(Hub(Publication(indexed(**given)), clock))
        return hubs[-1]

    yield started
    for hub in hubs:
        hub.database.close()


def subscribe(hub: Hub, path: str, client: str, host: str = "a.example") -> None:
    hub.subscribe(Subscribe(TOPIC, f"http://{host}/{path}", host, None, None), client)


def subscribe_to(hub: Hub, target: str, host: str = "a.example") -> None:
    topic = f"https://feeds.example{target}"
    hub.subscribe(Subscribe(topic, f"http://{host}/{target}", host, None, None), "client")


def waiting(hub: Hub) -> list[tuple[str, float]]:
    """(mode, seconds until it is due) of the requests that wait, in order of their turn."""
    rows = select(verification.c.mode, verification.c.try_at).order_by(verification.c.try_at)
    with hub.database.reading() as connection:
        return [(mode, at - time.time()) for mode, at in connection.execute(rows)]


def test_a_request_waits_with_all_that_its_form_said(start: Callable[..., Hub]) -> None:
    leases = {"lease_min_seconds": 70, "lease_max_seconds": 600, "lease_default_seconds": 90}
    hub = start(clock=lambda: 5000.0, **leases)
    spelled, callback = f"{TOPIC}?utm_source=x#y", "http://a.example/a"
    hub.subscribe(Subscribe(spelled, callback, "a.example", 60, "secret", "sha512"), "one")
    ended = Unsubscribe(spelled, callback, "a.example")
    hub.unsubscribe(ended, "one")
    subscribed, unsubscribed = sorted((row.request for row in taken(hub)), key=lambda row: row.mode)
    alike: dict[str, Any] = {
        "topic_url": TOPIC,
        "spelled_url": spelled,
        "callback": callback,
        "host": "a.example",
    }
    alike |= {"client": "one", "since": 5000.0}
    document = hub.publication.publish(Query(), FORMATS["rss"])
    assert subscribed == VerificationRequest(
        **alike,
        mode="subscribe",
        secret="secret",
        lease_seconds=70,
        signature_method="sha512",
        request_digest=document.digest,
        index_id=index_id(hub.settings.state_folder),
    )
    assert unsubscribed == VerificationRequest(**alike, mode="unsubscribe")


def test_no_callback_is_called_to_end_a_subscription_that_there_is_not(
    start: Callable[..., Hub],
) -> None:
    hub = start()
    hub.unsubscribe(Unsubscribe(TOPIC, "http://a.example/none", "a.example"), "one")
    assert waiting(hub) == []


def test_a_publisher_is_told_which_of_its_topics_there_are_not_and_the_archive_is_scanned(
    start: Callable[..., Hub],
) -> None:
    hub = start()
    nowhere = ("https://feeds.example/nothing", "https://elsewhere.example/feed.rss")
    with pytest.raises(UnknownAddressError) as refused:
        hub.publish(Publish(nowhere))
    assert str(refused.value).endswith(", ".join(nowhere))
    with hub.database.reading() as connection:
        assert scan_requests.numbers(connection) == {}
    to_come = "https://feeds.example/category/none.rss"
    assert hub.publish(Publish((to_come,))) == (to_come,)
    assert hub.publish(Publish((TOPIC, to_come, nowhere[0]))) == (to_come, nowhere[0])
    with hub.database.reading() as connection:
        assert scan_requests.numbers(connection) == {scan_requests.PING: 2}
    hub.tell()
    with hub.database.reading() as connection:
        numbers = scan_requests.numbers(connection)
    assert numbers == {scan_requests.PING: 2, index_id(hub.settings.state_folder): 1}


def test_a_client_waits_for_its_next_turn_and_no_other_does(
    start: Callable[..., Hub],
) -> None:
    now = [5000.0]
    hub = start(clock=lambda: now[0], client_interval_seconds=10, client_burst=2)
    assert hub.admit("192.0.2.1") == hub.admit("192.0.2.1") != hub.admit("192.0.2.2")
    now[0] += 4
    for _ in range(2):  # a request that is refused uses nothing up
        with pytest.raises(LimitError, match="too many requests") as refused:
            hub.admit("192.0.2.1")
        assert refused.value.retry_seconds == 6
    now[0] += 6
    key = hub.admit("192.0.2.1")
    assert len(key) == len("client ") + 32
    assert hub.admit("2001:db8::1") == hub.admit("2001:db8::2")


def test_the_state_of_a_subscription_is_told_to_who_knows_its_secret(
    start: Callable[..., Hub],
) -> None:
    hub, callback = start(), "http://a.example/a"
    request = VerificationRequest("subscribe", TOPIC, TOPIC, callback, "a.example", "s", 60)
    with hub.database.writing() as connection:
        subscriptions.subscribe(connection, request, 5000.0)
    report = hub.details(Details(f"{TOPIC}#x", callback, "s"))
    assert report
    assert (report.topic, report.callback, report.signed) == (TOPIC, callback, True)
    assert report.lease_end.timestamp() == 5060
    assert hub.details(Details(TOPIC, callback, "t")) is None
    assert hub.details(Details(TOPIC, f"{callback}b", "s")) is None


def test_a_client_that_fills_its_room_at_a_host_leaves_room_to_others(
    start: Callable[..., Hub],
) -> None:
    hub = start(verifications_per_host=2)
    for number in range(2):
        subscribe(hub, str(number), "greedy")
    with pytest.raises(LimitError):
        subscribe(hub, "2", "greedy")
    subscribe(hub, "3", "honest")


def test_a_client_that_fills_its_room_at_many_hosts_leaves_room_to_others(
    start: Callable[..., Hub],
) -> None:
    hub = start(verifications_per_client=2)
    for number in range(2):
        subscribe(hub, "x", "greedy", f"{number}.example")
    with pytest.raises(LimitError):
        subscribe(hub, "x", "greedy", "2.example")
    subscribe(hub, "x", "honest", "2.example")


def test_a_request_that_is_sent_again_takes_no_further_turn_and_no_room(
    start: Callable[..., Hub],
) -> None:
    hub = start(verifications_per_host=1, verification_interval_seconds=10, verification_burst=1)
    for _ in range(5):
        subscribe(hub, "a", "greedy")
    subscribe(hub, "b", "honest")
    assert [round(seconds / 10) for _, seconds in waiting(hub)] == [0, 1]


@pytest.mark.postgresql
def test_requests_for_one_subscription_at_once_do_not_wait_in_a_circle(
    start: Callable[..., Hub], postgresql: Callable[..., str]
) -> None:
    """Each replaces another one. PostgreSQL ends such a circle after a second, which the
    connections of all others may spend waiting."""
    hub = start(database_url=postgresql())
    client = hub.admit("192.0.2.1")
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda _: subscribe(hub, "a", client), range(200)))
    assert [mode for mode, _ in waiting(hub)] == ["subscribe"]


def test_a_request_costs_few_statements(start: Callable[..., Hub]) -> None:
    """Each is a round trip to PostgreSQL, and an aggregator sends thousands of requests."""
    hub, statements = start(), list[str]()
    subscribe(hub, "a", "honest")

    @event.listens_for(hub.database.engine(), "before_cursor_execute")
    def count(_: Any, __: Any, statement: str, *more: Any) -> None:
        if not statement.startswith("BEGIN"):
            statements.append(statement)

    subscribe(hub, "b", "honest")
    assert len(statements) == 7, statements


def test_an_unsubscribe_that_is_not_verified_replaces_no_subscribe(
    start: Callable[..., Hub],
) -> None:
    hub = start()
    subscribe(hub, "a", "honest")
    hub.unsubscribe(Unsubscribe(TOPIC, "http://a.example/a", "a.example"), "stranger")
    assert sorted(mode for mode, _ in waiting(hub)) == ["subscribe", "unsubscribe"]


def test_a_strangers_subscribe_waits_beside_the_subscribers_own(
    start: Callable[..., Hub],
) -> None:
    """Its spelling of the topic is one that the subscriber does not know, say, and refuses."""
    hub = start()
    subscribe(hub, "a", "honest")
    stranger = Subscribe(f"{TOPIC}#", "http://a.example/a", "a.example", None, "its own")
    for _ in range(2):
        hub.subscribe(stranger, "stranger")
    own, strangers = sorted(taken(hub), key=lambda row: row.id)
    assert (own.request.spelled_url, strangers.request.spelled_url) == (TOPIC, f"{TOPIC}#")
    with hub.database.writing() as connection:
        assert verifications.remove(connection, own)
        verifications.remove_earlier(connection, own)
        assert verifications.remove(connection, strangers)


def test_a_confirmed_request_ends_those_that_were_sent_before_it(
    start: Callable[..., Hub],
) -> None:
    """Whichever callback is answered first, the last wish of the subscriber counts."""
    hub = start()
    subscribe(hub, "a", "honest")
    hub.unsubscribe(Unsubscribe(TOPIC, "http://a.example/a", "a.example"), "honest")
    first, last = sorted(taken(hub), key=lambda row: row.request.mode)
    with hub.database.writing() as connection:
        assert verifications.remove(connection, last)
        verifications.remove_earlier(connection, last)
        assert not verifications.remove(connection, first)


def test_topics_with_filters_are_bounded_by_host_and_in_all(start: Callable[..., Hub]) -> None:
    """A filter has endlessly many spellings, and the hub keeps the content of each."""
    hub = start(filtered_topics_per_host=2, filtered_topics=3)
    for target in ("/feed.rss?-tag=1", "/archive/2022-03/feed.rss", "/feed.rss?-tag=1"):
        subscribe_to(hub, target)
    with pytest.raises(LimitError, match=r"a\.example"):
        subscribe_to(hub, "/feed.rss?-tag=2")
    subscribe_to(hub, "/category/haizhou.rss")  # one of those that the archive has
    subscribe_to(hub, "/feed.rss?-tag=2", "b.example")
    with pytest.raises(LimitError, match="no more"):
        subscribe_to(hub, "/feed.rss?-tag=3", "b.example")
    subscribe_to(hub, "/feed.rss?-tag=1", "b.example")


def test_a_topic_is_rendered_for_a_request_that_is_not_refused_and_is_paid_for(
    start: Callable[..., Hub],
) -> None:
    hub, missed = start(filtered_topics_per_host=1), list[int]()
    for number in (1, 1, 2, 3):
        topic = f"https://feeds.example/feed.rss?-tag={number}"
        form = Subscribe(topic, "http://a.example/", "a.example", None, None)
        with suppress(LimitError):
            hub.subscribe(form, "client", partial(missed.append, number))
    assert missed == [1]


def test_room_that_others_take_while_a_topic_is_rendered_is_no_more_there(
    start: Callable[..., Hub],
) -> None:
    hub = start(filtered_topics=1)
    first, second = (
        Subscribe(f"https://feeds.example/feed.rss?-tag={number}", url, "a.example", None, None)
        for number, url in enumerate(("http://a.example/", "http://a.example/b"))
    )
    with pytest.raises(LimitError, match="topics with filters"):
        hub.subscribe(first, "slow", lambda: hub.subscribe(second, "quick"))
    assert [row.request.client for row in taken(hub)] == ["quick"]


def test_clients_are_verified_in_turn(start: Callable[..., Hub]) -> None:
    """What one client sends in any number stands behind the first of another one, and so does
    what a worker has in hand already."""
    hub = start()
    for number in range(4):
        subscribe(hub, f"many{number}", "many", f"{number}.example")
    assert [row.request.client for row in taken(hub, 2)] == ["many", "many"]
    subscribe(hub, "few", "few")
    subscribe(hub, "other", "other")
    assert [row.request.client for row in taken(hub, 3)] == ["few", "other", "many"]


def test_the_requests_of_a_busy_host_leave_the_turn_to_others(start: Callable[..., Hub]) -> None:
    hub = start()
    subscribe(hub, "1", "client", "busy.example")
    subscribe(hub, "2", "client", "idle.example")
    assert [row.host for row in taken(hub, busy=["busy.example"])] == ["idle.example"]
    assert [row.host for row in taken(hub, busy=[])] == ["busy.example"]


def test_what_another_worker_has_claimed_since_the_order_was_made_is_not_claimed(
    start: Callable[..., Hub],
) -> None:
    hub, now = start(), time.time()
    for number in range(3):
        subscribe(hub, f"{number}", "client")
    first, second = DueVerifications(), DueVerifications()
    with hub.database.writing() as connection:
        claims = [Claim(name, now + 1, now + 60) for name in ("first", "second")]
        assert len(first.take(connection, claims[0], 1)) == 1
        assert len(second.take(connection, claims[1], 1)) == 1
        assert len(first.take(connection, claims[0], 1)) == 0
        assert len(first.take(connection, claims[0], 9)) == 1
        assert second.take(connection, claims[1], 9) == []


def taken(hub: Hub, most: int = 10, busy: Collection[str] = ()) -> list[Verification]:
    """What a worker claims now, in the order of the turns."""
    now = time.time()
    with hub.database.writing() as connection:
        return DueVerifications().take(connection, Claim("worker", now, now + 60), most, busy)
