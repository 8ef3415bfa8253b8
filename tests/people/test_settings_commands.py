"""`postwire config` and `postwire init`, `--quiet` and `--verbose`, and what ^C leaves."""

from __future__ import annotations

import json
import logging
import os
import pty
import signal
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from service.cli import COMMANDS, main
from service.commands.init import first_settings
from service.commands.verbosity import say, say_more, voice, with_voice
from service.settings.loading import load
from service.settings.settings import Settings
from tests.conftest import free_port, post, write
from tests.forked import ForkedProgram

PASSWORD = "of-nobody-else"


def run(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], env=environment)


def rows(archive: Path, *options: str, **environment: str) -> dict[str, dict[str, Any]]:
    result = run("config", archive, "--json", *options, **environment)
    assert result.exit_code == 0, result.output
    return {row["setting"]: row for row in json.loads(result.stdout)}


def test_config_prints_every_setting_and_where_it_comes_from(archive: Path) -> None:
    file = write(archive, "postwire.toml", "# mine\ntitle = 'News'\n[names.tag]\na = 'b'\n")
    printed = rows(archive, POSTWIRE_WORKERS="3")
    assert set(printed) == set(Settings.model_fields)
    assert printed["title"] == {"setting": "title", "value": "News", "from": f"{file}:2"}
    assert printed["names"]["from"] == f"{file}:3"
    assert (printed["workers"]["value"], printed["workers"]["from"]) == (3, "POSTWIRE_WORKERS")
    assert (printed["port"]["value"], printed["port"]["from"]) == (8000, "default")
    assert printed["archive"]["from"] == "ARCHIVE"
    assert printed["base_url"]["value"] == "http://127.0.0.1:8000"
    assert Path(printed["state"]["value"]) == load(archive=archive).state_folder


def test_config_shows_texts_as_people_write_them(archive: Path) -> None:
    assert '"测试"' in run("config", archive, "--json", POSTWIRE_TITLE="测试").stdout
    assert "测试\t" in run("config", archive, POSTWIRE_TITLE="测试").stdout


def test_config_shows_no_secret(archive: Path) -> None:
    environment = {
        "POSTWIRE_REFRESH_TOKEN": PASSWORD,
        "POSTWIRE_GIT_TOKEN": PASSWORD,
        "POSTWIRE_DATABASE_URL": f"postgresql://me:{PASSWORD}@127.0.0.1:1/a",
        "POSTWIRE_QUEUE_URL": f"redis://:{PASSWORD}@127.0.0.1:1/0",
    }
    result = run("config", archive, **environment)
    assert result.exit_code == 0
    assert PASSWORD not in result.output
    assert "postgresql://me:********@127.0.0.1:1/a" in result.stdout


@pytest.mark.parametrize(
    ("given", "setting", "text"),
    [
        *(("", "title", ""), ("port = 7001", "port", "7001")),
        *(("log_requests = true", "log_requests", "true"), ("", "log_requests", "false")),
        ('external_hubs = ["https://é.example/"]', "external_hubs", '["https://é.example/"]'),
        *(("[names.tag]\na = 'é'", "names", '{"tag": {"a": "é"}}'), ("", "names", "")),
    ],
)
def test_a_value_is_text_in_the_table_of_settings(
    tmp_path: Path, given: str, setting: str, text: str
) -> None:
    file = write(tmp_path, "mine.toml", given)
    printed = run("config", tmp_path, "--config", file).stdout
    table = [line.split("\t") for line in printed.splitlines()]
    assert {row[0]: row[1] for row in table}[setting] == text


@pytest.mark.parametrize(
    ("variable", "value", "shown"),
    [
        ("REFRESH_TOKEN", "x", "********"),
        ("DATABASE_URL", "postgresql://u:p@h/x", "postgresql://u:********@h/x"),
        ("QUEUE_URL", "redis://:p@h:1/0", "redis://:********@h:1/0"),
        ("QUEUE_URL", "redis://h:1/0", "redis://h:1/0"),
        ("BASE_URL", "https://feeds.example/", "https://feeds.example"),
    ],
)
def test_a_setting_is_shown_without_its_secret(
    tmp_path: Path, variable: str, value: str, shown: str
) -> None:
    named = variable.lower()
    assert rows(tmp_path, **{f"POSTWIRE_{variable}": value})[named]["value"] == shown


def test_an_archive_and_its_state_are_shown_where_they_are(tmp_path: Path) -> None:
    here = rows(tmp_path, "--state", str(tmp_path / "s"))
    assert here["archive"]["value"] == str(tmp_path)
    assert here["state"]["value"] == f"{tmp_path}/s"
    assert here["refresh_token"]["value"] is None
    of_git = run("config", "https://me:secret@git.example/site.git#main", "--json")
    archive = next(row for row in json.loads(of_git.stdout) if row["setting"] == "archive")
    assert archive["value"] == "https://git.example/site.git#main"


def test_config_check_says_all_that_is_wrong_at_once(archive: Path) -> None:
    write(archive, "postwire.toml", "titel = 'News'\nport = 'high'\nicon = 'a.png'\n")
    result = run("config", archive, "--check")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 3
    assert all(f"postwire.toml:{line}" in result.stderr for line in (1, 2, 3))


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("POSTWIRE_DATABASE_URL", "postgresql://127.0.0.1:{port}/a", "the hub's database"),
        ("POSTWIRE_QUEUE_URL", "postgresql://127.0.0.1:{port}/a", "the hub's queue"),
        ("POSTWIRE_TIMEZONE", "Europe/Lissabon", "Europe/Lissabon"),
        ("POSTWIRE_KIND", "hugo", "kind is hugo, but"),
        ("POSTWIRE_PAGE_LANGUAGE", "fr", "no pages in page_language 'fr': en, zh-Hans, browser"),
        ("POSTWIRE_HOST", "192.0.2.1", "cannot listen on 192.0.2.1: "),
    ],
)
def test_config_check_tries_what_the_settings_name(
    archive: Path, variable: str, value: str, words: str
) -> None:
    result = run("config", archive, "--check", **{variable: value.format(port=free_port())})
    assert result.exit_code == 2
    assert words in result.stderr.splitlines()[0]
    assert run("config", archive, "--check").exit_code == 0


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        *(("POSTWIRE_KIND", kind) for kind in ("jekyll", "folder")),
        *(("POSTWIRE_PAGE_LANGUAGE", tag) for tag in ("browser", "en", "en-GB", "zh-CN")),
    ],
)
def test_config_check_accepts_what_there_is(archive: Path, variable: str, value: str) -> None:
    result = run("config", archive, "--check", **{variable: value})
    assert (result.exit_code, result.output) == (0, "the settings can be used\n")


def test_config_check_names_each_part_of_the_hub_that_is_away(archive: Path) -> None:
    url = f"postgresql://127.0.0.1:{free_port()}/a"
    result = run("config", archive, "--check", POSTWIRE_DATABASE_URL=url, POSTWIRE_QUEUE_URL=url)
    assert result.exit_code == 2
    for line, part in zip(result.stderr.splitlines(), ("database", "queue"), strict=True):
        assert line.startswith(f"postwire: cannot use the hub's {part}: ")
        assert line.endswith("; meanwhile feeds are served, but nobody is told")


def test_an_empty_archive_may_be_read_as_any_kind(tmp_path: Path) -> None:
    assert run("config", tmp_path, "--check", POSTWIRE_KIND="zola").exit_code == 0


def test_config_check_names_an_archive_that_is_not_there(tmp_path: Path) -> None:
    result = run("config", tmp_path / "none", "--check")
    assert (result.exit_code, result.stdout) == (2, "")
    assert str(tmp_path / "none") in result.stderr


def test_init_writes_what_it_finds_and_never_over_a_file(archive: Path) -> None:
    before = load(archive=archive)
    assert run("init", archive).exit_code == 0
    text = (archive / "postwire.toml").read_text()
    assert tomllib.loads(text) == {"kind": "jekyll"}
    assert '# title = "测试站"\n' in text
    assert '# site_url = "https://site.example"\n' in text
    assert '# timezone = "Asia/Shanghai"\n' in text
    assert text.count("; what the site's own settings say\n") == 4
    assert load(archive=archive) == before.model_copy(update={"kind": "jekyll"})
    again = run("init", archive)
    assert again.exit_code == 2
    assert "already" in again.stderr
    assert (archive / "postwire.toml").read_text() == text


def test_init_writes_nothing_through_a_link(archive: Path, tmp_path: Path) -> None:
    (archive / "postwire.toml").symlink_to(tmp_path / "elsewhere")
    result = run("init", archive)
    assert result.exit_code == 2
    assert "postwire.toml is there already: it stays as it is" in result.stderr
    assert not (tmp_path / "elsewhere").exists()


def test_what_init_guesses_of_a_folder_can_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / 'no"tes', "2026-01-05-storm.md", post("Storm", "2026-01-05", "weather", "x"))
    monkeypatch.chdir(tmp_path / 'no"tes')
    assert run("init").exit_code == 0
    settings = load()
    assert (settings.kind, settings.title, settings.timezone) == ("folder", 'no"tes', "UTC")
    text = Path("postwire.toml").read_text()
    assert text.count("; a guess\n") == 4
    assert '\n# site_url = "http://localhost"\n' in text
    assert settings.site_url is None
    assert run("config", "--check").exit_code == 0


def test_a_first_file_names_settings_alone(archive: Path) -> None:
    from feeds.archive import open_archive

    text = first_settings(open_archive(archive))
    named = [line.removeprefix("# ").partition(" = ")[0] for line in text.splitlines()]
    keys = {name for name in named if name.isidentifier()}
    assert {"base_url", "title", "site_url", "language", "timezone", "kind"} <= keys
    assert keys <= {*Settings.model_fields, "slug", "outlet_tag"}


def test_every_command_takes_both_voices() -> None:
    for name in COMMANDS:
        help_text = run(name, *(["backup"] if name == "hub" else []), "--help").stdout
        if name != "subscriptions":  # a group whose commands have them
            assert "--quiet" in help_text, name
            assert "--verbose" in help_text, name
    assert "--quiet" in run("subscriptions", "move", "--help").stdout


def test_a_voice_ends_with_its_command(archive: Path) -> None:
    """A program that calls commands one after the other hears the next one again."""
    levels = [logging.getLogger(name).level for name in ("postwire", "feeds", "service")]
    run("index", archive, "--quiet")
    assert [logging.getLogger(name).level for name in ("postwire", "feeds", "service")] == levels


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "usual:postwire: a\n"),
        *(([each], "quiet:") for each in ("--quiet", "-q")),
        *(([each], "verbose:postwire: a\npostwire: b\n") for each in ("--verbose", "-v")),
        (["-q", "-q"], "quiet:"),
    ],
)
def test_a_voice_says_more_or_less(
    capsys: pytest.CaptureFixture[str], options: list[str], said: str
) -> None:
    def levels() -> set[int]:
        return {logging.getLogger(name).level for name in ("postwire", "feeds", "service")}

    def speak() -> None:
        click.echo(f"{voice()}:", nl=False, err=True)
        say("a")
        say_more("b")
        heard.append(levels())

    heard = list[set[int]]()
    command = with_voice(with_voice(click.Command("x", callback=speak)))
    assert [option.name for option in command.params] == ["quiet", "verbose"]
    command.main(options, standalone_mode=False)
    assert capsys.readouterr() == ("", said)
    of_voices = {"usual": logging.NOTSET, "quiet": logging.ERROR, "verbose": logging.INFO}
    assert heard == [{of_voices[said.partition(":")[0]]}]
    assert (voice(), levels()) == ("usual", {logging.NOTSET})


def test_a_warning_begins_with_the_name_of_the_program(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.root, "handlers", [])  # as a program has them that begins
    run("config", archive, "--verbose")
    (handler,) = logging.root.handlers
    record = logging.makeLogRecord({"name": "feeds", "msg": "look at %s", "args": ("a",)})
    assert handler.format(record) == "postwire: look at a"


def test_a_quiet_command_prints_its_result_alone(archive: Path) -> None:
    quiet, verbose = run("index", archive, "--quiet"), run("index", archive, "-v")
    assert (quiet.exit_code, verbose.exit_code) == (0, 0)
    assert quiet.stderr == ""
    assert "the state" in verbose.stderr
    both = run("index", archive, "-q", "-v")
    assert both.exit_code == 2
    assert "--quiet and --verbose exclude each other" in both.stderr
    assert logging.getLogger("postwire").level == logging.NOTSET


def test_a_refresh_makes_no_token_for_nobody_knows_it(archive: Path, tmp_path: Path) -> None:
    result = run("refresh", "--archive", archive, "--state", tmp_path / "state")
    assert result.exit_code == 2
    assert result.stderr.startswith(f"postwire: no refresh token in {tmp_path / 'state'}: name")
    assert not (tmp_path / "state").exists()


def test_an_address_without_a_service_is_told_in_plain_words(archive: Path) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    environment = {"POSTWIRE_REFRESH_TOKEN": PASSWORD}
    result = run("refresh", "--archive", archive, "--url", url, **environment)
    assert result.stderr == f"postwire: no answer from {url}: Connection refused\n"
    result = run("refresh", "--archive", archive, "--url", "127.0.0.1:80", **environment)
    assert result.exit_code == 2
    assert "--url: '127.0.0.1:80' is no http(s) address" in result.stderr


def as_shells_say(code: int) -> int:
    """The `$?` of a program that ended so. Where ^C meets Python in code that it makes of a string,
    as it does in an import, it ends itself by that signal, whatever the program's own code is."""
    return 128 - code if code < 0 else code


def started(arguments: list[str], terminal: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "service", *arguments],
        stdin=terminal,
        stdout=terminal,
        stderr=terminal,
        start_new_session=True,
        # The process that started the tests may ignore SIGINT, and children inherit that.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    )


def forked(arguments: list[str], terminal: int) -> ForkedProgram:
    return ForkedProgram(arguments, os.environ, stdout=terminal, stderr=terminal)


@pytest.mark.process
@pytest.mark.parametrize(
    ("start", "options"),
    [(started, ("serve",)), (forked, ("serve", "--no-worker")), (forked, ("worker",))],
)
def test_an_interrupted_command_ends_with_130_and_no_stray_line(
    archive: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    start: Callable[[list[str], int], subprocess.Popen[bytes] | ForkedProgram],
    options: tuple[str, ...],
) -> None:
    """^C reaches every process of the terminal. Without ARCHIVE it is the present folder."""
    monkeypatch.chdir(archive)
    monkeypatch.setenv("POSTWIRE_PORT", str(free_port()))
    monkeypatch.setenv("POSTWIRE_WORKERS", "1")
    mine, its = pty.openpty()
    running = start([*options, "--state", str(tmp_path / "state")], its)
    os.close(its)
    shown = b""
    while b"postwire: serving" not in shown and b"postwire: working" not in shown:
        shown += os.read(mine, 65536)
    os.killpg(running.pid, signal.SIGINT)
    assert as_shells_say(running.wait(60)) == 130
    try:
        while more := os.read(mine, 65536):
            shown += more
    except OSError:  # the terminal has ended with the program
        pass
    os.close(mine)
    last = shown.decode().partition("postwire: ")[2].splitlines()
    assert all(line.startswith(("serving", "working", "postwire:   ")) for line in last), shown
