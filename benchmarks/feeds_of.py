"""A generated archive with its index, and its categories by size."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.archive_generator import Plan, generate


@dataclass(frozen=True)
class Feeds:
    work: Path
    archive: Path
    state: Path
    categories: list[tuple[str, int]]  # with the number of entries, the largest first

    @property
    def largest(self) -> str:
        return self.categories[0][0]

    @property
    def smallest(self) -> str:
        return self.categories[-1][0]


def prepared(work: Path, posts: int) -> Feeds:
    """An archive of so many posts, generated if it is not there yet, with an index up to date."""
    work = work.resolve()
    archive, state = work / f"{posts}" / "archive", work / f"{posts}" / "state"
    if not archive.exists():
        archive.parent.mkdir(parents=True, exist_ok=True)
        generate(Plan(archive, posts))
    command = [sys.executable, "-m", "service", "feeds", str(archive), "--state", str(state)]
    output = subprocess.run([*command, "--json"], check=True, capture_output=True).stdout
    rows = [row for row in json.loads(output) if row["kind"] == "category"]
    sizes = [(row["name"], row["entries"]) for row in rows]
    return Feeds(work, archive, state, sorted(sizes, key=lambda size: (-size[1], size[0])))
