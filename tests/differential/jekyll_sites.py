"""Small Jekyll sites made at random: settings, names, front matter, dates.

Left aside is what Postwire decides in another way on purpose (docs/design.md): drafts among the
posts, times without a zone in a site with one, posts without a title.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterable
from pathlib import Path
from random import Random

from tests.differential.frame import Answer, Answers, Files

_STYLES = (
    *("date", "pretty", "ordinal", "weekdate", "none"),
    *("/:year/:title/", "/:categories/:slug.html", "/b/:short_year/:i_month/:i_day/:name"),
    *("/:slugified_categories/:title:output_ext", "/:y_day-:week-:w_day/:short_month/:title"),
    *("/:long_month/:short_day/:hour:minute:second/:slug/", "/:collection/:title/", "/:title.htm"),
)
_SLUGS = (
    *("harbour", "Two-Words", "über-see", "港口", "a.b.c", "x__y", "q&a", "100%", "it's", "a+b"),
    *("UPPER", "tram--line", "ends-", "2024-again", "a,b", "semi;colon", "{x}", "wave~"),
)
_FOLDERS = ("", "news/", "news/city/", "_drafts-not/", "blog/")
_BELOW = ("", "", "2024/", "old/deep/")
_SUFFIXES = ("md", "markdown", "mkd", "html", "txt", "mkdown", "MD")
_DAYS = ("2024-02-29", "2023-12-31", "2021-1-5", "1999-12-31", "2020-06-01", "16-03-04")
_CLOCKS = ("", " 00:30", " 23:59:59", " 12:00:00 +0800", " 03:04:05 -0500", " 10:00:00 Z")
_TERMS = (
    "",
    "categories: a b",
    "categories: [A, b c]",
    "category: one two",
    "category: x\ncategories: [y, x]",
    "categories:\n- q\n- r",
    "categories: []",
    "categories:",
    "category: 港口",
    "categories: [1, 2.5, true]",
)
_TAGS = (
    *("", "tags: a b", "tags: [A, a, b c]", "tag: one two", "tag: x\ntags: [y]", "tags: a, b"),
    *("tags:", "tags: []", "tags: [3, 4]", "tags:\n- 雨\n- wind"),
)
_MORE = (
    *("", "", "slug: own-Slug", "slug: a b", "permalink: /own/:title/", "permalink: own/x.html"),
    *("published: false", "published: true", "permalink: /:year/:name", "permalink: pretty"),
)
_SETTINGS = (
    *("", "", "baseurl: /log\n", "future: true\n", "unpublished: true\n", "exclude: [news]\n"),
    *("collections_dir: ''\n", "exclude: ['*.html']\n", "include: [_x]\n"),
)
_DEFAULTS = (
    *("", ""),
    "defaults:\n- scope: {path: ''}\n  values: {tags: [all], categories: [all]}\n",
    "defaults:\n- scope: {path: news, type: posts}\n  values: {permalink: /n/:title/}\n",
    "defaults:\n- scope: {path: '**/deep'}\n  values: {category: of-folder}\n",
    "defaults:\n- scope: {path: '', type: posts}\n  values: {slug: d}\n"
    "- scope: {path: news}\n  values: {slug: n}\n",
)


def site_of(number: int) -> Files:
    """The files of a site."""
    random = Random(number)
    one_of = random.choice
    style = json.dumps(one_of(_STYLES))
    files = {"_config.yml": f"permalink: {style}\n{one_of(_SETTINGS)}{one_of(_DEFAULTS)}"}
    for count in range(12):
        name = f"{one_of(_DAYS)}-{one_of(_SLUGS)}{count}.{one_of(_SUFFIXES)}"
        path = f"{one_of(_FOLDERS)}_posts/{one_of(_BELOW)}{name}"
        date = f"date: {one_of(_DAYS[:-1])}{one_of(_CLOCKS)}" if random.random() < 0.5 else ""
        lines = [f"title: Post {count}", date, one_of(_TERMS), one_of(_TAGS), one_of(_MORE)]
        matter = "\n".join(filter(None, lines))
        files[path] = f"---\n{matter}\n---\nThe tram leaves.\n"
    return files


def ask_jekyll(roots: Iterable[Path]) -> list[Answers]:
    """What Jekyll says of these sites."""
    script = Path(__file__).with_name("jekyll.rb")
    done = subprocess.run(
        ["ruby", str(script), *map(str, roots)],
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"TZ": "UTC"},  # where a site names no time zone, the machine's counts
    )
    return [
        {path: Answer(*answer) for path, answer in answers.items()}
        for answers in json.loads(done.stdout[done.stdout.index("[") :])
    ]
