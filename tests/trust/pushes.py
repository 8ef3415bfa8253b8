"""Pushes to a git repository, while what serves and delivers it is killed: none is lost.

Each round pushes one post and kills something at a random moment. In the end every feed holds what
the last commit holds, and a subscriber has been sent every post.
"""

from __future__ import annotations

import contextlib
import random
import re
import threading
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from tests.conftest import CONFIG, Service, free_port, post
from tests.forked import ForkedProgram, silent
from tests.git_repository import Repository
from tests.pushing.hub_under_test import SETTINGS, TOKEN, HubUnderTest
from tests.pushing.postgres import crash
from tests.pushing.subscribers import Subscribers

# However busy the machine is, nothing is given up.
PATIENT = {
    **SETTINGS,
    "POSTWIRE_REQUEST_TIMEOUT_SECONDS": "30",
    "POSTWIRE_RETRY_GIVE_UP_SECONDS": "6000",
    "POSTWIRE_PULL_SECONDS": "1",
    "POSTWIRE_WORKERS": "1",
}
_TITLE = re.compile("第([0-9]+)篇")
FEED = "/feed.rss?limit=500"  # holds every post of 499 rounds


class Pushed(NamedTuple):
    """Posts that were pushed, kills meanwhile, and how many posts came nowhere in the end."""

    pushes: int
    kills: int
    lost: int

    def __str__(self) -> str:
        return f"{self.pushes} pushes, {self.kills} kills amid, {self.lost} lost"


class UnderLoad(NamedTuple):
    """What several machines did while one after the other was killed."""

    pushed: Pushed
    served: int  # requests that either machine answered
    elsewhere: int  # of these: answered by the second machine that was asked
    unserved: int  # requests that no machine answered, or with a 5xx
    deliveries: int
    older: int  # deliveries whose newest post is older than that of the one before

    def __str__(self) -> str:
        return (
            f"{self.pushed}; {self.served:,} requests served ({self.elsewhere} by the machine "
            f"that was asked next), {self.unserved} not; {self.deliveries} deliveries, "
            f"{self.older} older after newer"
        )


def one_machine(place: Path, rounds: int, killed_every: int = 8) -> Pushed:
    """A push each round, told by the repository's own hook; after so many the whole service is
    killed at a random moment, and started again. After every second start everything is delivered
    before the next push: a busy machine would be killed each time before its first delivery."""
    repository, subscribers = new_repository(place), Subscribers()
    port, kills = free_port(), 0
    tell_by_hook(repository, [port])
    env = {**PATIENT, "POSTWIRE_BASE_URL": f"http://127.0.0.1:{port}"}

    def start() -> Service:
        return Service(repository.url, place / "state", port=port, **env)  # type: ignore[arg-type]

    service = start()
    try:
        hub = HubUnderTest(service, **env)
        hub.subscribe(f"{subscribers.url}/a", f"{service.url}{FEED}")
        for number in range(1, rounds + 1):
            repository.push({path_of(number): text_of(number)})
            if number % killed_every == 0:
                time.sleep(random.uniform(0, 0.3))
                service.kill()
                service, kills = start(), kills + 1
                if kills % 2 == 0:
                    with contextlib.suppress(AssertionError):
                        subscribers.wait(
                            lambda so_far=number: not _undelivered(subscribers, so_far)
                        )
        hub.until(lambda: posts_served(service) == rounds + 1)
        with contextlib.suppress(AssertionError):  # what is lost is counted
            subscribers.wait(lambda: not _undelivered(subscribers, rounds))
        hub.close()
        return Pushed(rounds, kills, _undelivered(subscribers, rounds))
    finally:
        service.stop()
        subscribers.close()


def several_machines(place: Path, rounds: int, database: str) -> UnderLoad:
    """Two web machines, a worker and PostgreSQL, from nothing but the address of a repository. Two
    clients ask all the time, and turn to the other machine where one does not answer, as a proxy
    does; each round one of the four is killed."""
    repository, subscribers = new_repository(place), Subscribers()
    ports = [free_port(), free_port()]
    tell_by_hook(repository, ports[:1])
    env = {
        **PATIENT,
        "POSTWIRE_DATABASE_URL": database,
        "POSTWIRE_BASE_URL": f"http://127.0.0.1:{ports[0]}",
    }

    def web(number: int) -> Service:
        state, options = place / f"web-{number}", ("--no-worker",)
        return Service(repository.url, state, *options, port=ports[number], **env)  # type: ignore[arg-type]

    def worker() -> ForkedProgram:
        return silent("worker", repository.url, "--state", str(place / "worker"), **env)

    machines, works = [web(0), web(1)], worker()
    try:
        hub = HubUnderTest(machines[0], **env)
        hub.subscribe(f"{subscribers.url}/a", f"{machines[0].url}{FEED}")
        with load(ports) as answers:
            for number in range(1, rounds + 1):
                repository.push({path_of(number): text_of(number)})
                time.sleep(random.uniform(0, 0.3))
                victim = number % 4
                if victim == 2:
                    works.kill()
                    works.wait()
                    works = worker()
                elif victim == 3:
                    crash(database)
                else:
                    machines[victim].kill()
                    machines[victim] = web(victim)
            for machine in machines:
                hub.until(lambda at=machine: posts_served(at) == rounds + 1)
            with contextlib.suppress(AssertionError):  # what is lost is counted
                subscribers.wait(lambda: not _lacking(subscribers, rounds))
        assert len({machine.get(FEED)[1]["etag"] for machine in machines}) == 1
        hub.close()
        newest = [newest_in(delivery.body) for delivery in subscribers.deliveries()]
        return UnderLoad(
            Pushed(rounds, rounds, _lacking(subscribers, rounds)),
            answers["first"] + answers["second"],
            answers["second"],
            answers["none"],
            len(newest),
            sum(after < before for before, after in pairwise(newest)),
        )
    finally:
        works.terminate()
        works.wait()
        for machine in machines:
            machine.stop()
        subscribers.close()


@contextlib.contextmanager
def load(ports: Sequence[int]) -> Iterator[Counter[str]]:
    """Two clients that ask for feeds until the context ends; what came of their requests."""
    answers: Counter[str] = Counter()
    is_over = threading.Event()

    def ask(order: Sequence[int]) -> None:
        while not is_over.wait(0.02):
            came = [_answers(order[0])]
            if not came[0]:
                came.append(_answers(order[1]))
            answers["none" if not came[-1] else ("first", "second")[len(came) - 1]] += 1

    threads = [threading.Thread(target=ask, args=(way,)) for way in (ports, ports[::-1])]
    for thread in threads:
        thread.start()
    try:
        yield answers
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/feed.atom", timeout=30) as response:
            return len(response.read()) > 0
    except OSError:
        return False


def path_of(number: int) -> str:
    return f"_posts/2022-03-01-{number}.md"


def text_of(number: int) -> str:
    date = f"2022-03-01 {number // 60 % 24:02}:{number % 60:02}:00 +0800"
    return post(f"第{number}篇", date)


def newest_in(body: bytes) -> int:
    """The largest number of a post that a feed shows."""
    return max(map(int, _TITLE.findall(body.decode())), default=-1)


def posts_served(service: Service) -> int:
    """How many posts stand in this machine's feeds."""
    lines = service.get("/metrics")[2].decode().splitlines()
    [line] = [line for line in lines if line.startswith('postwire_posts{state="served"}')]
    return int(float(line.split()[1]))


def _lacking(subscribers: Subscribers, rounds: int) -> int:
    """How many of all posts the last delivery lacks: each brings the whole feed."""
    bodies = [delivery.body for delivery in subscribers.deliveries()]
    shown = {int(number) for number in _TITLE.findall(bodies[-1].decode())} if bodies else set()
    return len(set(range(1, rounds + 1)) - shown)


def _undelivered(subscribers: Subscribers, rounds: int) -> int:
    """How many of the posts that were pushed no delivery has shown."""
    shown = {
        int(number)
        for delivery in subscribers.deliveries()
        for number in _TITLE.findall(delivery.body.decode())
    }
    return len(set(range(1, rounds + 1)) - shown)


def new_repository(place: Path) -> Repository:
    repository = Repository(place)
    repository.push({"_config.yml": CONFIG, path_of(0): text_of(0)})
    return repository


def tell_by_hook(repository: Repository, ports: Sequence[int]) -> None:
    """Have the host call /refresh after each push, as docs/webhooks.md shows; a machine that is
    not there hears nothing."""
    calls = "".join(
        f"curl --silent --output /dev/null --max-time 60 --noproxy '*' -X POST "
        f"-H 'Authorization: Bearer {TOKEN}' http://127.0.0.1:{port}/refresh &\n"
        for port in ports
    )
    hook = repository.bare / "hooks" / "post-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(f"#!/bin/sh\n(\n{calls}) >/dev/null 2>&1 </dev/null\nexit 0\n")
    hook.chmod(0o755)
