"""What aggregators and other large subscribers need of the hub."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from service.app import create_app
from service.cli import main
from service.commands.common import opened, refreshed
from service.hub.hub import Hub
from service.hub.policy import client_rate, verification_rate
from service.hub.retry import Backoff, next_try, retry_after_seconds
from service.hub.rows import subscriptions, verifications
from service.hub.rows.database import Database
from service.hub.rows.rate_limit import reserve
from service.hub.rows.tables import verification
from service.hub.rows.verifications import VerificationRequest
from service.hub.topic_address import target_below
from service.publication.publication import Publication
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import CONFIG, Service, post, write
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest, make_archive
from tests.pushing.subscribers import Reaction, Subscribers, form

pytestmark = pytest.mark.xdist_group("aggregators")  # one service for all

BASE = "https://feeds.example"
HOST = "aggregator.example"
FEEDS = 2000
BY_HTTP = 20


def ask(client: FlaskClient, topic: str, callback: str, **more: str) -> int:
    fields = {"hub.mode": "subscribe", "hub.topic": topic, "hub.callback": callback, **more}
    return client.post("/hub", data=fields).status_code


@pytest.mark.long
def test_an_aggregator_subscribes_to_two_thousand_feeds_in_one_go(tmp_path: Path) -> None:
    """And all its turns for being verified are within half a minute. No worker runs; only the last
    ones are asked for by HTTP. `make trust` has all of them verified."""
    archive = tmp_path / "archive"
    write(archive, "_config.yml", CONFIG)
    names = [f"t{number}" for number in range(BY_HTTP)]
    text = post("第一篇", "2022-03-01 08:00:00 +0800", tags=f"[{', '.join(names)}]")
    write(archive, "_posts/2022-03-01-1.md", text)
    settings = load(archive=archive, state=tmp_path / "state", base_url=BASE)
    refreshed(opened(settings), settings)
    began = time.time()
    hub = Hub(Publication(settings))
    aggregator = hub.admit("127.0.0.1")
    with hub.database.writing() as connection:
        for number in range(BY_HTTP, FEEDS):
            reserve(connection, aggregator, client_rate(settings), time.time())
            at = reserve(connection, f"host {HOST}", verification_rate(settings), time.time())
            verifications.put(connection, request_of(number, aggregator), at)
    client = create_app(settings).test_client()
    for name in names:
        assert ask(client, f"{BASE}/tag/{name}.atom", f"https://{HOST}/push/{name}") == 202
    took = time.time() - began
    with hub.database.reading() as connection:
        columns = func.count(), func.max(verification.c.try_at), verification.c.client
        by_client = select(*columns).group_by(verification.c.client)
        [(count, last_turn, client_key)] = connection.execute(by_client).all()
    hub.database.close()
    assert (count, client_key) == (FEEDS, aggregator)
    assert last_turn - began < took + 30


def request_of(number: int, client: str) -> VerificationRequest:
    topic, callback = f"{BASE}/tag/{number}.atom", f"https://{HOST}/push/{number}"
    return VerificationRequest(
        "subscribe", topic, topic, callback, HOST, None, 86400, client=client, since=time.time()
    )


@given(st.text(max_size=40))
def test_any_retry_after_is_a_wait_that_is_not_negative(text: str) -> None:
    assert retry_after_seconds(text, time.time()) >= 0


def test_a_retry_after_is_seconds_or_a_date_and_bounded() -> None:
    now = time.time()
    backoff = Backoff(first=10, largest=3600, give_up=86400)
    assert retry_after_seconds(" 120 ", now) == 120
    at = datetime.fromtimestamp(now, UTC) + timedelta(seconds=300)
    assert 298 < retry_after_seconds(format_datetime(at, usegmt=True), now) <= 300
    assert retry_after_seconds("Wed, 21 Oct 2015 07:28:00 GMT", now) == 0
    for text in ("", "soon", "-5", "1.5", "Wed, 99 Oct 2015", "²"):
        assert retry_after_seconds(text, now) == 0
    assert next_try(1, now, now, 0.0, backoff, 120) == now + 120
    assert next_try(1, now, now, 0.0, backoff, 1) == now + 5  # no sooner than by itself
    assert next_try(1, now, now, 0.0, backoff, 10**9) == now + 3600


@pytest.fixture(scope="module")
def hub(tmp_path_factory: pytest.TempPathFactory, processes: None) -> Iterator[HubUnderTest]:
    """One service for all; each test has callbacks and categories of its own."""
    folder = tmp_path_factory.mktemp("aggregators")
    env = {
        **SETTINGS,
        "POSTWIRE_RETRY_LARGEST_SECONDS": "2",
        "POSTWIRE_RETRY_GIVE_UP_SECONDS": "600",
    }
    service = Service(make_archive(folder / "archive"), folder / "state", **env)
    running = HubUnderTest(service)
    yield running
    running.close()
    service.stop()


@pytest.fixture
def category(hub: HubUnderTest) -> str:
    return hub.new_category()


def test_a_subscriber_that_asks_to_be_left_alone_is(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    """By deliveries and by verifications; without it they come again after 0.1 to 0.6 s."""
    times: list[float] = []

    def react(_: object) -> Reaction:
        times.append(time.monotonic())
        return Reaction(503, retry_after="1") if len(times) in (1, 3) else Reaction()

    subscribers.react = react
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))
    hub.add(category)
    subscribers.wait_for_deliveries(2)
    assert times[1] - times[0] >= 1
    assert times[3] - times[2] >= 1


def test_a_subscriber_chooses_the_method_of_its_signatures(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    for name, wish in (("a", {"hub_signature_method": "sha1"}), ("b", {})):
        fields = {"hub_secret": "钥", **wish}
        hub.subscribe(f"{subscribers.url}/{name}", hub.topic(category), **fields)
    hub.add(category)
    for name, method in (("a", "sha1="), ("b", "sha256=")):
        [delivery] = subscribers.wait_for_deliveries(1, f"/{name}")
        assert delivery.headers["x-hub-signature"].startswith(method)
        assert delivery.is_signed_with("钥")
    # A renewal without the wish has the default again (section 5.1: it overrides all).
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category), hub_secret="钥")
    hub.add(category)
    assert subscribers.wait_for_deliveries(2, "/a")[1].headers["x-hub-signature"].startswith("sha2")


def test_a_subscriber_asks_for_the_state_of_its_subscription_with_its_secret(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic, hub_secret="the secret")
    hub.add(category)
    subscribers.wait_for_deliveries(1)
    hub.until(lambda: hub.nothing_is_due(callback, topic))
    fields = {"hub_topic": topic, "hub_callback": callback, "hub_secret": "the secret"}
    status, headers, body = hub.send("/hub/subscription-details", form(**fields))
    assert (status, headers["cache-control"]) == (200, "no-store")
    details = json.loads(body)
    assert (details["topic"], details["callback"], details["tries"]) == (topic, callback, 0)
    assert details["lease_end"]
    assert details["delivered"]
    assert b"the secret" not in body
    query = urlencode({name.replace("_", "."): value for name, value in fields.items()})
    assert hub.service.get(f"/hub/subscription-details?{query}")[2] == body
    for wrong in ({"hub_secret": "another"}, {"hub_callback": f"{callback}x"}):
        answer = hub.send("/hub/subscription-details", form(**(fields | wrong)))
        assert answer[0] == 404
    fields.pop("hub_secret")
    assert hub.send("/hub/subscription-details", form(**fields))[0] == 400
    hub.subscribe(callback, topic)  # from now on it has no secret
    assert hub.send("/hub/subscription-details", form(**fields, hub_secret=""))[0] == 400


def test_a_callback_with_a_bare_name_in_its_query_stays_as_it_was(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    paths = ("/callback?x", "/callback?x&y=", "/callback?a=b&&c=%2F;d")
    for path in paths:
        hub.subscribe(subscribers.url + path, hub.topic(category))
        assert subscribers.verifications()[-1].path.startswith(f"{path}&hub.mode=subscribe&")
    hub.add(category)
    received = {delivery.path for delivery in subscribers.wait_for_deliveries(3)}
    assert received == set(paths)


@pytest.mark.parametrize(
    ("topic", "canonical"),
    [
        ("/feed.xml", "/feed.atom"),
        ("/index.xml", "/feed.rss"),
        ("/feed/", "/feed.rss"),
        ("/feed/atom/", "/feed.atom"),
        ("/category/haizhou/feed/", "/category/haizhou.rss"),
        ("/feed/haizhou.xml", "/category/haizhou.atom"),
        ("/categories/haizhou/index.xml", "/category/haizhou.rss"),
        ("/feed/haizhou.xml?limit=10", "/category/haizhou.atom?limit=10"),
        ("/category/%68aizhou.rss", "/category/haizhou.rss"),
        ("/feed.rss?category=haizhou&utm_source=x", "/category/haizhou.rss"),
    ],
)
def test_an_old_address_of_a_feed_is_a_topic(
    client: FlaskClient, settings: Settings, topic: str, canonical: str
) -> None:
    assert ask(client, BASE + topic, "http://aggregator.example/a") == 202
    with Database(settings).reading() as connection:
        columns = verification.c.topic_url, verification.c.spelled_url
        assert connection.execute(select(*columns)).all() == [(BASE + canonical, BASE + topic)]


def test_what_never_was_a_feed_is_no_topic(client: FlaskClient) -> None:
    for topic in ("/feed/nobody.xml", "/category/haizhou", "/", "/2022/x.html", "/hub"):
        assert ask(client, BASE + topic, "http://aggregator.example/a") == 404


@pytest.mark.parametrize(
    ("url", "base", "target"),
    [
        ("HTTPS://Feeds.EXAMPLE:443/feed.rss?a=b", BASE, "/feed.rss?a=b"),
        ("http://feeds.example/feed.rss", BASE, "/feed.rss"),
        ("https://feeds.example./feed.rss#latest", BASE, "/feed.rss"),
        ("https://bücher.example/feed.rss", "https://xn--bcher-kva.example", "/feed.rss"),
        ("https://xn--bcher-kva.example/feed.rss", "https://bücher.example", "/feed.rss"),
        ("http://127.0.0.1:8000/x/feed.rss", "http://127.0.0.1:8000/x", "/feed.rss"),
        ("http://127.0.0.1:8001/feed.rss", "http://127.0.0.1:8000", None),
        ("https://feeds.example:8443/feed.rss", BASE, None),
        ("https://feeds.example.evil/feed.rss", BASE, None),
        ("https://feeds.example@evil/feed.rss", BASE, None),
        ("https://user@feeds.example/feed.rss", BASE, None),
        ("https://feeds.example/xy/feed.rss", "https://feeds.example/x", None),
        ("ftp://feeds.example/feed.rss", BASE, None),
        ("/feed.rss", BASE, None),
        ("https://feeds.example:x/feed.rss", BASE, None),
        ("https://[feeds/feed.rss", BASE, None),
    ],
)
def test_any_spelling_of_this_services_address_is_understood(
    url: str, base: str, target: str | None
) -> None:
    assert target_below(url, base) == target


def subscribe(settings: Settings, topic: str, callback: str) -> None:
    database = Database(settings)
    request = VerificationRequest("subscribe", topic, topic, callback, "a.example", "s", 86400)
    with database.writing() as connection:
        subscriptions.subscribe(connection, request, time.time())
    database.close()


def test_a_changed_base_url_is_said_and_a_command_moves_the_subscriptions(
    indexed: Callable[..., Settings],
) -> None:
    settings = indexed(base_url="https://old.example/feeds", refresh_token="t")
    topics = ("/feed.rss", "/category/haizhou.atom")
    for topic in topics:
        subscribe(settings, f"https://old.example/feeds{topic}", "http://a.example/1")
    moved = settings.model_copy(update={"base_url": BASE})
    subscribe(moved, f"{BASE}/feed.rss", "http://a.example/1")  # has moved itself already
    subscribe(moved, f"{BASE}/feed.rss", "http://a.example/2")
    client = create_app(moved).test_client()
    hub = client.get("/status", headers={"Authorization": "Bearer t"}).get_json()["hub"]
    assert hub["former_base_urls"] == {"https://old.example/feeds": 2}
    where = (str(settings.archive), "--state", str(settings.state_folder))
    env = {"POSTWIRE_BASE_URL": BASE}

    def run(*words: str) -> str:
        done = CliRunner().invoke(main, ["subscriptions", *words], env=env)
        assert done.exit_code == 0, done.output
        return done.output

    assert "postwire subscriptions move https://old.example/feeds https://feeds.example" in run(
        *where
    )
    done = run("move", "https://old.example/feeds/", BASE, *where)
    assert done == "2 topics, 1 subscriptions moved\n"
    listed = json.loads(run("list", "--json", *where))
    assert {(row["topic"], row["callback"]) for row in listed} == {
        (f"{BASE}/feed.rss", "http://a.example/1"),
        (f"{BASE}/feed.rss", "http://a.example/2"),
        (f"{BASE}/category/haizhou.atom", "http://a.example/1"),
    }
    assert run("--json", *where) == run("list", "--json", *where)


def test_an_address_that_is_none_is_not_moved_to(indexed: Callable[..., Settings]) -> None:
    settings = indexed()
    words = ["subscriptions", "move", "old.example", BASE, str(settings.archive)]
    assert CliRunner().invoke(main, words).exit_code == 2
