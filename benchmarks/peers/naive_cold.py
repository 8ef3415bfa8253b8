"""An uncached feed as one would write it first: front matter, CommonMark, nh3 and feedgen.

The files of a feed are known beforehand (BENCH_FEEDS, a JSON object of paths by category), so that
nothing is measured but making the feed. BENCH_COMMONMARK names the renderer.
"""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import comrak
import frontmatter
import nh3
from feedgen.feed import FeedGenerator
from flask import Flask, Response
from markdown_it import MarkdownIt

_FILES: dict[str, list[str]] = json.loads(Path(os.environ["BENCH_FEEDS"]).read_text())
_RENDERERS = {"markdown-it-py": MarkdownIt("commonmark").render, "comrak": comrak.render_markdown}
_to_html = _RENDERERS[os.environ["BENCH_COMMONMARK"]]

app = Flask(__name__)


@app.get("/healthz")
def healthz() -> str:
    return "ok"


@app.get("/category/<term>.<form>")
def category(term: str, form: str) -> Response:
    feed = FeedGenerator()
    feed.id(term)
    feed.title(term)
    feed.link(href="https://news.example.org/")
    feed.description(term)
    for path in _FILES[term]:
        _add(feed, path)
    body = feed.rss_str() if form == "rss" else feed.atom_str()
    return Response(body, mimetype=f"application/{form}+xml")


def _add(feed: FeedGenerator, path: str) -> None:
    post = frontmatter.load(path)
    entry = feed.add_entry(order="append")
    entry.id(path)
    entry.title(str(post["title"]))
    entry.link(href=f"https://news.example.org/{Path(path).stem}")
    entry.content(nh3.clean(_to_html(post.content)), type="html")
    entry.published(datetime(2022, 3, 14, tzinfo=UTC))
    entry.updated(datetime(2022, 3, 14, tzinfo=UTC))
