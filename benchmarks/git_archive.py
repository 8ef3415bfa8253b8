"""An archive that comes from git, against git alone: clone, index, and pushes.

    PYTHONPATH=. python -m benchmarks.git_archive --posts 100000 --pushes 3

Makes a bare repository of so many posts of about one kilobyte, brings it here as `postwire serve`
does, and pushes one post at a time. Each step is timed; `git clone --depth=1` and
`git fetch --depth=1` of the same commits, by the git program alone, are what the ratios are to.
"""

from __future__ import annotations

import argparse
import logging
import os
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from feeds.index.refresh import Refresher
from service.checkout.checkout import Checkout
from service.checkout.clone import Clone
from service.checkout.tree import Tree
from service.settings.loading import load

_AUTHOR = ("-c", "user.name=Ada", "-c", "user.email=ada@site.example")
_STEPS: tuple[tuple[type, str], ...] = (
    (Clone, "newest"),
    (Clone, "fetch"),
    (Tree, "bring"),
    (Clone, "difference"),
    (Refresher, "fits"),
    (Refresher, "refresh"),
    (Refresher, "refresh_paths"),
    (Clone, "keep"),
    (Clone, "tidy"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=100_000)
    parser.add_argument("--pushes", type=int, default=3)
    parser.add_argument("--sync", action="store_true", help="write all to the disk before a push")
    given = parser.parse_args()
    logging.disable(logging.WARNING)
    with tempfile.TemporaryDirectory(prefix="git-archive-") as folder:
        _measure(Path(folder), given.posts, given.pushes, given.sync)


def _measure(place: Path, posts: int, pushes: int, syncs: bool) -> None:
    bare, work, plain = place / "site.git", place / "work", place / "plain.git"
    _git(place, "init", "--quiet", "--bare", "--initial-branch=main", str(bare))
    _git(place, "init", "--quiet", "--initial-branch=main", str(work))
    (work / "_posts").mkdir()
    (work / "_config.yml").write_text("title: 巨库\nurl: https://site.example\n")
    for number in range(posts):
        _write(work, number)
    _push(work, bare)
    url = f"file://{bare}"
    clone = _timed(lambda: _git(place, "clone", "--quiet", "--depth=1", url, str(place / "clone")))
    _git(place, "init", "--quiet", "--bare", str(plain))
    _fetch(plain, url)
    checkout = Checkout(load(archive=url, state=place / "state"))
    with _steps() as steps:
        whole = _timed(checkout.update)
    index = steps["refresh"]
    print(f"git clone --depth=1: {clone:.2f} s")
    print(f"fetch and files: {whole - index:.2f} s ({(whole - index) / clone:.2f} of it)")
    print(f"index: {index:.2f} s ({index / clone:.2f} of it)")
    for number in range(pushes):
        _write(work, posts + number)
        _push(work, bare)
        fetch = _timed(lambda: _fetch(plain, url))
        if syncs:
            os.sync()
        with _steps() as steps:
            update = _timed(checkout.update)
        parts = ", ".join(f"{name} {1000 * seconds:.0f}" for name, seconds in steps.items())
        print(
            f"push {number + 1}: git fetch --depth=1 {1000 * fetch:.0f} ms, all of it "
            f"{1000 * update:.0f} ms ({update / fetch:.2f}): {parts}"
        )


def _write(work: Path, number: int) -> None:
    day = f"20{number // 336 % 20:02}-{number // 28 % 12 + 1:02}-{number % 28 + 1:02}"
    text = f"---\ntitle: 第{number}篇\ncategories: 类{number % 50}\n---\n" + "正文一句。" * 60
    (work / "_posts" / f"{day}-n{number}.md").write_text(text)


def _push(work: Path, bare: Path) -> None:
    _git(work, "add", "--all")
    _git(work, *_AUTHOR, "commit", "--quiet", "-m", "post")
    _git(work, "push", "--quiet", str(bare), "HEAD:main")


def _fetch(repository: Path, url: str) -> None:
    _git(repository, "fetch", "--quiet", "--depth=1", "--no-tags", url, "+main:refs/x/main")


def _git(folder: Path, *arguments: str) -> None:
    subprocess.run(["git", "-C", str(folder), *arguments], check=True)


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


@contextmanager
def _steps() -> Iterator[Counter[str]]:
    """The seconds of each step meanwhile; one that is part of another one counts in both."""
    seconds: Counter[str] = Counter()
    former = [(kind, name, getattr(kind, name)) for kind, name in _STEPS]

    def watched(name: str, method: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            started = time.perf_counter()
            try:
                return method(*arguments, **named)
            finally:
                seconds[name] += time.perf_counter() - started

        return call

    for kind, name, method in former:
        setattr(kind, name, watched(name, method))
    try:
        yield seconds
    finally:
        for kind, name, method in former:
            setattr(kind, name, method)


if __name__ == "__main__":
    main()
