"""The hub's bounds against floods, its pings to external hubs, the operator's view of it."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from flask.testing import FlaskClient

from service.app import create_app
from service.hub.leases import LeaseBounds, granted
from service.hub.retry import Backoff, next_try
from service.hub.rows import subscriptions
from service.hub.rows.database import Database
from service.hub.rows.verifications import VerificationRequest
from service.settings.settings import Settings
from tests.conftest import Service
from tests.pushing.hub_under_test import SETTINGS, TOKEN, HubUnderTest, make_archive
from tests.pushing.subscribers import Reaction, Received, Subscribers

Serve = Callable[..., Service]
TOPIC = "https://feeds.example/feed.rss"
SUBSCRIBE = {"hub.mode": "subscribe", "hub.topic": TOPIC}
PING = {"hub.mode": "publish", "hub.url": TOPIC}


@pytest.fixture
def start(serve: Serve, archive: Path) -> Iterator[Callable[..., HubUnderTest]]:
    hubs: list[HubUnderTest] = []

    def started(*options: str, **env: str) -> HubUnderTest:
        hubs.append(HubUnderTest(serve(archive, *options, **{**SETTINGS, **env})))
        return hubs[-1]

    yield started
    for hub in hubs:
        hub.close()


@pytest.fixture(scope="module")
def external() -> Iterator[Subscribers]:
    """The external hub of the shared service."""
    server = Subscribers()
    yield server
    server.close()


@pytest.fixture(scope="module")
def shared(
    external: Subscribers, tmp_path_factory: pytest.TempPathFactory, processes: None
) -> Iterator[HubUnderTest]:
    """One hub for the tests whose settings do not meet: each has a category of its own. However
    busy the machine is, no request of this hub ends early."""
    folder = tmp_path_factory.mktemp("hub-limits")
    env = {
        **SETTINGS,
        "POSTWIRE_PING_INTERVAL_SECONDS": "2",
        "POSTWIRE_EXTERNAL_HUBS": f"{external.url}/hub",
        "POSTWIRE_SIGNATURE_METHOD": "sha512",
        "POSTWIRE_REQUESTS_AT_ONCE": "4",
        "POSTWIRE_REQUESTS_PER_HOST": "4",
        "POSTWIRE_REQUEST_TIMEOUT_SECONDS": "600",
        "POSTWIRE_CLAIM_SECONDS": "600",
    }
    hub = HubUnderTest(Service(make_archive(folder / "a"), folder / "state", **env))
    hub.until(hub.is_announced)
    yield hub
    hub.close()
    assert hub.service.stop() == 0


@pytest.fixture
def category(shared: HubUnderTest) -> str:
    return shared.new_category()


SHARED = pytest.mark.xdist_group("hub-limits")


def flood(hub: HubUnderTest, subscribers: Subscribers, count: int) -> list[int]:
    """Statuses of so many requests, each for a callback of its own."""
    return [
        hub.ask(hub_mode="subscribe", hub_callback=f"{subscribers.url}/{n}", hub_topic=hub.topic())[
            0
        ]
        for n in range(count)
    ]


def flooded(client: FlaskClient, count: int) -> list[int]:
    """Statuses of so many requests to a hub without a worker, each for a callback of its own."""
    return [
        client.post("/hub", data={**SUBSCRIBE, "hub.callback": f"http://a.example/{n}"}).status_code
        for n in range(count)
    ]


def test_a_flood_of_one_client_is_refused_beyond_its_rate(
    indexed: Callable[..., Settings],
) -> None:
    client = create_app(indexed(client_burst=3, client_interval_seconds=1000)).test_client()
    assert flooded(client, 5) == [202, 202, 202, 429, 429]
    assert int(client.post("/hub", data=PING).headers["Retry-After"]) >= 1


@pytest.mark.parametrize(("proxies", "expected"), [(1, 204), (0, 429)])
def test_the_hub_believes_a_forwarded_address_only_from_a_trusted_proxy(
    indexed: Callable[..., Settings], proxies: int, expected: int
) -> None:
    slow = indexed(trusted_proxies=proxies, client_burst=1, client_interval_seconds=1000)
    client = create_app(slow).test_client()
    statuses = [
        client.post("/hub", data=PING, headers={"X-Forwarded-For": address}).status_code
        for address in ("192.0.2.1", "192.0.2.2")
    ]
    assert statuses == [204, expected]


def test_requests_that_wait_for_one_host_are_bounded(indexed: Callable[..., Settings]) -> None:
    client = create_app(indexed(verifications_per_host=3)).test_client()
    assert flooded(client, 5) == [202, 202, 202, 429, 429]


def test_a_host_is_asked_no_more_often_than_the_set_rate(
    start: Callable[..., HubUnderTest], subscribers: Subscribers
) -> None:
    hub = start(POSTWIRE_VERIFICATION_BURST="1", POSTWIRE_VERIFICATION_INTERVAL_SECONDS="0.7")
    arrivals: list[float] = []
    subscribers.react = lambda received: arrivals.append(time.time()) or Reaction()
    before = time.time()
    assert flood(hub, subscribers, 4) == [202] * 4
    subscribers.wait_for_verifications(4)
    # However late the worker is, none comes before its turn, which counts from the first request.
    early = [number for number, at in enumerate(arrivals) if at < before + number * 0.7]
    assert not early


@pytest.mark.parametrize(
    ("bound", "elsewhere"), [("subscriptions_per_host", 202), ("most_subscriptions", 429)]
)
def test_subscriptions_are_bounded_in_all_and_by_host_but_renewals_are_taken(
    indexed: Callable[..., Settings], bound: str, elsewhere: int
) -> None:
    settings = indexed(**{bound: 1})
    client = create_app(settings).test_client()
    with closing(Database(settings)) as database, database.writing() as connection:
        first = VerificationRequest(
            *("subscribe", TOPIC, TOPIC, "http://a.example/0", "a.example", None, 86400)
        )
        subscriptions.subscribe(connection, first, time.time())
    assert flooded(client, 2) == [202, 429]
    other = client.post("/hub", data={**SUBSCRIBE, "hub.callback": "http://b.example/"})
    assert other.status_code == elsewhere


def test_without_permission_a_private_callback_is_refused_at_once(
    start: Callable[..., HubUnderTest], subscribers: Subscribers
) -> None:
    hub = start(POSTWIRE_ALLOW_PRIVATE_CALLBACKS="0")
    assert flood(hub, subscribers, 1) == [400]
    by_name = f"http://localhost:{subscribers.port}/a"
    assert hub.ask(hub_mode="subscribe", hub_callback=by_name, hub_topic=hub.topic())[0] == 202
    hub.until(lambda: hub.nothing_waits(by_name, hub.topic()))
    assert not subscribers.received
    assert not hub.is_subscribed(by_name, hub.topic())


@SHARED
def test_pings_cause_at_most_one_look_in_a_set_time_and_the_last_one_counts(
    shared: HubUnderTest, category: str, subscribers: Subscribers
) -> None:
    hub = shared
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))
    started = time.monotonic()
    for count in (1, 2):
        hub.write_only(category)
        assert hub.ask(hub_mode="publish", hub_url=hub.topic(category))[0] == 204
        subscribers.wait_for_deliveries(count)
    assert time.monotonic() - started > 1.5


@SHARED
def test_external_hubs_are_listed_after_ours_and_pinged_for_exactly_the_changed_feeds(
    shared: HubUnderTest, external: Subscribers, category: str
) -> None:
    hub, topic = shared, shared.topic(category)
    link = hub.service.get("/feed.rss")[1]["link"]
    assert link.startswith(f'<{hub.url}/hub>; rel="hub", <{external.url}/hub>; rel="hub"')

    def pinged() -> list[dict[str, list[str]]]:
        forms = [parse_qs(ping.body.decode()) for ping in list(external.received)]
        return [form for form in forms if topic in form["hub.url"]]

    external.wait(pinged, "the ping for the new category")
    before, failures = len(pinged()), iter([503])
    external.react = lambda received: Reaction(next(failures, 204), b"")
    hub.add(category)
    external.wait(lambda: len(pinged()) >= before + 2, "a ping, and another after its failure")
    first, again = pinged()[before:]
    assert again["hub.mode"] == ["publish"]
    assert sorted(again["hub.url"]) == sorted(
        hub.topic(name, extension)
        for name in ("", category)
        for extension in ("rss", "atom", "json")
    )
    assert sorted(first["hub.url"]) == sorted(again["hub.url"])


@SHARED
def test_the_signature_method_is_a_setting(
    shared: HubUnderTest, category: str, subscribers: Subscribers
) -> None:
    shared.subscribe(f"{subscribers.url}/a", shared.topic(category), hub_secret="key")
    shared.add(category)
    delivered = subscribers.wait_for_deliveries(1)[0]
    assert delivered.headers["x-hub-signature"].startswith("sha512=")
    assert delivered.is_signed_with("key")


@SHARED
def test_slow_and_dead_subscribers_do_not_hold_up_the_others(
    shared: HubUnderTest, category: str, subscribers: Subscribers
) -> None:
    """The slow ones take longer than the test waits, and no deadline of the hub's ends them."""
    for number in range(8):
        shared.subscribe(f"{subscribers.url}/slow{number}", shared.topic(category))
    for number in range(8):
        shared.subscribe(f"{subscribers.url}/quick{number}", shared.topic(category))
    over = threading.Event()

    def react(received: Received) -> Reaction:
        if "slow" in received.path:
            over.wait(600)
        return Reaction()

    subscribers.react = react
    shared.add(category)
    try:
        subscribers.wait(lambda: sum("quick" in r.path for r in subscribers.deliveries()) == 8)
    finally:
        over.set()


@SHARED
def test_the_first_delivery_to_a_new_subscriber_waits_for_no_other_clients_that_hang(
    shared: HubUnderTest, category: str, subscribers: Subscribers
) -> None:
    """These are more than there are places, subscribed before it, and new as well."""
    topic, over = shared.topic(category), threading.Event()

    def react(received: Received) -> Reaction:
        if "hang" in received.path:
            over.wait(600)
        return Reaction()

    subscribers.react = react
    with shared.database.writing() as connection:
        for number in range(60):
            callback = f"{subscribers.url}/hang{number}"
            row = ("subscribe", topic, topic, callback, "127.0.0.1", None, 86400)
            request = VerificationRequest(*row, client="another")
            subscriptions.subscribe(connection, request, time.time())
    try:
        shared.subscribe(f"{subscribers.url}/new", topic)
        shared.add(category)
        subscribers.wait_for_deliveries(1, "/new")
    finally:
        over.set()


@SHARED
def test_the_operator_sees_subscriptions_and_never_a_secret(
    shared: HubUnderTest, category: str, subscribers: Subscribers
) -> None:
    hub = shared
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category), hub_secret="very secret")
    subscribers.react = lambda received: Reaction(500, b"")
    hub.add(category)

    def status() -> str:
        headers = {"Authorization": f"Bearer {TOKEN}", "Accept": "application/json"}
        return hub.service.get("/status", **headers)[2].decode()

    def is_failing() -> bool:
        topics = json.loads(status())["hub"]["by_topic"]
        return [each["failing"] for each in topics if each["url"] == hub.topic(category)] == [1]

    hub.until(is_failing)
    done = subprocess.run(
        [
            *(sys.executable, "-m", "service", "subscriptions", str(hub.archive)),
            *("--state", str(hub.service.state), "--json"),
        ],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    [row] = [row for row in json.loads(done.stdout) if row["topic"] == hub.topic(category)]
    assert row["callback"] == f"{subscribers.url}/a"
    assert row["signed"] is True
    assert row["failure"] == "status 500"
    assert json.loads(status())["hub"]["subscriptions"] == hub.subscriptions()
    assert "very secret" not in done.stdout + status()


@pytest.mark.parametrize(
    ("requested", "expected"), [(None, 50), (1, 10), (10, 10), (70, 70), (10**18, 100)]
)
def test_a_lease_is_granted_within_its_bounds(requested: int | None, expected: int) -> None:
    assert granted(requested, LeaseBounds(10, 50, 100)) == expected


def test_retries_back_off_exponentially_with_jitter_up_to_a_bound_and_then_end() -> None:
    backoff = Backoff(first=10, largest=60, give_up=1000)
    middle = [next_try(n, 0, 0, 0.5, backoff) for n in (1, 2, 3, 4, 100)]
    assert middle == [10, 20, 40, 60, 60]
    assert next_try(1, 0, 0, 0.0, backoff) == 5
    assert next_try(1, 0, 0, 1.0, backoff) == 15
    assert next_try(1, 0, 995, 0.5, backoff) is None
