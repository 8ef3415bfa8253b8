"""The worked lists of `docs/developing.md` work: each is followed in a copy of the checkout."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from feeds.archive.faults import CODES
from tests.people.console import bash, prints, run, steps

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "developing.md").read_text()
LISTS = dict(re.findall(r"^## (How to [^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))
CHANGE = re.compile(r"^```diff\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def copy_of_the_checkout(work: Path) -> Path:
    """Compiled modules come along: files keep their times, so those that no change touches hold."""
    work.mkdir()
    for name in ("feeds", "service", "docs", "examples", "tests"):
        shutil.copytree(ROOT / name, work / name)
    for name in ("wsgi.py", "pyproject.toml"):
        shutil.copy(ROOT / name, work)
    return work


def test_the_page_has_the_lists_that_a_developer_looks_for() -> None:
    subjects = ("a format", "a kind of archive", "a rule of attribution", "a setting", "a fault")
    for subject in subjects:
        assert any(subject in title for title in LISTS), subject


def test_the_fault_that_is_added_has_a_code_of_its_own() -> None:
    codes = re.findall(r'^\+    "([A-Z]\d\d)": ', LISTS["How to add a fault"], re.MULTILINE)
    assert codes
    assert not CODES.keys() & set(codes)


@pytest.mark.any_python
@pytest.mark.process
@pytest.mark.parametrize("title", LISTS)
def test_a_list_that_is_followed_gives_what_it_promises(title: str, tmp_path: Path) -> None:
    work = copy_of_the_checkout(tmp_path / "work")
    for change in CHANGE.findall(LISTS[title]):
        # "--recount": nobody counts the lines of a change in a page.
        apply = ["git", "apply", "--recount", "--whitespace=nowarn", "-"]
        done = subprocess.run(apply, input=change, cwd=work, text=True, capture_output=True)
        assert done.returncode == 0, f"{done.stderr}\n{change}"
    with bash(work, work) as shell:
        commands = list(steps(LISTS[title]))
        assert commands, "a list ends with a look at what it did"
        for step in commands:
            output = run(shell, step.command)
            assert prints(output, step.printed), f"{step.command}\n{output}"
