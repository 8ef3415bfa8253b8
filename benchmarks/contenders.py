"""The commands that turn an archive into feeds, as jobs to measure, each with its check.

What they write is counted after every run, so that no run is fast because it left work undone.
"""

import json
import os
import time
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from benchmarks import hugo_twin
from benchmarks.archive_generator import Plan
from benchmarks.measure import Job, Run
from benchmarks.post_text import stock

INDEX, EXPORT = "postwire index", "postwire, archive to feeds"
HUGO_SUMMARY, HUGO_FULL = "hugo, summaries", "hugo, full posts"
ASIDE = "aside"  # what earlier runs wrote, below the folder to work in
JEKYLL = "jekyll with jekyll-feed, categories only"
HUGO = os.environ.get("HUGO", "hugo")  # the program, as for the differential tests


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
            (command, "export", archive, str(out), *rss, "--feeds-only", "--state", state),
            partial(_clear, setting.state, out),
            lambda run: _same_count(setting, sum(1 for _ in _term_feeds(out))),
        ),
    ]


def hugo_jobs(setting: Setting) -> list[Job]:
    """Hugo with its own template and with the one for whole posts."""
    kinds = {HUGO_SUMMARY: hugo_twin.SUMMARY_SETTINGS, HUGO_FULL: hugo_twin.FULL_SETTINGS}
    out = setting.work / "public"
    if setting.plan.twin:
        hugo_twin.write_settings(setting.plan.twin, HUGO)
    command = (HUGO, "--quiet", "--noBuildLock", "--source", str(setting.plan.twin))
    return [
        Job(
            name,
            (*command, "--destination", str(out), "--config", settings),
            partial(_clear, out),
            lambda run: _same_count(setting, hugo_twin.rss_files(out)),
        )
        for name, settings in kinds.items()
    ]


def jekyll_job(setting: Setting) -> Job:
    """Jekyll with jekyll-feed. It makes no feed of a tag that is not ASCII, so categories alone:
    half of the files. It cannot leave out the pages of the posts; they have no layout."""
    out, settings = setting.work / "jekyll-site", setting.work / "jekyll-feed.yml"
    plan = setting.plan
    outlets = stock(plan.seed, plan.categories).outlets[: plan.posts]
    categories = [outlet.slug for outlet in outlets]
    plugin = {"plugins": ["jekyll-feed"], "feed": {"categories": categories, "posts_limit": 50}}
    settings.write_text(json.dumps(plugin), "utf-8")  # JSON is YAML, too
    both = f"{plan.out / '_config.yml'},{settings}"
    command = ("jekyll", "build", "--quiet", "--disable-disk-cache", "--source")
    return Job(
        JEKYLL,
        (*command, str(plan.out), *("--destination", str(out)), *("--config", both)),
        partial(_clear, out),
        lambda run: _same(len(categories), sum(1 for _ in (out / "feed").glob("*.xml"))),
        most_runs=1,
    )


def _clear(*folders: Path) -> None:
    """Move the folders aside. When thousands of files have just been deleted, ext4 takes four times
    as long to make new ones, and the next contender would pay for it."""
    for folder in folders:
        if folder.exists():
            aside = folder.parent / ASIDE
            aside.mkdir(exist_ok=True)
            folder.rename(aside / f"{folder.name}-{time.time_ns()}")
    os.sync()


def _all_served(setting: Setting, run: Run) -> None:
    counts = json.loads(run.stdout.strip().splitlines()[-1])
    if counts["served"] != setting.plan.posts:
        raise WrongResultError(f"{counts} where {setting.plan.posts} posts are to be served")


def _same_count(setting: Setting, written: int) -> None:
    _same(setting.feeds, written)


def _same(wanted: int, written: int) -> None:
    if written != wanted:
        raise WrongResultError(f"{written} feeds where {wanted} are called for")


def _term_feeds(out: Path) -> list[Path]:
    return [*(out / "category").rglob("*.rss"), *(out / "tag").rglob("*.rss")]
