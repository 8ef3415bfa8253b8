"""How far the reading of words has come, for those who wait."""

from __future__ import annotations

import os
from pathlib import Path

from feeds.index.reading_progress import ReadingProgress, note_progress, reading_progress


def test_the_progress_of_reading_is_a_pair_of_figures(tmp_path: Path) -> None:
    assert reading_progress(tmp_path) is None
    before = os.umask(0)
    note_progress(tmp_path, 12, 345)
    os.umask(before)
    (file,) = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o644
    assert reading_progress(tmp_path) == ReadingProgress(12, 345)
    note_progress(tmp_path, 3, 7)
    assert reading_progress(tmp_path) == (3, 7)
    file.write_bytes(b"")
    assert reading_progress(tmp_path) is None
