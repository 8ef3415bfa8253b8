"""Much at once: bulk refreshes again and again, replicas that are told at different times, and an
aggregator that subscribes to everything.

Each function makes its own machines, and gives what it counted.
"""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.conftest import CONFIG, Service, modules_before_all, post, write
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest, make_archive
from tests.pushing.subscribers import Subscribers
from tests.trust.pushes import PATIENT, posts_served


def many(root: Path, number: int, folder: str = "_posts/many") -> Path:
    """So many posts in a folder of their own."""
    (root / folder).mkdir(parents=True, exist_ok=True)
    for n in range(number):
        text = post(f"第{n}篇", f"2022-02-{n % 28 + 1:02}")
        (root / folder / f"2022-02-01-{n}.md").write_text(text)
    return root / folder


def taken_for_many(place: Path, number: int) -> dict[str, str]:
    """Variables by which a service reads more than so many files in several processes, as it does
    with some thousands."""
    modules = place / "modules"
    text = f"from feeds.index import parallel\nparallel.FEW = {number}\n"
    write(modules, "sitecustomize.py", f"{text}open({str(place / 'few')!r}, 'w').close()\n")
    return {"PYTHONPATH": modules_before_all(modules)}


def refreshes_over_http(place: Path, rounds: int, number: int, **more: str) -> int:
    """So many posts come and go; each refresh is answered, and says so."""
    archive = make_archive(place / "archive")
    env = {"POSTWIRE_PROCESSES": "2", **more}
    service = Service(archive, place / "state", "--no-worker", **env)
    try:
        for _ in range(rounds):
            folder = many(archive, number)
            assert len(_refresh(service)["added"]) == number
            shutil.rmtree(folder)
            assert len(_refresh(service)["removed"]) == number
    finally:
        service.stop()
    return rounds


def refreshes_by_ping(place: Path, rounds: int, number: int, **more: str) -> int:
    """The same where the hub's worker is asked by pings, which need no token."""
    archive = make_archive(place / "archive")
    env = {"POSTWIRE_PROCESSES": "2", "POSTWIRE_PING_INTERVAL_SECONDS": "0", **more}
    service = Service(archive, place / "state", **env)
    ping = f"hub.mode=publish&hub.url={service.url}/feed.rss".encode()
    before = posts_served(service)
    try:
        for _ in range(rounds):
            folder = many(archive, number)
            for expected in (before + number, before):
                urllib.request.urlopen(f"{service.url}/hub", ping).close()
                until = time.monotonic() + 60
                while posts_served(service) != expected:
                    assert time.monotonic() < until, "the refresh does not end"
                    time.sleep(0.2)
                if expected != before:
                    shutil.rmtree(folder)
    finally:
        service.stop()
    return rounds


def _refresh(service: Service) -> dict[str, list[str]]:
    token = (service.state / "refresh.token").read_text().strip()
    request = urllib.request.Request(
        f"{service.url}/refresh", b"", {"Authorization": f"Bearer {token}"}
    )
    with urllib.request.urlopen(request, timeout=60) as response:
        answer: dict[str, list[str]] = json.load(response)
    return answer


_TITLE = re.compile("新([0-9]+)")


class Ordered(NamedTuple):
    deliveries: int
    older: int  # whose newest post was older than before, to the same subscriber

    def __str__(self) -> str:
        return f"{self.deliveries:,} deliveries, {self.older} older after newer"


def replicas_told_apart(
    place: Path, rounds: int, database: str, count: int = 40, apart: float = 1.0
) -> Ordered:
    """Three replicas with their own files announce to so many subscribers: one is told of each
    post, the second so many seconds later, and the third looks by a timer."""
    base = "http://127.0.0.1:1"
    env = {**PATIENT, "POSTWIRE_DATABASE_URL": database, "POSTWIRE_BASE_URL": base}
    archives = [make_archive(place / name) for name in ("one", "two", "three")]
    states = [place / f"state-{number}" for number in range(3)]
    services = [
        Service(archive, state, **env) for archive, state in zip(archives, states, strict=True)
    ]
    hubs, subscribers = [HubUnderTest(service, **env) for service in services], Subscribers()
    topic = f"{base}/category/haizhou.json?limit=100"
    later: list[threading.Timer] = []
    is_over = threading.Event()

    def look_by_timer() -> None:
        while not is_over.wait(3 * apart):
            hubs[2].refresh()

    third = threading.Thread(target=look_by_timer)
    third.start()
    try:
        for number in range(count):
            hubs[0].subscribe(f"{subscribers.url}/{number}", topic)
        for number in range(rounds):
            path = f"_posts/2022-04-01-n{number:03}.md"
            at = f"2022-04-01 {number // 60:02}:{number % 60:02}:00 +0800"
            for archive in archives:
                write(archive, path, post(f"新{number}", at, "haizhou"))
            hubs[0].refresh(path)
            later.append(threading.Timer(apart, hubs[1].refresh, (path,)))
            later[-1].start()
            time.sleep(0.3)
        for timer in later:
            timer.join()
        newest: dict[str, list[int]] = {}

        def everybody_has_all() -> bool:
            newest.clear()
            for one in subscribers.deliveries():
                numbers = map(int, _TITLE.findall(one.body.decode()))
                newest.setdefault(one.path, []).append(max(numbers, default=-1))
            return len(newest) == count and all(each[-1] == rounds - 1 for each in newest.values())

        subscribers.wait(everybody_has_all, "every post for everyone")
    finally:
        is_over.set()
        third.join()
        for hub in hubs:
            hub.close()
        for service in services:
            service.stop()
        subscribers.close()
    pairs = [pair for each in newest.values() for pair in pairwise(each)]
    return Ordered(sum(map(len, newest.values())), sum(after < before for before, after in pairs))


class Verified(NamedTuple):
    accepted: int
    verified: int
    asking: float  # seconds until the last request was answered
    verifying: float  # seconds from the first request until the last subscription was there

    def __str__(self) -> str:
        return (
            f"{self.accepted:,} × 202 within {self.asking:.1f} s, "
            f"{self.verified:,} verified within {self.verifying:.1f} s"
        )


def aggregator(place: Path, feeds: int) -> Verified:
    """One client subscribes to so many feeds in one go, eight requests at a time, and answers every
    verification of a real worker."""
    archive = place / "archive"
    write(archive, "_config.yml", CONFIG)
    for number in range(-(-feeds // 50)):
        names = "[" + ", ".join(f"t{number * 50 + n}" for n in range(50)) + "]"
        text = post(f"第{number}篇", "2022-03-01 08:00:00 +0800", tags=names)
        write(archive, f"_posts/2022-03-01-{number}.md", text)
    # What a subscriber on this machine needs; every bound is as it comes.
    env = {name: SETTINGS[name] for name in ("POSTWIRE_ALLOW_PRIVATE_CALLBACKS",)}
    service, subscribers = Service(archive, place / "state", **env), Subscribers()
    hub = HubUnderTest(service)
    try:
        hub.until(hub.is_announced)
        began = time.monotonic()

        def ask(number: int) -> int:
            return hub.ask(
                hub_mode="subscribe",
                hub_topic=f"{service.url}/tag/t{number}.atom",
                hub_callback=f"{subscribers.url}/push/{number}",
            )[0]

        with ThreadPoolExecutor(8) as pool:
            accepted = list(pool.map(ask, range(feeds))).count(202)
        asking = time.monotonic() - began
        hub.until(lambda: hub.subscriptions() == feeds)
        return Verified(accepted, hub.subscriptions(), asking, time.monotonic() - began)
    finally:
        hub.close()
        subscribers.close()
        service.stop()
