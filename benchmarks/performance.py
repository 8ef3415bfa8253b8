"""Run the HTTP benchmarks and write `docs/performance.md` and its plots from the figures.

python -m benchmarks.performance --runs 5 --seconds 3
"""

import argparse
import importlib.util
import os
import subprocess
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks import cold_feed, http_cached, plots, refresh_latency
from benchmarks.feeds_of import prepared
from benchmarks.measure import machine, markdown

_PAGE = """\
# Performance

Written by `make bench`; do not edit. Every table is from one run, in which the contenders took
turns, so the ratios mean more than the figures.

{place}

## A cached feed

Requests a second by `wrk -t1 -c16`, {workers} workers or processes each, median of {runs} runs
(slowest–fastest). Every request is another poller's, with a User-Agent and a validator of its own
(`benchmarks/pollers.lua`). Postwire, nginx and the bare ASGI application send the same gzipped
bytes; Postwire's Flask application alone (`gunicorn wsgi:app`) runs on gunicorn's other worker
kinds. Flask and Django send what their feed classes make of the same posts, uncompressed. "—": no
ETag.

{cached}

![requests a second](img/cached.svg)

## While the index is refreshed

Milliseconds by percentile for one cached feed, `wrk -t1 -c16`: in calm, while one post is added
and `POST /refresh` called each second, and while an aggregator walks through feeds in no cache.

{latency}

![latency by percentile](img/latency.svg)

A refresh by path took {refresh:.1f} ms (median of {refreshes}), the load beside it.

## A cold feed

One worker, {entries:.0f} entries (median), each feed asked for once in this order; the first
format composes the entries, the others share them. Medians of {rounds} rounds, each with a server
of its own. A worker held {rss} MiB afterwards. The naive Flask view (front matter, CommonMark, nh3,
feedgen, nothing compressed) makes RSS of the same posts in the same rounds.

{cold}
"""


def main() -> int:
    options = _options()
    feeds = prepared(options.work, options.posts)
    options.django = options.django if _has_django(options.django) else None
    cached: Any = http_cached.measure(feeds, options)
    latency: Any = refresh_latency.measure(feeds, options.latency_seconds, options.workers)
    cold: Any = cold_feed.measure(prepared(options.work, options.cold_posts), 30)
    images = options.docs / "img"
    images.mkdir(parents=True, exist_ok=True)
    rates = {name: figures["median"] for name, figures in cached["small"].items()}
    (images / "cached.svg").write_text(
        plots.bars("Cached feed, by server and kind of worker", rates, "requests/s")
    )
    (images / "latency.svg").write_text(_plot(latency))
    (options.docs / "performance.md").write_text(_page(options, cached, latency, cold))
    return 0


def _page(options: argparse.Namespace, cached: Any, latency: Any, cold: Any) -> str:
    refresh = latency["refresh_seconds"]
    return _PAGE.format(
        place=_place(),
        workers=options.workers,
        runs=options.runs,
        cached=_cached_table(cached),
        latency=_latency_table(latency),
        refresh=refresh["median"] * 1000,
        refreshes=refresh["runs"],
        entries=cold["entries"],
        rounds=cold["rounds"],
        rss=cold["worker_rss_mib"],
        cold=_cold_table(cold["milliseconds"], cold["rss ÷ naive view"]),
    )


def _cold_table(cold: Any, ratios: Any) -> str:
    heads = ["feed", "milliseconds", "fastest–slowest round", "90th percentile", "rss ÷ this"]
    names = {name: f"naive view with {name}, rss" for name in ratios}
    rows = [
        [names.get(name, name), row["median"], "–".join(map(str, row["spread"])), row["p90"],
         ratios.get(name, "—")]
        for name, row in cold.items()
    ]  # fmt: skip
    return markdown(heads, rows)


def _place() -> str:
    shell = {"nginx": "nginx -v 2>&1", "wrk": "wrk -v 2>&1 | head -n 1"}
    versions = {name: ["sh", "-c", command] for name, command in shell.items()}
    place = asdict(machine(versions))
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    parts = [f"{place['processor']}, {place['cores']} cores, {place['memory_mib']} MiB"]
    parts += [f"Linux {place['kernel']}", f"Python {place['python']}"]
    parts += [f"{name}: {value}" for name, value in place["versions"].items()]
    parts += [f"load of the machine at the end {load}", f"{datetime.now(UTC):%Y-%m-%d}"]
    return "; ".join(parts) + "."


def _cached_table(cached: Any) -> str:
    cases = ("small", "small 304", "large", "large 304")
    heads = ["server"]
    for case in cases:
        size = f" ({cached[f'{case} bytes']:,} bytes)" if f"{case} bytes" in cached else ""
        heads += [f"{case}{size}", "÷ nginx"]
    rows = []
    for name in cached["small"]:
        row = [name]
        for case in cases:
            row += _cell(cached[case], name)
        rows.append(row)
    return markdown(heads, rows)


def _cell(rates: Any, name: str) -> list[str]:
    if name not in rates:
        return ["—", "—"]
    low, high = rates[name]["spread"]
    ratio = rates[name]["median"] / rates["nginx, static file"]["median"]
    return [f"{rates[name]['median']:,} ({low:,}–{high:,})", f"{ratio:.2f}"]


_STATES = ("calm", "refreshed", "walked")


def _latency_table(latency: Any) -> str:
    calm = latency["calm"][99]
    rows = [
        [state, *(f"{latency[state][p]:.2f}" for p in (50, 75, 90, 99)),
         f"{latency[state][99] / calm:.1f}"]
        for state in _STATES
    ]  # fmt: skip
    return markdown(["state", "50 %", "75 %", "90 %", "99 %", "99 % ÷ calm"], rows)


def _plot(latency: Any) -> str:
    series = {state: [latency[state][p] for p in (50, 75, 90, 99)] for state in _STATES}
    return plots.lines("Milliseconds by percentile", ["50 %", "75 %", "90 %", "99 %"], series)


def _has_django(python: str | None) -> bool:
    if python is None:
        return importlib.util.find_spec("django") is not None
    check = [python, "-c", "import django, frontmatter, gunicorn"]
    return subprocess.run(check, capture_output=True).returncode == 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--work", type=Path, default=Path("benchmarks/work"))
    parser.add_argument("--docs", type=Path, default=Path("docs"))
    parser.add_argument("--posts", type=int, default=4000)
    parser.add_argument("--cold-posts", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--latency-seconds", type=int, default=10)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--django", help="a Python that has Django, for benchmarks.peers")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
