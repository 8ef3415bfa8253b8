"""The queue's own tables, made by whoever comes first."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from service.hub.work.consumer import open_huey
from service.settings.settings import load


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
