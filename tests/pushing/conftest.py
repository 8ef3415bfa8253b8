"""What the hub's tests share: subscribers, and databases on one PostgreSQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count

import pytest

from tests.pushing.postgres import new_database, running_postgresql
from tests.pushing.subscribers import Subscribers


@pytest.fixture
def subscribers() -> Iterator[Subscribers]:
    server = Subscribers()
    yield server
    server.close()


@pytest.fixture(scope="session")
def postgresql(processes: None) -> Iterator[Callable[..., str]]:
    """A function that gives the address of a new, empty database on a PostgreSQL that all tests
    share."""
    numbers = count(1)
    with running_postgresql() as server:
        yield lambda **options: new_database(server, f"hub{next(numbers)}", **options)
