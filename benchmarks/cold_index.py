"""Cold index and export of generated archives, beside Hugo writing the same RSS files.

    python -m benchmarks.cold_index --posts 20000 100000 --runs 5

Archives are generated once and kept in ``--work``. Each round runs all contenders in turn:
`postwire index` into a fresh state, `postwire export` from nothing into a fresh folder, then Hugo
with its built-in RSS template (a summary of each post) and with one that writes the whole post.
Hugo is the program that the environment's `HUGO` names, else the one on PATH. All files are read
once before the first round, so that the page cache is the same for all. With ``--page`` the tables
and a plot become a section of that page.
"""

import argparse
import json
import os
import shutil
import sys
from dataclasses import replace
from pathlib import Path

from benchmarks import plots
from benchmarks.archive_generator import Plan, generate
from benchmarks.contenders import (
    ASIDE,
    HUGO,
    HUGO_FULL,
    HUGO_SUMMARY,
    Setting,
    WrongResultError,
    hugo_jobs,
    jekyll_job,
    postwire_jobs,
)
from benchmarks.measure import (
    CommandFailedError,
    Measurement,
    as_json,
    machine,
    markdown,
    side_by_side,
)
from benchmarks.page import put_section

_HEADING = "From an archive to feeds"
_INTRODUCTION = """\
Generated posts of about 4.5 KB in the markup of the news site, with one category and one tag each;
{versions}. One command makes RSS files of all categories and tags from nothing. Postwire's hold
whole posts; Hugo writes a summary of each with its own template, and whole posts with one made for
that. It compresses nothing, so neither does Postwire here. Jekyll, at the smallest size and once,
makes the feeds of categories alone and the posts' pages beside them. Memory is that of all
processes at once."""
_HEADS = (
    "contender", "seconds (median)", "fastest–slowest", "CPU seconds", "largest process MiB",
    "all processes MiB", "time ÷ hugo full", "memory ÷ hugo full", "time ÷ hugo summaries",
)  # fmt: skip


def archive(plan: Plan, work: Path, with_twin: bool) -> Plan:
    """The plan with its folders, generated unless an earlier run generated them whole."""
    kinds = "with-twin" if with_twin else "alone"
    place = work / f"{plan.posts}-{plan.body_bytes}-{plan.seed}-{plan.categories}-{kinds}"
    placed = replace(plan, out=place / "jekyll", twin=place / "hugo" if with_twin else None)
    done = place / "generated.json"
    if not done.exists():
        shutil.rmtree(place, ignore_errors=True)
        counts = generate(placed)
        done.write_text(json.dumps(counts), "utf-8")
    return placed


def table(measurements: list[Measurement]) -> str:
    """One row for each contender; a ratio under 1 is less than Hugo's."""
    named = {each.name: each for each in measurements}
    return markdown(_HEADS, [_row(each, named) for each in measurements])


def _row(one: Measurement, named: dict[str, Measurement]) -> tuple[str, ...]:
    full, summary = named.get(HUGO_FULL), named.get(HUGO_SUMMARY)
    fastest, slowest = one.spread_seconds
    return (
        one.name,
        f"{one.median_seconds:.2f}",
        f"{fastest:.2f}–{slowest:.2f}",
        f"{one.median_cpu_seconds:.2f}",
        f"{one.worst_peak_kb / 1024:.0f}",
        f"{one.worst_tree_kb / 1024:.0f}",
        f"{one.median_seconds / full.median_seconds:.3f}" if full else "",
        f"{one.worst_tree_kb / full.worst_tree_kb:.3f}" if full else "",
        f"{one.median_seconds / summary.median_seconds:.3f}" if summary else "",
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cold_index")
    parser.add_argument("--posts", type=int, nargs="+", default=[20_000, 100_000])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--body-bytes", type=int, default=Plan.body_bytes)
    parser.add_argument("--work", type=Path, default=Path(__file__).parent / "work")
    parser.add_argument("--postwire", type=Path, default=Path(sys.executable).parent / "postwire")
    parser.add_argument("--without-hugo", action="store_true")
    parser.add_argument("--jekyll-up-to", type=int, default=0, help="posts; it takes minutes")
    parser.add_argument("--page", type=Path, help="the page a section of which this becomes")
    parser.add_argument("--json", type=Path, help="write every figure to this file as well")
    return parser.parse_args()


def main() -> int:
    """Exit 0 with the table printed, 1 when a contender failed or did other work."""
    arguments = _arguments()
    try:
        return _measure(arguments)
    finally:
        shutil.rmtree(arguments.work / ASIDE, ignore_errors=True)


def _measure(arguments: argparse.Namespace) -> int:
    place = machine({"hugo": (HUGO, "version")})
    print(f"{place.processor}, {place.cores} cores, {place.memory_mib} MiB, {place.kernel}")
    print(f"Python {place.python}; {place.versions['hugo']}")
    measured: dict[str, list[Measurement]] = {}
    heads: dict[str, str] = {}
    for posts in arguments.posts:
        wanted = Plan(arguments.work, posts, body_bytes=arguments.body_bytes)
        plan = archive(wanted, arguments.work, not arguments.without_hugo)
        setting = Setting(plan, arguments.work, arguments.postwire)
        jobs = postwire_jobs(setting) + ([] if arguments.without_hugo else hugo_jobs(setting))
        if posts <= arguments.jekyll_up_to:
            jobs.append(jekyll_job(setting))
        warm(plan)
        try:
            measured[str(posts)] = side_by_side(jobs, arguments.runs)
        except (CommandFailedError, WrongResultError) as fault:
            print(fault, file=sys.stderr)
            return 1
        heads[str(posts)] = f"{posts:,} posts, {setting.feeds:,} feeds, {arguments.runs} runs"
        print(f"\n{heads[str(posts)]}\n\n{table(measured[str(posts)])}", flush=True)
    if arguments.json:
        arguments.json.write_text(as_json(place, measured), "utf-8")
    if arguments.page:
        versions = f"Python {place.python}; {place.versions['hugo']}"
        _write_section(arguments.page, versions, heads, measured)
    return 0


def warm(plan: Plan) -> None:
    """Read every file once, so that the page cache holds them for all contenders alike."""
    for root in filter(None, (plan.out, plan.twin)):
        for folder, _, names in os.walk(root):
            for name in names:
                Path(folder, name).read_bytes()


def _write_section(
    page: Path, versions: str, heads: dict[str, str], measured: dict[str, list[Measurement]]
) -> None:
    (page.parent / "img" / "archive.svg").write_text(_plot(measured))
    parts = [f"{heads[posts]}:\n\n{table(contenders)}" for posts, contenders in measured.items()]
    text = _INTRODUCTION.format(versions=versions)
    plot = "![seconds by number of posts](img/archive.svg)"
    put_section(page, _HEADING, "\n\n".join([text, *parts, plot]))


def _plot(measured: dict[str, list[Measurement]]) -> str:
    seconds = [{each.name: each.median_seconds for each in some} for some in measured.values()]
    names = [each.name for each in next(iter(measured.values()))]
    series = {
        name: [size[name] for size in seconds]
        for name in names
        if all(name in size for size in seconds)
    }
    return plots.lines("Seconds by number of posts", list(measured), series)


if __name__ == "__main__":
    sys.exit(main())
