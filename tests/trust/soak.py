"""Mixed load for a long time: nothing grows past the warm-up, and nothing is a 5xx.

Pollers with and without validators, with those of others and with filters; posts that come, change
and go, odd ones among them; refreshes; subscribers that come and go at 127.0.0.1.
"""

from __future__ import annotations

import contextlib
import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import psutil

from tests.conftest import Service, write
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import Subscribers
from tests.trust.kills import add_post, archive_of

_POSTS = 300
_WARM = 0.35  # of all the time
# What may come on top after the warm-up: garbage is collected at its own times, and the load is
# random.
_MORE_BYTES = 24 << 20
_MORE_HANDLES = 40  # connections that are open at a moment
_MORE_ROWS = 200

_ODD = (
    b"---\ntitle: a\x00b\n---\n" + b"[" * 3000,
    b"---\ntitle: [\n---\n",
    b"---\ntitle: x\ndate: 2022-03-01\n---\n" + "　".encode() * 5000 + b"x",
    b"\xff\xfe\x00",
    b"---\ntitle: x\ndate: 9999-99-99\nauthor: [[[{a: 1}]]]\n---\n&#" + b"9" * 5000 + b";",
)


class Sizes(NamedTuple):
    """Of all processes together, and of the tables that outlive a request."""

    memory: int  # bytes: what is no other process's
    handles: int
    rows: int


class Soaked(NamedTuple):
    seconds: float
    requests: int
    deliveries: int
    warm: Sizes
    end: Sizes

    def __str__(self) -> str:
        return (
            f"{self.seconds:,.0f} s, {self.requests:,} requests, {self.deliveries:,} deliveries, "
            f"no 5xx; memory {self.warm.memory >> 20} → {self.end.memory >> 20} MiB, handles "
            f"{self.warm.handles} → {self.end.handles}, rows {self.warm.rows} → {self.end.rows}"
        )


def soak(place: Path, seconds: float) -> Soaked:
    """:raise AssertionError: something grew, or was answered with a 5xx"""
    archive = archive_of(place / "archive", _POSTS)
    service = Service(archive, place / "state", **{**SETTINGS, "POSTWIRE_WORKERS": "2"})
    under_test, subscribers = HubUnderTest(service), Subscribers()
    answers: Counter[int] = Counter()
    begun = time.monotonic()
    try:
        with _going_on(
            lambda: _poll(service, answers),
            lambda: _poll(service, answers),
            lambda: _change(under_test),
            lambda: _subscribe(under_test, subscribers),
        ):
            time.sleep(seconds * _WARM)
            warm = [_sizes(service) for _ in range(5)]
            while time.monotonic() < begun + seconds:
                time.sleep(1)
            end = [_sizes(service) for _ in range(5)]
    finally:
        under_test.close()
        subscribers.close()
        service.stop()
    before, after = _largest(warm), _smallest(end)
    assert not [status for status in answers if status >= 500], answers
    assert after.memory <= before.memory + _MORE_BYTES, (before, after)
    assert after.handles <= before.handles + _MORE_HANDLES, (before, after)
    assert after.rows <= before.rows + _MORE_ROWS, (before, after)
    deliveries = len(subscribers.deliveries())
    return Soaked(seconds, sum(answers.values()), deliveries, before, after)


@contextlib.contextmanager
def _going_on(*works: Callable[[], None]) -> Iterator[None]:
    """Each again and again in a thread of its own. The first error ends all."""
    ended, errors = threading.Event(), list[BaseException]()

    def again(work: Callable[[], None]) -> None:
        try:
            while not ended.is_set():
                work()
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=again, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        for thread in threads:
            thread.join(60)
    if errors:
        raise errors[0]


def _poll(service: Service, answers: Counter[int]) -> None:
    """A few polls of one client; some with a validator, some with one of another feed."""
    number, extension = random.randrange(9), random.choice(("rss", "atom", "json"))
    path = random.choice(
        (f"/feed.{extension}", f"/category/%E7%B1%BB{number}.{extension}", "/feeds.opml", "/")
    )
    if random.random() < 0.2:
        path += f"?limit={random.randrange(1, 50)}"
    status, headers, _ = service.get(path)
    answers[status] += 1
    tag = random.choice((headers.get("etag"), '"of-another"'))
    if tag:
        answers[service.get(path, If_None_Match=tag)[0]] += 1
    time.sleep(0.02)


def _change(under_test: HubUnderTest) -> None:
    number = random.randrange(_POSTS)
    if random.random() < 0.2:
        path = f"_posts/2022-03-02-odd{random.randrange(20)}.md"
        write(under_test.archive, path, random.choice(_ODD))
    else:
        path = add_post(under_test.archive, number)
        with (under_test.archive / path).open("a") as file:
            file.write(str(random.random()))
    if random.random() < 0.2:
        (under_test.archive / path).unlink()
    under_test.refresh(*([] if random.random() < 0.1 else [path]))
    time.sleep(0.2)


def _subscribe(under_test: HubUnderTest, subscribers: Subscribers) -> None:
    callback = f"{subscribers.url}/{random.randrange(50)}"
    mode = random.choice(("subscribe", "unsubscribe"))
    status, _ = under_test.ask(
        hub_mode=mode, hub_callback=callback, hub_topic=under_test.topic(), hub_lease_seconds="60"
    )
    assert status < 500, status
    time.sleep(0.2)


def _sizes(service: Service) -> Sizes:
    parent = psutil.Process(service.process.pid)
    memory = handles = 0
    for process in (parent, *parent.children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            memory += process.memory_full_info().uss
            handles += process.num_fds()
    time.sleep(1)
    return Sizes(memory, handles, _rows(service.state))


def _rows(state: Path) -> int:
    """Rows of every database but the index, which has the archive's."""
    total = 0
    for file in state.glob("*.sqlite"):
        if file.name.startswith("index"):
            continue
        with contextlib.closing(sqlite3.connect(file, timeout=30)) as connection:
            names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (name,) in names.fetchall():
                (count,) = connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()
                total += count
    return total


def _largest(sizes: list[Sizes]) -> Sizes:
    return Sizes(*map(max, zip(*sizes, strict=True)))


def _smallest(sizes: list[Sizes]) -> Sizes:
    return Sizes(*map(min, zip(*sizes, strict=True)))
