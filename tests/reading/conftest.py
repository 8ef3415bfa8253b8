"""What the tests of archives share: a site with one post."""

from __future__ import annotations

from pathlib import Path

import pytest

from feeds.archive import Archive, open_archive
from tests.conftest import CONFIG, write

GOOD = "---\ntitle: a\n---\nText.\n"
NAME = "_posts/2022-03-14-a.md"


@pytest.fixture
def site(tmp_path: Path) -> Archive:
    """A Jekyll site with one post."""
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, NAME, GOOD)
    return open_archive(tmp_path)
