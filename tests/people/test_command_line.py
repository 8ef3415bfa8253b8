"""The commands as a person and as a program meet them."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
import tomllib
from contextlib import suppress
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from feeds.archive import open_archive
from service.cli import COMMANDS, main
from service.commands.common import opened, refreshed
from service.commands.greeting import greeting
from service.commands.progress import counting_bar, reading_bar
from service.commands.verbosity import shows_progress, with_voice
from service.settings.settings import Settings
from tests.conftest import post, write


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_help_shows_a_newcomer_what_to_type() -> None:
    assert "postwire serve path/to/your/site" in run("--help")
    for name in COMMANDS:
        assert run(name, "--help").startswith("Usage: ")


def test_feeds_are_tab_separated_for_a_program(archive: Path) -> None:
    rows = [line.split("\t") for line in run("feeds", str(archive)).splitlines()]
    address = "http://127.0.0.1:8000/category/haizhou.rss"
    assert ["category", "haizhou", "2", "2022-03-02T00:00:00+00:00", "haizhou", address] in rows
    assert all(len(row) == 6 for row in rows)


def test_where_no_name_differs_a_person_is_told_so(tmp_path: Path) -> None:
    write(tmp_path, "site/_config.yml", "title: Site\n")
    write(tmp_path, "site/_posts/2022-03-01-a.md", "---\ntitle: A\ncategories: harbour\n---\n")
    arguments = ("names", str(tmp_path / "site"), "--state", str(tmp_path / "state"))
    result = CliRunner().invoke(main, arguments)
    assert (result.exit_code, result.stdout) == (0, "")
    assert "there is nothing to print" in result.stderr
    assert CliRunner().invoke(main, (*arguments, "--quiet")).stderr == ""


def test_names_are_printed_as_settings_that_say_the_same(tmp_path: Path) -> None:
    for number in range(3):
        text = post("题", "2022-03-02", "hai'zhou", "正文。\n\n（海州日报）")
        write(tmp_path / "site", f"_posts/2022-03-02-{number}.md", text)
    arguments = ("names", str(tmp_path / "site"), "--state", str(tmp_path / "state"))
    printed = run(*arguments)
    assert tomllib.loads(printed) == {"names": {"category": {"hai'zhou": "海州日报"}}}
    write(tmp_path / "site", "postwire.toml", printed.replace("海州日报", "海州"))
    assert tomllib.loads(run(*arguments))["names"]["category"] == {"hai'zhou": "海州"}


def test_any_name_is_printed_so_that_toml_reads_it(tmp_path: Path) -> None:
    name, spelled = 'a"b\x7fé', r'"a\"b\u007fé"'
    write(tmp_path / "site", "postwire.toml", f"[names.tag]\n{spelled} = 'É\"'\n")
    write(tmp_path / "site", "_posts/2022-03-02-a.md", f"---\ntags: [{spelled}]\n---\nA.\n")
    printed = run("names", str(tmp_path / "site"), "--state", str(tmp_path / "state"))
    assert tomllib.loads(printed) == {"names": {"tag": {name: 'É"'}}}
    assert spelled in printed


@pytest.mark.process
def test_feeds_are_a_table_on_a_terminal(archive: Path) -> None:
    mine, its = pty.openpty()
    command = [sys.executable, "-m", "service", "feeds", str(archive)]
    subprocess.run(command, stdout=its, stderr=subprocess.DEVNULL, check=True)
    os.close(its)
    shown = os.read(mine, 100_000).decode()
    os.close(mine)
    assert "last_change" in shown
    assert "\t" not in shown


@pytest.mark.parametrize(
    ("option", "is_terminal", "shown"),
    [("", True, True), ("--verbose", True, True), ("--quiet", True, False), ("", False, False)],
)
def test_a_bar_is_drawn_on_a_terminal_where_no_silence_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, option: str, is_terminal: bool, shown: bool
) -> None:
    mine, its = pty.openpty()
    read, write_to = os.pipe()
    command = with_voice(click.Command("x", callback=shows_progress))
    with os.fdopen(its if is_terminal else write_to, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        assert command.main([option] if option else [], standalone_mode=False) is shown
    for descriptor in (mine, read, write_to if is_terminal else its):
        os.close(descriptor)


def test_a_bar_says_how_much_of_a_work_is_done_and_is_gone_with_it(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, its = pty.openpty()
    monkeypatch.setenv("TERM", "xterm")
    with os.fdopen(its, "w") as stderr:
        monkeypatch.setattr(sys, "stderr", stderr)
        with reading_bar(open_archive(archive), shown=True) as read:
            read(2)
        with counting_bar("exporting", shown=True) as done:
            done(1, 9)
    data = b""
    with suppress(OSError):  # the terminal ends with what was written to it
        while more := os.read(mine, 100_000):
            data += more
    os.close(mine)
    drawn = data.decode()
    assert "reading posts" in drawn
    assert "2/3" in drawn
    assert "exporting" in drawn
    assert "1/9" in drawn
    assert drawn.rstrip().endswith("\x1b[2K"), "the line is emptied at last"


def test_feeds_and_index_speak_json(archive: Path) -> None:
    listed = run("feeds", str(archive), "--json")
    assert '"name": "海州日报新闻"' in listed
    (haizhou,) = (each for each in json.loads(listed) if each["name"] == "haizhou")
    assert haizhou["urls"]["rss"] == "http://127.0.0.1:8000/category/haizhou.rss"
    report = json.loads(run("index", str(archive), "--json"))
    assert report["served"] == 3
    assert 0 <= report["seconds"] < 600
    said = run("index", str(archive))
    assert said.startswith("3 files, 3 served, 0 excluded, 0 repaired, 0 broken, 5 feeds, ")


def test_a_feed_is_described_with_the_feed_that_stands_for_it_too(archive: Path) -> None:
    listed = json.loads(run("feeds", str(archive), "--json"))
    (of_outlet,) = (each for each in listed if each["kind"] == "tag")
    address = "http://127.0.0.1:8000/tag/%E6%B5%B7%E5%B7%9E%E6%97%A5%E6%8A%A5%E6%96%B0%E9%97%BB"
    assert of_outlet == {
        **{"kind": "tag", "name": "海州日报新闻", "display_name": "海州日报新闻", "entries": 3},
        **{"twin_of": {"kind": "source", "name": "海州日报"}},
        "last_change": "2022-03-03T00:00:00+00:00",
        "urls": {extension: f"{address}.{extension}" for extension in ("rss", "atom", "json")},
    }
    assert [each["twin_of"] for each in listed if each["kind"] != "tag"] == [None] * 4


def test_a_greeting_counts_the_posts_and_names_the_feed(archive: Path, settings: Settings) -> None:
    write(archive, "_posts/2022-05-01-bad.md", "---\ntitle: [\n---\n")
    index = opened(settings)
    refreshed(index, settings)
    assert greeting(index, settings) == [
        f"serving 3 posts in 5 feeds from {archive} (jekyll)",
        "  https://feeds.example/           the feeds, to look at and to search",
        "  https://feeds.example/feed.rss   the whole site",
        "  https://feeds.example/status     for you; the password is in "
        f"{settings.state_folder}/refresh.token",
        f"  1 post cannot be read; `postwire check {archive}` says why",
    ]
    write(archive, "_posts/2022-05-02-bad.md", "---\ntitle: [\n---\n")
    refreshed(index, settings)
    line = f"  2 posts cannot be read; `postwire check {archive}` says why"
    assert greeting(index, settings)[-1] == line


def test_a_wrong_setting_is_one_line_and_exit_code_two(archive: Path) -> None:
    result = CliRunner().invoke(main, ["feeds", str(archive)], env={"POSTWIRE_PORT": "high"})
    assert result.exit_code == 2
    assert result.stderr.startswith("postwire: setting port (POSTWIRE_PORT)")
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("serv", "Did you mean 'serve'?"),
        ("import-word", "'import-wordpress'?"),
        ("xyzzy", "'xyzzy'."),
    ],
)
def test_a_command_that_is_none_is_named_with_the_nearest(typed: str, words: str) -> None:
    result = CliRunner().invoke(main, [typed])
    assert result.exit_code == 2
    assert result.stderr.rstrip().endswith(words)
