"""Bytes and processor milliseconds of each page for people, from an archive of generated posts.

    python -m benchmarks.archive_generator WORK/archive --posts 100000 --authors
    python -m benchmarks.pages WORK

Each page is made again and again by the application itself, in this process, as a worker makes it;
the counted time is that of its thread alone, which other processes of a busy machine do not
lengthen much. Prints one JSON object: by page the status, bytes, bytes with gzip, the smallest
time and the median.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from statistics import median
from urllib.parse import urlencode

from flask.testing import FlaskClient

from feeds.index.catalogue import Wish, listing
from feeds.index.index import open_index
from service.app import create_app
from service.commands.common import opened, refreshed
from service.settings.loading import load
from service.settings.settings import Settings

_BROWSER = {"Accept": "text/html"}
_PLENTY = 1_000_000_000  # answers that one client may have made


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.pages")
    parser.add_argument("work", type=Path, help="has the generated archive, gets the state")
    parser.add_argument("--rounds", type=int, default=21)
    options = parser.parse_args()
    settings = load(
        archive=options.work / "archive",
        state=options.work / "state",
        base_url="https://feeds.example",
        work_burst=_PLENTY,
    )
    refreshed(opened(settings), settings)
    client = create_app(settings).test_client()
    pages = {name: _measured(client, path, options.rounds) for name, path in _paths(settings)}
    print(json.dumps(pages, indent=1, ensure_ascii=False))
    return 0


def _paths(settings: Settings) -> list[tuple[str, str]]:
    """The pages by name; those of feeds are of the largest there are."""
    with open_index(settings.state_folder) as index:
        largest = {
            kind: listing(index, Wish(kind=kind, order="size"), 0, 1).rows[0].term
            for kind in listing(index, Wish(), 0, 0).counts
        }
    source, category = largest["source"], largest["category"]
    both = urlencode([source, category])
    return [
        ("catalogue", "/"),
        *((f"catalogue by {order}", f"/?sort={order}") for order in ("change", "name", "size")),
        *((f"catalogue, {kind}", f"/?kind={kind}") for kind in largest),
        ("search by pinyin", "/?find=ribao"),
        ("search that finds nothing", "/?find=qqqqq"),
        ("whole site", "/all"),
        ("one outlet", f"/source/{source.name}"),
        ("outlet and category", f"/?{both}"),
        ("outlet since a day", f"/source/{source.name}?since=2012-01-01"),
        ("filter form, with a mistake", f"/filter?{both}&tag=ribao&since=x&format=page"),
        ("missing term", "/tag/qqqqq"),
        ("what a feed is", "/about/feeds"),
    ]


def _measured(client: FlaskClient, path: str, rounds: int) -> dict[str, float]:
    milliseconds, answer = [], client.get(path, headers=_BROWSER)
    for _ in range(rounds):
        started = time.thread_time()
        answer = client.get(path, headers=_BROWSER)
        milliseconds.append((time.thread_time() - started) * 1000)
    compressed = client.get(path, headers=_BROWSER | {"Accept-Encoding": "gzip"})
    return {
        "status": answer.status_code,
        "bytes": len(answer.data),
        "gzip": len(compressed.data),
        "least_ms": round(min(milliseconds), 1),
        "median_ms": round(median(milliseconds), 1),
    }


if __name__ == "__main__":
    sys.exit(main())
