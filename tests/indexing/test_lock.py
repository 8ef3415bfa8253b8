"""The lock of the index, and what its last holder leaves to those who waited."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from feeds.errors import StateError
from feeds.index import lock
from feeds.model import SITE as WHOLE
from feeds.model import Changes, Term
from tests.rights import rights_count

A, B = Term("category", "a"), Term("category", "b")


def test_who_waited_for_the_lock_takes_the_result_of_its_last_holder(tmp_path: Path) -> None:
    whole = Changes(("a",), ("b",), ("c",), ("d",), (A, WHOLE), rebuilt=True)
    before = lock.arrival()
    with lock.turn(tmp_path) as turn:
        assert (turn.done_since(0), turn.failed_since(0)) == (None, None)
        turn.record(whole)
        began = turn.started
    with lock.turn(tmp_path) as turn:
        assert before <= began <= turn.started <= lock.arrival()
        assert turn.done_since(before) == turn.done_since(began) == whole
        assert turn.done_since(began + 1) is None
        assert turn.failed_since(began) is None
        turn.record_failure("full")
        assert (turn.done_since(0), turn.failed_since(turn.started)) == (None, "full")
        assert turn.failed_since(turn.started + 1) is None


def test_what_was_left_before_the_host_was_started_again_counts_no_more(tmp_path: Path) -> None:
    with lock.turn(tmp_path) as turn:
        turn.record_failure("full")
    file = tmp_path / "refresh.lock"
    left = json.loads(file.read_bytes())
    file.write_text(json.dumps(left | {"boot": "another"}))
    with lock.turn(tmp_path) as turn:
        assert turn.failed_since(0) is None


def test_how_long_a_refresh_is_under_way_is_known(tmp_path: Path) -> None:
    assert lock.seconds_under_way(tmp_path / "none", 1000.0) == 0.0
    with lock.turn(tmp_path):
        os.utime(tmp_path / "refresh.lock", (900, 900))
        assert lock.seconds_under_way(tmp_path, 1000.0) == 100.0
        assert lock.seconds_under_way(tmp_path, 800.0) == 0.0
    assert lock.seconds_under_way(tmp_path, 1000.0) == 0.0
    (tmp_path / "refresh.lock").unlink()
    tmp_path.chmod(0o500)
    with rights_count(), pytest.raises(StateError, match="cannot write in the state folder"):
        lock.turn(tmp_path).__enter__()
    tmp_path.chmod(0o700)
