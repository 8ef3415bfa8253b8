"""`make trust`: each fault many times, and a long soak. Prints the rows of the table in
docs/reliability.md; ends with an error where anything does not hold.

    python -m tests.trust.long --rounds 200 --minutes 30
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from feeds.index import parallel
from tests.pushing.postgres import new_database, running_postgresql
from tests.trust import away, crowds, kills, pushes, soak

_AWAY = (
    *(away.disk_full, away.no_right_to_write, away.archive_gone),
    *(away.checkout, away.name_gone),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=200, help="kills of each kind")
    parser.add_argument("--minutes", type=float, default=30, help="of the soak")
    given = parser.parse_args()
    for command in (kills.index, kills.refresh, kills.export):
        _row(f"kill -9 amid {command.__name__}", command, given.rounds)
    with running_postgresql() as server:
        for work in (kills.delivery, kills.verification):
            _row(f"kill -9 amid {work.__name__}, SQLite", work, given.rounds, {})
            url = {"POSTWIRE_DATABASE_URL": new_database(server, work.__name__)}
            _row(f"kill -9 amid {work.__name__}, PostgreSQL", work, given.rounds, url)
        kept = f"{server}?options=-csynchronous_commit%3Don"  # the server is killed
        _row("several machines under load", pushes.several_machines, given.rounds // 4, kept)
        url = new_database(server, "apart")
        _row("replicas told a second apart", crowds.replicas_told_apart, given.rounds, url)
    _row("pushes to one machine", pushes.one_machine, given.rounds)
    for number in (600, parallel.FEW + 100):
        _row(f"refreshes of {number:,} posts", crowds.refreshes_over_http, 20, number)
        _row(f"the same by ping: {number:,}", crowds.refreshes_by_ping, 20, number)
    _row("an aggregator", crowds.aggregator, 2000)
    for fault in _AWAY:
        _row(fault.__name__.replace("_", " "), fault, max(1, given.rounds // 10))
    if given.minutes:
        _row("soak", soak.soak, given.minutes * 60)


def _row(name: str, work: Callable[..., object], *arguments: object) -> None:
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="trust-") as place:
        result = work(Path(place), *arguments)
    print(f"| {name} | {result} | {time.monotonic() - started:,.0f} s |", flush=True)


if __name__ == "__main__":
    main()
