"""The short form of `tests/trust/kills.py`: `make trust` has many more rounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pushing.conftest import postgresql
from tests.trust import kills

__all__ = ["postgresql"]

pytestmark = pytest.mark.process

ROUNDS = 1


@pytest.mark.parametrize("command", [kills.index, kills.refresh, kills.export])
def test_a_command_that_is_killed_again_and_again_loses_nothing(
    command: Callable[[Path, int, int], kills.Killed], tmp_path: Path
) -> None:
    assert command(tmp_path, ROUNDS, 40).rounds == ROUNDS


@pytest.mark.postgresql
def test_a_worker_that_is_killed_again_and_again_loses_no_verification(
    tmp_path: Path, postgresql: Callable[..., str]
) -> None:
    """Deliveries are in `tests.pushing.test_hub_survives`; `make trust` does it on SQLite, too."""
    assert kills.verification(tmp_path, 1, {"POSTWIRE_DATABASE_URL": postgresql()}).rounds == 1
