"""The index as each thread has it open: anew where its file was replaced, and told of once."""

from __future__ import annotations

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from feeds.index.index import FILE_NAME
from service.publication.thread_index import ThreadIndex
from service.settings.settings import Settings
from tests.conftest import index_of, three_posts


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("index")
    return index_of(three_posts(folder / "archive"), folder / "state")


@pytest.fixture
def state(built: Settings, tmp_path: Path) -> Path:
    """A state folder with an index of its own."""
    return shutil.copytree(built.state_folder, tmp_path / "state")


def replace(state: Path) -> None:
    """The file of the index, anew; the former one stays until then, so the number is another."""
    shutil.copy(state / FILE_NAME, state / "new")
    (state / "new").replace(state / FILE_NAME)


class Watched(ThreadIndex):
    """Counts how often it was told of an index that was built anew."""

    def __init__(self, state: Path) -> None:
        self.told, self.now = 0, 0.0
        super().__init__(state, self._tell, lambda: self.now)

    def _tell(self) -> None:
        self.told += 1


def test_an_index_that_was_there_at_the_start_was_not_built_anew(state: Path) -> None:
    index = Watched(state)
    assert index.current() is index.current()
    assert index.current().counts().served == 3
    assert index.told == 0


def test_an_index_that_comes_or_is_replaced_is_told_of_once(state: Path) -> None:
    (state / FILE_NAME).rename(state / "kept")
    index = Watched(state)
    (state / "kept").rename(state / FILE_NAME)
    first = index.current()
    assert index.current() is first
    assert index.told == 1
    replace(state)
    second = index.current()
    assert second.counts().served == 3
    assert index.current() is second
    assert index.told == 2
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        first.counts()
    with ThreadPoolExecutor(1) as threads:  # another thread opens its own, and tells nobody
        assert threads.submit(index.current).result() is not second
    assert index.told == 2


def test_a_glance_looks_at_the_file_once_a_second(state: Path) -> None:
    index = Watched(state)
    first = index.glance()
    replace(state)
    for index.now in (0.0, 0.999):
        assert index.glance() is first
    index.now = 1.0
    assert index.glance() is not first
