"""Generate a Jekyll archive in the style of the main archive, and the same as a Hugo site.

    python -m benchmarks.archive_generator OUT --posts 20000 --seed 1 [--hugo-twin DIR]

The same arguments give the same files, byte for byte. One JSON object on stdout says what
was written. The number of categories is exact: no two outlets share a name or a slug.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from benchmarks import broken_posts, hugo_twin
from benchmarks.post_text import FIRST_DAY, Draft, draft, moment_of, stock

_CHUNK = 1_000  # posts to one task
_CONFIG = """\
title: 示例财经
description: 为测量而生成的文章
url: https://news.example.org
baseurl: ""
lang: zh-CN
timezone: Asia/Shanghai
author: 示例编辑部
"""


@dataclass(frozen=True)
class Plan:
    """What to write."""

    out: Path
    posts: int
    seed: int = 1
    body_bytes: int = 4_500  # mean, in UTF-8
    categories: int = 1_975
    per_day: int = 300
    broken_share: float = 0.0
    authors: bool = False  # one for each outlet, so that there are feeds of a fourth kind
    monthly: bool = False  # _posts/YYYY-MM/ instead of one flat folder
    twin: Path | None = None  # sound posts only: Hugo stops at a broken one


def generate(plan: Plan, processes: int = 2) -> dict[str, object]:
    """Write the archive and return what was counted.

    :raise FileExistsError: if the archive or its twin is there already.
    :raise ValueError: if there are not enough words for so many categories.
    """
    started = time.perf_counter()
    stock(plan.seed, plan.categories)  # made once, and inherited by the forked processes
    _prepare(plan)
    counts: Counter[str] = Counter()
    with get_context("fork").Pool(processes) as pool:
        starts = range(0, plan.posts, _CHUNK)
        for part in pool.imap_unordered(partial(_write_chunk, plan), starts):
            counts.update(part)
    seconds = time.perf_counter() - started
    return {
        "posts": plan.posts,
        "categories": min(plan.posts, plan.categories),
        "bytes": counts.pop("bytes"),
        "broken": dict(sorted(counts.items())),
        "seconds": round(seconds, 2),
        "posts_per_second": round(plan.posts / seconds),
    }


def _prepare(plan: Plan) -> None:
    posts = plan.out / "_posts"
    posts.mkdir(parents=True)
    (plan.out / "_config.yml").write_text(_CONFIG, "utf-8")
    if plan.monthly:
        for month in _months(plan):
            (posts / month).mkdir()
    if plan.twin:
        hugo_twin.prepare(plan.twin)


def _months(plan: Plan) -> list[str]:
    days = range((plan.posts + plan.per_day - 1) // plan.per_day)
    return sorted({f"{FIRST_DAY + timedelta(days=day):%Y-%m}" for day in days})


def _write_chunk(plan: Plan, start: int) -> Counter[str]:
    counts: Counter[str] = Counter()
    for number in range(start, min(start + _CHUNK, plan.posts)):
        counts.update(_write_post(plan, number))
    return counts


def _write_post(plan: Plan, number: int) -> dict[str, int]:
    rng = random.Random(plan.seed << 40 | number)
    article = draft(number, rng, stock(plan.seed, plan.categories), plan.per_day, plan.body_bytes)
    folder = _folder(plan, number)
    name = f"{article.moment:%Y-%m-%d}-{article.identifier}.md"
    text = _jekyll(article, plan.authors)
    # The first post of each category stays sound, so that none is lost.
    if number >= plan.categories and rng.random() < plan.broken_share:
        kind, name, content = broken_posts.spoil(rng, article, name, text)
        _write(f"{folder}/{name}", content)
        return {"bytes": len(content), kind: 1}
    content = text.encode()
    _write(f"{folder}/{name}", content)
    if plan.twin:
        _write(f"{plan.twin}/content/posts/{name}", hugo_twin.post(article).encode())
    return {"bytes": len(content)}


def _folder(plan: Plan, number: int) -> str:
    month = f"/{moment_of(number, plan.per_day):%Y-%m}" if plan.monthly else ""
    return f"{plan.out}/_posts{month}"


def _jekyll(article: Draft, with_author: bool) -> str:
    author = f"author: {article.outlet.name}记者\n" if with_author else ""
    zone = " +0800" if article.zone_written else ""
    return (
        f'---\nlayout: post\ntitle: "{article.title}"\n'
        f"date: {article.moment:%Y-%m-%d %H:%M:%S}{zone}\n"
        f"categories: {article.outlet.slug}\ntags: {article.outlet.name}新闻\n"
        f"{author}---\n{article.body}"
    )


def _write(path: str, content: bytes) -> None:
    with open(path, "wb", buffering=0) as file:
        file.write(content)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.archive_generator")
    parser.add_argument("out", type=Path)
    parser.add_argument("--posts", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=Plan.seed)
    parser.add_argument("--body-bytes", type=int, default=Plan.body_bytes)
    parser.add_argument("--categories", type=int, default=Plan.categories)
    parser.add_argument("--per-day", type=int, default=Plan.per_day)
    parser.add_argument("--broken-share", type=float, default=Plan.broken_share)
    parser.add_argument("--authors", action="store_true", help="an author for each outlet")
    parser.add_argument("--monthly", action="store_true", help="a folder for each month")
    parser.add_argument("--hugo-twin", type=Path, dest="twin", help="the same as a Hugo site")
    parser.add_argument("--processes", type=int, default=2)
    return parser


def main() -> int:
    """Exit 0 when written, 2 when the arguments or the place will not do."""
    arguments = vars(_arguments().parse_args())
    processes = arguments.pop("processes")
    try:
        print(json.dumps(generate(Plan(**arguments), processes), ensure_ascii=False))
    except (FileExistsError, ValueError) as fault:
        print(fault, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
