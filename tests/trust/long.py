"""`make trust`: each fault many times, and a long soak. Prints the rows of the table in
docs/reliability.md; ends with an error where anything does not hold.

    python -m tests.trust.long --rounds 200 --minutes 30
    python -m tests.trust.long --only 'kill -9 .*SQLite' --rounds 1000
    python -m tests.trust.long --list
"""

from __future__ import annotations

import argparse
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from feeds.index import parallel
from tests.pushing.postgres import new_database, running_postgresql
from tests.trust import (
    away,
    clock,
    crowds,
    differential_http,
    kills,
    push_times,
    pushes,
    soak,
)

_AWAY = (
    *(away.disk_full, away.no_right_to_write, away.archive_gone),
    *(away.checkout, away.name_gone),
)


class Sizes(NamedTuple):
    """How much of each."""

    rounds: int
    posts: int  # of one refresh
    minutes: float  # of the soak


class Count(NamedTuple):
    """A row of the table. `work` is given a folder, and the address of a database of its own where
    it `takes_database`."""

    name: str
    work: Callable[..., object]
    takes_database: bool = False


def counts(sizes: Sizes) -> Iterator[Count]:
    """All that is counted, in these sizes."""
    rounds = sizes.rounds
    for number in (sizes.posts, parallel.FEW + 100):
        yield _refreshes(f"refreshes of {number:,} posts", crowds.refreshes_over_http, number)
        yield _refreshes(f"the same by ping: {number:,}", crowds.refreshes_by_ping, number)
    for command in (kills.index, kills.refresh, kills.export):
        yield Count(f"kill -9 amid {command.__name__}", _of(command, rounds))
    for work in (kills.delivery, kills.verification):
        name = f"kill -9 amid {work.__name__}"
        yield Count(f"{name}, SQLite", _of(work, rounds, {}))
        yield Count(f"{name}, PostgreSQL", _on_postgresql(work, rounds), True)
    apart = _with_database(crowds.replicas_told_apart, rounds)
    yield Count("replicas told a second apart", apart, True)
    yield Count("pushes to one machine", _of(pushes.one_machine, rounds))
    yield Count("push to delivery", _of(push_times.push_times, max(50, rounds // 4)))
    machines = _with_database(_kept(pushes.several_machines), rounds // 4)
    yield Count("several machines under load", machines, True)
    both = _of(differential_http.differential_http, rounds * 100)
    yield Count("requests to both servers", both)
    yield Count("an aggregator", _of(crowds.aggregator, 2000))
    for fault in _AWAY:
        yield Count(fault.__name__.replace("_", " "), _of(fault, max(1, rounds // 10)))
    if clock.compiler():
        yield Count("clock steps", _of(clock.clock_steps, max(1, rounds // 4)))
    if sizes.minutes:
        yield Count("soak", _of(soak.soak, sizes.minutes * 60))


def _of(work: Callable[..., object], *arguments: object) -> Callable[[Path], object]:
    return lambda place: work(place, *arguments)


def _refreshes(name: str, work: Callable[..., object], posts: int) -> Count:
    return Count(name, _of(work, 20, posts))


def _with_database(work: Callable[..., object], rounds: int) -> Callable[[Path, str], object]:
    return lambda place, url: work(place, rounds, url)


def _on_postgresql(work: Callable[..., object], rounds: int) -> Callable[[Path, str], object]:
    return lambda place, url: work(place, rounds, {"POSTWIRE_DATABASE_URL": url})


def _kept(work: Callable[..., object]) -> Callable[..., object]:
    """The server is killed, so that what it acknowledges has to be on disk."""
    return lambda place, rounds, url: work(
        place, rounds, f"{url}?options=-csynchronous_commit%3Don"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="kills of each kind")
    parser.add_argument("--posts", type=int, default=600, help="that come and go in one refresh")
    parser.add_argument("--minutes", type=float, default=30, help="of the soak")
    parser.add_argument("--only", default="", help="a regular expression of the rows' names")
    parser.add_argument("--list", action="store_true", help="print the names alone")
    given = parser.parse_args()
    chosen = [
        count
        for count in counts(Sizes(given.rounds, given.posts, given.minutes))
        if re.search(given.only, count.name)
    ]
    if given.list:
        print(*(count.name for count in chosen), sep="\n")
    else:
        _run(chosen)


def _run(chosen: list[Count]) -> None:
    """One PostgreSQL for all rows that have need of one, each with a database of its own."""
    with ExitStack() as stack:
        server = ""
        for number, (name, work, takes_database) in enumerate(chosen):
            database = ()
            if takes_database:
                server = server or stack.enter_context(running_postgresql())
                database = (new_database(server, f"count_{number}"),)
            started = time.monotonic()
            with tempfile.TemporaryDirectory(prefix="trust-") as place:
                result = work(Path(place), *database)
            print(f"| {name} | {result} | {time.monotonic() - started:,.0f} s |", flush=True)


if __name__ == "__main__":
    main()
