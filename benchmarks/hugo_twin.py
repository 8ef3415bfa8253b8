"""The generated archive again, as a Hugo site whose only output is the terms' RSS.

Everything else that Hugo could write is turned off, so that both programs do the same job: one RSS
file for every category and every tag, 50 entries each. Two settings files stand in the site:
``hugo.toml`` uses Hugo's built-in RSS template (a summary of each post), ``hugo-full.toml`` a
template beside it that puts the whole post into each item.
"""

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
[cascade._build]
render = "link"
[cascade._target]
kind = "page"
"""

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
    """Write the settings and the template; the folder for the posts is returned."""
    posts = site / "content" / "posts"
    layouts = site / "layouts-full" / "_default"
    for folder in (posts, layouts):
        folder.mkdir(parents=True)
    (layouts / "term.rss.xml").write_text(_FULL_RSS, "utf-8")
    (site / SUMMARY_SETTINGS).write_text(_SETTINGS.format(layouts=""), "utf-8")
    full = _SETTINGS.format(layouts='layoutDir = "layouts-full"')
    (site / FULL_SETTINGS).write_text(full, "utf-8")
    return posts


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
