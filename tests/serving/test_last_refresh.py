"""The note of the last refresh: its end, its time and its error, for every process."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from feeds.errors import StateError
from service.publication.last_refresh import last_refresh, noted_refresh


def test_the_note_of_a_refresh_has_its_end_its_time_and_its_error(tmp_path: Path) -> None:
    assert last_refresh(tmp_path) is None
    begun, started = datetime.now(UTC), time.perf_counter()
    with noted_refresh(tmp_path):
        time.sleep(0.002)
    taken = time.perf_counter() - started
    note = last_refresh(tmp_path)
    assert note is not None
    assert note.error is None
    assert 0.002 <= note.seconds <= taken + 0.001
    assert begun <= note.ended <= begun + timedelta(seconds=taken + 1)
    with pytest.raises(StateError), noted_refresh(tmp_path):
        raise StateError("locked")
    failed = last_refresh(tmp_path)
    assert failed is not None
    assert failed.error == "locked"


def test_a_refresh_goes_on_where_no_note_can_be_written(tmp_path: Path) -> None:
    with noted_refresh(tmp_path / "none"):
        done = True
    assert done
    assert last_refresh(tmp_path / "none") is None


@pytest.mark.parametrize(
    "text",
    [
        *("", "[]", "{}", '{"ended": 1, "seconds": 2}', '{"ended": 1, "error": null}'),
        *('{"ended": "x", "seconds": 2, "error": null}', '{"ended": 1e99, "seconds": 1}'),
        '{"ended": 1, "seconds": [], "error": null}',
    ],
)
def test_what_is_no_note_of_a_refresh_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "refresh.last").write_text(text)
    assert last_refresh(tmp_path) is None
