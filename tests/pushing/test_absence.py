"""A database that does not answer is waited for by one at a time, not by each request."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest

from feeds.errors import StateError
from service.app import create_app
from service.hub import hub
from service.hub.index_id import index_id
from service.hub.rows.absence import QUIET_SECONDS, Absence
from service.hub.rows.database import Database
from service.hub.rows.scan_requests import numbers
from service.hub.work import consumer
from service.server.serve import look
from service.settings.credentials import refresh_token
from service.settings.settings import Settings
from service.web import condition, current
from tests.conftest import post, write
from tests.pushing.postgres import frozen
from tests.pushing.subscribers import PATIENCE_SECONDS


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


@pytest.mark.postgresql
def test_a_server_that_is_frozen_holds_up_no_answer_and_hears_of_the_refresh_afterwards(
    archive: Path,
    indexed: Callable[..., Settings],
    postgresql: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Each connection was in use before: what waits is a statement, which libpq never gives up."""
    for module in (hub, consumer):
        monkeypatch.setattr(module, "_PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(condition, "_FRESH_SECONDS", 0.0)
    settings = indexed(database_url=postgresql())
    app, database = create_app(settings), Database(settings)
    client = app.test_client()
    token = {"Authorization": f"Bearer {refresh_token(settings)}"}

    def told() -> int:
        """How many refreshes of this machine the others were told of."""
        with database.reading() as connection:
            return numbers(connection).get(index_id(settings.state_folder), 0)

    assert client.post("/refresh", headers=token).status_code == 200
    assert client.get("/readyz").status_code == 200
    before = told()
    with frozen(settings.database_url or ""):
        ready = client.get("/readyz")
        assert (ready.status_code, ready.text) == (503, "hub: the hub's database cannot be used\n")
        write(archive, "_posts/2022-05-02-new.md", post("新", "2022-05-02 08:00:00 +0800"))
        assert client.post("/refresh", headers=token).json["added"] == ["_posts/2022-05-02-new.md"]
        assert "<title>新</title>" in client.get("/feed.rss").text
        answer = client.post("/hub", data={"hub.mode": "publish", "hub.url": "https://a.example"})
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert set(client.get("/status", headers=token).json["problems"]) == {"hub", "queue"}
    until = time.monotonic() + PATIENCE_SECONDS
    while told() == before:
        assert time.monotonic() < until, "nobody is told"
        time.sleep(0.05)
    look(lambda: None, settings)  # a start tells, too: the thread may have been killed before
    assert told() == before + 2
    database.close()
    with app.app_context():
        current.hub().database.close()
