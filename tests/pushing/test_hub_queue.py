"""The queue: its own tables, made by the first process that starts, and its messages."""

from __future__ import annotations

import gc
import os
import pickle
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from service.hub.work import consumer
from service.hub.work.consumer import open_huey, open_queue
from service.hub.work.step import Step
from service.settings.loading import load


@pytest.mark.postgresql
def test_workers_that_start_at_once_all_find_the_queue(
    archive: Path, postgresql: Callable[[], str]
) -> None:
    together = Barrier(8)
    settings = load(archive=archive, database_url=postgresql())

    def start(_: int) -> int:
        together.wait()
        huey = open_huey(settings)
        waiting = int(huey.pending_count())
        huey.storage.close()
        return waiting

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(start, range(8))) == [0] * 8


def test_a_queue_that_nothing_uses_any_more_is_closed(archive: Path, tmp_path: Path) -> None:
    """Python 3.13 warns of a database that nobody closed."""
    (tmp_path / "state").mkdir()
    wake, _ = open_queue(load(archive=archive, state=tmp_path / "state"))
    wake("verify")
    connection = wake.huey.storage.conn  # type: ignore[attr-defined]
    del wake, _
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError, match="closed"):
        connection.execute("SELECT 1")


def test_a_message_is_the_name_of_a_step_and_nothing_is_unpickled(
    archive: Path, tmp_path: Path
) -> None:
    """Other data in the queue is dropped; the step that was queued behind it is run."""
    (tmp_path / "state").mkdir()
    settings = load(archive=archive, state=tmp_path / "state")
    huey = open_huey(settings)
    for data in (pickle.dumps(Touch(tmp_path / "touched")), b"", b"\xff", b"no step"):
        huey.storage.enqueue(data)
    wake, waiting = open_queue(settings)
    wake("verify")
    assert waiting() == 5
    assert huey.storage.enqueued_items()[-1] == b"verify"
    steps = list[Step]()
    consumer._task(huey, steps.append)
    for _ in range(4):
        with pytest.raises(ValueError, match="names no step"):
            huey.dequeue()
    huey.execute(huey.dequeue())
    assert steps == ["verify"]
    assert huey.pending_count() == 0
    assert not (tmp_path / "touched").exists()
    huey.storage.close()


class Touch:
    """An object that creates a file when somebody unpickles it."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, (f"touch '{self.path}'",)
