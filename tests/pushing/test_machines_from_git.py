"""Two web machines, a worker and a database, from nothing but the address of one repository."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from tests.conftest import CONFIG, Service, free_port, post
from tests.git_repository import Repository
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import Subscribers

pytestmark = pytest.mark.process


def test_every_push_is_served_and_delivered_while_each_machine_is_killed_in_turn(
    tmp_path: Path, postgresql: Callable[..., str], subscribers: Subscribers
) -> None:
    repository = Repository(tmp_path)
    repository.push({"_config.yml": CONFIG, "_posts/2022-03-01-0.md": text(0)})
    port = free_port()
    env = {
        **SETTINGS,
        "POSTWIRE_DATABASE_URL": postgresql(),
        "POSTWIRE_BASE_URL": f"http://127.0.0.1:{port}",
        "POSTWIRE_PULL_SECONDS": "1",
        "POSTWIRE_WORKERS": "1",
    }

    def web(name: str, at: int = 0) -> Service:
        state = tmp_path / name
        return Service(repository.url, state, "--no-worker", port=at, **env)  # type: ignore[arg-type]

    def worker() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "service", "worker", repository.url]
        state = str(tmp_path / "worker")
        return subprocess.Popen([*command, "--state", state], env={**os.environ, **env})

    machines = [web("a", port), web("b")]
    works = worker()
    try:
        hub = HubUnderTest(machines[0], **env)
        hub.subscribe(f"{subscribers.url}/a", f"http://127.0.0.1:{port}/feed.rss")
        for number in range(1, 7):
            repository.push({f"_posts/2022-03-01-{number}.md": text(number)})
            victim = number % 3
            if victim == 2:
                works.kill()
                works.wait()
                works = worker()
            else:
                ports = machines[victim].port
                os.killpg(machines[victim].process.pid, signal.SIGKILL)
                machines[victim].stop()
                machines[victim] = web("ab"[victim], ports)
        title = "第6篇"
        for machine in machines:
            until(partial(shows, machine, title))
        bodies = {machine.get("/feed.rss")[1]["etag"] for machine in machines}
        assert len(bodies) == 1
        until(lambda: any(title.encode() in each.body for each in subscribers.deliveries()))
        last = [each.body for each in subscribers.deliveries() if title.encode() in each.body][-1]
        assert all(f"第{number}篇".encode() in last for number in range(7))
        hub.database.close()
    finally:
        works.terminate()
        works.wait()
        for machine in machines:
            machine.stop()


def shows(machine: Service, title: str) -> bool:
    return title in machine.get("/feed.rss")[2].decode()


def text(number: int) -> str:
    return post(f"第{number}篇", f"2022-03-01 {number:02}:00:00 +0800")


def until(is_done: Callable[[], bool]) -> None:
    for _ in range(1200):
        if is_done():
            return
        time.sleep(0.05)
    raise TimeoutError
