"""kill -9 at random moments: of an index, a refresh, an export, a delivery, a verification.

Each round starts the real command, ends its whole process group after a random time, and looks at
what lies there. At the end the same command runs undisturbed, and all must be as if nothing had
happened.
"""

from __future__ import annotations

import contextlib
import json
import random
import signal
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from service.hub.rows import subscriptions
from service.hub.rows.verifications import VerificationRequest
from tests.conftest import CONFIG, Service, post, write
from tests.forked import Ended, run_forked, silent
from tests.pushing.hub_under_test import SETTINGS, HubUnderTest
from tests.pushing.subscribers import Subscribers

_POSTS = 150
# However busy the machine is, nothing is given up.
_PATIENT = {
    **SETTINGS,
    "POSTWIRE_REQUEST_TIMEOUT_SECONDS": "30",
    "POSTWIRE_RETRY_GIVE_UP_SECONDS": "6000",
}
_SAME: Mapping[str, str] = {}  # the environment of this process
_WORKER_SECONDS = 2.0  # of a busy machine; a worker has deliveries under way after a tenth of that


class Killed(NamedTuple):
    """How often a command was started, and killed before it had ended by itself."""

    rounds: int
    kills: int

    def __str__(self) -> str:
        return f"{self.rounds} starts, {self.kills} killed amid"


def archive_of(root: Path, posts: int = _POSTS) -> Path:
    write(root, "_config.yml", CONFIG)
    for number in range(posts):
        add_post(root, number)
    return root


def add_post(root: Path, number: int) -> str:
    date = f"2022-03-01 {number // 60 % 24:02}:{number % 60:02}:00 +0800"
    path = f"_posts/2022-03-01-p{number}.md"
    write(root, path, post(f"第{number}篇", date, f"类{number % 7}", "正文。" * 200))
    return path


def killed_at_random(
    command: Sequence[str], longest: float, env: Mapping[str, str] = _SAME
) -> bool:
    """Start a command and end it and all its children within so many seconds. Whether it was still
    running then."""
    ended = run_forked(*command, seconds=random.uniform(0, longest), env=env)
    return ended.was_running


def tried(*arguments: str) -> Ended:
    """A command that goes to its end."""
    ended = run_forked(*arguments)
    assert ended.code == 0, ended
    return ended


def tree(folder: Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {str(file.relative_to(folder)): file.read_bytes() for file in files}


def index(place: Path, rounds: int, posts: int = _POSTS) -> Killed:
    """A first index: killed and started again, it is in the end as one that was made at once."""
    archive, state, kills = archive_of(place / "archive", posts), place / "state", 0
    feeds = ("feeds", str(archive), "--json", "--state")
    expected = tried(*feeds, str(place / "once"))
    for _ in range(rounds):
        command = ("index", str(archive), "--state", str(state))
        kills += killed_at_random(command, expected.seconds)
        for file in state.glob("index-*.sqlite"):  # what is there is whole; the next builds anew
            assert tried(*feeds, str(state)).printed == expected.printed
            file.unlink()
    assert tried(*feeds, str(state)).printed == expected.printed
    return Killed(rounds, kills)


def refresh(place: Path, rounds: int, posts: int = _POSTS) -> Killed:
    """Posts come, and the index that is brought up to date is killed: in the end it has them all,
    and what it says of them is what a new index says."""
    archive, state, kills = archive_of(place / "archive", posts), place / "state", 0
    command = ("index", str(archive), "--state", str(state))
    feeds = ("feeds", str(archive), "--json", "--state")
    tried(*command)
    add_post(archive, posts)
    seconds = tried(*command).seconds
    for number in range(rounds):
        for copy in range(5):
            add_post(archive, posts + 5 * number + copy)
        (archive / f"_posts/2022-03-01-p{number}.md").unlink(missing_ok=True)
        kills += killed_at_random(command, seconds)
    refreshed = tried(*feeds, str(state)).printed
    built = tried(*feeds, str(place / "other")).printed
    assert json.loads(refreshed) == json.loads(built)
    return Killed(rounds, kills)


def export(place: Path, rounds: int, posts: int = _POSTS) -> Killed:
    """A file that stands there is whole at each moment; in the end the folder is as one that was
    written at once, but for the manifest's own numbers."""
    archive, out, kills = archive_of(place / "archive", posts), place / "out", 0
    options = ("--state", str(place / "state"), "--base-url", "https://feeds.example")
    options += ("--format", "rss", "--feeds-only")
    tried("index", *(str(archive), *options[:2]))
    once = tried("export", *(str(archive), str(place / "once"), *options))
    expected = tree(place / "once")
    command = ("export", str(archive), str(out), *options)
    for _ in range(rounds):
        kills += killed_at_random(command, once.seconds)
        for name, data in tree(out).items():
            if name in expected and not name.startswith("."):
                assert data == expected[name], name
        for file in list(out.rglob("*.rss"))[: random.randrange(20)]:
            file.unlink()
    tried(*command)
    written = tree(out)
    assert {name: written.get(name) for name in expected} == expected
    return Killed(rounds, kills)


@contextlib.contextmanager
def hub(place: Path, env: dict[str, str]) -> Iterator[tuple[HubUnderTest, Subscribers]]:
    """A service without a worker, with its hub, and subscribers that answer."""
    service = Service(archive_of(place / "archive", 20), place / "state", "--no-worker", **env)
    under_test, subscribers = HubUnderTest(service, **env), Subscribers()
    try:
        yield under_test, subscribers
    finally:
        under_test.close()
        subscribers.close()
        service.stop()


def _worker(under_test: HubUnderTest) -> list[str]:
    return ["worker", str(under_test.archive), "--state", str(under_test.service.state)]


def delivery(place: Path, rounds: int, env: dict[str, str], count: int = 40) -> Killed:
    """A worker is killed amid deliveries, again and again: in the end everybody has the newest
    content, and nobody was sent more than what a kill can repeat."""
    env = {**_PATIENT, **env}
    kills = 0
    with hub(place, env) as (under_test, subscribers):
        topic = under_test.topic("类0")
        digest = under_test.service.get("/category/%E7%B1%BB0.rss")[1]["etag"].strip('"')
        with under_test.database.writing() as connection:
            for number in range(count):
                request = VerificationRequest(
                    *("subscribe", topic, topic, f"{subscribers.url}/{number}", "127.0.0.1"),
                    *("key", 86400, digest),
                )
                subscriptions.subscribe(connection, request, time.time())
        env["POSTWIRE_BASE_URL"] = under_test.url
        _warm_up(under_test, env)
        for number in range(rounds):
            under_test.refresh(add_post(under_test.archive, 7 * (number + 100)))
            kills += killed_at_random(_worker(under_test), _WORKER_SECONDS, env)
        newest = under_test.service.get("/category/%E7%B1%BB0.rss")[2]

        def everybody_has_it() -> bool:
            last = {one.path: one.body for one in subscribers.deliveries()}
            return len(last) == count and set(last.values()) == {newest}

        with _running(under_test, env):
            subscribers.wait(everybody_has_it, "the newest content for everyone")
            under_test.until(lambda: not under_test.deliveries_due())
        bodies = Counter((one.path, one.body) for one in subscribers.deliveries())
        assert max(bodies.values()) <= 1 + kills
        assert all(one.is_signed_with("key") for one in subscribers.deliveries())
    return Killed(rounds, kills)


def verification(place: Path, rounds: int, env: dict[str, str]) -> Killed:
    """A worker is killed amid verifications: in the end every request that was accepted is a
    subscription."""
    env = {**_PATIENT, "POSTWIRE_VERIFICATION_BURST": "100000", **env}
    kills, callbacks = 0, list[str]()
    with hub(place, env) as (under_test, subscribers):
        env["POSTWIRE_BASE_URL"] = under_test.url
        _warm_up(under_test, env)
        for number in range(rounds):
            for copy in range(5):
                callbacks.append(f"{subscribers.url}/{number}-{copy}")
                status, words = under_test.ask(
                    hub_mode="subscribe", hub_callback=callbacks[-1], hub_topic=under_test.topic()
                )
                assert status == 202, words
            kills += killed_at_random(_worker(under_test), _WORKER_SECONDS, env)
        with _running(under_test, env):
            topic = under_test.topic()
            for callback in callbacks:
                under_test.until(lambda at=callback: under_test.is_subscribed(at, topic))
    return Killed(rounds, kills)


def _warm_up(under_test: HubUnderTest, env: dict[str, str]) -> None:
    """Tables are made by a worker that is not killed."""
    with _running(under_test, env):
        under_test.until(under_test.is_announced)


@contextlib.contextmanager
def _running(under_test: HubUnderTest, env: dict[str, str]) -> Iterator[None]:
    worker = silent(*_worker(under_test), **env)
    try:
        yield
    finally:
        worker.terminate()
        # One that is asked to end while it starts has no handler of its own yet.
        assert worker.wait(60) in (0, -signal.SIGTERM)
