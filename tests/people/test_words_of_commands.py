"""What `refresh`, `config` and `export` say, case by case, and how far a bar says a work is."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import BadStatusLine
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from feeds.archive import open_archive
from feeds.errors import ConfigurationError
from service.cli import main
from service.commands import config, export, progress, refresh, subscriptions
from service.export.export import Exported
from service.export.ping import Refusal
from service.settings.loading import load
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


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ((), ("http://127.0.0.1:8000", "t", [])),
        (("--url", "https://feeds.example/x", "p"), ("https://feeds.example/x", "t", ["p"])),
    ],
)
def test_the_service_is_asked_where_the_option_or_the_settings_say(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: tuple[str, ...],
    asked: tuple[object, ...],
) -> None:
    questions = list[tuple[object, ...]]()

    def ask(*question: object) -> dict[str, Any]:
        questions.append(question)
        return answer(added=["ü"])

    monkeypatch.setattr(refresh, "_ask", ask)
    words = ["refresh", "--archive", str(tmp_path), *options]
    said, as_json = (
        CliRunner().invoke(main, [*words, *more], env={"POSTWIRE_REFRESH_TOKEN": "t"}).stdout
        for more in ([], ["--json"])
    )
    assert questions == [asked] * 2
    assert said.startswith("added: ü\n1 added, ")
    assert json.loads(as_json) == answer(added=["ü"])
    assert "ü" in as_json


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
    of_git = load(archive="https://me:secret@git.example/site.git#main", state=tmp_path)
    assert config._shown("archive", of_git) == "https://git.example/site.git#main"


def test_database_and_queue_are_tried_where_all_else_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(config, "parts_away", lambda settings: ["the queue is away"])
    for archive in (three_posts(tmp_path / "a"), "https://git.example/site.git"):
        assert config._tried(load(archive=archive, state=tmp_path)) == ["the queue is away"]
    (fault,) = config._tried(load(archive=tmp_path / "none", state=tmp_path))
    assert str(tmp_path / "none") in fault


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


@pytest.mark.parametrize("is_json", [False, True])
@pytest.mark.parametrize("record", ["", "elsewhere.json"])
def test_an_export_says_what_it_came_to_and_which_hubs_were_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, record: str, is_json: bool
) -> None:
    told = list[tuple[object, ...]]()

    def tell_hubs(settings: Settings, *given: object) -> tuple[int, list[Refusal]]:
        told.append(given)
        return 3, [Refusal("https://hub.example/", "status 500")]

    result = Exported(2, 5, 1, refused=[("/a", "too long")], foreign=["/c", "/b"], changed=["u"])
    monkeypatch.setattr(export, "export", lambda *given: result)
    monkeypatch.setattr(export, "tell_hubs", tell_hubs)
    monkeypatch.setattr(export, "refreshed", lambda *given: None)
    archive, out = three_posts(tmp_path / "archive"), tmp_path / "out"
    words = ["export", str(archive), str(out), "--ping", "--base-url", "https://feeds.example"]
    words += ["--record", str(tmp_path / record)] if record else []
    run = CliRunner().invoke(
        main,
        [*words, *(["--json"] if is_json else [])],
        env={"POSTWIRE_EXTERNAL_HUBS": "https://hub.example/"},
    )
    assert run.exit_code == 1
    assert told == [(tmp_path / record if record else out / ".postwire-export.json", ["u"])]
    assert run.stderr.splitlines() == [
        "postwire: /a: not written: too long",
        "postwire: /b and 1 more (--verbose names them): left as the site's generator wrote it",
        "postwire: https://hub.example/: not told: status 500; the next export tells it again",
    ]
    if is_json:
        counts = json.loads(run.stdout)
        assert counts.pop("seconds") >= 0
        assert counts == {
            **{"written": 2, "unchanged": 5, "removed": 1, "refused": 1},
            **{"left_to_others": 2, "told": 3},
        }
    else:
        words = "2 written, 5 unchanged, 1 removed, 1 refused, 2 left to others, 3 told, "
        assert run.stdout.startswith(words)


def test_a_subscription_without_a_value_has_an_empty_cell() -> None:
    cells = [subscriptions._cell(value) for value in (None, 0, 7, "503", False)]
    assert cells == ["", 0, 7, "503", False]


class Bar:
    """In place of what draws a bar: it notes the steps."""

    def __init__(self) -> None:
        self.steps: list[object] = []

    def add_task(self, words: str, total: int | None) -> int:
        self.steps.append(total)
        return 4

    def advance(self, task: int, count: int) -> None:
        self.steps.append((task, count))

    def update(self, task: int, *, completed: int, total: int) -> None:
        self.steps.append((task, completed, total))


def test_a_bar_says_how_much_of_a_work_is_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bar, words = Bar(), list[str]()

    @contextmanager
    def drawn(title: str) -> Iterator[Bar]:
        words.append(title)
        yield bar

    monkeypatch.setattr(progress, "_bar", drawn)
    archive = open_archive(three_posts(tmp_path))
    for shown in (False, True):
        with progress.reading_bar(archive, shown) as read, progress.counting_bar("x", shown) as at:
            read(2)
            at(1, 9)
    assert words == ["reading posts", "x"]
    assert bar.steps == [3, None, (4, 2), (4, 1, 9)]


def test_a_bar_is_gone_from_the_terminal_when_the_work_is_done() -> None:
    bar = progress._bar("reading posts")
    assert bar.live.transient
    assert bar.console.stderr
    assert [column.__class__.__name__ for column in bar.columns[1:]] == [
        *("BarColumn", "MofNCompleteColumn", "TimeElapsedColumn"),
    ]
