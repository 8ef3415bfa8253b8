"""The commands that turn an archive into feeds, as jobs to measure, each with its check.

What they write is counted after every run, so that a fast run is one that did the work.
"""

import json
import shutil
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import hugo_twin
from benchmarks.archive_generator import Plan
from benchmarks.measure import Job, Run

INDEX, EXPORT = "postwire index", "postwire, archive to feeds"
HUGO_SUMMARY, HUGO_FULL = "hugo, summaries", "hugo, full posts"


class WrongResultError(Exception):
    """A contender ended well but its output is not what the archive calls for."""


@dataclass(frozen=True)
class Setting:
    """One size of archive and where its files are."""

    plan: Plan
    work: Path
    postwire: Path

    @property
    def state(self) -> Path:
        """Postwire's state folder, removed before each index."""
        return self.work / "state"

    @property
    def feeds(self) -> int:
        """Every category and every tag."""
        return 2 * min(self.plan.posts, self.plan.categories)


def postwire_jobs(setting: Setting) -> list[Job]:
    """The index alone, and one command from the archive to files that are not compressed."""
    archive, state, out = str(setting.plan.out), str(setting.state), setting.work / "export"
    command = str(setting.postwire)
    rss = ("--format", "rss", "--kind", "category", "--kind", "tag", "--no-gzip")
    return [
        Job(
            INDEX,
            (command, "index", archive, "--state", state, "--json"),
            partial(_clear, setting.state),
            partial(_all_served, setting),
        ),
        Job(
            EXPORT,
            (command, "export", archive, str(out), *rss, "--state", state),
            partial(_clear, setting.state, out),
            lambda run: _same_count(setting, sum(1 for _ in _term_feeds(out))),
        ),
    ]


def hugo_jobs(setting: Setting) -> list[Job]:
    """Hugo with its own template and with the one for whole posts."""
    kinds = {HUGO_SUMMARY: hugo_twin.SUMMARY_SETTINGS, HUGO_FULL: hugo_twin.FULL_SETTINGS}
    out = setting.work / "public"
    command = ("hugo", "--quiet", "--noBuildLock", "--source", str(setting.plan.twin))
    return [
        Job(
            name,
            (*command, "--destination", str(out), "--config", settings),
            partial(shutil.rmtree, out, ignore_errors=True),
            lambda run: _same_count(setting, hugo_twin.rss_files(out)),
        )
        for name, settings in kinds.items()
    ]


def _clear(*folders: Path) -> None:
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


def _all_served(setting: Setting, run: Run) -> None:
    counts = json.loads(run.stdout.strip().splitlines()[-1])
    if counts["served"] != setting.plan.posts:
        raise WrongResultError(f"{counts} where {setting.plan.posts} posts are to be served")


def _same_count(setting: Setting, written: int) -> None:
    if written != setting.feeds:
        raise WrongResultError(f"{written} RSS files where {setting.feeds} are called for")


def _term_feeds(out: Path) -> list[Path]:
    return [*(out / "category").rglob("*.rss"), *(out / "tag").rglob("*.rss")]
