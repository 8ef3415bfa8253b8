"""What a hub must do: W3C WebSub, Recommendation of 23 January 2018, section by section.

Real subscribers over the loopback, against the real `postwire serve`, on both databases.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator

import pytest

from service.hub.rows import verifications
from service.hub.rows.verifications import VerificationRequest
from tests.conftest import Service
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest, make_archive
from tests.pushing.subscribers import Reaction, Received, Subscribers, form


@pytest.fixture(
    scope="module",
    params=[
        pytest.param("sqlite", marks=pytest.mark.xdist_group("hub-sqlite")),
        pytest.param(
            "postgresql", marks=[pytest.mark.postgresql, pytest.mark.xdist_group("hub-postgresql")]
        ),
    ],
)
def hub(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, processes: None
) -> Iterator[HubUnderTest]:
    """One service for all tests of this module; each has callbacks and categories of its own."""
    folder = tmp_path_factory.mktemp("hub")
    env = dict(SETTINGS)
    if request.param == "postgresql":
        env["POSTWIRE_DATABASE_URL"] = request.getfixturevalue("postgresql")()
    service = Service(make_archive(folder / "archive"), folder / "state", **env)
    hub = HubUnderTest(service, **env)
    yield hub
    hub.close()
    assert service.stop() == 0


@pytest.fixture
def category(hub: HubUnderTest) -> str:
    return hub.new_category()


# Section 4: discovery


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_every_feed_names_its_hub_and_itself_in_get_head_and_304(
    hub: HubUnderTest, category: str, extension: str
) -> None:
    topic = hub.topic(category, extension)
    path = topic.removeprefix(hub.url)
    status, headers, body = hub.service.get(path)
    expected = f'<{hub.url}/hub>; rel="hub", <{topic}>; rel="self"'
    assert (status, headers["link"]) == (200, expected)
    status, headers, _ = hub.service.get(path, If_None_Match=headers["etag"])
    assert (status, headers["link"]) == (304, expected)
    text = body.decode()
    assert f"{hub.url}/hub" in text
    assert topic in text


# Section 5.1: the subscription request


def test_a_valid_request_is_accepted_with_202(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback = f"{subscribers.url}/a"
    status, _ = hub.ask(hub_mode="subscribe", hub_callback=callback, hub_topic=hub.topic(category))
    assert status == 202


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("hub_mode", "other"),
        ("hub_mode", ""),
        ("hub_callback", ""),
        ("hub_callback", "relative/path"),
        ("hub_callback", "ftp://127.0.0.1:8080/x"),
        ("hub_callback", "javascript:alert(1)"),
        ("hub_callback", "http://127.0.0.1:8080/x#fragment"),
        ("hub_callback", "http://user:password@127.0.0.1:8080/x"),
        ("hub_callback", "http://169.254.169.254/latest"),
        ("hub_callback", "http://127.0.0.1:22/"),
        ("hub_callback", "http://127.0.0.1:8080/" + "x" * 3000),
        ("hub_callback", "http://127.0.0.1:8080/a b"),
        ("hub_callback", "http://127.0.0.1:8080/é"),
        ("hub_topic", ""),
        ("hub_topic", "https://elsewhere.example/feed.rss"),
        ("hub_lease_seconds", "0"),
        ("hub_lease_seconds", "-5"),
        ("hub_lease_seconds", "soon"),
        ("hub_lease_seconds", "1.5"),
        ("hub_secret", "x" * 200),
        ("hub_secret", "钥" * 67),
    ],
)
def test_an_invalid_request_is_refused_in_plain_text(
    hub: HubUnderTest, subscribers: Subscribers, name: str, value: str
) -> None:
    """Also: a secret of 200 bytes or more, counted in bytes, not characters."""
    fields = {
        "hub_mode": "subscribe",
        "hub_callback": f"{subscribers.url}/a",
        "hub_topic": hub.topic(),
        name: value,
    }
    status, headers, body = hub.send("/hub", form(**fields))
    assert 400 <= status < 500
    assert headers["content-type"].startswith("text/plain")
    assert body.decode().strip()
    assert not subscribers.received


def test_a_secret_of_199_bytes_is_taken(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    secret = "钥" * 66 + "x"
    assert len(secret.encode()) == 199
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category), hub_secret=secret)
    hub.add(category)
    assert subscribers.wait_for_deliveries(1)[0].is_signed_with(secret)


def test_unknown_parameters_are_ignored(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category), hub_verify="async", other="1")


def test_the_lease_is_ignored_when_unsubscribing_even_nonsense(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic)
    status, _ = hub.ask(
        hub_mode="unsubscribe", hub_callback=callback, hub_topic=topic, hub_lease_seconds="nonsense"
    )
    assert status == 202
    hub.until(lambda: not hub.is_subscribed(callback, topic))


def test_a_body_that_is_no_form_is_refused(hub: HubUnderTest) -> None:
    status, headers, _ = hub.send("/hub", b"{}", Content_Type="application/json")
    assert (status, headers["content-type"].split(";")[0]) == (415, "text/plain")
    assert hub.send("/hub", b"hub.mode=%ff")[0] == 400
    assert hub.send("/hub", b"x=" + b"y" * 100_000)[0] == 413


def test_an_unknown_topic_is_refused_in_plain_text(
    hub: HubUnderTest, subscribers: Subscribers
) -> None:
    status, text = hub.ask(
        hub_mode="subscribe",
        hub_callback=f"{subscribers.url}/a",
        hub_topic=f"{hub.url}/category/nobody.rss",
    )
    assert status == 404
    assert "nobody" in text


def test_a_resubscription_renews_the_lease_and_replaces_the_secret(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic, hub_secret="old", hub_lease_seconds="100")
    first = hub.lease_end(callback, topic)
    hub.subscribe(callback, topic, hub_secret="new", hub_lease_seconds="500")
    renewed = hub.lease_end(callback, topic)
    assert first is not None
    assert renewed is not None
    assert renewed > first + 300
    hub.add(category)
    assert subscribers.wait_for_deliveries(1)[0].is_signed_with("new")
    hub.subscribe(callback, topic)
    hub.add(category)
    assert "x-hub-signature" not in subscribers.wait_for_deliveries(2)[1].headers


def test_a_resubscription_that_is_not_verified_leaves_the_old_state(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic, hub_secret="old")
    lease_end = hub.lease_end(callback, topic)
    subscribers.react = lambda r: Reaction(404) if r.method == "GET" else Reaction()
    hub.ask(hub_mode="subscribe", hub_callback=callback, hub_topic=topic, hub_secret="new")
    subscribers.wait_for_verifications(2)
    hub.add(category)
    assert subscribers.wait_for_deliveries(1)[0].is_signed_with("old")
    assert hub.lease_end(callback, topic) == lease_end


def test_the_same_callback_may_subscribe_to_several_topics(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    """The key of a subscription is the tuple of topic and callback."""
    callback = f"{subscribers.url}/a"
    hub.subscribe(callback, hub.topic(category, "rss"))
    hub.subscribe(callback, hub.topic(category, "json"))
    hub.add(category)
    types = {r.headers["content-type"] for r in subscribers.wait_for_deliveries(2)}
    assert types == {"application/xml; charset=utf-8", "application/feed+json"}


def test_the_callbacks_own_query_string_is_kept_in_order_and_nothing_overwritten(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    path = "/a?z=1&hub.mode=own&b=%7E%2f&a=%E4%B8%AD+x"
    hub.subscribe(f"{subscribers.url}{path}", hub.topic(category))
    assert subscribers.verifications()[0].path.startswith(path + "&hub.mode=subscribe&")
    hub.add(category)
    assert subscribers.wait_for_deliveries(1)[0].path == path


def test_another_spelling_of_a_topic_is_resolved_and_echoed_as_it_was_spelled(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    canonical = hub.topic(category)
    spelled = f"{hub.url}/feed.rss?limit=50&category={category}&utm=x"
    status, _ = hub.ask(
        hub_mode="subscribe", hub_callback=f"{subscribers.url}/a", hub_topic=spelled
    )
    assert status == 202
    assert subscribers.wait_for_verifications(1)[0].query["hub.topic"] == spelled
    hub.until(lambda: hub.is_subscribed(f"{subscribers.url}/a", canonical))
    hub.add(category)
    assert f'<{canonical}>; rel="self"' in subscribers.wait_for_deliveries(1)[0].headers["link"]


# Section 5.2: denial


def test_a_topic_that_is_gone_before_the_verification_is_denied(
    hub: HubUnderTest, subscribers: Subscribers
) -> None:
    """The request was valid, so 202; the callback is told that nothing came of it."""
    topic = hub.topic("vanished meanwhile")
    request = VerificationRequest(
        "subscribe", topic, topic, f"{subscribers.url}/a?x=1", "127.0.0.1"
    )
    with hub.database.writing() as connection:
        verifications.put(connection, request, time.time())
    denied = subscribers.wait_for_verifications(1)[0]
    assert denied.path.startswith("/a?x=1&")
    assert denied.query["hub.mode"] == "denied"
    assert denied.query["hub.topic"] == topic
    assert "vanished" in denied.query["hub.reason"]
    assert not hub.is_subscribed(request.callback, topic)


# Section 5.3: verification of intent


def test_the_verification_has_mode_topic_challenge_and_lease(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    topic = hub.topic(category)
    hub.subscribe(f"{subscribers.url}/a", topic, hub_lease_seconds="1234")
    verification = subscribers.verifications()[0]
    assert verification.method == "GET"
    assert verification.query["hub.mode"] == "subscribe"
    assert verification.query["hub.topic"] == topic
    assert verification.query["hub.lease_seconds"] == "1234"
    assert len(verification.query["hub.challenge"]) >= 16


def test_challenges_are_random_and_used_once(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    for number in range(5):
        hub.subscribe(f"{subscribers.url}/{number}", hub.topic(category))
    assert len({r.query["hub.challenge"] for r in subscribers.verifications()}) == 5


@pytest.mark.parametrize(
    ("requested", "granted"), [("", "86400"), ("500", "500"), ("1" * 30, "100000"), ("0001", "1")]
)
def test_the_verification_names_a_lease_within_the_bounds(
    hub: HubUnderTest, subscribers: Subscribers, category: str, requested: str, granted: str
) -> None:
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category), hub_lease_seconds=requested)
    assert subscribers.verifications()[0].query["hub.lease_seconds"] == granted


@pytest.mark.parametrize(
    "reaction",
    [
        Reaction(404),
        Reaction(200, b""),
        Reaction(200, b"something else"),
        Reaction(302, b"", location="/elsewhere"),
        Reaction(200, b"x" * 1_000_000),
    ],
    ids=lambda reaction: f"{reaction.status}-{(reaction.body or b'echo')[:9].decode()}",
)
def test_anything_but_2xx_with_the_very_challenge_is_no_consent(
    hub: HubUnderTest, subscribers: Subscribers, category: str, reaction: Reaction
) -> None:
    subscribers.react = lambda received: reaction
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.ask(hub_mode="subscribe", hub_callback=callback, hub_topic=topic)
    subscribers.wait_for_verifications(1)
    hub.until(lambda: hub.nothing_waits(callback, topic))
    assert not hub.is_subscribed(callback, topic)
    assert len(subscribers.received) == 1  # asked once, no redirect followed


def test_a_callback_that_cannot_answer_now_is_asked_again_a_few_times(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    """One by 5xx, one by 429, one by no answer in time (at its first try, for each takes that)."""

    def react(received: Received) -> Reaction:
        if received.path.startswith("/late") and len(subscribers.verifications("/late")) == 1:
            return Reaction(delay_seconds=3)
        return Reaction(429 if received.path.startswith("/many") else 500)

    subscribers.react = react
    paths, topic = ("/late", "/error", "/many"), hub.topic(category)
    for path in paths:
        hub.ask(hub_mode="subscribe", hub_callback=subscribers.url + path, hub_topic=topic)
    for path in paths:
        hub.until(lambda at=path: hub.nothing_waits(subscribers.url + at, topic))
        assert not hub.is_subscribed(subscribers.url + path, topic)
        challenges = [one.query["hub.challenge"] for one in subscribers.verifications(path)]
        assert len(challenges) == len(set(challenges)) == 3


def test_a_verification_that_succeeds_at_its_second_try_is_consent(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    subscribers.react = lambda _: Reaction(503 if len(subscribers.received) == 1 else 200)
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))
    assert len(subscribers.received) == 2


def test_a_challenge_with_something_added_is_no_consent(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    subscribers.react = lambda r: Reaction(200, r.query["hub.challenge"].encode() + b"\n")
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.ask(hub_mode="subscribe", hub_callback=callback, hub_topic=topic)
    subscribers.wait_for_verifications(1)
    hub.until(lambda: hub.nothing_waits(callback, topic))
    assert not hub.is_subscribed(callback, topic)


def test_any_2xx_with_the_challenge_is_consent(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    subscribers.react = lambda received: Reaction(203)
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))


def test_unsubscribing_is_verified_too(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic)
    subscribers.react = lambda received: Reaction(404)
    hub.ask(hub_mode="unsubscribe", hub_callback=callback, hub_topic=topic)
    refused = subscribers.wait_for_verifications(2)[1]
    assert refused.query["hub.mode"] == "unsubscribe"
    assert "hub.lease_seconds" not in refused.query
    hub.until(lambda: hub.nothing_waits(callback, topic))
    assert hub.is_subscribed(callback, topic)
    subscribers.react = lambda received: Reaction()
    hub.ask(hub_mode="unsubscribe", hub_callback=callback, hub_topic=topic)
    hub.until(lambda: not hub.is_subscribed(callback, topic))
    hub.add(category)
    time.sleep(0.5)
    assert not subscribers.deliveries()


def test_an_unsubscribe_without_a_subscription_calls_nobody(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    status, _ = hub.ask(
        hub_mode="unsubscribe",
        hub_callback=f"{subscribers.url}/a",
        hub_topic=hub.topic(category),
    )
    assert status == 202
    time.sleep(0.5)
    assert not subscribers.received


def test_a_lease_is_enforced(hub: HubUnderTest, subscribers: Subscribers, category: str) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic, hub_lease_seconds="1")
    hub.until(lambda: not hub.is_subscribed(callback, topic))
    hub.add(category)
    time.sleep(0.5)
    assert not subscribers.deliveries()


# Section 7: content distribution


@pytest.mark.parametrize("extension", ["rss", "atom", "json"])
def test_a_delivery_is_a_post_of_the_very_bytes_of_get_with_their_type_and_links(
    hub: HubUnderTest, subscribers: Subscribers, category: str, extension: str
) -> None:
    topic = hub.topic(category, extension)
    hub.subscribe(f"{subscribers.url}/a", topic)
    hub.add(category)
    delivered = subscribers.wait_for_deliveries(1)[0]
    _, headers, body = hub.service.get(topic.removeprefix(hub.url))
    assert delivered.body == body
    assert delivered.headers["content-type"] == headers["content-type"]
    links = re.findall(r'<([^>]+)>; rel="(\w+)"', delivered.headers["link"])
    assert links == [(f"{hub.url}/hub", "hub"), (topic, "self")]


def test_only_subscribers_of_changed_feeds_get_a_delivery(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    other = hub.new_category()
    hub.subscribe(f"{subscribers.url}/touched", hub.topic(category))
    hub.subscribe(f"{subscribers.url}/untouched", hub.topic(other))
    hub.add(category)
    subscribers.wait_for_deliveries(1, "/touched")
    time.sleep(0.5)
    assert not subscribers.deliveries("/untouched")


def test_unchanged_content_is_never_sent_again(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))
    path = hub.add(category)
    subscribers.wait_for_deliveries(1)
    file = hub.archive / path
    file.write_bytes(file.read_bytes() + b"\n\n")  # other bytes, the same feed
    hub.refresh(path)
    hub.refresh()
    time.sleep(1)
    assert len(subscribers.deliveries()) == 1


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_any_2xx_is_success(
    hub: HubUnderTest, subscribers: Subscribers, category: str, status: int
) -> None:
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))
    subscribers.react = lambda received: Reaction(status, b"")
    hub.add(category)
    subscribers.wait_for_deliveries(1)
    time.sleep(0.8)
    assert len(subscribers.deliveries()) == 1


@pytest.mark.parametrize("status", [301, 307, 400, 404, 500, 503])
def test_any_other_status_is_a_failure_and_tried_again(
    hub: HubUnderTest, subscribers: Subscribers, category: str, status: int
) -> None:
    """Redirects are not followed."""
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))

    def once(received: Received) -> Reaction:
        first = len(subscribers.deliveries()) == 1
        return Reaction(status, b"", location="/elsewhere") if first else Reaction(204, b"")

    subscribers.react = once
    hub.add(category)
    subscribers.wait_for_deliveries(2, "/a")
    time.sleep(0.8)
    assert [r.path for r in subscribers.deliveries()] == ["/a", "/a"]


def test_410_ends_the_subscription(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic)
    subscribers.react = lambda received: Reaction(410, b"")
    hub.add(category)
    hub.until(lambda: not hub.is_subscribed(callback, topic))
    assert len(subscribers.deliveries()) == 1


def test_a_retry_sends_the_newest_content_only(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    topic = hub.topic(category)
    hub.subscribe(f"{subscribers.url}/a", topic)
    subscribers.react = lambda received: Reaction(503, b"")
    hub.add(category)
    subscribers.wait_for_deliveries(1)
    hub.add(category)
    hub.add(category)
    newest = hub.service.get(topic.removeprefix(hub.url))[2]
    subscribers.wait(lambda: subscribers.deliveries()[-1].body == newest)
    subscribers.react = lambda received: Reaction()
    count = len(subscribers.deliveries())
    subscribers.wait_for_deliveries(count + 1)
    time.sleep(1)
    assert subscribers.deliveries()[-1].body == newest
    assert len(subscribers.deliveries()) <= count + 2  # one delivery, not a queue


def test_after_giving_up_the_subscription_stays_and_the_next_change_is_tried(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    callback, topic = f"{subscribers.url}/a", hub.topic(category)
    hub.subscribe(callback, topic)
    subscribers.react = lambda received: Reaction(500, b"")
    hub.add(category)
    hub.until(lambda: hub.nothing_is_due(callback, topic))
    tries = len(subscribers.deliveries())
    assert tries >= 3
    assert hub.is_subscribed(callback, topic)
    subscribers.react = lambda received: Reaction()
    hub.add(category)
    subscribers.wait_for_deliveries(tries + 1)


@pytest.mark.parametrize("others", [0, 1])
def test_a_change_right_after_the_request_is_not_missed(
    hub: HubUnderTest, subscribers: Subscribers, category: str, others: int
) -> None:
    """Later content is compared with what the subscriber could read when it sent its request."""
    topic = hub.topic(category)
    for number in range(others):
        hub.subscribe(f"{subscribers.url}/other{number}", topic)
    subscribers.react = lambda r: Reaction(delay_seconds=1.5 if r.method == "GET" else 0)
    hub.ask(hub_mode="subscribe", hub_callback=f"{subscribers.url}/a", hub_topic=topic)
    subscribers.wait_for_verifications(1, "/a")
    hub.add(category)  # while the callback is still thinking
    subscribers.wait_for_deliveries(others, "/other0")
    newest = hub.service.get(topic.removeprefix(hub.url))[2]
    assert [r.body for r in subscribers.wait_for_deliveries(1, "/a")] == [newest]


def test_a_subscription_that_missed_nothing_begins_without_a_delivery(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    hub.subscribe(f"{subscribers.url}/other", hub.topic(category))
    hub.add(category)
    subscribers.wait_for_deliveries(1, "/other")
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))
    time.sleep(0.8)
    assert not subscribers.deliveries("/a")


# Section 7.1: signatures


def test_without_a_secret_there_is_no_signature(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category))
    hub.add(category)
    assert "x-hub-signature" not in subscribers.wait_for_deliveries(1)[0].headers


def test_with_a_secret_the_body_is_signed_with_sha256(
    hub: HubUnderTest, subscribers: Subscribers, category: str
) -> None:
    hub.subscribe(f"{subscribers.url}/a", hub.topic(category), hub_secret="geheim ✓")
    hub.add(category)
    delivered = subscribers.wait_for_deliveries(1)[0]
    assert delivered.headers["x-hub-signature"].startswith("sha256=")
    assert delivered.is_signed_with("geheim ✓")


# Publish (a convention, not in the recommendation)


@pytest.mark.parametrize("name", ["hub_url", "hub_topic", "hub.url[]"])
def test_a_publish_ping_has_the_archive_looked_at(
    hub: HubUnderTest, subscribers: Subscribers, category: str, name: str
) -> None:
    topic = hub.topic(category)
    hub.subscribe(f"{subscribers.url}/a", topic)
    hub.write_only(category)
    status, text = hub.ask(**{"hub_mode": "publish", name: topic})
    assert (status, text) == (204, "")
    subscribers.wait_for_deliveries(1)


def test_a_ping_may_name_many_topics_and_unknown_ones_are_named_in_the_answer(
    hub: HubUnderTest, category: str
) -> None:
    unknown = f"{hub.url}/category/nobody.rss"
    status, text = hub.ask(hub_mode="publish", hub_url=[hub.topic(category), unknown])
    assert status == 202
    assert unknown in text
    assert hub.topic(category) not in text


def test_a_ping_for_other_sites_is_refused(hub: HubUnderTest) -> None:
    url = "https://elsewhere.example/feed"
    status, text = hub.ask(hub_mode="publish", hub_url=url)
    assert status == 404
    assert url in text
    assert "hub.topic" not in text  # a parameter that this publisher did not send
