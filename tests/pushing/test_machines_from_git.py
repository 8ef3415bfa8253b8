"""Two web machines, a worker and a database, from nothing but the address of one repository."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pushing.postgres import running_postgresql
from tests.trust.pushes import several_machines

pytestmark = pytest.mark.process


@pytest.mark.postgresql
def test_every_push_is_served_and_delivered_while_each_machine_is_killed_in_turn(
    tmp_path: Path, processes: None
) -> None:
    """Under load: a client that turns to the other machine is always answered."""
    with running_postgresql() as url:
        counts = several_machines(tmp_path, 4, f"{url}?options=-csynchronous_commit%3Don")
    assert counts.pushed == (4, 4, 0)
    assert counts.served > 0
    assert (counts.unserved, counts.older) == (0, 0)
