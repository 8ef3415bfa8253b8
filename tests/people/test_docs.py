"""The docs are true: their commands run and print what stands there, their links lead somewhere."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.settings.settings import Settings
from tests.conftest import free_port
from tests.people.console import CONSOLE, bash, prints, run, steps

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
WORKED = ROOT / "docs" / "developing.md"  # its lists change the code: see test_developing


@pytest.fixture
def shell(tmp_path: Path, processes: None) -> Iterator[subprocess.Popen[str]]:
    """bash in a folder of its own, with `postwire` on its PATH and the examples beside it."""
    work = tmp_path / "work"
    shutil.copytree(ROOT / "examples", work / "examples")
    with bash(work, ROOT) as running:
        yield running


@pytest.mark.parametrize(
    "path",
    [p for p in PAGES if p != WORKED and CONSOLE.search(p.read_text())],
    ids=lambda path: path.name,
)
def test_the_commands_of_a_page_print_what_stands_there(
    path: Path, shell: subprocess.Popen[str]
) -> None:
    port = free_port()
    for step in steps(path.read_text().replace(":8000", f":{port}")):
        command = step.command
        if command.endswith(" &"):
            run(shell, f"POSTWIRE_PORT={port} {command}")
            wait_for(port)
            continue
        output = run(shell, command)
        assert prints(output, step.printed), f"{command}\n{output}"


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz").close()
            return
        except urllib.error.HTTPError as error:
            error.close()
        except OSError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the service of the page does not get ready")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    text = re.sub(r"`[^`\n]*`", "", path.read_text())
    for target in re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text):
        assert (path.parent / target).exists(), target


def test_the_settings_page_is_current() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "make_settings.py"))["settings_page"]()
    assert (ROOT / "docs" / "settings.md").read_text() == page, "run `make docs`"


def test_the_page_of_licences_is_current() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "make_licences.py"))["licences_page"]()
    assert (ROOT / "docs" / "licences.md").read_text() == page, "run `make docs`"


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description or name == "attribution", name
