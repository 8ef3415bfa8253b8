"""The one door through which the benchmarks run and measure a command.

There are two figures for memory, both in KB, because neither alone is fair. ``peak_rss_kb`` is the
largest single process, as the kernel counted it (GNU time). ``tree_rss_kb`` is the largest sum over
all processes alive at once, sampled (see process_tree).
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from benchmarks.process_tree import peak_rss_kb_until_end

_GNU_TIME = "/usr/bin/time"


class CommandFailedError(Exception):
    """A measured command ended with a fault; its figures would mean nothing."""

    def __init__(self, command: Sequence[str], code: int, stderr: str) -> None:
        super().__init__(f"exit {code}: {' '.join(command)}\n{stderr[-2000:]}")
        self.code = code


@dataclass(frozen=True)
class Run:
    """One run of a command."""

    seconds: float  # wall
    cpu_seconds: float  # user and system, of all processes: what a busy machine distorts least
    peak_rss_kb: int
    tree_rss_kb: int
    stdout: str


@dataclass(frozen=True)
class Job:
    """A command to measure; ``prepare`` before and ``check`` after each run are not timed.

    ``check`` raises an error if the command ended with code 0 but did not do its work.
    """

    name: str
    command: tuple[str, ...]
    prepare: Callable[[], None] = lambda: None
    check: Callable[[Run], None] = lambda run: None
    environment: Mapping[str, str] | None = None  # added to ours
    most_runs: int | None = None  # fewer than the others have, where a run takes minutes


@dataclass(frozen=True)
class Measurement:
    """All runs of one job, in the order they were made."""

    name: str
    command: str
    seconds: tuple[float, ...]
    cpu_seconds: tuple[float, ...]
    peak_rss_kb: tuple[int, ...]
    tree_rss_kb: tuple[int, ...]

    @property
    def median_seconds(self) -> float:
        """The middle run."""
        return statistics.median(self.seconds)

    @property
    def median_cpu_seconds(self) -> float:
        """The middle run by processor time."""
        return statistics.median(self.cpu_seconds)

    @property
    def spread_seconds(self) -> tuple[float, float]:
        """The fastest and the slowest run."""
        return min(self.seconds), max(self.seconds)

    @property
    def worst_peak_kb(self) -> int:
        """Largest process of any run."""
        return max(self.peak_rss_kb)

    @property
    def worst_tree_kb(self) -> int:
        """Largest sum over the tree of any run."""
        return max(self.tree_rss_kb)


@dataclass(frozen=True)
class Machine:
    """Where the figures come from."""

    processor: str
    cores: int
    memory_mib: int
    kernel: str
    python: str
    versions: dict[str, str]  # of the programs measured


def side_by_side(jobs: Sequence[Job], runs: int) -> list[Measurement]:
    """Run all jobs in turn, ``runs`` rounds, so that a slow minute affects all of them.

    :raise CommandFailedError: if a command ends with another code than 0.
    """
    finished: dict[str, list[Run]] = {job.name: [] for job in jobs}
    for number in range(runs):
        for job in jobs:
            if number >= (job.most_runs or runs):
                continue
            job.prepare()
            run = run_once(job.command, job.environment)
            job.check(run)
            finished[job.name].append(run)
    return [_measurement(job, finished[job.name]) for job in jobs]


def run_once(command: Sequence[str], environment: Mapping[str, str] | None = None) -> Run:
    """Run the command to its end.

    :raise CommandFailedError: if it ends with another code than 0.
    """
    with tempfile.TemporaryDirectory() as folder:
        report, out, err = (Path(folder, name) for name in ("time", "out", "err"))
        timed = [_GNU_TIME, "--format=%U %S %M", f"--output={report}", *command]
        with out.open("wb") as stdout, err.open("wb") as stderr:
            started = time.perf_counter()
            process = subprocess.Popen(
                timed, stdout=stdout, stderr=stderr, env={**os.environ, **(environment or {})}
            )
            tree = peak_rss_kb_until_end(process)
            seconds = time.perf_counter() - started
        if process.returncode:
            raise CommandFailedError(command, process.returncode, err.read_text("utf-8", "replace"))
        user, system, largest = report.read_text().split()
        cpu = float(user) + float(system)
        return Run(seconds, cpu, int(largest), tree, out.read_text("utf-8", "replace"))


def machine(versions: Mapping[str, Sequence[str]]) -> Machine:
    """This machine; ``versions`` names, for each program, the command that prints its version."""
    return Machine(
        processor=_first_field("/proc/cpuinfo", "model name") or platform.machine(),
        cores=len(os.sched_getaffinity(0)),
        memory_mib=int(_first_field("/proc/meminfo", "MemTotal").split()[0]) // 1024,
        kernel=platform.release(),
        python=f"{platform.python_version()} ({_origin()})",
        versions={name: _version(command) for name, command in versions.items()},
    )


def markdown(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """A table with its first column to the left and the others to the right."""
    lines = [heads, ["---", *["---:"] * (len(heads) - 1)], *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def as_json(place: Machine, measurements: Mapping[str, Sequence[Measurement]]) -> str:
    """Everything measured, by the name of its setting, for a later run to compare with."""
    figures = {name: [asdict(each) for each in some] for name, some in measurements.items()}
    return json.dumps({"machine": asdict(place), "measurements": figures}, indent=1)


def _measurement(job: Job, runs: Sequence[Run]) -> Measurement:
    return Measurement(
        job.name,
        " ".join(job.command),
        tuple(run.seconds for run in runs),
        tuple(run.cpu_seconds for run in runs),
        tuple(run.peak_rss_kb for run in runs),
        tuple(run.tree_rss_kb for run in runs),
    )


def _origin() -> str:
    """The origin of this Python. How it was compiled decides up to a fourth of its speed, and
    distributions compile it with care."""
    return "the system's" if sys.base_prefix == "/usr" else "not the system's"


def _first_field(path: str, name: str) -> str:
    for line in Path(path).read_text().splitlines():
        key, _, value = line.partition(":")
        if key.strip() == name:
            return value.strip()
    return ""


def _version(command: Sequence[str]) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return (done.stdout or done.stderr).strip().splitlines()[0]
