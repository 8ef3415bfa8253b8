"""The generated archive again, as a Hugo site whose only output is the terms' RSS.

Everything else that Hugo could write is turned off, so that both programs do the same job: one RSS
file for every category and every tag, 50 entries each. Two settings files stand in the site:
``hugo.toml`` uses Hugo's built-in RSS template (a summary of each post), ``hugo-full.toml`` a
template beside it that puts the whole post into each item.
"""

import re
import subprocess
from pathlib import Path

from benchmarks.post_text import Draft

SUMMARY_SETTINGS = "hugo.toml"
FULL_SETTINGS = "hugo-full.toml"

# Kind `page` must stay enabled, for a disabled page is in no term's list; the cascade keeps
# its address for the items but writes no file for it.
_SETTINGS = """\
baseURL = "https://news.example.org/"
languageCode = "zh-CN"
title = "示例财经"
timeZone = "Asia/Shanghai"
hasCJKLanguage = true
{layouts}
disableKinds = ["home", "section", "taxonomy", "sitemap", "404", "robotsTXT"]
ignoreErrors = ["error-disable-taxonomy"]

[taxonomies]
category = "categories"
tag = "tags"

[outputs]
term = ["RSS"]

[services.rss]
limit = 50

[markup.goldmark.renderer]
unsafe = true

[[cascade]]
[cascade.{build}]
render = "link"
[cascade._target]
kind = "page"
"""
_BUILD_SINCE = (0, 145)  # before this version, what is `build` today was named `_build`

_FULL_RSS = """\
{{- printf "<?xml version=\\"1.0\\" encoding=\\"utf-8\\"?>" | safeHTML }}
<rss version="2.0"><channel>
<title>{{ .Title }}</title><link>{{ .Permalink }}</link><description>{{ .Title }}</description>
{{- range first site.Config.Services.RSS.Limit .Data.Pages }}
<item><title>{{ .Title }}</title><link>{{ .Permalink }}</link><guid>{{ .Permalink }}</guid>
<pubDate>{{ .Date.Format "Mon, 02 Jan 2006 15:04:05 -0700" }}</pubDate>
<description>{{ .Content | html }}</description></item>
{{- end }}
</channel></rss>
"""


def prepare(site: Path) -> Path:
    """Write the template; the folder for the posts is returned."""
    posts = site / "content" / "posts"
    layouts = site / "layouts-full" / "_default"
    for folder in (posts, layouts):
        folder.mkdir(parents=True)
    (layouts / "term.rss.xml").write_text(_FULL_RSS, "utf-8")
    return posts


def write_settings(site: Path, hugo: str) -> None:
    """Write both settings files, as the given program reads them."""
    build = "build" if _version(hugo) >= _BUILD_SINCE else "_build"
    layouts = {SUMMARY_SETTINGS: "", FULL_SETTINGS: 'layoutDir = "layouts-full"'}
    for name, line in layouts.items():
        (site / name).write_text(_SETTINGS.format(layouts=line, build=build), "utf-8")


def _version(hugo: str) -> tuple[int, ...]:
    output = subprocess.run([hugo, "version"], check=True, capture_output=True, text=True).stdout
    numbers = re.search(r"v(\d+)\.(\d+)", output)
    return tuple(map(int, numbers.groups())) if numbers else _BUILD_SINCE


def post(draft: Draft) -> str:
    """The post with Hugo's front matter: dates in ISO 8601, terms as lists."""
    return (
        f'---\ntitle: "{draft.title}"\ndate: {draft.moment.isoformat()}\n'
        f"categories: [{draft.outlet.slug}]\n"
        f"tags: [{draft.outlet.name}新闻]\n---\n{draft.body}"
    )


def rss_files(public: Path) -> int:
    """How many RSS files a run of Hugo wrote."""
    return sum(1 for _ in public.rglob("index.xml"))
