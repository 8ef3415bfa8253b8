"""The docs are true: their commands run and print what stands there, their links lead somewhere."""

from __future__ import annotations

import os
import re
import runpy
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

import pytest

from service.settings.settings import Settings
from tests.conftest import free_port

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MARK = "-- done --"


class Step(NamedTuple):
    command: str
    printed: str  # "…" stands for anything


def steps(path: Path, port: int) -> Iterator[Step]:
    """The commands of a page's console blocks, each with what stands below it."""
    for block in CONSOLE.findall(path.read_text()):
        for part in re.split(r"^\$ ", block.replace(":8000", f":{port}"), flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            if here := re.search(r"<<'(\w+)'$", command):
                document, _, printed = printed.partition(f"\n{here[1]}\n")
                command = f"{command}\n{document}\n{here[1]}"
            yield Step(command, printed)


@pytest.fixture
def shell(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """bash in a folder of its own, with `postwire` on its PATH and the examples beside it."""
    shim = tmp_path / "bin" / "postwire"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec {sys.executable} -m service "$@"\n')
    shim.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    shutil.copytree(ROOT / "examples", work / "examples")
    env = os.environ | {"PATH": f"{shim.parent}:{os.environ['PATH']}", "LC_ALL": "C.UTF-8"}
    running = subprocess.Popen(
        ["bash"],
        cwd=work,
        env=env,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    yield running
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGTERM)
    running.communicate(timeout=60)


@pytest.mark.parametrize(
    "path", [p for p in PAGES if CONSOLE.search(p.read_text())], ids=lambda path: path.name
)
def test_the_commands_of_a_page_print_what_stands_there(
    path: Path, shell: subprocess.Popen[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    port = free_port()
    for step in steps(path, port):
        command = step.command
        if command.endswith(" &"):
            command = f"POSTWIRE_PORT={port} {command}"
        said = run(shell, command)
        if command.endswith(" &"):
            wait_for(port)
        elif step.printed.strip():
            assert re.fullmatch(as_pattern(step.printed), said.strip(), re.DOTALL), (
                f"{command}\n{said}"
            )


def run(shell: subprocess.Popen[str], command: str) -> str:
    assert shell.stdin
    assert shell.stdout
    shell.stdin.write(f"{command}\necho '{MARK}'\n")
    shell.stdin.flush()
    lines = []
    while (line := shell.stdout.readline()) and line != f"{MARK}\n":
        lines.append(line)
    return "".join(line for line in lines if not line.startswith("postwire: "))


def as_pattern(printed: str) -> str:
    return ".*".join(re.escape(part) for part in printed.strip().split("…"))


def wait_for(port: int) -> None:
    for _ in range(200):
        with suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").close()
            return
        time.sleep(0.1)
    raise TimeoutError("the service of the page does not get ready")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", path.read_text())
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (path.parent / target).exists(), target


def test_the_settings_page_is_current() -> None:
    made = runpy.run_path(str(ROOT / "docs" / "make_settings.py"))["settings_page"]()
    assert (ROOT / "docs" / "settings.md").read_text() == made, "run `make docs`"


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description or name == "attribution", name
