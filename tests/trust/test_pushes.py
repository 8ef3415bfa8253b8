"""The short form of `tests/trust/pushes.py` and `tests/trust/crowds.py`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pushing.conftest import postgresql
from tests.trust import crowds, pushes

__all__ = ["postgresql"]

pytestmark = pytest.mark.process


def test_a_push_that_meets_a_kill_is_not_lost(tmp_path: Path) -> None:
    assert pushes.one_machine(tmp_path, 3, killed_every=2) == (3, 1, 0)


@pytest.mark.postgresql
def test_replicas_that_are_told_apart_deliver_nothing_older(
    tmp_path: Path, postgresql: Callable[..., str]
) -> None:
    assert crowds.replicas_told_apart(tmp_path, 5, postgresql(), count=2, apart=0.5).older == 0


def test_an_aggregator_is_verified_by_a_real_worker(tmp_path: Path) -> None:
    assert crowds.aggregator(tmp_path, 30)[:2] == (30, 30)
