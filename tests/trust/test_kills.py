"""The short form of `tests/trust/kills.py`: `make trust` has many more rounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pushing.conftest import postgresql
from tests.trust import kills

__all__ = ["postgresql"]

pytestmark = pytest.mark.process

ROUNDS = 2


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def env(request: pytest.FixtureRequest, processes: None) -> dict[str, str]:
    if request.param == "sqlite":
        return {}
    return {"POSTWIRE_DATABASE_URL": request.getfixturevalue("postgresql")()}


@pytest.mark.parametrize("command", [kills.index, kills.refresh, kills.export])
def test_a_command_that_is_killed_again_and_again_loses_nothing(
    command: Callable[[Path, int], kills.Killed], tmp_path: Path
) -> None:
    assert command(tmp_path, ROUNDS).rounds == ROUNDS


def test_a_worker_that_is_killed_again_and_again_loses_no_verification(
    tmp_path: Path, env: dict[str, str]
) -> None:
    """Deliveries are in `tests.pushing.test_hub_survives`."""
    assert kills.verification(tmp_path, 1, env).rounds == 1
