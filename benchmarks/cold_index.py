"""Cold index and export of generated archives, beside Hugo writing the same RSS files.

    python -m benchmarks.cold_index --posts 20000 100000 --runs 5

Archives are generated once and kept in ``--work``. Each round runs all contenders in turn:
`postwire index` into a fresh state, `postwire export` from that state into a fresh folder,
then Hugo with its built-in RSS template (a summary of each post) and with one that writes
the whole post. The page cache is not emptied, and is the same for all.
"""

import argparse
import json
import shutil
import sys
from dataclasses import replace
from operator import add
from pathlib import Path

from benchmarks.archive_generator import Plan, generate
from benchmarks.contenders import (
    EXPORT,
    HUGO_FULL,
    HUGO_SUMMARY,
    INDEX,
    Setting,
    WrongResultError,
    hugo_jobs,
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

_BOTH = "postwire index + export"
_HEADS = (
    "contender", "seconds (median)", "fastest–slowest", "CPU seconds", "largest process MiB",
    "all processes MiB", "time ÷ hugo full", "memory ÷ hugo full", "time ÷ hugo summaries",
)  # fmt: skip


def archive(plan: Plan, work: Path, with_twin: bool) -> Plan:
    """The plan with its folders, generated unless they are there whole from an earlier run."""
    kinds = "with-twin" if with_twin else "alone"
    place = work / f"{plan.posts}-{plan.body_bytes}-{plan.seed}-{plan.categories}-{kinds}"
    placed = replace(plan, out=place / "jekyll", twin=place / "hugo" if with_twin else None)
    done = place / "generated.json"
    if not done.exists():
        shutil.rmtree(place, ignore_errors=True)
        counts = generate(placed)
        done.write_text(json.dumps(counts), "utf-8")
    return placed


def together(name: str, first: Measurement, second: Measurement) -> Measurement:
    """Two jobs that follow one another in each round, as one."""
    return Measurement(
        name,
        f"{first.command} && {second.command}",
        tuple(map(add, first.seconds, second.seconds)),
        tuple(map(add, first.cpu_seconds, second.cpu_seconds)),
        tuple(map(max, first.peak_rss_kb, second.peak_rss_kb)),
        tuple(map(max, first.tree_rss_kb, second.tree_rss_kb)),
    )


def with_sum(found: list[Measurement]) -> list[Measurement]:
    """The measurements, and index and export as one job where both were made."""
    named = {one.name: one for one in found}
    if not {INDEX, EXPORT} <= named.keys():
        return found
    return [*found, together(_BOTH, named[INDEX], named[EXPORT])]


def table(found: list[Measurement]) -> str:
    """One row for each contender; a ratio under 1 is less than Hugo."""
    return markdown(_HEADS, [_row(one, {other.name: other for other in found}) for one in found])


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
    parser.add_argument("--export-option", action="append", default=[], help="handed to export")
    parser.add_argument("--without-hugo", action="store_true")
    parser.add_argument("--json", type=Path, help="write every figure to this file as well")
    return parser.parse_args()


def main() -> int:
    """Exit 0 with the table printed, 1 when a contender failed or did other work."""
    arguments = _arguments()
    place = machine({"hugo": ("hugo", "version")})
    print(f"{place.processor}, {place.cores} cores, {place.memory_mib} MiB, {place.kernel}")
    print(f"Python {place.python}; {place.versions['hugo']}")
    measured = {}
    for posts in arguments.posts:
        wanted = Plan(arguments.work, posts, body_bytes=arguments.body_bytes)
        plan = archive(wanted, arguments.work, not arguments.without_hugo)
        setting = Setting(plan, arguments.work, arguments.postwire, tuple(arguments.export_option))
        jobs = postwire_jobs(setting) + ([] if arguments.without_hugo else hugo_jobs(setting))
        for name in {INDEX, EXPORT} - {job.name for job in jobs}:
            print(f"{name}: {arguments.postwire} has no such command, so it has no row")
        try:
            measured[str(posts)] = with_sum(side_by_side(jobs, arguments.runs))
        except (CommandFailedError, WrongResultError) as fault:
            print(fault, file=sys.stderr)
            return 1
        print(f"\n{posts:,} posts, {setting.feeds:,} feeds, {arguments.runs} runs\n")
        print(table(measured[str(posts)]), flush=True)
    if arguments.json:
        arguments.json.write_text(as_json(place, measured), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
