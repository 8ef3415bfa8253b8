"""What `postwire refresh` and `postwire config` say: each case of it, word for word."""

from __future__ import annotations

import socket
import ssl
from http.client import BadStatusLine
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from pydantic import SecretStr

from feeds.errors import ConfigurationError
from service.commands import config, refresh
from service.settings.settings import Settings
from tests.conftest import three_posts


def encrypted(reason: str | None) -> ssl.SSLError:
    """As OpenSSL gives a reason; Python's own errors have none."""
    error = ssl.SSLError(1, "wrong")
    if reason is not None:
        error.reason = reason
    return error


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (TimeoutError(), "it takes too long"),
        (URLError(TimeoutError()), "it takes too long"),
        (URLError(socket.gaierror(-2, "Name or service not known")), "no such host"),
        (URLError(ConnectionRefusedError(111, "Connection refused")), "Connection refused"),
        (ConnectionResetError(), "the connection ended"),
        (URLError(encrypted("WRONG_VERSION")), "no encrypted connection: WRONG_VERSION"),
        (encrypted("WRONG_VERSION"), "no encrypted connection: WRONG_VERSION"),
        (encrypted(None), "no encrypted connection: wrong"),
        (BadStatusLine("x"), "what answers there is no Postwire"),
        (ValueError("no JSON"), "what answers there is no Postwire"),
        (URLError("unknown url type"), "what answers there is no Postwire"),
    ],
)
def test_why_there_is_no_answer_is_said_in_plain_words(error: Exception, words: str) -> None:
    assert refresh._plain(error) == words


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        (b'{"detail": "no"}', "no"),
        (b'{"detail": 7}', "7"),
        *((b"{}", "{}"), (b"[1]", "[1]"), (b"null", "null"), (b"<p>", "<p>"), (b"", "")),
        (b"x" * 201, "x" * 200),
        (b"\xff", "\ufffd"),
    ],
)
def test_a_refusal_is_shown_as_the_service_words_it(body: bytes, detail: str) -> None:
    assert refresh._detail(body) == detail


def answer(**changed: Any) -> dict[str, Any]:
    nothing = {key: list[str]() for key in ("added", "changed", "removed", "broken", "feeds")}
    return {"rebuilt": False, "milliseconds": 7, **nothing, **changed}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (answer(), "0 added, 0 changed, 0 removed, 0 broken; 0 feeds changed in 7 ms"),
        (answer(rebuilt=True), "the index was built anew in 7 ms"),
        (
            answer(added=["a", "b"], changed=["c"], removed=["d"], broken=["e"], feeds=["/f"]),
            "added: a\nadded: b\nchanged: c\nremoved: d\nbroken: e\n"
            "2 added, 1 changed, 1 removed, 1 broken; 1 feeds changed in 7 ms",
        ),
    ],
)
def test_a_refresh_is_summed_up(given: dict[str, Any], words: str) -> None:
    assert refresh._summary(given) == words


def test_a_path_below_the_archive_is_named_from_there(tmp_path: Path) -> None:
    settings = Settings(archive=tmp_path / "a" / ".." / "a")
    paths = (f"{tmp_path}/a/_posts/x.md", "_posts/y.md", f"{tmp_path}/b/z.md")
    assert refresh._relative(paths, settings) == [
        *("_posts/x.md", "_posts/y.md", f"{tmp_path}/b/z.md")
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        *((None, ""), ("", ""), ((), ""), ({}, ""), (0, "0"), (7, "7"), ("a", "a")),
        *((False, "false"), (True, "true"), (("é",), '["é"]'), ({"a": 1}, '{"a": 1}')),
    ],
)
def test_a_value_is_text_in_the_table_of_settings(value: object, text: str) -> None:
    assert config._text(value) == text


@pytest.mark.parametrize(
    ("given", "name", "shown"),
    [
        ({}, "refresh_token", None),
        ({"refresh_token": SecretStr("x")}, "refresh_token", "********"),
        ({}, "database_url", None),
        ({"database_url": "postgresql://u:p@h/x"}, "database_url", "postgresql://u:********@h/x"),
        ({"queue_url": "redis://:p@h:1/0"}, "queue_url", "redis://:********@h:1/0"),
        ({"queue_url": "redis://h:1/0"}, "queue_url", "redis://h:1/0"),
        ({"base_url": "https://feeds.example/"}, "base_url", "https://feeds.example"),
        ({"port": 8001}, "base_url", "http://127.0.0.1:8001"),
        ({"port": 8001}, "port", 8001),
    ],
)
def test_a_setting_is_shown_without_its_secret(
    tmp_path: Path, given: dict[str, Any], name: str, shown: object
) -> None:
    assert config._shown(name, Settings(archive=tmp_path, **given)) == shown


def test_folders_are_shown_where_they_are(tmp_path: Path) -> None:
    settings = Settings(archive=tmp_path, state=tmp_path / "s")
    assert config._shown("state", settings) == f"{tmp_path}/s"
    assert config._shown("archive", settings) == str(tmp_path)


@pytest.mark.parametrize("kind", ["jekyll", "folder", None])
def test_an_archive_may_be_read_as_what_it_looks_like_or_as_a_folder(
    tmp_path: Path, kind: Any
) -> None:
    config._check_kind(Settings(archive=three_posts(tmp_path), kind=kind))


def test_an_archive_that_looks_like_another_kind_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError) as refused:
        config._check_kind(Settings(archive=three_posts(tmp_path), kind="zola"))
    assert str(refused.value) == f"kind is zola, but {tmp_path} looks like jekyll"
    (tmp_path / "empty").mkdir()
    config._check_kind(Settings(archive=tmp_path / "empty", kind="zola"))


@pytest.mark.parametrize("tag", [None, "", "browser", "en", "en-GB", "zh-CN"])
def test_pages_are_in_a_language_that_there_is(tag: str | None) -> None:
    config._check_page_language(tag)


def test_a_language_without_pages_is_named_with_those_that_have_some() -> None:
    with pytest.raises(ConfigurationError) as refused:
        config._check_page_language("tlh")
    words = "there are no pages in page_language 'tlh': en, zh-Hans, browser"
    assert str(refused.value) == words
