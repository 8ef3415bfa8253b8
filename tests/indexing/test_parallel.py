"""Large refreshes read files in processes of their own, which neither hang nor keep a lock."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from feeds.archive import Reading, open_archive
from feeds.archive.faults import Fault
from feeds.archive.reading import Stat
from feeds.files import locked_if_free
from feeds.index import parallel
from feeds.index.index import open_index
from feeds.index.refresh import Refresher
from feeds.index.rows import packed, packed_rows_of, unpacked
from tests.conftest import CONFIG, write
from tests.trust.crowds import many, refreshes_by_ping, refreshes_over_http, taken_for_many

NOW = datetime(2023, 1, 1, tzinfo=UTC)


@pytest.fixture
def refresher(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Refresher:
    """The archive has 600 posts, which count as many here."""
    monkeypatch.setattr(parallel, "FEW", 400)
    write(tmp_path / "site", "_config.yml", CONFIG)
    many(tmp_path / "site", 600)
    (tmp_path / "state").mkdir()
    return Refresher(open_archive(tmp_path / "site"), tmp_path / "state", processes=2)


def _served(refresher: Refresher) -> int:
    with open_index(refresher.state) as index:
        return index.counts().served


def _is_free(path: Path) -> bool:
    with locked_if_free(path) as is_free:
        return is_free


@pytest.mark.process
def test_several_processes_read_the_same_posts_as_one(refresher: Refresher) -> None:
    files = list(refresher.archive.files())
    one, two = (
        [row for rows in parallel.read_all(refresher.archive, files, NOW, number) for row in rows]
        for number in (1, 2)
    )
    assert (len(one), one) == (600, two)


@pytest.mark.process
def test_a_bulk_refresh_ends_in_a_process_that_ignores_sigterm(refresher: Refresher) -> None:
    """As the workers of a web server do, whose handlers forked children had: a pool of them waited
    for ever for children that it had sent SIGTERM."""
    code = (
        "import signal, sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "signal.signal(signal.SIGTERM, lambda *_: None)\n"
        "from feeds.archive import open_archive; from feeds.index import parallel\n"
        "from feeds.index.refresh import Refresher\n"
        "parallel.FEW = 400\n"
        "archive, state = map(Path, sys.argv[1:])\n"
        "Refresher(open_archive(archive), state, 2).refresh(datetime.now(UTC))\n"
    )
    command = [sys.executable, "-c", code, str(refresher.archive.root), str(refresher.state)]
    subprocess.run(command, check=True, timeout=60)
    assert _served(refresher) == 600
    assert _is_free(refresher.state / "refresh.lock")


@pytest.mark.process
def test_bulk_refreshes_of_a_running_service_are_answered(tmp_path: Path) -> None:
    """Long enough to see that it works; the fault that this was written for hit one in twenty."""
    assert refreshes_over_http(tmp_path, 1, 500, **taken_for_many(tmp_path, 400)) == 1
    assert (tmp_path / "few").exists()


@pytest.mark.process
def test_bulk_refreshes_that_a_ping_asks_for_end(tmp_path: Path) -> None:
    """The hub's worker scans then; a ping needs no token."""
    assert refreshes_by_ping(tmp_path, 1, 500, **taken_for_many(tmp_path, 400)) == 1
    assert (tmp_path / "few").exists()


@dataclass(frozen=True)
class ShortOfMemory:
    """An archive that lacks memory for each of its files."""

    def read_all(self, paths: Iterable[str]) -> list[Reading]:
        return [Reading(path, "", faults=(Fault(1, "E13", "too large"),)) for path in paths]


def test_a_file_that_lacks_memory_among_others_is_read_again_alone() -> None:
    """Alone it is to blame; among others nobody knows which of them is."""
    stats = [Stat(f"{number}.md", 0, 1) for number in range(2)]
    archive: Any = ShortOfMemory()
    with pytest.raises(MemoryError):
        packed_rows_of(archive, packed((NOW, stats)))
    (row,) = unpacked(packed_rows_of(archive, packed((NOW, stats[:1]))))
    assert [fault[2] for fault in row.faults] == ["E13"]


@pytest.mark.parametrize(
    ("sizes", "chunks"),
    [
        ([], []), ([0] * 200, [200]), ([0] * 401, [200, 200, 1]),
        ([4_000_000, 1, 0], [2, 1]), ([4_000_001, 0], [1, 1]),
        ([2_000_000, 2_000_000, 1, 2_000_000, 2_000_001], [3, 2]),
    ],
)  # fmt: skip
def test_files_are_read_in_order_and_so_many_files_and_bytes_at_a_time(
    tmp_path: Path, sizes: list[int], chunks: list[int]
) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    stats = [Stat(f"_posts/2022-03-01-{number}.md", 0, size) for number, size in enumerate(sizes)]
    read = [*parallel.read_all(open_archive(tmp_path), stats, NOW, 1)]
    assert [len(rows) for rows in read] == chunks
    assert [each.path for rows in read for each in rows] == [stat.path for stat in stats]
