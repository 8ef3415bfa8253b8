"""A fan-out goes on after its database or queue went away: nothing twice, and a short log."""

from __future__ import annotations

import shutil
import signal
import socket
import subprocess
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Service, free_port
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest, make_archive
from tests.pushing.postgres import crash, running_postgresql
from tests.pushing.subscribers import PATIENCE_SECONDS, Reaction, Subscribers
from tests.pushing.test_hub_survives import everyone_has_the_newest, subscribed

COUNT = 300


@pytest.fixture
def redis(processes: None) -> Iterator[Redis]:
    pytest.importorskip("redis", reason="THE EXTRA redis IS NOT INSTALLED")
    if not shutil.which("redis-server"):
        pytest.skip("NO redis-server IS INSTALLED")
    server = Redis()
    yield server
    server.stop()


class Redis:
    """A `redis-server` on a free port of the loopback that keeps nothing."""

    def __init__(self) -> None:
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        self.start()

    def start(self) -> None:
        where = ("--bind", "127.0.0.1", "--port", str(self._port))
        self._process = subprocess.Popen(
            ["redis-server", *where, "--save", "", "--appendonly", "no"], stdout=subprocess.DEVNULL
        )
        until = time.monotonic() + PATIENCE_SECONDS
        while not self._accepts():
            assert time.monotonic() < until, "redis-server does not start"
            time.sleep(0.05)

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def _accepts(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0


def lines_of(service: Service) -> list[str]:
    """What a service wrote until it was stopped."""
    assert service.process.stderr
    service.process.send_signal(signal.SIGTERM)
    lines = service.process.stderr.read().splitlines()
    assert service.stop() == 0
    return lines


@pytest.mark.postgresql
def test_a_database_that_restarts_amid_a_fan_out_delays_nobody_and_repeats_no_delivery(
    tmp_path: Path, subscribers: Subscribers, processes: None
) -> None:
    """Claims last longer here than the test waits: rows whose claim went through unheard are
    given back, and outcomes are kept until they can be recorded."""
    with running_postgresql() as url:
        env = {
            **SETTINGS,
            # The tests' server may forget in a crash what it has confirmed.
            "POSTWIRE_DATABASE_URL": f"{url}?options=-csynchronous_commit%3Don",
            "POSTWIRE_REQUESTS_AT_ONCE": "10",
            "POSTWIRE_REQUEST_TIMEOUT_SECONDS": "10",
            "POSTWIRE_CLAIM_SECONDS": "600",
        }
        service = Service(make_archive(tmp_path / "a"), tmp_path / "s", **env)
        hub = HubUnderTest(service, **env)
        try:
            subscribed(hub, subscribers, COUNT)
            subscribers.react = lambda received: Reaction(delay_seconds=0.1)
            hub.add("haizhou")
            for number in range(1, 6):
                subscribers.wait_for_deliveries(number * COUNT // 6)
                crash(url)
            everyone_has_the_newest(hub, subscribers, COUNT)
            hub.until(lambda: not hub.deliveries_due())
            paths = Counter(received.path for received in subscribers.deliveries())
            assert set(paths.values()) == {1}
        finally:
            hub.close()
            lines = lines_of(service)
    assert len(lines) < 20, "\n".join(lines)


@pytest.mark.postgresql
def test_a_service_that_starts_before_its_database_has_its_hub_when_it_comes(
    tmp_path: Path, subscribers: Subscribers, processes: None
) -> None:
    port = free_port()
    url = f"postgresql+psycopg://postgres@127.0.0.1:{port}/postgres"
    env = {**SETTINGS, "POSTWIRE_DATABASE_URL": url}
    service = Service(make_archive(tmp_path / "a"), tmp_path / "s", ready="/healthz", **env)
    try:
        assert service.get("/category/haizhou.rss")[0] == 200
        assert service.get("/readyz")[::2] == (503, b"hub: the hub's database cannot be used\n")
        with running_postgresql(port):
            hub = HubUnderTest(service, **env)
            hub.until(lambda: {service.get("/readyz")[0] for _ in range(12)} == {200})
            hub.subscribe(f"{subscribers.url}/x", hub.topic("haizhou"))
            hub.add("haizhou")
            subscribers.wait_for_deliveries(1, "/x")
            hub.close()
    finally:
        lines = lines_of(service)
    assert len(lines) < 20, "\n".join(lines)


def test_deliveries_go_on_without_the_queue_and_the_log_stays_short(
    tmp_path: Path, subscribers: Subscribers, redis: Redis
) -> None:
    env = {**SETTINGS, "POSTWIRE_QUEUE_URL": redis.url}
    service = Service(make_archive(tmp_path / "a"), tmp_path / "s", **env)
    hub = HubUnderTest(service, **env)
    try:
        hub.subscribe(f"{subscribers.url}/with", hub.topic("haizhou"))
        redis.stop()
        hub.subscribe(f"{subscribers.url}/without", hub.topic("haizhou"))
        hub.add("haizhou")
        subscribers.wait_for_deliveries(1, "/with")
        subscribers.wait_for_deliveries(1, "/without")
        redis.start()
        hub.add("haizhou")
        subscribers.wait_for_deliveries(2, "/with")
        subscribers.wait_for_deliveries(2, "/without")
    finally:
        hub.close()
        lines = lines_of(service)
    assert len(lines) < 20, "\n".join(lines)
