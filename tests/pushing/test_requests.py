"""What a form that is sent to the hub can be."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest

from service.hub.allowed_targets import AllowedTargets
from service.hub.requests import (
    BadRequestError,
    Subscribe,
    Unsubscribe,
    read_details,
    read_request,
)
from service.settings.ports import parse_ports

ALLOWED = AllowedTargets(private=True, ports=parse_ports("1-65535"))
FORM = {
    "hub.mode": "subscribe",
    "hub.topic": "https://feeds.example/feed.rss",
    "hub.callback": "https://reader.example/x",
    "hub.secret": "secret",
}


def read(**changed: str) -> object:
    fields = {name.replace("_", ".", 1): value for name, value in changed.items()}
    return read_request(urlencode(FORM | fields).encode(), ALLOWED, 1000)


@pytest.mark.parametrize("name", ["mode", "topic", "callback", "secret"])
@pytest.mark.parametrize("control", ["\0", "\t", "\r\n", "\x7f", "\x85"])
def test_a_value_with_a_control_character_is_refused(name: str, control: str) -> None:
    """PostgreSQL takes no NUL: it was an error of the server's."""
    value = FORM[f"hub.{name}"]
    assert isinstance(read(**{f"hub_{name}": value}), Subscribe)
    for spoiled in (value + control, value[:9] + control + value[9:], control + value):
        with pytest.raises(BadRequestError):
            read(**{f"hub_{name}": spoiled})


def test_questions_and_pings_with_a_control_character_are_refused() -> None:
    for name in ("hub.topic", "hub.callback", "hub.secret"):
        with pytest.raises(BadRequestError, match="a control character"):
            read_details(urlencode(FORM | {name: FORM[name] + "\0"}).encode())
    with pytest.raises(BadRequestError, match="a control character"):
        read(hub_mode="publish", hub_url="https://feeds.example/feed.rss\0")


@pytest.mark.parametrize(
    "value", ["-1", "+60", "1.5", "1e9", "0", "00", "６０", "٦٠", " 60", "60 ", "0x60", "6_0", "½"]
)
def test_a_lease_that_is_no_positive_whole_number_is_refused(value: str) -> None:
    with pytest.raises(BadRequestError, match="lease_seconds"):
        read(hub_lease_seconds=value)


def test_a_lease_of_any_length_is_a_number() -> None:
    request = read(hub_lease_seconds="9" * 5000)
    assert isinstance(request, Subscribe)
    assert request.lease_seconds == 10**18 - 1


@pytest.mark.parametrize(("secret", "is_taken"), [("x" * 199, True), ("x" * 200, False)])
def test_a_secret_is_shorter_than_200_bytes(secret: str, is_taken: bool) -> None:
    if is_taken:
        assert isinstance(read(hub_secret=secret), Subscribe)
    else:
        with pytest.raises(BadRequestError, match="200 bytes or more"):
            read(hub_secret=secret)


@pytest.mark.parametrize("name", ["topic", "callback"])
def test_a_topic_is_no_longer_than_a_callback_may_be(name: str) -> None:
    longest = FORM[f"hub.{name}"].ljust(1000, "x")
    assert isinstance(read(**{f"hub_{name}": longest}), Subscribe)
    with pytest.raises(BadRequestError, match=rf"hub\.{name}: longer than 1000"):
        read(**{f"hub_{name}": f"{longest}x"})


TOPIC, CALLBACK = FORM["hub.topic"], FORM["hub.callback"]


def test_the_lease_and_the_secret_of_who_ends_a_subscription_are_ignored() -> None:
    ended = Unsubscribe(TOPIC, CALLBACK, "reader.example")
    assert read(hub_mode="unsubscribe", hub_lease_seconds="never") == ended
    assert read(hub_mode="unsubscribe", hub_secret="x" * 200) == ended


@pytest.mark.parametrize(
    ("changed", "lease", "secret", "method"),
    [
        ({}, None, "secret", None),
        ({"hub_secret": ""}, None, None, None),
        ({"hub_lease_seconds": ""}, None, "secret", None),
        ({"hub_lease_seconds": "007"}, 7, "secret", None),
        ({"hub_signature_method": ""}, None, "secret", None),
        ({"hub_signature_method": "sha512"}, None, "secret", "sha512"),
    ],
)
def test_what_a_subscriber_leaves_empty_is_left_out(
    changed: dict[str, str], lease: int | None, secret: str | None, method: str | None
) -> None:
    expected = Subscribe(TOPIC, CALLBACK, "reader.example", lease, secret, method)
    assert read(**changed) == expected


def test_a_value_without_meaning_is_shown_up_to_forty_characters() -> None:
    for name, shown in (
        ("hub.lease_seconds", f"hub.lease_seconds={'x' * 40}: a positive whole number"),
        ("hub.signature_method", f"hub.signature_method={'x' * 40}: one of sha1,"),
    ):
        with pytest.raises(BadRequestError) as refused:
            read(**{name.replace(".", "_"): "x" * 41})
        assert str(refused.value).startswith(shown)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ("&hub.secret=", "hub.secret is given twice"),
        ("&hub.x=%ff", "the body is no form in UTF-8, or has too many fields"),
    ],
)
def test_a_form_with_an_empty_value_beside_another_or_with_other_bytes_is_refused(
    more: str, words: str
) -> None:
    with pytest.raises(BadRequestError) as refused:
        read_request((urlencode(FORM) + more).encode(), ALLOWED, 1000)
    assert str(refused.value) == words
