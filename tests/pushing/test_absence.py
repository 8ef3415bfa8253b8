"""A database that does not answer is waited for by one at a time, not by each request."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from feeds.errors import StateError
from service.hub.rows.absence import QUIET_SECONDS, Absence
from service.hub.rows.database import Database
from service.settings.settings import Settings


def is_refused(absence: Absence) -> bool:
    try:
        absence.refuse()
    except StateError:
        return True
    return False


def test_while_it_is_away_one_at_a_time_may_try() -> None:
    now = [0.0]
    absence = Absence(lambda: now[0])
    assert not is_refused(absence)
    absence.begin(OSError("no route"))
    assert is_refused(absence)
    with pytest.raises(StateError, match="cannot use the hub's database: no route"):
        absence.refuse()
    now[0] += QUIET_SECONDS
    assert [is_refused(absence) for _ in range(3)] == [False, True, True]
    absence.end()
    assert [is_refused(absence) for _ in range(3)] == [False] * 3


class Silent:
    """A listener that counts connections and ends each of them at once."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.connections = 0
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._socket.accept()
                connection.close()
                self.connections += 1

    def close(self) -> None:
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()


@pytest.fixture
def silent() -> Iterator[Silent]:
    with closing(Silent()) as server:
        yield server


def test_requests_in_a_row_connect_once(silent: Silent, tmp_path: Path, archive: Path) -> None:
    url = f"postgresql://a@127.0.0.1:{silent.port}/a?sslmode=disable"
    database = Database(Settings(archive=archive, state=tmp_path, database_url=url))
    for _ in range(100):
        with pytest.raises(StateError, match="cannot use the hub's database"):
            database.check()
        with pytest.raises(StateError, match="cannot use the hub's database"), database.writing():
            pass
    database.close()
    assert 1 <= silent.connections < 20
