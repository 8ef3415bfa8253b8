"""Where the service's bounds lie, to the byte and the second: what is just within one is taken."""

from __future__ import annotations

import logging
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from feeds.errors import ConfigurationError
from feeds.model import Term
from feeds.query import Query
from service.export.files import place_of
from service.hub.allowed_targets import AllowedTargets
from service.hub.content_order import follows, next_order
from service.hub.leases import LeaseBounds, granted
from service.hub.requests import BadRequestError, Publish, read_request
from service.hub.retry import Backoff, next_try, retry_after_seconds
from service.publication.cache_control import cache_control
from service.publication.editions import Editions
from service.publication.response import prepare
from service.publication.response_cache import CachedResponse, ResponseCache
from service.settings.config_file import read_config_file
from service.settings.git_address import git_address
from service.settings.ports import parse_ports
from service.settings.state_folder import default_state_folder
from service.web.last_pushes import last_ends, remember

MINUTE = 60_000_000  # microseconds


# The hub


def test_the_pause_doubles_with_each_failure_and_sixty_times_at_most() -> None:
    endless = Backoff(first=1, largest=float("inf"), give_up=float("inf"))
    assert [next_try(n, 0, 0, 0.5, endless) for n in (1, 2, 61, 62)] == [1, 2, 2.0**60, 2.0**60]


def test_a_request_is_given_up_after_the_time_for_it() -> None:
    backoff = Backoff(first=10, largest=60, give_up=1000)
    assert next_try(1, 100, 1090, 0.5, backoff) == 1100
    assert next_try(1, 100, 1091, 0.5, backoff) is None
    assert next_try(1, 0, 0, 0.5, backoff, wait=60) == 60
    assert next_try(1, 0, 0, 0.5, backoff, wait=61) == 60


@pytest.mark.parametrize(
    ("text", "seconds"),
    [*(("0", 0), ("7", 7), (" 007\t", 7)), *(("7s", 0), ("٧", 0), ("", 0), ("-7", 0))],
)
def test_the_seconds_of_retry_after(text: str, seconds: float) -> None:
    assert retry_after_seconds(text, 5) == seconds


def test_the_date_of_retry_after_is_counted_from_now() -> None:
    assert retry_after_seconds("Thu, 01 Jan 1970 00:01:00 GMT", 59) == 1
    assert retry_after_seconds("Thu, 01 Jan 1970 00:01:00 GMT", 60) == 0


@pytest.mark.parametrize(("requested", "seconds"), [(None, 5), (9, 9), (11, 10), (10, 10)])
def test_a_lease_may_be_as_short_as_its_default(requested: int | None, seconds: int) -> None:
    assert granted(requested, LeaseBounds(5, 5, 10)) == seconds


def test_a_number_of_contents_is_a_wrong_clocks_past_a_minute() -> None:
    now = 7 * MINUTE
    assert next_order(now + MINUTE, None, 420) == now + MINUTE
    assert next_order(now + MINUTE + 1, None, 420) == now
    assert next_order(3, now + MINUTE, 420) == now + MINUTE + 1
    assert next_order(3, now + MINUTE + 1, 420) == 3
    assert next_order(9, 3, 420) == 9
    assert next_order(3, 3, 420) == 4
    assert follows(5, 5, 420)
    assert not follows(5, 6, 420)
    assert not follows(5, now + MINUTE, 420)
    assert follows(5, now + MINUTE + 1, 420)


ANYWHERE = AllowedTargets(private=True, ports=parse_ports("1-65535"))


@pytest.mark.parametrize(("fields", "is_read"), [(200, True), (201, False)])
def test_a_form_has_two_hundred_fields_at_most(fields: int, is_read: bool) -> None:
    body = urlencode([("hub.mode", "publish"), *[("hub.url", "https://a/")] * (fields - 1)])
    if is_read:
        assert read_request(body.encode(), ANYWHERE, 100) == Publish(("https://a/",))
    else:
        with pytest.raises(BadRequestError, match="too many fields"):
            read_request(body.encode(), ANYWHERE, 100)


@pytest.mark.parametrize(
    ("name", "value", "topics"),
    [
        ("hub.url", "https://a/,http://b/", ("https://a/", "http://b/")),
        ("hub.url[]", "https://a/?b=1,2", ("https://a/?b=1,2",)),
        ("hub.topic", " http://a/ ,https://b/,http://a/", ("http://a/", "https://b/")),
    ],
)
def test_topics_are_named_in_every_spelling_in_use(
    name: str, value: str, topics: tuple[str, ...]
) -> None:
    body = urlencode({"hub.mode": "publish", name: value}).encode()
    assert read_request(body, ANYWHERE, 100) == Publish(topics)


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({}, "hub.mode is missing"),
        ({"hub.mode": "x" * 41}, f"hub.mode={'x' * 40}: subscribe, unsubscribe or publish"),
        ({"hub.mode": "publish"}, "hub.url is missing"),
        ({"hub.mode": "publish", "hub.url": " "}, "hub.url is missing"),
        ({"hub.mode": "unsubscribe", "hub.topic": "t"}, "hub.callback is missing"),
        ({"hub.mode": "subscribe", "hub.callback": "https://a/"}, "hub.topic is missing"),
    ],
)
def test_a_form_that_is_refused_says_what_is_wrong(form: dict[str, str], words: str) -> None:
    with pytest.raises(BadRequestError) as refused:
        read_request(urlencode(form).encode(), ANYWHERE, 100)
    assert str(refused.value) == words


def test_the_signature_that_a_subscriber_wishes_is_one_that_there_is() -> None:
    form = {"hub.mode": "subscribe", "hub.topic": "t", "hub.callback": "https://a/"}

    def method(wish: str) -> Any:
        body = urlencode({**form, "hub.signature_method": wish}).encode()
        return read_request(body, ANYWHERE, 100).signature_method  # type: ignore[union-attr]

    assert [method(each) for each in ("", "sha1", "sha256", "sha384", "sha512")] == [
        *(None, "sha1", "sha256", "sha384", "sha512")
    ]
    with pytest.raises(BadRequestError, match="one of sha1, sha256, sha384, sha512"):
        method("md5")


def test_a_parameter_that_is_given_twice_is_refused_where_the_two_differ() -> None:
    form = "hub.mode=publish&hub.url=https://a/&hub.mode="
    assert read_request(f"{form}publish".encode(), ANYWHERE, 100) == Publish(("https://a/",))
    with pytest.raises(BadRequestError, match=r"hub\.mode is given twice"):
        read_request(f"{form}subscribe".encode(), ANYWHERE, 100)


# What is remembered


def test_the_ends_of_a_hundred_refs_are_remembered_the_newest_ones(tmp_path: Path) -> None:
    assert last_ends(tmp_path) == {}
    for number in range(100):
        remember(tmp_path, {str(number): "a"})
    assert len(last_ends(tmp_path)) == 100
    remember(tmp_path, {"0": "b"})  # which makes it the newest
    remember(tmp_path, {"100": "c"})
    assert [*last_ends(tmp_path)] == [*map(str, range(2, 100)), "0", "100"]
    assert last_ends(tmp_path)["0"] == "b"


@pytest.mark.parametrize("spoiled", ["", "[1]", "7", "{"])
def test_what_is_no_list_of_ends_is_none(tmp_path: Path, spoiled: str) -> None:
    (tmp_path / "pushes.json").write_text(spoiled)
    assert last_ends(tmp_path) == {}


@pytest.mark.parametrize(("length", "is_remembered"), [(2048, True), (2049, False)])
def test_a_request_target_of_two_kilobytes_is_remembered(length: int, is_remembered: bool) -> None:
    cache, target = ResponseCache(1 << 20), b"/".ljust(length, b"x")
    body = prepare(b"a", "text/plain", datetime(2022, 3, 1, tzinfo=UTC), "public", "<x>")
    cache.make("/feed.rss", lambda: CachedResponse(body, Query(), revision=1, compared=1))
    cache.remember(target, "/feed.rss")
    assert (cache.at_target(target) is not None) == is_remembered


@dataclass(frozen=True)
class Document:
    """As much of a feed as an edition is of."""

    entries: tuple[str, ...]


def test_eight_editions_of_a_document_are_remembered() -> None:
    editions: Any = Editions()
    for number in range(9):
        editions.remember("/feed.rss", str(number), Document((str(number),)))

    def added(digest: str) -> Any:
        feed = Document(("8", "1"))
        editions.remember("/feed.rss", "now", feed)
        since = editions.since("/feed.rss", [digest], "now", feed)
        return since and since.entries

    assert added("2") == ("8", "1")  # "now" is one of the eight
    assert added("1") is None
    assert added("8") == ("1",)
    assert added("now") is None  # nothing is new


def test_of_several_editions_the_first_that_is_remembered_counts() -> None:
    editions: Any = Editions()
    feed = Document(("a", "b"))
    editions.remember("/feed.rss", "one", Document(("a",)))
    editions.remember("/feed.rss", "two", Document(("b",)))
    editions.remember("/feed.rss", "now", feed)
    assert editions.since("/feed.rss", ["none", "one", "two"], "now", feed).entries == ("b",)
    assert editions.since("/feed.rss", ["two", "one"], "now", feed).entries == ("a",)
    assert editions.since("/other.rss", ["one"], "now", feed) is None
    assert editions.since("/feed.rss", ["one"], "now", Document(("b", "a"))) is None


def test_the_four_thousand_documents_that_were_rendered_last_are_remembered() -> None:
    editions: Any = Editions()
    feed, first = Document(("a", "b")), Document(("a",))
    for key in ("1", "2", "1", "3"):
        editions.remember(key, "one", first)
        editions.remember(key, "now", feed)
    for number in range(4000 - 3):
        editions.remember(f"other {number}", "now", feed)

    def kept() -> list[str]:
        return [key for key in "123" if editions.since(key, ["one"], "now", feed)]

    assert kept() == ["1", "2", "3"]
    editions.remember("one more", "now", feed)
    assert kept() == ["1", "3"]


class Frequency:
    fresh_seconds = 600


@dataclass(frozen=True)
class Cached:
    """As much of a feed as its Cache-Control tells."""

    is_sealed: bool
    frequency = Frequency()


def test_how_long_a_copy_may_be_kept() -> None:
    open_one, sealed = (cache_control(Cached(each)) for each in (False, True))  # type: ignore[arg-type]
    assert open_one == "public, max-age=600, stale-while-revalidate=600, stale-if-error=86400"
    assert sealed == "public, max-age=31536000, immutable"


# Names and files


def test_a_state_folder_is_called_after_sixty_characters_of_its_archive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    name, _, digest = default_state_folder(tmp_path / ("a" * 60 + "b")).name.rpartition("-")
    assert name == "a" * 60
    assert len(digest) == 12
    assert default_state_folder(tmp_path, "own") == tmp_path / "postwire" / "own"


@pytest.mark.parametrize(
    ("spelled", "name"),
    [
        ("https://g.example/ada/" + "a" * 61 + ".git", "a" * 60),
        ("https://g.example/my%20site.git/", "my-site"),
        ("https://g.example/-.x", "x"),
        ("git@g.example:site.git", "site"),
        ("https://g.example/..", "archive"),
    ],
)
def test_a_repository_is_called_after_the_end_of_its_address(spelled: str, name: str) -> None:
    address = git_address(spelled, {})
    assert address is not None
    assert address.name == name
    assert len(address.digest) == 12


def test_a_configuration_file_has_a_megabyte_at_most(tmp_path: Path) -> None:
    file = tmp_path / "postwire.toml"
    file.write_bytes(b"port = 1\n".ljust(1024 * 1024, b"\n"))
    assert read_config_file(None, tmp_path).values == {"port": 1}
    with file.open("ab") as end:
        end.write(b"\n")
    with pytest.raises(ConfigurationError, match="larger than 1,048,576 bytes"):
        read_config_file(None, tmp_path)


OPERATORS_OWN = (
    "state database_url queue_url refresh_token webhook_secret webhook_former_secret archive config"
    " host trusted_proxies git_branch git_folder git_user git_token pull pull_seconds fetch_seconds"
    " external_hubs allow_private_callbacks callback_ports post_seconds post_memory"
)


def test_an_archive_decides_nothing_that_is_its_operators(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    names = OPERATORS_OWN.split()
    file = tmp_path / "postwire.toml"
    file.write_text("".join(f"{name} = 1\n" for name in (*names, "port", "title")))
    with caplog.at_level(logging.WARNING):
        assert read_config_file(None, tmp_path).values == {"port": 1, "title": 1}
    assert (
        f"{file} lies in the archive, so {', '.join(sorted(names))} in it is ignored" in caplog.text
    )
    caplog.clear()
    assert len(read_config_file(file, tmp_path).values) == len(names) + 2
    assert not caplog.text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a = 1\nb = ", ":2: this is no TOML: Invalid value"),
        (b"a = 1\n\nb = [\n", ":3: this is no TOML: Invalid value"),
        (b"a = 1\nb ? 2", ":2: this is no TOML: Expected '=' after a key in a key/value pair"),
        (b"b ? 2\na = 1\n", ":1: this is no TOML: Expected '=' after a key in a key/value pair"),
        (b"a = [\n  \n", ":2: this is no TOML: Invalid value"),
        (b"a = \xff", ": not UTF-8 at byte 4"),
    ],
)
def test_a_file_that_is_no_toml_is_named_with_its_line(
    tmp_path: Path, data: bytes, words: str
) -> None:
    file = tmp_path / "postwire.toml"
    file.write_bytes(data)
    with pytest.raises(ConfigurationError) as refused:
        read_config_file(None, tmp_path)
    assert str(refused.value) == f"{file}{words}"


def test_a_file_that_the_operator_names_has_to_be_there(tmp_path: Path) -> None:
    none = tmp_path / "none.toml"
    with pytest.raises(ConfigurationError, match=f"no configuration file at {none}"):
        read_config_file(none, tmp_path)
    assert read_config_file(None, tmp_path / "none").values == {}


@pytest.mark.parametrize(("length", "has_a_file"), [(4000, True), (4001, False)])
def test_a_terms_file_has_a_path_that_fits(length: int, has_a_file: bool) -> None:
    room = length - len("tag/") - len(".rss")
    name = ("x" * 99 + "/") * 60
    name = name[: room - 1] + "y"
    assert len(os.fsencode(f"tag/{name}.rss")) == length
    assert (place_of(Term("tag", name), "rss") is not None) == has_a_file


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [("1", 1, 1), ("65535", 65535, 65535), (" 8000 - 8999 ", 8000, 8999), ("5-5", 5, 5)],
)
def test_ports_are_numbers_and_ranges(text: str, first: int, last: int) -> None:
    (ports,) = parse_ports(text)
    assert (ports[0], ports[-1]) == (first, last)


@pytest.mark.parametrize("text", ["", "0", "65536", "0-5", "5-65536", "6-5", "1,", "-1", "123456"])
def test_what_is_no_port_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is no port or range of ports"):
        parse_ports(text)
