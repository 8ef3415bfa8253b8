"""The short form of `tests/trust/away.py`: `make trust` has many more rounds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.trust import away

pytestmark = pytest.mark.process


@pytest.mark.parametrize(
    "fault",
    [away.disk_full, away.rights_and_archive_gone, away.checkout, away.name_gone],
)
def test_what_goes_away_and_comes_back_loses_nothing(
    fault: Callable[[Path, int], int], tmp_path: Path
) -> None:
    assert fault(tmp_path, 1) == 1
