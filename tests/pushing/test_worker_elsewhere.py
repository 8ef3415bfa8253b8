"""A worker on another machine, with a copy of the archive and a state folder of its own."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from service.hub.rows.scan_requests import PING
from service.hub.work import rescan
from tests.conftest import Service, post, three_posts, write
from tests.forked import silent
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import Subscribers

NEW = "_posts/2022-05-02-new.md"
TEXT = post("新", "2022-05-02 08:00:00 +0800", "xinlei")


@contextmanager
def worker(archive: Path, state: Path, *options: str, **env: str) -> Iterator[None]:
    process = silent("worker", str(archive), "--state", str(state), *options, **env)
    try:
        yield
    finally:
        process.terminate()
        process.wait(timeout=60)


def test_a_worker_elsewhere_learns_of_refreshes_pings_and_files(
    serve: Callable[..., Service],
    postgresql: Callable[..., str],
    subscribers: Subscribers,
    tmp_path: Path,
) -> None:
    # Long, so that the worker puts off what it does not have, however busy the machine is.
    long = {"POSTWIRE_RETRY_GIVE_UP_SECONDS": "600"}
    env = {**SETTINGS, **long, "POSTWIRE_DATABASE_URL": postgresql()}
    here, there = (three_posts(tmp_path / name) for name in ("here", "there"))
    service = serve(here, "--no-worker", **env)
    hub = HubUnderTest(service, **env)
    base = {"POSTWIRE_BASE_URL": service.url}
    with worker(there, tmp_path / "state", "--watch", **env, **base):
        hub.subscribe(f"{subscribers.url}/a", hub.topic("haizhou"))
        for number, way in enumerate(("refresh", "ping", "watch")):
            path = f"_posts/2022-05-01-{number}.md"
            for archive in (there, here):
                write(archive, path, post(f"新{number}", f"2022-05-0{number + 1} 08:00:00 +0800"))
            if way == "refresh":
                hub.refresh(path)
            elif way == "ping":
                hub.ask(hub_mode="publish", hub_url=hub.topic("haizhou"))
            [*_, last] = subscribers.wait_for_deliveries(number + 1, "/a")
            assert f"新{number}" in last.body.decode()

        # The web side has a category that the worker's copy does not have yet: it waits for it.
        write(here, NEW, TEXT)
        hub.refresh(NEW)
        callback, topic = f"{subscribers.url}/b", hub.topic("xinlei")
        assert hub.ask(hub_mode="subscribe", hub_callback=callback, hub_topic=topic)[0] == 202
        hub.until(lambda: hub.is_put_off(callback, topic))
        assert not subscribers.verifications("/b")
        write(there, NEW, TEXT)
        hub.until(lambda: hub.is_subscribed(callback, topic))
    hub.close()


def test_a_scan_is_due_for_what_others_asked_since_the_last_one(tmp_path: Path) -> None:
    now = time.time()

    def is_due(at: float, **requested: int) -> bool:
        named = {PING if key == "ping" else key: number for key, number in requested.items()}
        return rescan.is_due(named, tmp_path, "own", 10, at)

    assert not is_due(now)
    assert is_due(now, ping=1)
    assert is_due(now, other=1)
    assert not is_due(now, own=1)  # its own news it has already
    rescan.begin({PING: 1, "other": 1}, tmp_path)
    assert not is_due(now + 100, ping=1, other=1, own=5)
    assert not is_due(now + 5, ping=2)  # a ping waits, for anybody can send it
    assert is_due(now + 11, ping=2)
    assert is_due(now + 1, other=2)  # another machine does not wait
