"""Small Hugo sites made at random: settings, languages, permalinks, names, front matter, dates.

Left aside is what Postwire decides in another way on purpose (docs/design.md): pages without a
date, posts without a title, terms that a post spells twice.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path
from random import Random
from urllib.parse import unquote

from feeds.text.urls import percent_encoded
from tests.differential.frame import Answer, Answers, Files

OLDEST = (0, 146)
"""Older versions spell names, and read permalinks and mounts, in other ways."""

_PATTERNS = (
    *("/:year/:month/:day/:slug/", "/:year/:title/", ":filename", "/:sections/:slug/"),
    *("/:section/:year/:slugorcontentbasename/", "/:sections[1:]/:contentbasename"),
    *("/:sections[last]/:filename/", "/a/:slugorfilename.html", "/:yearday/:weekday/:title"),
    *("/:weekdayname/:monthname/:title/", "/:2006/:01/:slug", "/:06Jan02/:slug", "/Kept/:slug"),
    *("/:sectionslug/:slug/", "/:sectionslugs[1:]/:slug", "/:year-:month-:day-:contentbasename/"),
)
# Of keys that are both for a page, Hugo takes now one, now the other.
_KEYS = ((), (), ("posts",), ("posts/sub",), ("/", "posts"), ("news", "posts/sub"), ("p*", "/"))
_SETTINGS = (
    *("", "", "uglyURLs = true\n", "disablePathToLower = true\n", "removePathAccents = true\n"),
    *('ignoreFiles = ["news/", "-2\\\\.md$"]\n', "buildDrafts = true\n"),
    'timeZone = "Asia/Tokyo"\n',
    'defaultContentLanguage = "en"\n[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n',
    'defaultContentLanguage = "en"\ndefaultContentLanguageInSubdir = true\n'
    "[languages.en]\nweight = 1\n[languages.de]\nweight = 2\n",
    '[frontmatter]\ndate = [":filename", ":default"]\n',
    '[frontmatter]\ndate = ["written", ":default"]\npublishDate = ["shown", "date"]\n',
    "[uglyURLs]\nposts = true\n",
    '[taxonomies]\ncategory = "categories"\ntag = "tags"\n',
    '[[module.mounts]]\nsource = "content"\ntarget = "content"\nfiles = ["! news/**"]\n',
    '[[module.mounts]]\nsource = "content"\ntarget = "content"\nfiles = ["! **/deep/**", "**"]\n',
    '[[cascade]]\ntags = ["all"]\n[cascade.target]\npath = "/posts/**"\n',
    '[[cascade]]\n[cascade.build]\nlist = "never"\n[cascade.target]\npath = "{/news/**}"\n',
)
_FOLDERS = ("posts/", "posts/", "posts/sub/", "posts/Dir Two/deep/", "news/", "Über/", "")
_NAMES = (
    *("harbour", "Two Words", "über", "港口", "a.b", "x__y", "q&a", "it's", "a+b", "UPPER", "v1.2"),
    *("tram--line", "2021-03-04-dated", "2021-03-05 sp", "wave~x", "a,b", "c#", "½", "(x)"),
)
_TITLES = (
    *("Harbour", "Two  Words", "C++ & C#", "港口 开放", "Über alles", "50/50", "What?", "x -- y"),
    *("v1.0.0", "A+B", "#hash", "a_b", "İstanbul", "it's"),
)
_DATES = (
    *("2021-03-05", "2021-03-05T10:00:00Z", "2021-12-31T23:30:00-05:00", "2020-02-29T01:02:03"),
    *("2019-06-30 22:15:00", "2018-01-01T00:00:00+09:00"),
)
_MORE = (
    *("", "", "", 'slug: "Own Slug"', 'slug: "a/B"', 'url: "/Own/Path.html"', 'url: "own/place"'),
    *('url: "/x/:year/:slug/"', "draft: true", "draft: false", "headless: false"),
    *("build: {list: never}", "build: {render: never}", "build: {list: local}"),
    *("written: 2017-05-05", "shown: 2016-06-06", "publishDate: 2015-05-05"),
    *("lastmod: 2022-01-01", "expiryDate: 2999-01-01"),
)
_TAGS = (
    *("", "tags: [Go, rust]", "tags: one tag", "tags: [a b, 港口]", "tags: []", "tags:"),
    *("Tags: [Capital]", "categories: [News, Über]", "categories: single"),
)


def site_of(number: int) -> Files:
    """The files of a site."""
    random = Random(number)
    one_of = random.choice
    patterns = "".join(
        f"{json.dumps(key)} = {json.dumps(one_of(_PATTERNS))}\n" for key in one_of(_KEYS)
    )
    permalinks = f"[permalinks]\n{patterns}" if patterns else ""
    files = {
        "hugo.toml": 'baseURL = "https://x.example/"\n'
        'disableKinds = ["taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]\n'
        f"{one_of(_SETTINGS)}{permalinks}",
        "content/news/_index.md": "---\ntitle: News\n---\n",
        "content/posts/sub/_index.md": '---\ntitle: Sub\nslug: "Sub Slug"\n---\n',
    }
    for count in range(12):
        stem = f"{one_of(_NAMES)}-{count}"
        end = one_of((".md", ".md", ".md", "/index.md", ".html", ".markdown", ".de.md", ".en.md"))
        lines = (
            f"title: {json.dumps(f'{one_of(_TITLES)} {count}', ensure_ascii=False)}",
            f"date: {one_of(_DATES)}",
            one_of(_TAGS),
            one_of(_MORE),
        )
        matter = "\n".join(filter(None, lines))
        files[f"content/{one_of(_FOLDERS)}{stem}{end}"] = f"---\n{matter}\n---\nThe tram leaves.\n"
    return files


def hugo() -> str | None:
    """The command, where one that is new enough is installed: `HUGO`, else the one on PATH."""
    command = shutil.which(os.environ.get("HUGO", "hugo"))
    if command is None:
        return None
    done = subprocess.run([command, "version"], capture_output=True, text=True, check=False)
    version = re.search(r"hugo v(\d+)\.(\d+)", done.stdout)
    is_new = version is not None and (int(version[1]), int(version[2])) >= OLDEST
    return command if is_new else None


def ask_hugo(command: str, roots: Iterable[Path]) -> list[Answers]:
    """What Hugo says of these sites."""
    return [_answers_of(command, root) for root in roots]


def _answers_of(command: str, root: Path) -> Answers:
    (root / "layouts").mkdir(exist_ok=True)
    shutil.copy(Path(__file__).with_name("hugo.html"), root / "layouts/index.html")
    call = [command, "--source", str(root), "--destination", str(root / "public")]
    env = os.environ | {"HUGO_SECURITY_ALLOWCONTENT": ".*"}  # newer versions read no HTML else
    subprocess.run(call, capture_output=True, text=True, check=True, env=env)
    files = (root / "public").rglob("index.html")
    lines = (line for file in files for line in file.read_text("utf-8").splitlines())
    rows = [json.loads(line) for line in lines if line.startswith('["en",')]
    return dict(_answer(root, *row[1:]) for row in rows if row[2])  # an address of its own


def _answer(
    root: Path,
    file: str,
    permalink: str,
    title: str,
    published: str,
    categories: list[str] | str,
    tags: list[str] | str,
) -> tuple[str, Answer]:
    path = str(Path(file).relative_to(root.resolve()))
    terms = ([each] if isinstance(each, str) else each for each in (categories, tags))
    return path, Answer(
        percent_encoded(unquote(permalink)), " ".join(title.split()), published, *terms
    )
