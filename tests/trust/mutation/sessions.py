"""Sessions of pytest in child processes: one that learns which test runs which line, and one for
each mutant."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import coverage
import hypothesis
import pytest

# Random order would only make results differ from run to run.
_OPTIONS = ("-q", "-s", "-p", "no:randomly", "-p", "no:cacheprovider")
_OPTIONS += ("-m", "not process and not long", "--hypothesis-profile=mutants")
_OPTIONS += ("-W", "ignore::pytest.PytestAssertRewriteWarning")  # hypothesis is imported before

# A failure is enough: the smallest example of it is of no interest. A few examples find most.
hypothesis.settings.register_profile(
    "mutants",
    deadline=None,
    database=None,
    derandomize=True,
    max_examples=25,
    phases=(hypothesis.Phase.explicit, hypothesis.Phase.generate),
)
_MOST_MEMORY = 6_000_000_000  # bytes of a child
_LEAST_SECONDS = 10.0  # of processor time, for a test
_PATIENCE = 15  # times the processor time, by the clock


def run(files: Sequence[str], *plugins: object) -> int:
    """A session in this process, with bounded work in it."""
    from tests.trust.mutation.in_this_process import work_in_this_process

    work_in_this_process()
    return int(pytest.main([*_OPTIONS, *files], plugins=[*plugins]))


def in_child(work: Callable[[Path], int], seconds: float) -> tuple[int | None, str]:
    """The exit code of `work`, None where a signal or its time ended it; what it wrote into the
    file that it is given. `seconds` are of processor time."""
    folder = Path(tempfile.mkdtemp(prefix="mutant-"))
    child = os.fork()
    if child == 0:
        _begin(folder, seconds)
        os._exit(work(folder / "said"))
    try:
        code = _exit_of(child, time.monotonic() + seconds * _PATIENCE)
        said = folder / "said"
        return code, said.read_text() if said.exists() else ""
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _begin(folder: Path, seconds: float) -> None:
    quiet = os.open(os.devnull, os.O_RDWR)
    for stream in range(3):
        os.dup2(quiet, stream)
    for name in ("TMPDIR", "PYTEST_DEBUG_TEMPROOT"):
        os.environ[name] = str(folder)
    tempfile.tempdir = None
    resource.setrlimit(resource.RLIMIT_DATA, (_MOST_MEMORY, _MOST_MEMORY))
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    most = int(used + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))
    sys.dont_write_bytecode = True


def _exit_of(child: int, end: float) -> int | None:
    """Looks often at first: most mutants are noticed at once."""
    pause = 0.01
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            return os.WEXITSTATUS(status) if os.WIFEXITED(status) else None
        if time.monotonic() > end:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return None
        time.sleep(pause)
        pause = min(pause * 1.5, 0.5)


class Chosen:
    """A plugin: only these tests, in this order, until one fails, which is written to a file.
    `tests` has the processor time that each took, in seconds; one that takes far more ends the
    process, for C code and endless loops hold Python's own limits up."""

    def __init__(self, tests: Mapping[str, float], report: Path) -> None:
        self._tests = tests
        self._place = {test: place for place, test in enumerate(tests)}
        self._report = report

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        signal.setitimer(signal.ITIMER_PROF, _LEAST_SECONDS + 10 * self._tests[item.nodeid])
        try:
            return (yield)
        finally:
            signal.setitimer(signal.ITIMER_PROF, 0)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [item for item in items if item.nodeid in self._place]
        items.sort(key=lambda item: self._place[item.nodeid])

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self._report.write_text(report.nodeid)
            os._exit(1)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self._report.write_text(f"{report.nodeid} (at its import)")
            os._exit(1)


class Learning:
    """A plugin: which test runs which line, and how long it takes."""

    def __init__(self, folders: Sequence[str]) -> None:
        self.coverage = coverage.Coverage(data_file=None, branch=False, source=list(folders))
        self.seconds: dict[str, float] = {}
        self._failed: set[str] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Iterator[None]:
        self.coverage.switch_context(item.nodeid)
        start = time.process_time()
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - start
            self.coverage.switch_context("")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.passed:
            self._failed.add(report.nodeid)

    def passed(self) -> dict[str, float]:
        """The tests that passed, with the processor time of each in seconds."""
        return {test: time for test, time in self.seconds.items() if test not in self._failed}

    def lines(self) -> Iterator[tuple[str, int, list[str]]]:
        """(file, line, the tests that run it); the text "" stands for an import."""
        data = self.coverage.get_data()
        for file in data.measured_files():
            path = str(Path(file).relative_to(Path.cwd()))
            for line, contexts in data.contexts_by_lineno(file).items():
                yield path, line, contexts
