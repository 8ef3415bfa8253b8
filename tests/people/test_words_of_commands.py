"""What `refresh`, `config` and `export` say, case by case, and how far a bar says a work is."""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import BadStatusLine
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import Request

import click
import pytest
from click.testing import CliRunner
from pydantic import SecretStr

from feeds.archive import open_archive
from feeds.errors import ConfigurationError
from service.cli import main
from service.commands import (
    config,
    export,
    import_feed,
    import_wordpress,
    progress,
    refresh,
    subscriptions,
)
from service.commands.verbosity import with_voice
from service.export.export import Choice, Exported
from service.export.ping import Refusal
from service.moving.comparison import Comparison, Difference
from service.moving.wordpress_export import WordPressItem, WordPressSite
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


@pytest.mark.parametrize(("record", "is_json"), [("", False), ("elsewhere.json", True)])
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
        assert 0 <= counts.pop("seconds") < 600
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


GIVEN: dict[str, Any] = {
    **{"gzip": True, "months": 12, "pages": 5, "formats": (), "kinds": (), "feeds_only": False},
    "base_url": "https://feeds.example",
}


@pytest.mark.parametrize(
    ("changed", "is_shared", "brotli", "choice"),
    [
        ({}, False, False, {"codings": (".gz",)}),
        ({"gzip": False}, True, False, {"codings": (), "is_shared": True}),
        ({"gzip": False}, False, True, {"codings": (".br",)}),
        ({"formats": ("rss",), "months": 0, "pages": 1}, False, True, {
            **{"codings": (".gz", ".br"), "formats": ("rss",), "months": 0, "pages": 1}}),
        ({"kinds": ("tag",), "feeds_only": True}, False, False, {
            **{"codings": (".gz",), "kinds": ("tag",), "has_site": False}}),
    ],
)  # fmt: skip
def test_what_an_export_writes_is_chosen_by_its_options(
    changed: dict[str, Any], is_shared: bool, brotli: bool, choice: dict[str, Any]
) -> None:
    given = GIVEN | changed
    usual = {"has_site": True, "is_shared": False, "months": 12, "pages": 5}
    assert export._choice(given, is_shared, brotli) == Choice(**(usual | choice))
    assert given == {"base_url": "https://feeds.example"}, "the rest are settings"


@pytest.mark.parametrize(
    ("base_url", "site_url", "is_shared", "url", "is_warned"),
    [
        ("https://feeds.example", "https://site.example", True, "https://feeds.example", False),
        (None, "https://site.example", True, "https://site.example", False),
        (None, "https://site.example", False, "http://127.0.0.1:8000", True),
        (None, "", True, "http://127.0.0.1:8000", True),
    ],
)
def test_an_export_has_the_address_that_it_is_given_or_that_of_the_site_that_it_lies_in(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    base_url: str | None,
    site_url: str,
    is_shared: bool,
    url: str,
    is_warned: bool,
) -> None:
    archive: Any = SimpleNamespace(site=SimpleNamespace(url=site_url))
    settings = Settings(archive=tmp_path, base_url=base_url)
    assert export._addressed(settings, archive, is_shared).base_url == url
    said = capsys.readouterr()
    warning = f"postwire: WARNING: no --base-url: the feeds name {url}, where no subscriber finds"
    assert said.err.startswith(warning) if is_warned else not said.err
    assert not said.out


@pytest.mark.parametrize(
    ("options", "addresses", "lines"),
    [
        ([], [], []),
        ([], ["/a"], ["/a: left as the site's generator wrote it"]),
        ([], ["/a", "/b", "/c"], [
            "/a and 2 more (--verbose names them): left as the site's generator wrote it"]),
        (["--verbose"], [], []),
        (["--verbose"], ["/a", "/b"], [
            f"{each}: left as it is: another program's file lies there" for each in ("/a", "/b")]),
        (["--quiet"], ["/a"], []),
    ],
)  # fmt: skip
def test_files_of_others_are_named_in_one_line_or_one_by_one(
    capsys: pytest.CaptureFixture[str], options: list[str], addresses: list[str], lines: list[str]
) -> None:
    command = click.Command("x", callback=lambda: export._report_foreign(addresses))
    with_voice(command).main(options, standalone_mode=False)
    assert capsys.readouterr().err.splitlines() == [f"postwire: {line}" for line in lines]


@pytest.mark.parametrize(
    ("words", "refused", "code"),
    [
        (["A", "O"], [], 0),
        (["A", "O"], [("/a", "too long")], 1),
        (["A", "--into", "."], [], 0),
        (["A"], [], 2),
        (["A", "O", "--into", "."], [], 2),
        (["A", "O", "--brotli"], [], 2),
        (["A", "O", "--ping"], [], 2),
    ],
)
def test_an_export_ends_with_a_code(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: list[str],
    refused: list[tuple[str, str]],
    code: int,
) -> None:
    folders = list[object]()

    def write_all(source: object, settings: object, folder: object, *more: object) -> Exported:
        folders.append(folder)
        return Exported(refused=refused)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(export, "find_spec", lambda name: None)
    monkeypatch.setattr(export, "loaded", lambda *given, **more: Settings(base_url="https://a"))
    monkeypatch.setattr(export, "opened", lambda settings: None)
    monkeypatch.setattr(export, "refreshed", lambda *given: None)
    monkeypatch.setattr(export, "export", write_all)
    assert CliRunner().invoke(main, ["export", *words]).exit_code == code
    assert folders == ([] if code == 2 else [Path("." if "--into" in words else "O")])


def test_tables_have_a_heading_for_each_column(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    headings = dict[object, object]()
    for module in (config, import_feed):
        monkeypatch.setattr(
            module, "show", lambda columns, rows, of=module: headings.update({of: columns})
        )
    CliRunner().invoke(main, ["config", str(tmp_path)])
    import_feed._print(Comparison("hugo", {"hugo": 1}, 1, (Difference("id", "A", "1", "2"),)))
    assert headings == {
        config: ("setting", "value", "from"),
        import_feed: ("change", "title", "before", "after"),
    }


def test_a_service_is_asked_with_its_token_and_the_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = list[tuple[object, ...]]()

    def urlopen(request: Request, timeout: float) -> BytesIO:
        asked.append((request.full_url, request.data, request.get_method(), timeout))
        asked.append(tuple(sorted(request.header_items())))
        return BytesIO(b'{"rebuilt": true}')

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    assert refresh._ask("https://feeds.example/x/", "t", []) == {"rebuilt": True}
    assert refresh._ask("https://feeds.example/x", "t", ["é"]) == {"rebuilt": True}
    headers = (
        *(("Accept", "application/json"), ("Authorization", "Bearer t")),
        ("Content-type", "application/json"),
    )
    to = ("https://feeds.example/x/refresh",)
    assert asked == [
        *((*to, b"", "POST", 600.0), headers),
        *((*to, b'{"paths": ["\\u00e9"]}', "POST", 600.0), headers),
    ]


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (HTTPError("u", 403, "", {}, BytesIO(b'{"detail": "no"}')), "http://a: 403: no"),  # type: ignore[arg-type]
        (URLError(TimeoutError()), "no answer from http://a: it takes too long"),
        (BadStatusLine("x"), "no answer from http://a: what answers there is no Postwire"),
    ],
)
def test_a_service_that_refuses_or_says_nothing_is_named(
    monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def urlopen(*given: object, **more: object) -> None:
        raise error

    monkeypatch.setattr("urllib.request.urlopen", urlopen)
    with pytest.raises(refresh.RefreshFailedError) as refused:
        refresh._ask("http://a", "t", [])
    assert str(refused.value) == words


def test_the_token_is_that_of_the_settings_or_of_the_state_folder(tmp_path: Path) -> None:
    folder = Settings(archive=tmp_path, state=tmp_path)
    with pytest.raises(refresh.RefreshFailedError, match="no refresh token"):
        refresh._token(folder)
    given = Settings(archive=tmp_path, state=tmp_path, refresh_token=SecretStr("given"))
    assert refresh._token(given) == "given"
    (tmp_path / "refresh.token").write_text("kept\n")
    assert (refresh._token(folder), refresh._token(given)) == ("kept", "given")


@pytest.mark.parametrize(
    ("url", "lines"),
    [
        ("https://a.example/log/", ['url: "https://a.example"', 'baseurl: "/log"']),
        ("https://a.example", ['url: "https://a.example"']),
        ("", []),
    ],
)
def test_an_imported_site_keeps_its_address_and_the_ids_of_its_entries(
    url: str, lines: list[str]
) -> None:
    site = WordPressSite(title="A: b", url=url, description="", language="en")
    files = dict(import_wordpress._settings_files(site))
    assert files["_config.yml"].splitlines() == ['title: "A: b"', *lines, 'lang: "en"']
    assert files["postwire.toml"].endswith('\nids = "wordpress"\n')


def test_an_item_is_named_by_sixty_characters_of_its_title() -> None:
    items = [WordPressItem(1, {"title": "x" * 61}), WordPressItem(1, {})]
    assert [import_wordpress._title(each) for each in items] == [repr("x" * 60), "''"]
