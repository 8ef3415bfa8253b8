"""How Postwire's own times and memory grow with the archive, from ten thousand posts to a million.

    python -m benchmarks.scale --posts 10000 100000 1000000

For each size: the index from nothing, a scan that finds no change, and the start until the first
feed. Then all sizes are served at once and take turns, because a machine's speed changes from one
minute to the next: a new post, from the refresh that names it until its feed is served with it, and
the selection of 50 posts. Last, the memory of a web worker that has served many feeds. With
``--hugo-at`` Hugo rebuilds an archive of that size, because that is what a change costs there. With
``--page`` the table becomes a section.
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
from typing import NamedTuple
from urllib.parse import quote

from benchmarks import servers
from benchmarks.archive_generator import Plan
from benchmarks.cold_feed import memory_of
from benchmarks.cold_index import archive, warm
from benchmarks.contenders import HUGO_FULL, Setting, hugo_jobs
from benchmarks.measure import Job, machine, markdown, run_once
from benchmarks.page import put_section
from benchmarks.servers import free_port, running
from feeds.index.index import open_index
from feeds.index.select import select
from feeds.query import Query

_HEADING = "As the archive grows"
_INTRODUCTION = """\
Generated posts of about 4.5 KB in one folder; {place}. *New post* is from the request to
`POST /refresh` that names it until its category's feed has been read with the post in it;
*selection* is of 50 posts of the site's feed out of the index, page after page. Both are medians of
{new_posts} and {selections}, all sizes served at once and taking turns. *Started* is from the
command to the first feed of an indexed archive; the worker's memory is measured after {walked}
feeds in three formats, its cache bound to {cache} MiB. The others are single runs; scans are
medians of 3."""
_NEW_POSTS, _SELECTIONS, _WALKED, _CACHE_MIB = 20, 100, 600, 64
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
class Built:
    """An archive of one size with its index. Times in seconds, memory in MiB."""

    setting: Setting
    index: float
    largest_mib: float
    all_mib: float
    scan: float
    started: float
    exported: float
    hugo: float | None

    @property
    def posts(self) -> int:
        return self.setting.plan.posts


@dataclass(frozen=True)
class Served:
    """The figures of one size while all were served. Times in seconds."""

    new_post: float
    selection: float
    worker_mib: int


class Size(NamedTuple):
    """A column of the table."""

    built: Built
    served: Served


def build(setting: Setting, with_hugo: bool) -> Built:
    """All that is measured of one size alone."""
    shutil.rmtree(setting.state, ignore_errors=True)
    command = (str(setting.postwire), "index", str(setting.plan.out), "--json")
    built, *again = [run_once((*command, "--state", str(setting.state))) for _ in range(4)]
    scans = [json.loads(run.stdout.splitlines()[-1])["seconds"] for run in again]
    began = time.perf_counter()
    with _serving(setting):
        started = time.perf_counter() - began
    return Built(
        setting=setting,
        index=built.seconds,
        largest_mib=built.peak_rss_kb / 1024,
        all_mib=built.tree_rss_kb / 1024,
        scan=median(scans),
        started=started,
        exported=_exported(setting),
        hugo=_rebuilt(setting) if with_hugo else None,
    )


def side_by_side(settings: list[Setting]) -> list[Served]:
    """All sizes served at once, each requested in turn."""
    with contextlib.ExitStack() as stack:
        sites = [Site(setting, stack.enter_context(_serving(setting))) for setting in settings]
        selections = _selections([setting.state for setting in settings])
        new_posts = [[site.new_post(number) for site in sites] for number in range(_NEW_POSTS)]
        for site in sites:
            site.remove_new_posts()
        return [
            Served(median(times), selection, site.memory_after_walk())
            for times, selection, site in zip(
                zip(*new_posts, strict=True), selections, sites, strict=True
            )
        ]


@contextlib.contextmanager
def _serving(setting: Setting) -> Iterator[int]:
    """The port of a service of one worker, when it has answered with the first feed."""
    port = free_port()
    command = servers.postwire(setting.plan.out, setting.state, port, 1)
    env = {"POSTWIRE_CACHE_BYTES": str(_CACHE_MIB << 20)}
    with running("postwire", command, port, "/feed.rss", env):
        yield port


def _selections(states: list[Path]) -> list[float]:
    """Seconds for 50 posts of each index, page after page."""
    with contextlib.ExitStack() as stack:
        indexes = [stack.enter_context(open_index(state)) for state in states]
        queries = [Query() for _ in indexes]
        seconds: list[list[float]] = [[] for _ in indexes]
        for _ in range(_SELECTIONS):
            for number, index in enumerate(indexes):
                started = time.perf_counter()
                selection = select(index, queries[number])
                seconds[number].append(time.perf_counter() - started)
                queries[number] = Query(before=selection.last)
    return [median(times) for times in seconds]


class Site:
    """A running service of one size, and a connection to it."""

    def __init__(self, setting: Setting, port: int) -> None:
        self._setting = setting
        self._connection = http.client.HTTPConnection("127.0.0.1", port)
        self._token = (setting.state / "refresh.token").read_text().strip()
        self._categories = _categories(setting)

    def new_post(self, number: int) -> float:
        """Seconds from the refresh that names a new post until its feed is served with it."""
        category = self._categories[number]
        path = _add(self._setting.plan.out, number, category)
        started = time.perf_counter()
        self._refresh([path])
        body = self._get(f"/category/{category}.rss")
        seconds = time.perf_counter() - started
        if f"new {number}<" not in body.decode():
            raise RuntimeError(f"the feed of {category} lacks its new post")
        return seconds

    def remove_new_posts(self) -> None:
        self._refresh(_remove_new_posts(self._setting.plan.out))

    def memory_after_walk(self) -> int:
        """MiB of the worker that has served many feeds."""
        self._connection.close()  # the service may have closed it for its silence
        for category in self._categories[:_WALKED]:
            for extension in ("rss", "atom", "json"):
                self._get(f"/category/{category}.{extension}")
        return memory_of(self._setting.state)

    def _refresh(self, paths: list[str]) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._connection.request("POST", "/refresh", json.dumps({"paths": paths}), headers)
        self._body("/refresh")

    def _get(self, target: str) -> bytes:
        self._connection.request("GET", target)
        return self._body(target)

    def _body(self, target: str) -> bytes:
        response = self._connection.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{target}: {response.status} {body[:200]!r}")
        return body


def _categories(setting: Setting) -> list[str]:
    command = (str(setting.postwire), "feeds", str(setting.plan.out), "--json")
    output = subprocess.run(
        [*command, "--state", str(setting.state)], check=True, capture_output=True
    ).stdout
    return [quote(row["name"]) for row in json.loads(output) if row["kind"] == "category"]


def _add(archive: Path, number: int, category: str) -> str:
    """Write one more post and give its path."""
    path = f"_posts/2022-06-01-new-{number}.md"
    text = _POST.format(title=f"new {number}", category=category)
    (archive / path).write_text(text, "utf-8")
    return path


def _remove_new_posts(archive: Path) -> list[str]:
    """Remove all files that `_add` wrote; returns their paths."""
    files = sorted((archive / "_posts").glob("2022-06-01-new-*.md"))
    for file in files:
        file.unlink()
    return [f"_posts/{file.name}" for file in files]


def _exported(setting: Setting) -> float:
    """Seconds in which an export follows one new post."""
    out = setting.work / "export"
    shutil.rmtree(out, ignore_errors=True)
    rss = ("--format", "rss", "--kind", "category", "--kind", "tag", "--no-gzip")
    archive = str(setting.plan.out)
    command = (str(setting.postwire), "export", archive, str(out), "--feeds-only", *rss)
    run_once((*command, "--state", str(setting.state)))
    _add(setting.plan.out, 0, _categories(setting)[0])
    seconds = run_once((*command, "--state", str(setting.state))).seconds
    _remove_new_posts(setting.plan.out)
    run_once((*command, "--state", str(setting.state)))
    return seconds


def _rebuilt(setting: Setting) -> float:
    job: Job = next(job for job in hugo_jobs(setting) if job.name == HUGO_FULL)
    job.prepare()
    return run_once(job.command).seconds


def table(sizes: list[Size]) -> str:
    """A row for each measure, a column for each size."""
    rows: list[tuple[str, Callable[[Built, Served], str]]] = [
        ("index from nothing, s", lambda built, _: f"{built.index:.1f}"),
        ("— a post, µs", lambda built, _: f"{built.index / built.posts * 1e6:.0f}"),
        ("— largest process, MiB", lambda built, _: f"{built.largest_mib:.0f}"),
        ("— all processes, MiB", lambda built, _: f"{built.all_mib:.0f}"),
        ("scan that finds nothing, s", lambda built, _: f"{built.scan:.2f}"),
        ("started, s", lambda built, _: f"{built.started:.2f}"),
        ("new post, ms", lambda _, served: f"{served.new_post * 1e3:.1f}"),
        ("— ÷ Hugo's rebuild", lambda built, served: _ratio(served.new_post, built.hugo)),
        ("exported again after one new post, s", lambda built, _: f"{built.exported:.2f}"),
        ("— ÷ Hugo's rebuild", lambda built, _: _ratio(built.exported, built.hugo)),
        ("selection, ms", lambda _, served: f"{served.selection * 1e3:.2f}"),
        ("web worker, MiB", lambda _, served: f"{served.worker_mib}"),
    ]
    heads = ("", *(f"{size.built.posts:,} posts" for size in sizes))
    return markdown(heads, [(name, *(cell(*size) for size in sizes)) for name, cell in rows])


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
    built = []
    for posts in arguments.posts:
        with_hugo = posts == arguments.hugo_at
        plan = archive(Plan(arguments.work, posts), arguments.work, with_hugo)
        warm(plan)
        work = arguments.work / f"scale-{posts}"
        work.mkdir(exist_ok=True)
        built.append(build(Setting(plan, work, arguments.postwire), with_hugo))
    served = side_by_side([one.setting for one in built])
    figures = table([Size(*pair) for pair in zip(built, served, strict=True)])
    print(figures)
    if arguments.page:
        place = machine({})
        introduction = _INTRODUCTION.format(
            place=f"{place.processor}, {place.cores} cores, Python {place.python}",
            new_posts=_NEW_POSTS,
            selections=_SELECTIONS,
            walked=_WALKED,
            cache=_CACHE_MIB,
        )
        put_section(arguments.page, _HEADING, f"{introduction}\n\n{figures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
