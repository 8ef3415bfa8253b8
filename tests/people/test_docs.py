"""The docs are true: their commands run and print what stands there, their links lead somewhere."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import html

from service.settings.settings import Settings
from tests.conftest import free_port
from tests.people.console import CONSOLE, bash_with_forks, prints, run, steps

pytestmark = pytest.mark.any_python

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
WORKED = ROOT / "docs" / "developing.md"  # its lists change the code: see test_developing


@pytest.fixture
def shell(tmp_path: Path, processes: None) -> Iterator[subprocess.Popen[str]]:
    """bash in a folder of its own, with `postwire` on its PATH and the examples beside it."""
    work = tmp_path / "work"
    shutil.copytree(ROOT / "examples", work / "examples")
    with bash_with_forks(work) as running:
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
        if command.startswith("postwire serve"):
            run(shell, f"POSTWIRE_PORT={port} POSTWIRE_WORKERS=1 {command}")
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


@pytest.mark.process
def test_no_link_or_anchor_of_the_site_of_the_docs_is_dead(tmp_path: Path) -> None:
    """Sphinx warns of a link to no page, file or heading, of a page that no list names, and of a
    block in no language; `-W` makes errors of warnings."""
    build = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html"]
    made = subprocess.run([*build, ROOT / "docs", tmp_path], capture_output=True, text=True)
    assert (made.returncode, made.stderr) == (0, "")
    words = (tmp_path / "searchindex.js").read_text()
    assert "newsboat" in words
    front = html.parse(tmp_path / "index.html")
    assert {"reading.html", "static-hosting.html", "deployment.html"} <= set(
        front.xpath("//table//a/@href")
    )
    entries = front.xpath("//*[@class='sidebar-tree']//li/a/@href")
    assert len(entries) == len([*(ROOT / "docs").glob("*.md")]) - 1, "all but the front page"


def test_the_picture_of_the_first_page_is_there_in_light_and_dark_and_small() -> None:
    """`make picture` draws both."""
    page = (ROOT / "README.md").read_text()
    pictures = re.findall(r'(?:srcset|src)="(docs/img/[\w-]+\.png)"', page)
    assert len(pictures) == 2
    assert "prefers-color-scheme: dark" in page
    for name in pictures:
        assert (ROOT / name).stat().st_size < 150_000


def test_the_settings_page_is_current() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "make_settings.py"))["settings_page"]()
    assert (ROOT / "docs" / "settings.md").read_text() == page, "run `make reference`"


def test_the_page_of_licences_is_current() -> None:
    page = runpy.run_path(str(ROOT / "docs" / "make_licences.py"))["licences_page"]()
    assert (ROOT / "docs" / "licences.md").read_text() == page, "run `make reference`"


def test_every_setting_says_what_it_is_for() -> None:
    for name, field in Settings.model_fields.items():
        assert field.description or name == "attribution", name
