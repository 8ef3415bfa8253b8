"""Which connections of a worker are closed for silence, which are ended, and which are spared."""

from __future__ import annotations

import resource
import time

import pytest

from service.server import connection_limits
from service.server.connection_limits import Connections


class Client:
    """A connection that notes what became of it."""

    def __init__(self, *, busy: bool = False, sending: bool = False, slow: bool = False) -> None:
        self.is_busy, self.is_sending, self._is_slow = busy, sending, slow
        self.end = ""

    def is_slower_than(self, seconds: float, bytes_a_second: float) -> bool:
        assert (seconds, bytes_a_second) == (300.0, 1024.0)  # as docs/security.md says
        return self._is_slow

    def close(self) -> None:
        self.end = "closed"

    def abort(self) -> None:
        self.end = "ended"


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock, which a test may move."""
    moment = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: moment[0])
    return moment


def ends(*clients: Client) -> list[str]:
    return [client.end for client in clients]


def test_what_is_silent_too_long_is_closed_and_what_was_heard_of_meanwhile_is_not(
    now: list[float],
) -> None:
    silent, heard = Client(), Client()
    held = Connections(10, 10**9)
    held.heard(silent)
    held.heard(heard)
    now[0] += 9
    held.heard(heard)
    held.sweep(is_ending=False)
    assert ends(silent, heard) == ["", ""]
    now[0] += 2
    held.sweep(is_ending=False)
    assert ends(silent, heard) == ["closed", ""]


def test_a_client_that_waits_for_its_answer_is_not_silent(now: list[float]) -> None:
    busy = Client(busy=True)
    held = Connections(10, 10**9)
    held.heard(busy)
    now[0] += 11
    held.sweep(is_ending=False)
    busy.is_busy = False
    now[0] += 9  # it counts from then on
    held.sweep(is_ending=False)
    assert busy.end == ""
    now[0] += 2
    held.sweep(is_ending=False)
    assert busy.end == "closed"


def test_a_client_that_takes_its_reply_is_ended_where_it_is_too_slow_alone(
    now: list[float],
) -> None:
    steady, slow = Client(sending=True, busy=True), Client(sending=True, slow=True)
    held = Connections(10, 10**9)
    held.heard(steady)
    held.heard(slow)
    now[0] += 11
    held.sweep(is_ending=False)
    assert ends(steady, slow) == ["", "ended"]


def test_a_worker_that_ends_waits_for_no_idle_client(now: list[float]) -> None:
    idle, busy, gone = Client(), Client(busy=True), Client()
    held = Connections(10, 10**9)
    for client in (idle, busy, gone):
        held.heard(client)
    held.forget(gone)
    held.forget(gone)
    now[0] += 0.001
    held.sweep(is_ending=True)
    assert ends(idle, busy, gone) == ["closed", "", ""]


def test_beyond_the_number_the_one_that_was_silent_for_longest_is_ended() -> None:
    most = 100  # the least that the bytes of a worker come to
    held, clients = Connections(10, 0), [Client() for _ in range(most + 1)]
    for client in clients[:-1]:
        held.heard(client)
    held.heard(clients[0])
    assert not any(ends(*clients))
    held.heard(clients[-1])
    assert [number for number, client in enumerate(clients) if client.end] == [1]


@pytest.mark.parametrize(
    ("soft", "hard", "taken"),
    [
        (1024, 4096, 4096),
        (4096, 4096, 4096),
        (1024, 1 << 21, 1 << 20),
        (1024, resource.RLIM_INFINITY, 1 << 20),
        (1 << 21, 1 << 21, 1 << 21),
    ],
)
def test_as_many_connections_are_kept_as_the_system_allows_but_for_what_else_is_open(
    monkeypatch: pytest.MonkeyPatch, soft: int, hard: int, taken: int
) -> None:
    now_allowed = list[object]()
    monkeypatch.setattr(resource, "getrlimit", lambda what: (soft, hard))
    monkeypatch.setattr(resource, "setrlimit", lambda *given: now_allowed.append(given))
    assert connection_limits._most_connections() == taken - 200
    assert now_allowed == [(resource.RLIMIT_NOFILE, (taken, hard))]


def test_the_number_follows_from_the_bytes_that_all_may_take() -> None:
    each = 16 * 1024
    held, clients = Connections(10, 150 * each + each - 1), [Client() for _ in range(151)]
    for client in clients:
        held.heard(client)
    assert [number for number, client in enumerate(clients) if client.end] == [0]
