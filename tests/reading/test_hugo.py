"""A Hugo site is read as Hugo reads it. Permalinks were checked against `hugo list all`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import Options, open_archive
from feeds.model import Post, Term
from tests.conftest import text_of, write

CONFIG = """\
baseURL = "https://site.example/b/"
title = "站"
timeZone = "Asia/Shanghai"
[permalinks]
posts = "/:year/:month/:slug/"
notes = "/n/:sections/:weekday/:yearday/:monthname/:filename"
deep = "/:sections[1:]/:sections[last]/:contentbasename.html"
"""


def page(root: Path, path: str, *lines: str, config: str = CONFIG, **options: object) -> Post:
    """The post that a file with these lines of front matter becomes."""
    write(root, "hugo.toml", config)
    write(root, f"content/{path}", "\n".join(("---", *lines, "---", "文。")))
    archive = open_archive(root, Options(**options))  # type: ignore[arg-type]
    assert archive.kind.name == "hugo"
    reading = archive.read(f"content/{path}")
    assert reading.post is not None, reading
    return reading.post


def left_out(root: Path, path: str, *lines: str, config: str = CONFIG) -> str:
    """Why a file stands in no feed."""
    write(root, "hugo.toml", config)
    write(root, f"content/{path}", "\n".join(("---", *lines, "---", "文。")))
    excluded = open_archive(root).read(f"content/{path}").excluded
    assert excluded is not None
    return excluded.reason


@pytest.mark.parametrize(
    ("path", "lines", "permalink"),
    [
        ("posts/A b.md", ("title: Über & Co", "date: 2022-03-14"), "/2022/03/%C3%BCber-co/"),
        ("posts/b.md", ("title: b", "date: 2022-03-31T23:30:00-08:00"), "/2022/03/b/"),
        ("posts/c.md", ("title: c", "slug: My Slug", "date: 2022-03-14"), "/2022/03/my-slug/"),
        ("posts/bundle/index.md", ("title: Bund", "date: 2022-03-14"), "/2022/03/bund/"),
        ("blog/Big Name-X.md", ("title: t", "date: 2022-03-14"), "/blog/big-name-x/"),
        ("blog/sub/index.md", ("title: t", "date: 2022-03-14"), "/blog/sub/"),
        ("blog/s/d/x.md", ("date: 2022-03-14", "slug: Some Slug"), "/blog/s/d/some-slug/"),
        ("blog/a - b & c.md", ("title: t", "date: 2022-03-14"), "/blog/a-b-c/"),
        ("blog/a.b.md", ("title: t", "date: 2022-03-14"), "/blog/a.b/"),
        ("notes/n1.md", ("title: t", "date: 2022-03-14"), "/n/notes/1/73/march/n1/"),
        ("deep/e/f/g.md", ("title: t", "date: 2022-03-14"), "/e/f/f/g.html"),
        ("notes/n2.md", ("date: 2022-03-14", "url: Foo/Bar"), "/Foo/Bar/"),
        ("notes/n3.md", ("date: 2022-03-14", "url: /foo/bar.html"), "/foo/bar.html"),
        ("root page.md", ("title: t", "date: 2022-03-14"), "/root-page/"),
        ("blog/标 题（一）.md", ("date: 2022-03-14",), "/blog/%E6%A0%87-%E9%A2%98%E4%B8%80/"),
    ],
)  # fmt: skip
def test_a_page_lies_where_hugo_puts_it(
    tmp_path: Path, path: str, lines: tuple[str, ...], permalink: str
) -> None:
    assert page(tmp_path, path, *lines).permalink == permalink


def test_the_front_matter_may_be_toml_or_json_with_keys_in_any_case(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", CONFIG)
    toml = '+++\nTitle = "一"\nDate = 2022-03-14T08:00:00+08:00\nTags = ["a b"]\n+++\n文。'
    write(tmp_path, "content/a.md", toml)
    write(tmp_path, "content/b.md", '{\n"title": "二",\n"date": "2022-03-14"\n}\n文。')
    archive = open_archive(tmp_path)
    first, second = (archive.read(f"content/{name}.md").post for name in "ab")
    assert first is not None
    assert second is not None
    assert (first.title, first.tags) == ("一", ("a b",))
    assert first.published == datetime(2022, 3, 14, 0, 0, tzinfo=UTC)
    assert (second.title, second.day_only) == ("二", True)


def test_a_page_is_published_at_its_publish_date_and_expires(tmp_path: Path) -> None:
    found = page(
        tmp_path,
        "posts/a.md",
        *("date: 2022-03-14", "publishDate: 2022-04-01", "expiryDate: 2023-01-01"),
        "lastmod: 2022-05-01",
    )
    assert found.published == datetime(2022, 3, 31, 16, tzinfo=UTC)
    assert found.expires == datetime(2022, 12, 31, 16, tzinfo=UTC)
    assert found.updated == datetime(2022, 4, 30, 16, tzinfo=UTC)
    assert found.permalink == "/2022/03/a/"


def test_the_dates_keys_can_be_settled(tmp_path: Path) -> None:
    config = CONFIG + '[frontmatter]\ndate = ["myDate", ":default"]\npublishDate = ["myDate"]\n'
    found = page(tmp_path, "a.md", "myDate: 2022-03-14", "date: 2020-01-01", config=config)
    assert found.published == datetime(2022, 3, 13, 16, tzinfo=UTC)


def test_a_date_that_was_never_set_is_none(tmp_path: Path) -> None:
    found = page(tmp_path, "a.md", "date: 2022-03-14", "publishDate: 0001-01-01T00:00:00Z")
    assert found.published == datetime(2022, 3, 13, 16, tzinfo=UTC)


def test_future_pages_wait_unless_the_site_builds_them(tmp_path: Path) -> None:
    assert page(tmp_path, "a.md", "date: 2099-01-01").scheduled
    assert not page(tmp_path, "a.md", "date: 2099-01-01", config="buildFuture = true\n").scheduled


@pytest.mark.parametrize(
    ("path", "lines", "reason"),
    [
        ("posts/_index.md", ("title: t", "date: 2022-03-14"), "page of a section"),
        ("about.md", ("title: t",), "no date"),
        ("a.md", ("date: 2022-03-14", "draft: true"), "draft"),
        ("a.md", ("date: 2022-03-14", "headless: true"), "no page of its own"),
        ("a.md", ("date: 2022-03-14", "build: {render: never}"), "no page of its own"),
    ],
)
def test_what_hugo_does_not_publish_is_left_out(
    tmp_path: Path, path: str, lines: tuple[str, ...], reason: str
) -> None:
    assert reason in left_out(tmp_path, path, *lines)


def test_another_language_is_left_out(tmp_path: Path) -> None:
    config = CONFIG + "[languages.en]\n[languages.de]\n"
    assert left_out(tmp_path, "a.de.md", "date: 2022-03-14", config=config).endswith(": de")
    assert page(tmp_path, "a.en.md", "date: 2022-03-14", config=config).permalink == "/a/"


def test_other_files_of_a_page_bundle_are_no_posts(tmp_path: Path) -> None:
    page(tmp_path, "posts/b/index.md", "date: 2022-03-14")
    write(tmp_path, "content/posts/b/notes.md", "---\ndate: 2022-03-14\n---\n")
    write(tmp_path, "content/posts/b/more/c.md", "---\ndate: 2022-03-14\n---\n")
    archive = open_archive(tmp_path)
    assert [stat.path for stat in archive.files()] == ["content/posts/b/index.md"]
    assert archive.look("content/posts/b/index.md")
    assert archive.look("content/posts/b/notes.md") is None
    assert archive.look("content/posts/b/more/c.md") is None


def test_taxonomies_have_the_names_that_the_site_gives_them(tmp_path: Path) -> None:
    config = CONFIG + '[taxonomies]\ntopic = "topics"\ntag = "tags"\nseries = "series"\n'
    found = page(
        tmp_path,
        "a.md",
        *("date: 2022-03-14", "topics: [A b, C]", "tags: x", "series: [s]", "categories: [no]"),
        config=config,
    )
    assert found.categories == ("A b", "C")
    assert found.tags == ("x", "s")


def test_a_term_page_gives_its_term_a_title(tmp_path: Path) -> None:
    write(tmp_path, "content/tags/open-source/_index.md", "---\ntitle: 开源\n---\n")
    page(tmp_path, "a.md", "date: 2022-03-14", "tags: [Open Source]")
    site = open_archive(tmp_path).site
    assert site.label(Term("tag", "Open Source")) == "开源"
    assert site.label(Term("tag", "other")) == "other"


def test_aliases_are_paths_on_the_site(tmp_path: Path) -> None:
    found = page(tmp_path, "blog/a.md", "date: 2022-03-14", "aliases: [/old, b, ../c.html]")
    assert found.aliases == ("/old/", "/blog/b/", "/c.html")


def test_a_reference_becomes_the_pages_address(tmp_path: Path) -> None:
    page(tmp_path, "blog/b.md", "date: 2022-03-14", "slug: bee")
    write(tmp_path, "content/blog/a.md", '---\ndate: 2022-03-14\n---\n[b]({{< ref "b.md#x" >}})')
    archive = open_archive(tmp_path)
    post = archive.read("content/blog/a.md").post
    assert post is not None
    assert text_of(archive, post) == "[b](https://site.example/b/blog/bee/#x)"


def test_settings_may_lie_in_the_config_folder(tmp_path: Path) -> None:
    write(tmp_path, "config/_default/hugo.yaml", "baseURL: https://y.example/\n")
    write(tmp_path, "config/_default/permalinks.toml", 'posts = "/p/:slug/"\n')
    write(tmp_path, "content/posts/a.md", "---\ntitle: t\ndate: 2022-03-14\n---\n")
    archive = open_archive(tmp_path)
    post = archive.read("content/posts/a.md").post
    assert archive.site.url == "https://y.example"
    assert post is not None
    assert post.permalink == "/p/t/"


def test_content_may_be_mounted_from_another_folder(tmp_path: Path) -> None:
    mount = '[[module.mounts]]\nsource = "content/en"\ntarget = "content"\n'
    assert page(tmp_path, "en/p/a.md", "date: 2022-03-14", config=mount).permalink == "/p/a/"


CASCADES = """
[[cascade]]
tags = ["all"]
categories = ["of the site"]
[[cascade]]
draft = true
[cascade._target]
path = "{/other,/more}/**hidden*"
[[cascade]]
tags = ["never"]
[cascade.target]
kind = "section"
"""


@pytest.mark.parametrize(
    ("path", "categories", "tags", "day"),
    [
        ("other/one.md", ("of the site",), ("all",), None),
        ("articles/two.md", ("Articles",), ("all",), "2020-01-01"),
        ("articles/deep/three.md", ("Articles",), ("deep",), "2020-01-01"),
        ("articlesx/four.md", ("of the site",), ("all",), None),
    ],
)
def test_values_are_handed_down_as_hugo_does(
    tmp_path: Path, path: str, categories: tuple[str, ...], tags: tuple[str, ...], day: str | None
) -> None:
    """The closest folder's count more than those of one above, and all less than a page's own."""
    write(
        tmp_path,
        "content/articles/_index.md",
        "---\ncascade:\n- categories: [Articles]\n- date: 2020-01-01\n---\n",
    )
    write(tmp_path, "content/articles/deep/_index.md", "---\ncascade: {tags: [deep]}\n---\n")
    if day is None:
        assert "no date" in left_out(tmp_path, path, "title: t", config=CONFIG + CASCADES)
    own = page(tmp_path, path, "title: t", "date: 2022-03-14", config=CONFIG + CASCADES)
    assert (own.categories, own.tags, own.published.year) == (categories, tags, 2022)
    if day:
        handed = page(tmp_path, path, "title: t", config=CONFIG + CASCADES)
        assert handed.published == datetime(2019, 12, 31, 16, tzinfo=UTC)


def test_a_draft_may_be_handed_down_by_path(tmp_path: Path) -> None:
    config, date = CONFIG + CASCADES, "date: 2022-03-14"
    assert left_out(tmp_path, "other/x-hidden-1.md", date, config=config) == "draft"
    assert left_out(tmp_path, "more/hidden.md", date, config=config) == "draft"
    assert page(tmp_path, "blog/hidden.md", date, config=config).title


MATCHED = """
[[permalinks]]
pattern = "/artikel/:slug/"
[permalinks.target]
path = "/articles/**"
[permalinks.target.sites.matrix]
languages = ["de"]
[[permalinks]]
pattern = "/blog/:year/:slug/"
[permalinks.target]
path = "/articles/**"
[[permalinks]]
pattern = "/rest/:section/:slug/"
"""


@pytest.mark.parametrize(
    ("path", "permalink"),
    [("articles/deep/A.md", "/blog/2022/t/"), ("notes/b/index.md", "/rest/notes/t/")],
)
def test_the_first_pattern_that_fits_a_page_counts(
    tmp_path: Path, path: str, permalink: str
) -> None:
    config = CONFIG.partition("[permalinks]")[0] + MATCHED
    assert (
        page(tmp_path, path, "title: t", "date: 2022-03-14", config=config).permalink == permalink
    )
