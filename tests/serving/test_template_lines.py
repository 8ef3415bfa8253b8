"""The lines of docs/static-hosting.md for a site's own templates: the generator itself builds a
site with them, and every feed that a page names is one that the export writes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from lxml import html

from tests.conftest import write
from tests.serving.test_static_site import run

HUGO = shutil.which(os.environ.get("HUGO", "hugo"))
PAGE = Path(__file__).parents[2] / "docs" / "static-hosting.md"
LINES = re.findall(r"^```(?:liquid|text)\n(\{.*?)^```", PAGE.read_text(), re.M | re.S)
NAMES = ("tides", "Tide tables", "C#", "a/b", "R&D", "50%", "why?", "潮汐", "tête-à-tête", "x + y")
LAYOUT = '<!doctype html><html><head><meta charset="utf-8">\n{}</head><body>{}</body></html>\n'

pytestmark = pytest.mark.process


def named_feeds(site: Path, base_path: str) -> dict[str, set[str]]:
    """The title and the file of each feed that a page of a finished site names."""
    feeds: dict[str, set[str]] = {}
    for page in site.rglob("*.html"):
        document = html.fromstring(page.read_text("utf-8"), base_url="https://a.example/")
        for link in document.xpath("//link[@rel='alternate'][@type='application/rss+xml']"):
            address = urlsplit(link.get("href"))
            assert not address.query, link.get("href")
            assert not address.fragment, link.get("href")
            assert address.path.startswith(f"{base_path}/")
            path = unquote(address.path).removeprefix(f"{base_path}/")
            feeds.setdefault(link.get("title"), set()).add(path)
    return feeds


def check(archive: Path, site: Path, tmp_path: Path) -> None:
    feeds = named_feeds(site, "/blog")
    assert set(feeds) == set(NAMES)
    options = ("--into", str(site), "--feeds-only", "--format", "rss", "--no-gzip")
    result = run(archive, tmp_path / "state", *options)
    assert result.exit_code == 0, result.stderr
    for name in NAMES:
        assert feeds[name] == {f"category/{name}.rss", f"tag/{name}.rss"}
        for path in feeds[name]:
            assert (site / path).is_file(), path


@pytest.mark.skipif(not shutil.which("jekyll"), reason="JEKYLL IS NOT INSTALLED")
def test_the_lines_for_jekyll_name_the_feeds_of_the_export(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    write(archive, "_config.yml", "title: T\nurl: https://a.example\nbaseurl: /blog\n")
    write(archive, "_layouts/post.html", LAYOUT.format(LINES[0], "{{ content }}"))
    for number, name in enumerate(NAMES):
        matter = f'layout: post\ntitle: "{number}"\ncategories: ["{name}"]\ntags: ["{name}"]\n'
        write(archive, f"_posts/2024-01-01-{number}.md", f"---\n{matter}---\nText.\n")
    site = archive / "_site"
    build = ["jekyll", "build", "--quiet", "--source", archive, "--destination", site]
    subprocess.run(build, check=True, capture_output=True, cwd=tmp_path)
    check(archive, site, tmp_path)


@pytest.mark.skipif(not HUGO, reason="HUGO IS NOT INSTALLED")
def test_the_lines_for_hugo_name_the_feeds_of_the_export(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    write(archive, "hugo.toml", 'title = "T"\nbaseURL = "https://a.example/blog/"\n')
    write(archive, "layouts/_default/single.html", LAYOUT.format(LINES[1], "{{ .Content }}"))
    for number, name in enumerate(NAMES):
        terms = f'categories = ["{name}"]\ntags = ["{name}"]\n'
        matter = f'title = "{number}"\ndate = 2024-01-{number + 1:02}\n{terms}'
        write(archive, f"content/posts/{number}.md", f"+++\n{matter}+++\nText.\n")
    build = [str(HUGO), "--quiet", "--source", archive, "--destination", archive / "public"]
    subprocess.run(build, check=True, capture_output=True)
    check(archive, archive / "public", tmp_path)
