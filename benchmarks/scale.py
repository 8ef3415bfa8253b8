"""How Postwire's own times and memory grow with the archive, from ten thousand posts to a million.

    python -m benchmarks.scale --posts 10000 100000 1000000

For each size: the index from nothing, a scan that finds nothing, and the start until the first
feed. Then all sizes are served at once and take turns, for a machine's speed changes from one
minute to the next: one post added and told by path until its feed is served fresh, and 50 posts
selected. Last, what a web worker holds after a walk. With ``--hugo-at`` Hugo rebuilds an archive of
that size, for that is what a change costs there. With ``--page`` the table becomes a section.
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
from feeds.index import open_index
from feeds.index.select import select
from feeds.query import Query

_HEADING = "As the archive grows"
_INTRODUCTION = """\
Generated posts of about 4.5 KB in one folder; {place}. *Told* is from the request to
`POST /refresh` that names a new post until its category's feed has been read with the post in it;
*selected* is 50 posts of the site's feed out of the index, page after page. Both are medians of
{told} and {selections}, all sizes served at once and taking turns. *Started* is from the command to
the first feed of a known archive; the worker's memory is measured after {walked} feeds in three
formats, its cache bound to {cache} MiB. The others are single runs; scans are medians of 3."""
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
    """What was found of one size while all were served."""

    told: float
    selected: float
    worker_mib: int


class Size(NamedTuple):
    """A column of the table."""

    built: Built
    served: Served


def build(setting: Setting, with_hugo: bool) -> Built:
    """Everything that one size is measured in alone."""
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
    """All sizes at once, each asked in turn."""
    with contextlib.ExitStack() as stack:
        sites = [Site(setting, stack.enter_context(_serving(setting))) for setting in settings]
        selected = _selected([setting.state for setting in settings])
        told = [[site.told(number) for site in sites] for number in range(_TOLD)]
        for site in sites:
            site.forget()
        return [
            Served(median(times), taken, site.walked())
            for times, taken, site in zip(zip(*told, strict=True), selected, sites, strict=True)
        ]


@contextlib.contextmanager
def _serving(setting: Setting) -> Iterator[int]:
    """The port of a service of one worker, when it has answered with the first feed."""
    port = free_port()
    command = servers.postwire(setting.plan.out, setting.state, port, 1)
    env = {"POSTWIRE_CACHE_BYTES": str(_CACHE_MIB << 20)}
    with running("postwire", command, port, "/feed.rss", env):
        yield port


def _selected(states: list[Path]) -> list[float]:
    """Seconds for 50 posts, each page's own."""
    with contextlib.ExitStack() as stack:
        indexes = [stack.enter_context(open_index(state)) for state in states]
        queries = [Query() for _ in indexes]
        taken: list[list[float]] = [[] for _ in indexes]
        for _ in range(_SELECTIONS):
            for number, index in enumerate(indexes):
                started = time.perf_counter()
                found = select(index, queries[number])
                taken[number].append(time.perf_counter() - started)
                queries[number] = Query(before=found.last)
    return [median(times) for times in taken]


class Site:
    """A service of one size, and who asks it."""

    def __init__(self, setting: Setting, port: int) -> None:
        self._setting = setting
        self._ask = http.client.HTTPConnection("127.0.0.1", port)
        self._token = (setting.state / "refresh.token").read_text().strip()
        self._categories = _categories(setting)

    def told(self, number: int) -> float:
        """Seconds from told to served."""
        category = self._categories[number]
        path = _add(self._setting.plan.out, number, category)
        started = time.perf_counter()
        self._refresh([path])
        body = self._got(f"/category/{category}.rss")
        taken = time.perf_counter() - started
        if f"told {number}<" not in body.decode():
            raise RuntimeError(f"{category} does not hold what was told")
        return taken

    def forget(self) -> None:
        """Take away what was added."""
        self._refresh(_taken_away(self._setting.plan.out))

    def walked(self) -> int:
        """MiB that the worker holds after a walk."""
        self._ask.close()  # silent while the others were asked: the service may have closed it
        for category in self._categories[:_WALKED]:
            for extension in ("rss", "atom", "json"):
                self._got(f"/category/{category}.{extension}")
        return memory_of(self._setting.state)

    def _refresh(self, paths: list[str]) -> None:
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        self._ask.request("POST", "/refresh", json.dumps({"paths": paths}), headers)
        self._body("/refresh")

    def _got(self, target: str) -> bytes:
        self._ask.request("GET", target)
        return self._body(target)

    def _body(self, target: str) -> bytes:
        response = self._ask.getresponse()
        body = response.read()
        if response.status != 200:
            raise RuntimeError(f"{target}: {response.status} {body[:200]!r}")
        return body


def _categories(setting: Setting) -> list[str]:
    command = (str(setting.postwire), "feeds", str(setting.plan.out), "--json")
    said = subprocess.run(
        [*command, "--state", str(setting.state)], check=True, capture_output=True
    ).stdout
    return [quote(row["name"]) for row in json.loads(said) if row["kind"] == "category"]


def _add(archive: Path, number: int, category: str) -> str:
    """Write one more post and give its path."""
    path = f"_posts/2022-06-01-told-{number}.md"
    text = _POST.format(title=f"told {number}", category=category)
    (archive / path).write_text(text, "utf-8")
    return path


def _taken_away(archive: Path) -> list[str]:
    """The paths of all that `_add` wrote, when it is gone."""
    files = sorted((archive / "_posts").glob("2022-06-01-told-*.md"))
    for file in files:
        file.unlink()
    return [f"_posts/{file.name}" for file in files]


def _exported(setting: Setting) -> float:
    """Seconds in which an export follows one new post."""
    out = setting.work / "export"
    shutil.rmtree(out, ignore_errors=True)
    rss = ("--format", "rss", "--kind", "category", "--kind", "tag", "--no-gzip")
    archive = str(setting.plan.out)
    command = (str(setting.postwire), "export", archive, str(out), *rss)
    run_once((*command, "--state", str(setting.state)))
    _add(setting.plan.out, 0, _categories(setting)[0])
    seconds = run_once((*command, "--state", str(setting.state))).seconds
    _taken_away(setting.plan.out)
    run_once((*command, "--state", str(setting.state)))
    return seconds


def _rebuilt(setting: Setting) -> float:
    job: Job = next(job for job in hugo_jobs(setting) if job.name == HUGO_FULL)
    job.prepare()
    return run_once(job.command).seconds


def table(found: list[Size]) -> str:
    """A row a measure, a column a size."""
    rows: list[tuple[str, Callable[[Built, Served], str]]] = [
        ("index from nothing, s", lambda built, _: f"{built.index:.1f}"),
        ("— a post, µs", lambda built, _: f"{built.index / built.posts * 1e6:.0f}"),
        ("— largest process, MiB", lambda built, _: f"{built.largest_mib:.0f}"),
        ("— all processes, MiB", lambda built, _: f"{built.all_mib:.0f}"),
        ("scan that finds nothing, s", lambda built, _: f"{built.scan:.2f}"),
        ("started, s", lambda built, _: f"{built.started:.2f}"),
        ("told, ms", lambda _, served: f"{served.told * 1e3:.1f}"),
        ("— ÷ Hugo's rebuild", lambda built, served: _ratio(served.told, built.hugo)),
        ("exported again after one new post, s", lambda built, _: f"{built.exported:.2f}"),
        ("— ÷ Hugo's rebuild", lambda built, _: _ratio(built.exported, built.hugo)),
        ("selected, ms", lambda _, served: f"{served.selected * 1e3:.2f}"),
        ("web worker, MiB", lambda _, served: f"{served.worker_mib}"),
    ]
    heads = ("", *(f"{size.built.posts:,} posts" for size in found))
    return markdown(heads, [(name, *(say(*size) for size in found)) for name, say in rows])


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
    found = table([Size(*pair) for pair in zip(built, served, strict=True)])
    print(found)
    if arguments.page:
        place = machine({})
        said = _INTRODUCTION.format(
            place=f"{place.processor}, {place.cores} cores, Python {place.python}",
            told=_TOLD,
            selections=_SELECTIONS,
            walked=_WALKED,
            cache=_CACHE_MIB,
        )
        put_section(arguments.page, _HEADING, f"{said}\n\n{found}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
