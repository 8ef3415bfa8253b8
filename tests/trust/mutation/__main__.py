"""`make mutants`: change one thing of the code at random, and see whether a test notices.

    python -m tests.trust.mutation --number 300 --seed 1
    python -m tests.trust.mutation --again results.jsonl

A mutant is the code with one constant, operator, condition, argument or element changed, in the
memory of a child process. It gets the quick tests that run its line, the quickest first, until one
fails. What the file of results holds already is not tried again. What survives needs a test, or is
in docs/equivalent_mutants.toml with the reason why no test can notice it.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tomllib
from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from pathlib import Path

from tests.trust.mutation.changes import Change, changes_of
from tests.trust.mutation.covering import Covering
from tests.trust.mutation.trials import Trials, Verdict

ROOT = Path(__file__).parents[3]
EQUIVALENT = ROOT / "docs" / "equivalent_mutants.toml"
# What is pure, or plain. `feeds/bounded` starts processes, which mutants do not.
PATTERNS = (
    *("feeds/*.py", "feeds/[!b]*/**/*.py"),
    *("service/traffic/*.py", "service/settings/*.py", "service/hosts/*.py", "service/moving/*.py"),
    *("service/publication/*.py", "service/web/**/*.py", "service/commands/*.py"),
    *(f"service/hub/{name}.py" for name in ("hub", "retry", "signature", "policy", "leases")),
    *(f"service/hub/{name}.py" for name in ("allowed_targets", "content_order", "topic_address")),
    *(f"service/hub/{name}.py" for name in ("capacity", "topics", "requests", "report")),
    *(f"service/hub/work/{name}.py" for name in ("job", "concurrency", "publish_form")),
    *(f"service/export/{name}.py" for name in ("manifest", "target", "files", "host_files")),
    *(f"service/export/{name}.py" for name in ("plan", "chunk", "static_pages", "feed_length")),
    *(f"service/checkout/{name}.py" for name in ("commit_order", "report", "file_history")),
    *(f"service/server/{name}.py" for name in ("heads", "origin_form", "client_memory")),
    "service/server/connection_limits.py",
)
# What nearly every child needs, and no change is in.
_OTHERS = (
    *("aiohttp", "alembic.command", "babel", "comrak", "feedgen.feed", "feedparser", "flask"),
    *("gunicorn.app.base", "html5lib", "huey", "lxml.html", "nh3", "opencc", "prometheus_client"),
    *("pydantic_settings", "pypinyin", "rich.console", "sqlalchemy", "watchfiles", "yaml"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--number", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", default=[""], help="beginnings of names of changes")
    parser.add_argument("--tests", nargs="+", default=["tests"], help="folders of tests")
    parser.add_argument("--again", type=Path, help="results: try what survived there")
    parser.add_argument("--budget", type=float, default=1e9, help="seconds of tests for a change")
    parser.add_argument("--lines", type=Path, default=ROOT / ".mutants-lines.json")
    parser.add_argument("--results", type=Path, default=ROOT / ".mutants-results.jsonl")
    given = parser.parse_args()
    os.chdir(ROOT)
    sys.path[0] = str(ROOT)
    chosen = _again(given.again) if given.again else _sample(given.number, given.seed, given.only)
    covering = Covering(ROOT, given.lines, given.tests)
    covering.learn()
    for name in _OTHERS:
        with suppress(ImportError):
            import_module(name)
    done = {verdict.change for verdict in _read(given.results)}
    trials = Trials(ROOT, covering, _reporter(given.results), given.budget)
    trials.run([change for change in chosen if change.name not in done])
    _sum_up(given.results, covering)


def _everything() -> list[Change]:
    files = sorted({path for pattern in PATTERNS for path in ROOT.glob(pattern)})
    return [change for file in files for change in changes_of(ROOT, str(file.relative_to(ROOT)))]


def _sample(number: int, seed: int, only: list[str]) -> list[Change]:
    changes = [change for change in _everything() if change.name.startswith(tuple(only))]
    return random.Random(seed).sample(changes, min(number, len(changes)))


def _again(results: Path) -> list[Change]:
    survivors = {verdict.change for verdict in _read(results) if not verdict.noticed_by}
    return [change for change in _everything() if change.name in survivors]


def _read(results: Path) -> list[Verdict]:
    lines = results.read_text().splitlines() if results.exists() else []
    return [Verdict(*json.loads(line)) for line in lines]


def _reporter(results: Path) -> Callable[[Verdict], None]:
    def report(verdict: Verdict) -> None:
        with results.open("a") as file:
            file.write(json.dumps(verdict) + "\n")

    return report


def _sum_up(results: Path, covering: Covering) -> None:
    verdicts = _read(results)
    equivalent = {
        entry["change"] for entry in tomllib.loads(EQUIVALENT.read_text()).get("mutant", ())
    }
    survivors = [verdict for verdict in verdicts if not verdict.noticed_by]
    differing = [verdict for verdict in survivors if verdict.change not in equivalent]
    for change, _, tests in differing:
        print(f"survived {tests} tests: {change}")
    noticed = len(verdicts) - len(survivors)
    own = sum(v.noticed_by in covering.own_tests(v.change.split()[0]) for v in verdicts)
    of_all = noticed + len(differing)
    print(
        f"{len(verdicts)} changes: {noticed} noticed, {len(survivors) - len(differing)} equivalent,"
    )
    print(f"{own / max(1, of_all):.1%} by tests in files that name the module;")
    print(
        f"{len(differing)} survived: {noticed / max(1, of_all):.1%} of those that change behaviour"
    )


if __name__ == "__main__":
    main()
