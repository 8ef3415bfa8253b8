"""Rows on standard output: for a program, and on a terminal for people."""

from __future__ import annotations

import sys

import pytest

from service.commands.table import show

ROWS = [("a\tb\nc", 12345), ("[bold]d[/]", 7)]


def test_a_program_gets_cells_between_tabs_and_one_line_a_row(
    capsys: pytest.CaptureFixture[str],
) -> None:
    show(("name", "posts"), ROWS)
    assert capsys.readouterr().out == "a b c\t12345\n[bold]d[/]\t7\n"


def test_people_get_a_table_with_numbers_at_the_right(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "60")
    monkeypatch.setenv("TERM", "dumb")
    show(("name", "posts"), [("de", 12345), ("[bold]d[/]", 7)])
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines == ["name         posts", "de          12,345", "[bold]d[/]       7"]
    show(("name", "posts"), [("a", 1), ("b", "many")])
    lines = [line.rstrip() for line in capsys.readouterr().out.splitlines()]
    assert lines == ["name  posts", "a     1", "b     many"]
    show(("name", "posts"), [])
    assert capsys.readouterr().out.split() == ["name", "posts"]
    monkeypatch.setenv("TERM", "xterm")
    show(("name", "posts"), [("a", 1)])
    heading, row = capsys.readouterr().out.splitlines()
    assert heading.startswith("\x1b[1m")
    assert "\x1b" not in row
