"""`POST /hub` and `/hub/subscription-details`: what is answered to each form, in words."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert
from werkzeug.test import TestResponse

from service.app import create_app
from service.hub.hub import Hub
from service.hub.rows.tables import delivery, key_of, subscription, topic
from service.settings.settings import Settings
from tests.conftest import index_of, three_posts

FORM = "application/x-www-form-urlencoded"
TOPIC = "https://feeds.example/feed.rss"
CALLBACK = "http://127.0.0.1:8080/a"
NOON = datetime(2022, 3, 1, 12, tzinfo=UTC).timestamp()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("hub")
    archive = three_posts(folder / "archive")
    return index_of(archive, folder / "state", allow_private_callbacks=True, hub_body_bytes=1024)


@pytest.fixture(scope="module")
def client(settings: Settings) -> FlaskClient:
    """Of a hub with one subscription."""
    app = create_app(settings)
    hub: Hub = app.extensions["postwire.hub"]
    of_topic = {"id": 1, "key": key_of(TOPIC), "url": TOPIC, "changed_at": NOON}
    kept = {"id": 1, "topic_id": 1, "key": key_of(TOPIC, CALLBACK), "secret": "s"}
    kept |= {"callback": CALLBACK, "host": "127.0.0.1", "lease_seconds": 60, "lease_end": NOON}
    failed = {"subscription_id": 1, "host": "127.0.0.1", "wanted": 1, "since": NOON, "tries": 2}
    failed |= {"failed_at": NOON, "failure": "503"}
    with hub.database.writing() as connection:
        connection.execute(insert(topic).values(of_topic))
        connection.execute(insert(subscription).values(kept))
        connection.execute(insert(delivery).values(failed))
    return app.test_client()


def sent(
    client: FlaskClient, mode: str, *fields: tuple[str, str], kind: str = FORM
) -> TestResponse:
    body = urlencode([(f"hub.{name}", value) for name, value in (("mode", mode), *fields)])
    answer = client.post("/hub", data=body, content_type=kind)
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.content_type == "text/plain; charset=utf-8"
    return answer


TAKEN = (202, "accepted: the callback will be asked\n")
ASKED = ("topic", TOPIC), ("callback", CALLBACK)
ELSEWHERE = "https://feeds.example/category/none.rss"


@pytest.mark.parametrize(
    ("mode", "fields", "expected"),
    [
        ("subscribe", ASKED, TAKEN),
        ("unsubscribe", ASKED, TAKEN),
        ("unsubscribe", (("topic", TOPIC), ("callback", f"{CALLBACK}/other")), TAKEN),
        ("publish", (("url", TOPIC),), (204, "")),
        ("publish", (("url", TOPIC), ("url", ELSEWHERE)), (202, f"unknown topic: {ELSEWHERE}\n")),
    ],
)
def test_what_the_hub_takes_it_says(
    client: FlaskClient,
    mode: str,
    fields: tuple[tuple[str, str], ...],
    expected: tuple[int, str],
) -> None:
    answer = sent(client, mode, *fields)
    assert (answer.status_code, answer.text) == expected
    again = sent(client, mode, *fields, kind=f"{FORM}; charset=utf-8")
    assert (again.status_code, again.text) == expected


def test_the_hub_says_why_it_refuses(client: FlaskClient) -> None:
    answer = sent(client, "publish", ("url", TOPIC), kind="text/plain")
    assert (answer.status_code, answer.text) == (415, f"Content-Type: {FORM} is expected\n")
    answer = sent(client, "subscribe", ("topic", ELSEWHERE), ("callback", CALLBACK))
    assert (answer.status_code, answer.text[:15]) == (404, "no such topic: ")
    assert sent(client, "subscribe", ("callback", CALLBACK)).status_code == 400
    forbidden = sent(client, "subscribe", ("topic", TOPIC), ("callback", "http://127.0.0.1:22/"))
    assert forbidden.status_code == 400


def test_a_form_is_as_long_as_its_bound_at_most(client: FlaskClient) -> None:
    begin = urlencode({"hub.mode": "publish", "hub.url": TOPIC, "x": ""})
    for length, status, words in ((1024, 204, ""), (1025, 413, "more than 1,024 bytes\n")):
        body = begin.ljust(length, "x")
        answer = client.post("/hub", data=body, content_type=FORM)
        assert (answer.status_code, answer.text) == (status, words)


def test_who_asks_too_often_is_told_when_to_come_again(settings: Settings) -> None:
    update = {"client_burst": 1, "client_interval_seconds": 1000}
    client = create_app(settings.model_copy(update=update)).test_client()
    sender = {"REMOTE_ADDR": "192.0.2.7"}
    form = {"hub.mode": "publish", "hub.url": TOPIC}
    assert client.post("/hub", data=form, environ_base=sender).status_code == 204
    refused = client.post("/hub", data=form, environ_base=sender)
    assert (refused.status_code, refused.text) == (429, "too many requests\n")
    assert 900 < int(refused.headers["Retry-After"]) <= 1000
    other = client.post("/hub", data=form, environ_base={"REMOTE_ADDR": "192.0.2.8"})
    assert other.status_code == 204


def test_a_hub_that_is_full_is_asked_again_in_an_hour(
    client: FlaskClient, settings: Settings
) -> None:
    full = settings.model_copy(update={"most_subscriptions": 1})
    answer = sent(
        create_app(full).test_client(),
        *("subscribe", ("topic", TOPIC), ("callback", f"{CALLBACK}/more")),
    )
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3600")
    assert answer.text == "this hub takes no more subscriptions\n"


def test_a_hub_without_its_database_is_asked_again_in_seconds(
    settings: Settings, tmp_path: Path
) -> None:
    """Its file cannot be opened; no path is told."""
    away = index_of(settings.archive, tmp_path / "state", database_url=None)
    client = create_app(away).test_client()
    for file in away.state_folder.glob("hub*"):
        file.unlink()
    (away.state_folder / "hub.sqlite").mkdir()
    answer = sent(client, "publish", ("url", TOPIC))
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert str(tmp_path) not in answer.text


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(("secret", "status"), [("s", 200), ("x", 404), ("", 400)])
def test_a_subscriber_asks_for_its_subscription(
    client: FlaskClient, method: str, secret: str, status: int
) -> None:
    fields = {"hub.topic": TOPIC, "hub.callback": CALLBACK, "hub.secret": secret}
    place = "query_string" if method == "GET" else "data"
    answer = client.open("/hub/subscription-details", method=method, **{place: fields})
    assert answer.status_code == status
    assert answer.headers["Cache-Control"] == "no-store"
    if status == 200:
        details = answer.get_json()
        assert (details["topic"], details["callback"]) == (TOPIC, CALLBACK)
        assert (details["failed"], details["tries"]) == ("2022-03-01T12:00:00+00:00", 2)
    elif status == 404:
        assert answer.text == "no subscription of this topic and callback has this secret\n"
