"""What each command takes: its arguments and options, what they are without being given."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from service.cli import COMMANDS, main
from service.commands.verbosity import with_voice

HERE: dict[str, Any] = {"archive": ".", "state": None, "config": None}
THERE = {"archive": "a", "state": Path("s"), "config": Path("c")}
PLACES = ("--state", "s", "--config", "c")
EXPORT = {
    **HERE,
    **{"archive": "a", "out": Path("o"), "into": None, "feeds_only": False, "formats": ()},
    **{"kinds": (), "months": 12, "pages": 5, "gzip": True, "brotli": False, "base_url": None},
    **{"record": None, "ping": False, "processes": None, "as_json": False},
}


def command_of(words: str) -> click.Command:
    """By its name, such as `hub backup`."""
    name, *below = words.split()
    command: Any = import_module(f"service.commands.{name.replace('-', '_')}").command
    for each in below:
        command = command.commands[each]
    return command  # type: ignore[no-any-return]


def taken(words: str, *arguments: str) -> dict[str, Any]:
    return command_of(words).make_context(words, [*arguments]).params


@pytest.fixture(autouse=True)
def without_an_archive(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("POSTWIRE_ARCHIVE", raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("words", "flags"),
    [
        *((each, {"--json": "as_json"}) for each in ("check", "feeds", "subscriptions list")),
        *(("names", {}), ("subscriptions move O N", {}), ("import-feed F", {"--json": "as_json"})),
        *(("hub backup F", {}), ("hub restore F", {"--replace": "replace"})),
        ("config", {"--check": "check", "--json": "as_json"}),
        ("index", {"--json": "as_json", "--watch": "watch"}),
        ("serve", {"--no-worker": "no_worker", "--watch": "watch"}),
        ("worker", {"--watch": "watch"}),
    ],
)
def test_a_command_on_an_archive_takes_the_present_folder_where_none_is_named(
    words: str, flags: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    name = " ".join(word for word in words.split() if word.islower())
    given = [word for word in words.split() if not word.islower()]
    unset, usual = taken(name, *given), dict.fromkeys(flags.values(), False)
    assert {key: unset[key] for key in (*HERE, *usual)} == HERE | usual
    for flag, key in flags.items():
        assert taken(name, *given, flag) == unset | {key: True}
    assert taken(name, *given, "a", *PLACES) == unset | THERE
    monkeypatch.setenv("POSTWIRE_ARCHIVE", "b")
    assert taken(name, *given)["archive"] == "b"


def test_what_serves_is_told_where_to_listen() -> None:
    unset = taken("serve")
    assert (unset["host"], unset["port"], unset["workers"]) == (None, None, None)
    assert taken("serve", "--host", "::1", "--port", "80", "--workers", "3") == unset | {
        **{"host": "::1", "port": 80, "workers": 3}
    }


def test_an_export_without_options_writes_everything_with_gzip(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert taken("export", "a", "o") == EXPORT
    assert taken("export", "a") == EXPORT | {"out": None}
    with pytest.raises(click.MissingParameter):
        taken("export")
    monkeypatch.setenv("POSTWIRE_ARCHIVE", "b")
    assert taken("export") == EXPORT | {"archive": "b", "out": None}


@pytest.mark.parametrize(
    ("options", "changed"),
    [
        (["--feeds-only"], {"feeds_only": True}),
        (["--format", "rss", "--format", "json"], {"formats": ("rss", "json")}),
        (["--kind", "site", "--kind", "tag"], {"kinds": ("site", "tag")}),
        (["--months", "0", "--pages", "1"], {"months": 0, "pages": 1}),
        (["--no-gzip", "--brotli"], {"gzip": False, "brotli": True}),
        (["--gzip"], {}),
        (["--base-url", "u"], {"base_url": "u"}),
        (["--record", "r"], {"record": Path("r")}),
        (["--ping", "--json"], {"ping": True, "as_json": True}),
        (["--processes", "3"], {"processes": 3}),
        (["--into", "."], {"into": Path(".")}),
        ([*PLACES], {"state": Path("s"), "config": Path("c")}),
    ],
)
def test_an_export_takes_each_option(options: list[str], changed: dict[str, Any]) -> None:
    assert taken("export", "a", "o", *options) == EXPORT | changed


@pytest.mark.parametrize(
    ("words", "arguments"),
    [
        ("export", ("a", "o", "--format", "opml")),
        ("export", ("a", "o", "--kind", "tags")),
        ("export", ("a", "o", "--months", "-1")),
        ("export", ("a", "o", "--pages", "0")),
        ("export", ("a", "o", "--processes", "x")),
        ("export", ("a", "--into", "none")),
        ("export", ("a", "--into", "file")),
        ("export", ("a", "o", "--record", ".")),
        ("import-wordpress", ("none", "f")),
        ("import-wordpress", (".", "f")),
        ("import-wordpress", ("file", "file")),
        ("serve", ("--port", "x")),
        ("serve", ("--workers", "x")),
    ],
)
def test_a_value_that_cannot_be_used_is_refused(words: str, arguments: tuple[str, ...]) -> None:
    Path("file").touch()
    with pytest.raises(click.BadParameter):
        taken(words, *arguments)


def test_a_refresh_takes_any_number_of_paths(monkeypatch: pytest.MonkeyPatch) -> None:
    usual = {"url": None, "archive": None, "state": None, "config": None, "as_json": False}
    assert taken("refresh") == usual | {"paths": ()}
    given = ("p", "q", "r", "--url", "u", "--archive", "a", "--json", *PLACES)
    assert taken("refresh", *given) == {
        **THERE,
        **{"paths": ("p", "q", "r"), "url": "u", "as_json": True},
    }
    monkeypatch.setenv("POSTWIRE_ARCHIVE", "b")
    assert taken("refresh")["archive"] == "b"


def test_files_are_paths() -> None:
    Path("export.xml").touch()
    assert taken("import-wordpress", "export.xml", "f") == {
        **{"export": Path("export.xml"), "folder": Path("f"), "as_json": False}
    }
    assert taken("import-wordpress", "export.xml", "f", "--json")["as_json"] is True
    assert taken("init") == {"archive": Path(".")}
    assert taken("init", "a") == {"archive": Path("a")}
    for words in ("hub backup", "hub restore"):
        assert taken(words, "f")["file"] == Path("f")


@pytest.mark.parametrize(
    "words",
    [
        *("check A", "feeds A", "names A", "index A", "worker A", "serve A", "export A O"),
        *("config A", "hub backup F A", "hub restore F A", "refresh"),
        *("subscriptions list A", "subscriptions move http://o http://n A", "refresh --archive A"),
    ],
)
def test_each_command_reads_the_settings_file_that_its_option_names(words: str) -> None:
    Path("c").write_text("colour = 'red'\n")
    result = CliRunner().invoke(main, [*words.split(), *PLACES])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("postwire: c:1: ")
    assert "colour" in result.stderr


@pytest.mark.parametrize(
    ("words", "setting"),
    [
        ("serve . --port 99999", "port"),
        ("serve . --workers 0", "workers"),
        ("export . O --base-url u", "base_url"),
        ("export . O --processes 0", "processes"),
    ],
)
def test_an_option_is_a_setting_and_refused_as_one(words: str, setting: str) -> None:
    result = CliRunner().invoke(main, words.split())
    assert result.exit_code == 2
    assert result.stderr.startswith(f"postwire: setting {setting} (")


def leaves(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for below in command.commands.values():
            yield from leaves(below, f"{name} {below.name}")
    else:
        yield name, command


def test_the_help_of_a_command_explains_each_of_its_options() -> None:
    unexplained = [
        f"{name} {option.opts[0]}"
        for each in COMMANDS
        for name, command in leaves(command_of(each), each)
        for option in with_voice(command).params
        if isinstance(option, click.Option) and not option.help
    ]
    assert unexplained == []
    shown = command_of("export").get_help(click.Context(command_of("export")))
    defaults = [part.partition(";")[0] for part in shown.split("[default:")[1:]]
    assert [part.split() for part in defaults] == [["12"], ["5"]]
