"""The posts of one category as the naive applications read them: every file, front matter and
all, the newest fifty."""

import os
from datetime import UTC, datetime
from pathlib import Path

import frontmatter

CATEGORY = os.environ["BENCH_CATEGORY"]


def newest() -> list[dict[str, str]]:
    entries = []
    for path in sorted(Path(os.environ["BENCH_ARCHIVE"], "_posts").rglob("*.md"), reverse=True):
        post = frontmatter.load(path)
        if CATEGORY in str(post.get("categories", "")).split():
            entries.append({"title": str(post["title"]), "link": path.stem, "body": post.content})
        if len(entries) == 50:
            break
    return entries


def moment() -> datetime:
    return datetime(2022, 3, 14, tzinfo=UTC)
