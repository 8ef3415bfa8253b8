"""Jekyll and Postwire say the same of sites that are made at random."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.differential.frame import NEW_SITES, differences, read_by_postwire, stored, written
from tests.differential.jekyll_sites import ask_jekyll, site_of

STORED = stored("jekyll")


@pytest.mark.parametrize("number", STORED)
def test_postwire_says_what_jekyll_said(tmp_path: Path, number: int) -> None:
    own = read_by_postwire(written(tmp_path, site_of(number)))
    assert differences(STORED[number], own) == []


@pytest.mark.any_python
@pytest.mark.process
@pytest.mark.skipif(
    not (shutil.which("ruby") and shutil.which("jekyll")),
    reason="JEKYLL IS NOT INSTALLED: only the answers that were kept are compared",
)
def test_postwire_says_what_jekyll_says(tmp_path: Path) -> None:
    roots = [written(tmp_path / str(number), site_of(number)) for number in NEW_SITES]
    for number, root, answers in zip(NEW_SITES, roots, ask_jekyll(roots), strict=True):
        assert answers, f"site {number} has no posts"
        assert differences(answers, read_by_postwire(root)) == [], f"site {number}"
