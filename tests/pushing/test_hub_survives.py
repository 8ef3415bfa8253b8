"""Whichever process is killed amid a fan-out, every subscriber gets the newest content."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from service.hub.rows import subscriptions
from service.hub.rows.verifications import VerificationRequest
from tests.conftest import Service
from tests.forked import run_forked, silent
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest, make_archive
from tests.pushing.subscribers import PATIENCE_SECONDS, Reaction, Received, Subscribers

COUNT = 100
# What the database does of itself is tried on the one that other machines share.
SHARED = pytest.mark.parametrize("env", ["postgresql"], indirect=True)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def env(request: pytest.FixtureRequest, processes: None) -> dict[str, str]:
    """The settings of a hub on each kind of database. However busy the machine is, no request ends
    early, and none is given up."""
    patient = {
        **SETTINGS,
        "POSTWIRE_REQUESTS_AT_ONCE": "20",  # so that many are left when something is killed
        "POSTWIRE_REQUEST_TIMEOUT_SECONDS": "600",
        "POSTWIRE_RETRY_GIVE_UP_SECONDS": "6000",
    }
    if request.param == "sqlite":
        return patient
    return {**patient, "POSTWIRE_DATABASE_URL": request.getfixturevalue("postgresql")()}


def subscribed(hub: HubUnderTest, subscribers: Subscribers, count: int = COUNT) -> str:
    """So many verified subscriptions of one topic, put where the hub keeps them."""
    topic = hub.topic("haizhou")
    digest = hub.service.get("/category/haizhou.rss")[1]["etag"].strip('"')
    with hub.database.writing() as connection:
        for number in range(count):
            callback = f"{subscribers.url}/{number}"
            request = VerificationRequest(
                "subscribe", topic, topic, callback, "127.0.0.1", "key", 86400, digest
            )
            subscriptions.subscribe(connection, request, time.time())
    return topic


def everyone_has_the_newest(
    hub: HubUnderTest, subscribers: Subscribers, count: int = COUNT
) -> None:
    newest = hub.service.get("/category/haizhou.rss")[2]

    def latest() -> bool:
        last = {received.path: received.body for received in subscribers.deliveries()}
        return len(last) == count and set(last.values()) == {newest}

    subscribers.wait(latest, "the newest content for everyone")


def hub_processes(service: Service) -> tuple[psutil.Process, list[psutil.Process]]:
    """(the hub's worker, the web workers)"""
    children = psutil.Process(service.process.pid).children()
    # The web server has children of its own; what runs beside the worker starts after it.
    web, worker, *_ = sorted(children, key=lambda child: (-len(child.children()), child.pid))
    return worker, web.children()


def held_until_a_kill(subscribers: Subscribers) -> threading.Event:
    """Have no more than about half of the subscribers answer until the event is set."""
    killed = threading.Event()

    def wait_for_the_kill(received: Received) -> Reaction:
        if len(subscribers.deliveries()) > COUNT // 2:
            killed.wait(PATIENCE_SECONDS)
        return Reaction()

    subscribers.react = wait_for_the_kill
    return killed


@pytest.mark.postgresql
@SHARED
def test_a_killed_worker_loses_nothing_and_a_killed_web_worker_repeats_nothing_either(
    tmp_path: Path, subscribers: Subscribers, env: dict[str, str]
) -> None:
    """On SQLite the worker is killed with all others below, and alone by `make trust`."""
    service = Service(
        make_archive(tmp_path / "a"), tmp_path / "s", **{**env, "POSTWIRE_WORKERS": "2"}
    )
    hub = HubUnderTest(service, **env)
    try:
        subscribed(hub, subscribers)
        hub.add("haizhou")
        subscribers.wait_for_deliveries(COUNT // 5)
        for web in hub_processes(service)[1]:
            web.kill()
        hub.until(lambda: _answers(service))
        everyone_has_the_newest(hub, subscribers)
        paths = Counter(received.path for received in subscribers.deliveries())
        assert set(paths.values()) == {1}

        subscribers.received.clear()
        killed = held_until_a_kill(subscribers)
        hub.add("haizhou")
        subscribers.wait_for_deliveries(COUNT // 5)
        worker, _ = hub_processes(service)
        worker.kill()
        at_the_kill = len(subscribers.deliveries())
        killed.set()
        everyone_has_the_newest(hub, subscribers)
        assert at_the_kill < COUNT
    finally:
        hub.close()
        service.stop()


def test_a_service_whose_processes_are_all_killed_loses_nothing(
    tmp_path: Path, subscribers: Subscribers, env: dict[str, str]
) -> None:
    """Changes in the index that were not announced before the kill are delivered, too, and those
    of a refresh that no worker saw: the command line's, with nothing running."""
    state, archive = tmp_path / "s", make_archive(tmp_path / "a")
    service = Service(archive, state, **env)
    hub = HubUnderTest(service, **env)
    subscribed(hub, subscribers)
    killed = held_until_a_kill(subscribers)
    hub.add("haizhou")
    subscribers.wait_for_deliveries(COUNT // 5)
    hub.add("haizhou")
    os.killpg(service.process.pid, signal.SIGKILL)
    killed.set()
    service.process.wait()
    service.stop()
    assert len(subscribers.deliveries()) < 2 * COUNT
    hub.write_only("haizhou")
    assert run_forked("index", str(archive), "--state", str(state)).code == 0
    again = Service(archive, state, port=service.port, **env)
    try:
        hub.service = again
        everyone_has_the_newest(hub, subscribers)
    finally:
        hub.close()
        again.stop()


@pytest.mark.postgresql
@SHARED
def test_two_workers_share_the_work_and_deliver_nothing_twice(
    tmp_path: Path, subscribers: Subscribers, env: dict[str, str]
) -> None:
    archive = make_archive(tmp_path / "a")
    service = Service(archive, tmp_path / "s", "--no-worker", **env)
    hub = HubUnderTest(service, **env)
    url = {"POSTWIRE_BASE_URL": service.url}
    command = ("worker", str(archive), "--state", str(tmp_path / "s"))
    workers = [silent(*command, **env, **url) for _ in range(2)]
    try:
        subscribed(hub, subscribers)
        for _ in range(2):
            hub.add("haizhou")
            everyone_has_the_newest(hub, subscribers)
        time.sleep(0.5)
        bodies = Counter((received.path, received.body) for received in subscribers.deliveries())
        assert set(bodies.values()) == {1}
    finally:
        for worker in workers:
            worker.terminate()
        assert [worker.wait(timeout=30) for worker in workers] == [0, 0]
        hub.close()
        service.stop()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_parent(
    archive: Path, serve: Callable[..., Service], number: signal.Signals
) -> None:
    service = serve(archive, "--workers", "1")
    parent = psutil.Process(service.process.pid)
    while len(parent.children(recursive=True)) < 3:  # gunicorn, a web worker, the hub's
        time.sleep(0.05)
    family = parent.children(recursive=True)
    service.process.send_signal(number)
    _, alive = psutil.wait_procs(family, timeout=30)
    assert not alive


def _answers(service: Service) -> bool:
    with contextlib.suppress(OSError):
        return service.get("/readyz")[0] == 200
    return False
