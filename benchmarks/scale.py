"""How Postwire's own times and memory grow with the archive, from ten thousand posts to a million.

    python -m benchmarks.scale --posts 10000 100000 1000000

For each size: the index from nothing, a scan that finds nothing, one post added and told by path
until its feed is served fresh, the selection of 50 posts, the start until the first feed, and what
a web worker holds after a walk. With ``--hugo-at`` Hugo rebuilds the same archive beside it, for
that is what a change costs there. With ``--page`` the table becomes a section of that page.
"""

import argparse
import contextlib
import http.client
import json
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from urllib.parse import quote

from benchmarks import servers
from benchmarks.archive_generator import Plan
from benchmarks.cold_feed import memory_of
from benchmarks.cold_index import archive, warm
from benchmarks.contenders import HUGO_FULL, Setting, hugo_jobs
from benchmarks.measure import Job, machine, markdown, run_once
from benchmarks.page import put_section
from benchmarks.servers import free_port, running
from feeds.index import open_index
from feeds.index.codec import decode
from feeds.index.select import select
from feeds.query import Query

_HEADING = "As the archive grows"
_INTRODUCTION = """\
Generated posts of about 4.5 KB in one folder; {place}. *Told* is from the request to
`POST /refresh` that names a new post until its category's feed has been read with the post in it
(median of {told}); *selected* is 50 posts of the site's feed out of the index, page after page
(median of {selections}); *started* is from the command to the first feed of a known archive; the
worker's memory is measured after {walked} feeds in three formats, its cache bound to {cache} MiB.
Single runs, but for the medians."""
_TOLD, _SELECTIONS, _WALKED, _CACHE_MIB = 20, 100, 600, 64
_POST = """\
---
layout: post
title: "{title}"
date: 2022-06-01 00:00:00 +0800
categories: {category}
---
<p>{title}</p>
"""


@dataclass(frozen=True)
class Grown:
    """What was found at one size. Times in seconds, memory in MiB."""

    posts: int
    index: float
    index_largest_mib: float
    index_all_mib: float
    scan: float
    started: float
    told: float
    exported: float
    selected: float
    worker_mib: int
    hugo: float | None


def measure(plan: Plan, work: Path, postwire: Path, with_hugo: bool) -> Grown:
    """Everything at the plan's size. What is written into the archive is taken away again."""
    setting = Setting(plan, work, postwire)
    shutil.rmtree(setting.state, ignore_errors=True)
    command = (str(postwire), "index", str(plan.out), "--state", str(setting.state), "--json")
    built, again = run_once(command), [run_once(command) for _ in range(3)]
    scans = [json.loads(run.stdout.splitlines()[-1])["seconds"] for run in again]
    selected = _selected(setting.state)
    started, told, held = _served(plan, setting)
    return Grown(
        posts=plan.posts,
        index=built.seconds,
        index_largest_mib=built.peak_rss_kb / 1024,
        index_all_mib=built.tree_rss_kb / 1024,
        scan=median(scans),
        started=started,
        told=told,
        exported=_exported(setting),
        selected=selected,
        worker_mib=held,
        hugo=_rebuilt(setting) if with_hugo else None,
    )


def _selected(state: Path) -> float:
    """Seconds for 50 posts, each page's own: none is taken from what was decoded before."""
    taken = []
    with open_index(state) as index:
        query = Query()
        for _ in range(_SELECTIONS):
            decode.cache_clear()
            started = time.perf_counter()
            found = select(index, query)
            taken.append(time.perf_counter() - started)
            query = Query(before=found.last)
    return median(taken)


def _served(plan: Plan, setting: Setting) -> tuple[float, float, int]:
    """Seconds to the first feed, seconds from told to served, MiB of a worker after a walk."""
    port = free_port()
    command = servers.postwire(plan.out, setting.state, port, 1)
    categories = _categories(setting)
    began = time.perf_counter()
    env = {"POSTWIRE_CACHE_BYTES": str(_CACHE_MIB << 20)}
    with running("postwire", command, port, f"/category/{categories[0]}.rss", env):
        started = time.perf_counter() - began
        ask = http.client.HTTPConnection("127.0.0.1", port)
        token = (setting.state / "refresh.token").read_text().strip()
        with _added(plan.out) as add:
            told = [_told(ask, token, add, n, categories[n]) for n in range(_TOLD)]
        _refreshed(ask, token, [_path(number) for number in range(_TOLD)])
        for category in categories[:_WALKED]:
            for extension in ("rss", "atom", "json"):
                _got(ask, f"/category/{category}.{extension}")
        return started, median(told), memory_of(setting.state)


def _categories(setting: Setting) -> list[str]:
    command = (str(setting.postwire), "feeds", str(setting.plan.out), "--json")
    said = subprocess.run(
        [*command, "--state", str(setting.state)], check=True, capture_output=True
    ).stdout
    return [quote(row["name"]) for row in json.loads(said) if row["kind"] == "category"]


@contextlib.contextmanager
def _added(archive: Path) -> Iterator[Callable[[int, str], str]]:
    """What writes a post and gives its path; all of them are gone in the end."""
    written: list[Path] = []

    def add(number: int, category: str) -> str:
        written.append(archive / _path(number))
        written[-1].write_text(_POST.format(title=f"told {number}", category=category), "utf-8")
        return _path(number)

    try:
        yield add
    finally:
        for path in written:
            path.unlink()


def _path(number: int) -> str:
    return f"_posts/2022-06-01-told-{number}.md"


def _told(
    ask: http.client.HTTPConnection,
    token: str,
    add: Callable[[int, str], str],
    number: int,
    category: str,
) -> float:
    path = add(number, category)
    started = time.perf_counter()
    _refreshed(ask, token, [path])
    body = _got(ask, f"/category/{category}.rss")
    taken = time.perf_counter() - started
    if f"told {number}<" not in body.decode():
        raise RuntimeError(f"{category} does not hold what was told")
    return taken


def _refreshed(ask: http.client.HTTPConnection, token: str, paths: list[str]) -> None:
    body = json.dumps({"paths": paths})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    ask.request("POST", "/refresh", body, headers)
    _body(ask, "/refresh")


def _got(ask: http.client.HTTPConnection, target: str) -> bytes:
    ask.request("GET", target)
    return _body(ask, target)


def _body(ask: http.client.HTTPConnection, target: str) -> bytes:
    response = ask.getresponse()
    body = response.read()
    if response.status != 200:
        raise RuntimeError(f"{target}: {response.status} {body[:200]!r}")
    return body


def _exported(setting: Setting) -> float:
    """Seconds in which an export follows one new post."""
    out = setting.work / "export"
    shutil.rmtree(out, ignore_errors=True)
    rss = ("--format", "rss", "--kind", "category", "--kind", "tag", "--no-gzip")
    archive = str(setting.plan.out)
    command = (str(setting.postwire), "export", archive, str(out), *rss)
    run_once((*command, "--state", str(setting.state)))
    with _added(setting.plan.out) as add:
        add(0, _categories(setting)[0])
        return run_once((*command, "--state", str(setting.state))).seconds


def _rebuilt(setting: Setting) -> float:
    job: Job = next(job for job in hugo_jobs(setting) if job.name == HUGO_FULL)
    job.prepare()
    return run_once(job.command).seconds


def table(found: list[Grown]) -> str:
    """A row a measure, a column a size."""
    rows: list[tuple[str, Callable[[Grown], str]]] = [
        ("index from nothing, s", lambda one: f"{one.index:.1f}"),
        ("— a post, µs", lambda one: f"{one.index / one.posts * 1e6:.0f}"),
        ("— largest process, MiB", lambda one: f"{one.index_largest_mib:.0f}"),
        ("— all processes, MiB", lambda one: f"{one.index_all_mib:.0f}"),
        ("scan that finds nothing, s", lambda one: f"{one.scan:.2f}"),
        ("started, s", lambda one: f"{one.started:.2f}"),
        ("told, ms", lambda one: f"{one.told * 1e3:.1f}"),
        ("— ÷ Hugo's rebuild", lambda one: _ratio(one.told, one.hugo)),
        ("exported again after one new post, s", lambda one: f"{one.exported:.2f}"),
        ("— ÷ Hugo's rebuild", lambda one: _ratio(one.exported, one.hugo)),
        ("selected, ms", lambda one: f"{one.selected * 1e3:.2f}"),
        ("web worker, MiB", lambda one: f"{one.worker_mib}"),
    ]
    heads = ("", *(f"{one.posts:,} posts" for one in found))
    return markdown(heads, [(name, *(say(one) for one in found)) for name, say in rows])


def _ratio(seconds: float, hugo: float | None) -> str:
    return f"{seconds / hugo:.4f}" if hugo else "—"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale")
    parser.add_argument("--posts", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--hugo-at", type=int, default=0, help="the size at which Hugo runs, too")
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--postwire", type=Path, default=Path(sys.executable).parent / "postwire")
    parser.add_argument("--page", type=Path, help="the page a section of which this becomes")
    return parser.parse_args()


def main() -> int:
    arguments = _arguments()
    found = []
    for posts in arguments.posts:
        with_hugo = posts == arguments.hugo_at
        plan = archive(Plan(arguments.work, posts), arguments.work, with_hugo)
        warm(plan)
        found.append(measure(plan, arguments.work, arguments.postwire, with_hugo))
        print(table(found), flush=True)
    if arguments.page:
        place = machine({})
        said = _INTRODUCTION.format(
            place=f"{place.processor}, {place.cores} cores, Python {place.python}",
            told=_TOLD,
            selections=_SELECTIONS,
            walked=_WALKED,
            cache=_CACHE_MIB,
        )
        put_section(arguments.page, _HEADING, f"{said}\n\n{table(found)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
