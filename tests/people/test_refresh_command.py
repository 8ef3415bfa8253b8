"""What `postwire refresh` asks of a service, and what it says of each answer."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from http.client import BadStatusLine
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from click.testing import CliRunner, Result

from service.cli import main
from tests.pushing.subscribers import Reaction, Subscribers

CHANGES: dict[str, Any] = {
    **{key: list[str]() for key in ("added", "changed", "removed", "broken", "feeds")},
    **{"rebuilt": False, "milliseconds": 7},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Subscribers]:
    """It answers as a test says."""
    server = Subscribers()
    yield server
    server.close()


def run(url: str, *words: str, token: str = "t") -> Result:
    environment = {"POSTWIRE_REFRESH_TOKEN": token, "POSTWIRE_BASE_URL": url}
    return CliRunner().invoke(main, ["refresh", *words], env=environment)


def answering(server: Subscribers, answer: dict[str, Any] | bytes, status: int = 200) -> str:
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    server.react = lambda received: Reaction(status, body)
    return server.url


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({}, "0 added, 0 changed, 0 removed, 0 broken; 0 feeds changed in 7 ms"),
        ({"rebuilt": True}, "the index was built anew in 7 ms"),
        (
            {"added": ["ü", "b"], "changed": ["c"], "removed": ["d"], "broken": ["e"]},
            "added: ü\nadded: b\nchanged: c\nremoved: d\nbroken: e\n"
            "2 added, 1 changed, 1 removed, 1 broken; 0 feeds changed in 7 ms",
        ),
        ({"feeds": ["/f"]}, "0 added, 0 changed, 0 removed, 0 broken; 1 feeds changed in 7 ms"),
    ],
)
def test_a_refresh_is_summed_up_or_given_as_the_service_words_it(
    server: Subscribers, changed: dict[str, Any], words: str
) -> None:
    url = answering(server, CHANGES | changed)
    assert run(url).output == f"{words}\n"
    as_json = run(url, "--json").output
    assert json.loads(as_json) == CHANGES | changed
    assert ("ü" in as_json) == ("ü" in words)


def test_a_service_is_asked_with_its_token_for_everything_or_for_some_paths(
    server: Subscribers, tmp_path: Path
) -> None:
    url = answering(server, CHANGES)
    server.received.clear()
    archive = tmp_path / "a" / ".." / "a"
    paths = (f"{tmp_path}/a/_posts/é.md", "_posts/y.md", f"{tmp_path}/b/z.md")
    assert run(url).exit_code == 0
    options = ("--url", f"{url}/x/", "--archive", str(archive))
    assert run("http://127.0.0.1:1", *options, *paths).exit_code == 0
    everything, some = server.received
    assert (everything.method, everything.path, everything.body) == ("POST", "/refresh", b"")
    assert (some.method, some.path) == ("POST", "/x/refresh")
    asked = {"paths": ["_posts/é.md", "_posts/y.md", f"{tmp_path}/b/z.md"]}
    assert json.loads(some.body) == asked
    for received in (everything, some):
        assert received.headers["authorization"] == "Bearer t"
        assert received.headers["accept"] == "application/json"
        assert received.headers["content-type"] == "application/json"


def test_the_token_is_that_of_the_settings_or_of_the_state_folder(
    server: Subscribers, tmp_path: Path
) -> None:
    url, words = answering(server, CHANGES), ("--state", str(tmp_path))
    server.received.clear()
    (tmp_path / "refresh.token").write_text("kept\n")
    environment = {"POSTWIRE_BASE_URL": url}
    assert CliRunner().invoke(main, ["refresh", *words], env=environment).exit_code == 0
    assert run(url, *words, token="given").exit_code == 0
    tokens = [received.headers["authorization"] for received in server.received]
    assert tokens == ["Bearer kept", "Bearer given"]


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        *((b'{"detail": "no"}', "no"), (b'{"detail": 7}', "7"), (b"{}", "{}"), (b"[1]", "[1]")),
        *((b"null", "null"), (b"<p>", "<p>"), (b"", ""), (b"\xff", "\ufffd")),
        (b"x" * 201, "x" * 200),
    ],
)
def test_a_refusal_is_shown_as_the_service_words_it(
    server: Subscribers, body: bytes, detail: str
) -> None:
    result = run(answering(server, body, 403))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"postwire: {server.url}: 403: {detail}\n"


def test_another_program_at_the_address_is_no_postwire(server: Subscribers) -> None:
    result = run(answering(server, b"<p>Welcome</p>"))
    words = "what answers there is no Postwire"
    assert result.stderr == f"postwire: no answer from {server.url}: {words}\n"
    assert result.exit_code == 2


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
        (ConnectionResetError(), "the connection ended"),
        (URLError(encrypted("WRONG_VERSION")), "no encrypted connection: WRONG_VERSION"),
        (encrypted(None), "no encrypted connection: wrong"),
        (BadStatusLine("x"), "what answers there is no Postwire"),
    ],
)
def test_why_a_network_gives_no_answer_is_said_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def urlopen(*given: object, **more: object) -> None:
        raise error

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    assert run("http://a.example").stderr == (
        f"postwire: no answer from http://a.example: {words}\n"
    )
