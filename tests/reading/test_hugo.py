"""A Hugo site is read as Hugo reads it. Permalinks were checked against `hugo list all`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.hugo.go_dates import go_date
from feeds.archive.hugo.mounts import Mount
from feeds.archive.hugo.page_matcher import fits, path_pattern
from feeds.archive.reading import Excluded
from feeds.errors import ConfigurationError
from feeds.feed.entries import entries_of
from feeds.model import Post, Term
from tests.conftest import permalinks, text_of, write

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
        ("blog/a - b & c.md", ("title: t", "date: 2022-03-14"), "/blog/a---b--c/"),
        ("blog/a.b.md", ("title: t", "date: 2022-03-14"), "/blog/a.b/"),
        ("notes/n1.md", ("title: t", "date: 2022-03-14"), "/n/notes/1/73/march/n1/"),
        ("deep/e/f/g.md", ("title: t", "date: 2022-03-14"), "/deep/g.html/"),
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


@pytest.mark.parametrize("suffix", [".md", ".markdown", ".mdown", ".html", ".htm", ".MD"])
def test_a_page_has_a_suffix_of_markdown_or_html(tmp_path: Path, suffix: str) -> None:
    written = page(tmp_path, f"posts/a{suffix}", "title: t", "date: 2022-03-14")
    assert written.permalink == "/2022/03/t/"


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
    post = page(
        tmp_path,
        "posts/a.md",
        *("date: 2022-03-14", "publishDate: 2022-04-01", "expiryDate: 2023-01-01"),
        "lastmod: 2022-05-01",
    )
    assert post.published == datetime(2022, 3, 31, 16, tzinfo=UTC)
    assert post.expires == datetime(2022, 12, 31, 16, tzinfo=UTC)
    assert post.updated == datetime(2022, 4, 30, 16, tzinfo=UTC)
    assert post.permalink == "/2022/03/a/"


def test_the_site_chooses_the_keys_of_dates(tmp_path: Path) -> None:
    config = CONFIG + '[frontmatter]\ndate = ["myDate", ":default"]\npublishDate = ["myDate"]\n'
    post = page(tmp_path, "a.md", "myDate: 2022-03-14", "date: 2020-01-01", config=config)
    assert post.published == datetime(2022, 3, 13, 16, tzinfo=UTC)


def test_a_key_of_dates_has_its_other_names_too(tmp_path: Path) -> None:
    config = CONFIG + '[frontmatter]\ndate = ["lastmod"]\npublishDate = ["publishDate"]\n'
    for key in ("lastmod", "modified", "pubdate", "published"):
        post = page(tmp_path, "a.md", f"{key}: 2022-03-14", config=config)
        assert post.published == datetime(2022, 3, 13, 16, tzinfo=UTC)


def test_a_date_that_was_never_set_is_none(tmp_path: Path) -> None:
    post = page(tmp_path, "a.md", "date: 2022-03-14", "publishDate: 0001-01-01T00:00:00Z")
    assert post.published == datetime(2022, 3, 13, 16, tzinfo=UTC)


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
def test_a_page_that_hugo_does_not_publish_is_left_out(
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
    post = page(
        tmp_path,
        "a.md",
        *("date: 2022-03-14", "topics: [A b, C]", "tags: x", "series: [s]", "categories: [no]"),
        config=config,
    )
    assert post.categories == ("A b", "C")
    assert post.tags == ("x", "s")


def test_taxonomies_may_stand_under_their_older_name_too(tmp_path: Path) -> None:
    config = BASE + '[taxonomies]\ncategory = "categories"\n[indexes]\ntag = "tags"\n'
    lines = ("title: t", "date: 2022-03-14", "categories: [a]", "tags: [b]")
    served = page(tmp_path, "a.md", *lines, config=config)
    assert (served.categories, served.tags) == (("a",), ("b",))


def test_a_term_page_gives_its_term_a_title(tmp_path: Path) -> None:
    write(tmp_path, "content/tags/open-source/_index.md", "---\ntitle: 开源\n---\n")
    page(tmp_path, "a.md", "date: 2022-03-14", "tags: [Open Source]")
    site = open_archive(tmp_path).site
    assert site.label(Term("tag", "Open Source")) == "开源"
    assert site.label(Term("tag", "other")) == "other"


def test_aliases_are_paths_on_the_site(tmp_path: Path) -> None:
    post = page(tmp_path, "blog/a.md", "date: 2022-03-14", "aliases: [/old, b, ../c.html]")
    assert post.aliases == ("/old/", "/blog/b/", "/c.html")


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


@pytest.mark.parametrize("step", [1, -1])
def test_a_file_is_of_the_deepest_folder_that_is_mounted(tmp_path: Path, step: int) -> None:
    mounts = [("content", ""), ("content/p", "/x"), ("content/p/q", "/y")][::step]
    config = "".join(
        f'[[module.mounts]]\nsource = "{source}"\ntarget = "content{target}"\n'
        for source, target in mounts
    )
    expected = {"content/a.md": "/a/", "content/p/a.md": "/x/a/", "content/p/q/a.md": "/y/a/"}
    assert links(tmp_path, config, titled(*expected)) == expected


def test_a_mounts_folder_is_not_one_whose_name_begins_so(tmp_path: Path) -> None:
    config = "".join(
        f'[[module.mounts]]\nsource = "content/{name}"\ntarget = "content/{target}"\n'
        for name, target in (("part", "one"), ("part2", "two"))
    )
    post = page(tmp_path, "part2/a.md", "date: 2022-03-14", config=config)
    assert post.permalink == "/two/a/"


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


BASE = 'baseURL = "https://x.example/"\n'


def links(root: Path, config: str, posts: dict[str, str], **options: object) -> dict[str, str]:
    """Title → permalink of all posts of a site with these settings and files."""
    write(root, "hugo.toml", BASE + config)
    return permalinks(root, posts, **options)


def titled(*paths: str, extra: str = "") -> dict[str, str]:
    """Dated files whose title is their path."""
    return {path: f"---\ntitle: {path!r}\ndate: 2024-01-02\n{extra}---\n文。\n" for path in paths}


@pytest.mark.parametrize(
    ("mount", "kept"),
    [
        ("", "a p pub/b x/p/c"),
        ('excludeFiles = ["p/**"]', "a p pub/b x/p/c"),
        ('excludeFiles = "**/P/**"', "a p pub/b"),
        ('excludeFiles = ["/p*"]', "a x/p/c"),
        ('excludeFiles = ["pub"]', "a p x/p/c"),
        ('includeFiles = ["pub/**"]', "pub/b"),
        ('includeFiles = ["*.md"]', "a p"),
        ('files = ["! pub/**", "! x/**"]', "a p"),
        ('files = ["x/p/*.md"]', "x/p/c"),
        ('files = ["x/**", "! x/p/**"]', "x/p/c"),
        ('files = ["! x/**", "x/p/c.md", "**"]', "a p pub/b"),
        ('files = ["x/p/c.md", "! **"]', "x/p/c"),
        ('files = ["!x/**"]', ""),
    ],
)
def test_a_mount_says_which_files_count(tmp_path: Path, mount: str, kept: str) -> None:
    config = f'[[module.mounts]]\nsource = "content"\ntarget = "content"\n{mount}\n'
    files = titled(*(f"content/{name}.md" for name in ("a", "p", "pub/b", "x/p/c")))
    permalinks = links(tmp_path, config, files)
    assert set(permalinks) == {f"content/{name}.md" for name in kept.split()}


def test_a_mount_may_lie_below_the_content_and_have_a_language(tmp_path: Path) -> None:
    config = "[languages.en]\n[languages.fr]\n" + "".join(
        f'[[module.mounts]]\nsource = "{source}"\ntarget = "content{target}"\n{extra}\n'
        for source, target, extra in (
            ("docs", "/documentation", ""),
            ("en", "", 'lang = "en"'),
            ("fr", "", 'sites = {matrix = {languages = ["fr"]}}'),
        )
    )
    files = titled(
        "docs/a.md", "docs/in/b.md", "en/p/b.md", "fr/p/b.md", "fr/p/c.en.md", "other/a.md"
    )
    assert links(tmp_path, config, files) == {
        "docs/a.md": "/documentation/a/",
        "docs/in/b.md": "/documentation/in/b/",
        "en/p/b.md": "/p/b/",
        "fr/p/c.en.md": "/p/c/",
    }


def test_each_language_may_have_a_content_folder(tmp_path: Path) -> None:
    config = (
        'defaultContentLanguage = "fr"\n'
        '[languages.en]\ncontentDir = "content/en"\n[languages.fr]\ncontentDir = "content/fr"\n'
    )
    files = titled("content/en/p/b.md", "content/fr/p/b.md", "content/en/p/c.fr.md")
    assert links(tmp_path, config, files) == {
        "content/fr/p/b.md": "/p/b/",
        "content/en/p/c.fr.md": "/p/c/",
    }


@pytest.mark.parametrize("own", ['contentDir = "content"', "weight = 1"])
def test_a_content_folder_in_that_of_the_site_is_of_both_languages(
    tmp_path: Path, own: str
) -> None:
    config = f'[languages.en]\n{own}\n[languages.fr]\ncontentDir = "content/fr"\n'
    files = titled("content/p/a.md", "content/fr/p/b.md")
    of_the_site = {"content/p/a.md": "/p/a/", "content/fr/p/b.md": "/fr/p/b/"}
    assert links(tmp_path, config, files) == of_the_site


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("content/q/z.md", "`ignoreFiles`"),
        ("content/y/a.md", "`ignoreFiles`"),
        ("content/#h.md", "passes over such a name"),
        ("content/#f/a.md", "passes over such a name"),
        ("content/a.org", "markup in .org files"),
        ("content/a.fr.md", "in another language: fr"),
        ("content/p/_index.md", "page of a section"),
    ],
)
def test_a_file_that_hugo_passes_over_is_not_even_parsed(
    tmp_path: Path, path: str, reason: str
) -> None:
    config = 'ignoreFiles = ["/y$", "z\\\\.md$"]\n[languages.en]\n[languages.fr]\n'
    assert links(tmp_path, config, {path: "---\ntitle: [\n---\n"}) == {}
    reading = open_archive(tmp_path).read(path)
    assert reading.excluded is not None
    assert reason in reading.excluded.reason


def test_an_expression_that_begins_at_the_content_fits_nothing(tmp_path: Path) -> None:
    files = titled("content/x/a.md", "content/w.md", "content/t~.md", "content/_u/a.md")
    config = 'ignoreFiles = ["^content/x", "^/content/w"]\n'
    assert set(links(tmp_path, config, files)) == set(files)


def test_a_path_that_an_expression_would_take_long_for_is_kept_out(tmp_path: Path) -> None:
    files = titled(f"content/{'a' * 100}.md", f"content/{'a' * 20}.md")
    config = 'ignoreFiles = [".*b.*.*.*!", ".*\\\\.tmp$"]\n'
    assert set(links(tmp_path, config, files)) == {f"content/{'a' * 20}.md"}
    reading = open_archive(tmp_path).read(f"content/{'a' * 100}.md")
    assert reading.excluded is not None
    assert "path is too long" in reading.excluded.reason


@pytest.mark.parametrize(
    ("target", "page", "fits_it"),
    [
        ("/" + "**a" * 20 + "!", "a" * 200, False),
        ("/" + "**a" * 20, "a" * 200, True),
        ("/" + "{a,aa}" * 20 + "!", "a" * 40, False),
        ("/{b/**,a?}", "b/c/d.md", True),
        ("/{b/**,a?}", "a/c.md", False),
        ("/[!b]*", "ab.md", True),
    ],
)
def test_a_target_of_many_wildcards_is_compared_in_one_pass(
    target: str, page: str, fits_it: bool
) -> None:
    pattern = path_pattern({"path": target}, "en")
    assert pattern is not None
    assert fits(pattern, page) == fits_it


@pytest.mark.parametrize("expression", ["(a+)+$", "[", "a*b*c*d*e*"])
def test_an_expression_that_may_take_long_is_refused(tmp_path: Path, expression: str) -> None:
    with pytest.raises(ConfigurationError, match="ignoreFiles"):
        links(tmp_path, f"ignoreFiles = ['{expression}']\n", {})


@pytest.mark.parametrize(
    "key", ["build: {list: never}", "build: {list: local}", "build: {list: false}"]
)
def test_a_page_in_no_list_is_in_no_feed(tmp_path: Path, key: str) -> None:
    assert links(tmp_path, "", titled("content/p/a.md", extra=key + "\n")) == {}
    write(tmp_path, "content/q/_index.md", f"---\ncascade:\n  {key}\n---\n")
    assert links(tmp_path, "", titled("content/q/a.md")) == {}


@pytest.mark.parametrize(
    ("key", "reason"),
    [
        ("_build: {list: never}", "build.list: never"),
        ("_build: {list: false}", "build.list: false"),
        ("_build: {render: false}", "no page of its own"),
        ("published: false", "draft"),
    ],
)
def test_older_keys_keep_a_page_out_as_they_did(tmp_path: Path, key: str, reason: str) -> None:
    assert reason in left_out(tmp_path, "a.md", "date: 2024-01-02", key)


@pytest.mark.parametrize("key", ["build: {list: always}", "build: {list: true}", "draft: false"])
def test_a_listed_page_is_served(tmp_path: Path, key: str) -> None:
    assert links(tmp_path, "", titled("content/p/a.md", extra=key + "\n"))


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("/old/page.php", "/old/page.php"),
        ("/old/B.HTML", "/old/B.HTML"),
        ("/v1.2/page", "/v1.2/page"),
        ("/v1.2/page/", "/v1.2/page/"),
        ("x.y", "/en/x.y"),
        ("rel/a", "/en/rel/a/"),
        ("/A/ü", "/A/%C3%BC/"),
        ("/a//b", "/a/b/"),
        ("/", "/"),
        ("/x/index.html", "/x/"),
    ],
)
def test_a_url_stands_as_it_is_written(tmp_path: Path, url: str, path: str) -> None:
    config = (
        "defaultContentLanguageInSubdir = true\nuglyURLs = true\n[languages.en]\n[languages.de]\n"
    )
    files = titled("content/a.md", extra=f"url: {url}\n")
    assert links(tmp_path, config, files) == {"content/a.md": path}


IN_FOLDER = "defaultContentLanguageInSubdir = true\n"
HOSTS = "[languages.en]\nbaseURL = 'https://e.example/'\n[languages.de]\nbaseURL = 'https://d.example/'\n"


@pytest.mark.parametrize(
    ("config", "permalink"),
    [
        ("", "/p/a/"),
        (IN_FOLDER, "/en/p/a/"),
        (f"{IN_FOLDER}defaultContentLanguage = 'fr'", "/fr/p/a/"),
        (f"{IN_FOLDER}[languages.en]\n[languages.de]\n", "/en/p/a/"),
        ("[languages.en]\n[languages.de]\n", "/p/a/"),
        (IN_FOLDER + HOSTS, "/p/a/"),
        (HOSTS, "/p/a/"),
    ],
)
def test_the_default_language_has_a_folder_where_the_site_says_so(
    tmp_path: Path, config: str, permalink: str
) -> None:
    """Asked of Hugo 0.168; 0.111 gives a site without `languages` no folder."""
    assert links(tmp_path, config, titled("content/p/a.md")) == {"content/p/a.md": permalink}


@pytest.mark.parametrize(
    ("target", "is_handed_down"),
    [
        ("", True),
        ("kind = 'page'", True),
        ("kind = 'section'", False),
        ("environment = 'production'", True),
        ("environment = 'development'", False),
        ("lang = 'en'", True),
        ("lang = 'de'", False),
        ("path = '/p/**'", True),
        ("path = '/q/**'", False),
    ],
)
def test_values_are_handed_down_to_what_a_target_names(
    tmp_path: Path, target: str, is_handed_down: bool
) -> None:
    config = f"{CONFIG}[[cascade]]\ntags = ['x']\n[cascade.target]\n{target}\n"
    post = page(tmp_path, "p/a.md", "date: 2022-03-14", config=config)
    assert post.tags == (("x",) if is_handed_down else ())


@pytest.mark.parametrize(
    "other", ["target = 'static'", "target = 'contents'", "target = 'content'\nsource = ''"]
)
def test_a_mount_that_is_none_of_content_changes_nothing(tmp_path: Path, other: str) -> None:
    source = "" if "source" in other else "source = 'content/p'\n"
    config = f"[[module.mounts]]\n{source}{other}\n"
    assert links(tmp_path, config, titled("content/p/a.md")) == {"content/p/a.md": "/p/a/"}


@pytest.mark.parametrize(
    ("config", "path", "extra", "permalink"),
    [
        ("uglyURLs = true", "n/x.html.md", "", "/n/x.html.html"),
        ("uglyURLs = true", "n/bun/index.md", "", "/n/bun.html"),
        ("uglyURLs = {N = true}", "n/v1.2.md", "", "/n/v1.2.html"),
        ("uglyURLs = {n = true}", "m/x.md", "", "/m/x/"),
        ("uglyURLs = {n = true}", "x.md", "", "/x/"),
        ("", "n/x.html.md", "", "/n/x.html/"),
        ("", "n/x.md", "slug: a.html", "/n/a.html/"),
        ("permalinks = {n = '/b/:title.html'}", "n/x.md", "", "/b/content-n-x.md.html/"),
        ("permalinks = {n = '/Q/:slug/'}", "n/x.md", "slug: Été Big", "/q/%C3%A9t%C3%A9-big/"),
        ("disablePathToLower = true", "N/One-Two.md", "", "/N/One-Two/"),
        (
            "disablePathToLower = true\npermalinks = {n = '/Q/:slug/'}",
            "n/x.md",
            "slug: Big News",
            "/Q/Big-News/",
        ),
        ("removePathAccents = true", "n/Été Ünï ñ Й.md", "", "/n/ete-uni-n-%D0%B8/"),
        ("permalinks = {n = '/x/:slug/'}", "n/x.md", "slug: C++ - tips/a", "/x/c-tips/a/"),
        ("", "n/x.md", "slug: c++  - tips & b", "/n/c++-tips-b/"),
        ("permalinks = {n = '/x/:slug/'}", "n/x.md", "slug: on C++", "/x/on-c/"),
        ("permalinks = {n = '/:slug/'}", "n/x.md", "slug: ++", "/"),
        ("permalinks = {n = '/:slug/b/'}", "n/x.md", "slug: C++", "/c-/b/"),
        ("", "n - m/c++ x.md", "", "/n---m/c++-x/"),
        ("permalinks = {n = '/x/:filename/'}", "n/a - b & c.md", "", "/x/a-b-c/"),
        ("permalinks = {n = '/x/:slug/'}", "n/x.md", "slug: a%e2%80%8a-%e2%80%8ab%3fc", "/x/a-bc/"),
        ("", "n/x.md", "slug: a%20b", "/n/a%20b/"),
    ],
)
def test_an_address_is_spelled_as_the_site_says(
    tmp_path: Path, config: str, path: str, extra: str, permalink: str
) -> None:
    files = titled(f"content/{path}", extra=f"{extra}\n" if extra else "")
    assert links(tmp_path, f"{config}\n", files) == {f"content/{path}": permalink}


def test_a_slash_in_a_title_is_a_hyphen(tmp_path: Path) -> None:
    config = "[permalinks]\np = '/:title/'\nq = '/:slug/'\n"
    text = "---\ntitle: a/b - c\ndate: 2024-01-02\n---\n"
    assert links(tmp_path, config, {"content/p/x.md": text}) == {"a/b - c": "/a-b-c/"}


@pytest.mark.parametrize(
    ("pattern", "steps"),
    [
        (":sections", {"q/a": "p/q", "r/b": "p", "r/s/c": "p/r/s", "q/n/h": "p/q"}),
        (":sections", {"q/i/index": "p/q"}),
        (":sections[1:]", {"q/a": "q", "r/b": "", "r/s/c": "r/s"}),
        (":sections[last]", {"q/a": "q", "r/b": "p", "r/s/c": "s"}),
        (":sections[:last]", {"q/a": "p", "r/b": "", "r/s/c": "p/r"}),
        (":sections[1:last]", {"q/a": "", "r/b": "", "r/s/c": "r"}),
        (":sections[5]", {"q/a": "", "r/s/c": ""}),
        (":section", {"q/a": "p", "r/s/c": "p"}),
    ],
)  # fmt: skip
def test_below_the_first_folder_only_one_with_a_page_is_a_section(
    tmp_path: Path, pattern: str, steps: dict[str, str]
) -> None:
    for section in ("p/q", "p/r/s"):
        write(tmp_path, f"content/{section}/_index.md", "---\ntitle: s\n---\n")
    files = titled(*(f"content/p/{path}.md" for path in steps))
    permalinks = links(tmp_path, f"permalinks = {{p = '/{pattern}/:filename/'}}\n", files)
    for path, step in steps.items():
        name = path.removesuffix("/index").rpartition("/")[2]
        expected = f"/{step}/{name}/".replace("//", "/")
        assert permalinks[f"content/p/{path}.md"] == expected


@pytest.mark.parametrize(
    ("name", "permalink", "day"),
    [
        ("2020-02-03-fn", "/p/fn/", 3),
        ("2020-02-04-b/index", "/p/b/", 4),
        ("2020-02-05 sp", "/p/sp/", 5),
        ("2020-02-06_us-", "/p/us/", 6),
        ("2020-02-07", "/p/2020-02-07/", 7),
        ("2020-02-08-10-20-30-d", "/p/d/", 8),
        ("2020-02-09T10-20-30-d", "/p/d/", 9),
    ],
)
def test_a_files_name_dates_a_page_where_the_site_says_so(
    tmp_path: Path, name: str, permalink: str, day: int
) -> None:
    path = f"content/p/{name}.md"
    files = {path: "---\ntitle: a\n---\n"}
    assert links(tmp_path, "", files) == {}
    permalinks = links(tmp_path, "frontmatter = {date = [':filename', ':default']}\n", files)
    assert permalinks == {"a": permalink}
    post = open_archive(tmp_path).read(path).post
    assert post is not None
    assert post.published.day == day
    own = {path: "---\ntitle: a\nslug: mine\ndate: 2021-01-01\n---\n"}
    assert links(tmp_path, "", own) == {"a": "/p/mine/"}
    second = "frontmatter = {date = [':default', ':filename']}\n"
    dated = {path: "---\ntitle: a\ndate: 2021-01-01\n---\n"}
    assert "2020" in links(tmp_path, second, dated)["a"]


def test_settings_of_the_language_count_more_than_the_sites(tmp_path: Path) -> None:
    config = (
        "[permalinks]\nposts = '/x/:slug/'\n[params]\ndescription = 'all'\n"
        "[languages.en]\ntitle = 'English'\nbaseURL = 'https://en.example/e/'\n"
        "languageCode = 'en-GB'\n[languages.en.params]\ndescription = 'About'\n"
        "[languages.en.permalinks]\nposts = '/e/:slug/'\n"
        "[languages.fr]\ntitle = 'French'\n"
    )
    assert list(links(tmp_path, config, titled("content/posts/a.md")).values()) == [
        "/e/content-posts-a.md/"
    ]
    site = open_archive(tmp_path).site
    assert (site.title, site.description, site.language) == ("English", "About", "en-GB")
    assert site.url == "https://en.example/e"


def test_a_file_of_settings_is_about_what_its_name_says(tmp_path: Path) -> None:
    for name, lines in {
        "_default/hugo": "baseURL = 'https://x.example/'",
        "_default/languages.en": "title = 'English'\ncontentDir = 'content/en'",
        "_default/languages.fr": "contentDir = 'content/fr'",
        "_default/params": "description = 'all'",
        "_default/params.en": "description = 'English too'",
        "_default/in/permalinks": "posts = '/p/:slug/'",
        "production/hugo": "baseURL = 'https://www.example/'",
    }.items():
        write(tmp_path, f"config/{name}.toml", lines)
    for path, text in titled("content/en/posts/a.md", "content/fr/posts/a.md").items():
        write(tmp_path, path, text)
    archive = open_archive(tmp_path)
    posts = [archive.read(stat.path).post for stat in archive.files()]
    assert [post.permalink for post in posts if post] == ["/p/content-en-posts-a.md/"]
    assert (archive.site.title, archive.site.description) == ("English", "English too")
    assert archive.site.url == "https://www.example"


@pytest.mark.parametrize(
    ("name", "lines", "permalink"),
    [
        ("permalinks.toml", "[permalinks]\nposts = '/p/:slug/'", "/p/a/"),
        ("permalinks.yaml", "Permalinks:\n  posts: /p/:slug/", "/p/a/"),
        ("languages.toml", "[languages.en.permalinks]\nposts = '/p/:slug/'", "/p/a/"),
        ("cascade.toml", "[[cascade]]\nurl = '/c/'", "/c/"),
        ("languages.en.toml", "[en.permalinks]\nposts = '/p/:slug/'", "/posts/a/"),
    ],
)
def test_a_file_of_settings_may_begin_with_its_own_name(
    tmp_path: Path, name: str, lines: str, permalink: str
) -> None:
    write(tmp_path, "config/_default/hugo.toml", BASE)
    write(tmp_path, f"config/_default/{name}", lines)
    posts = {"content/posts/a.md": "---\ntitle: a\ndate: 2024-01-02\n---\n文。\n"}
    assert list(links(tmp_path, "", posts).values()) == [permalink]


def test_without_a_default_language_the_first_by_weight_is_published(tmp_path: Path) -> None:
    files = titled("content/b.md", "content/b.fr.md", "content/b.en.md")
    permalinks = links(tmp_path, "[languages.fr]\n[languages.de]\nweight = 1\n", files)
    assert permalinks == {"content/b.md": "/b/", "content/b.en.md": "/b.en/"}


@pytest.mark.parametrize(
    ("target", "path"),
    [
        ("b.md", "/posts/b/"),
        ("b", "/posts/b/"),
        ("B", "/posts/b/"),
        ("bun", "/other/deep/bun/"),
        ("/about", "/about/"),
        ("about.md#x", "/about/#x"),
        ("/posts", "/posts/"),
        ("/posts/_index.md", "/posts/"),
        ("../b", "/posts/b/"),
        ("twice", None),
        ("draft", None),
        ("none", None),
        ("../../../x", None),
    ],
)
def test_a_reference_finds_a_page_by_its_name_alone(
    tmp_path: Path, target: str, path: str | None
) -> None:
    write(tmp_path, "content/about.md", "---\ntitle: a\n---\n")
    write(tmp_path, "content/posts/_index.md", "---\ntitle: a\n---\n")
    write(tmp_path, "content/posts/draft.md", "---\ntitle: a\ndraft: true\n---\n")
    text = f'---\ndate: 2024-01-01\n---\n[b]({{{{< ref "{target}" >}}}})'
    files = titled("content/posts/b.md", "content/other/deep/bun/index.md")
    files |= titled("content/x/twice.md", "content/y/twice.md") | {"content/posts/a/index.md": text}
    links(tmp_path, "", files)
    archive = open_archive(tmp_path)
    post = archive.read("content/posts/a/index.md").post
    assert post is not None
    expected = f"[b](https://x.example{path})" if path else "b"
    assert text_of(archive, post) == expected


def test_a_page_of_hugo_may_begin_with_blank_lines_and_close_with_a_longer_fence(
    tmp_path: Path,
) -> None:
    write(tmp_path, "hugo.toml", 'baseURL = "https://h.example"\n')
    write(tmp_path, "content/a.md", "\n---\ntitle: 一\ndate: 2024-01-01\n------\n文。")
    archive = open_archive(tmp_path)
    post = archive.read("content/a.md").post
    assert post is not None
    assert (post.title, archive.text(post)) == ("一", "文。")


NESTED = """\
baseURL = "https://site.example/"
[permalinks]
"posts/sub" = "/nested/:slug"
posts = "/p/:filename"
"a*" = "/a/:slug"
"/" = "/top/:slug"
"""


@pytest.mark.parametrize(
    ("path", "permalink"),
    [
        ("posts/sub/deep/x.md", "/nested/t/"),
        ("posts/Sub/x.md", "/nested/t/"),
        ("posts/x.md", "/p/x/"),
        ("a b/c/x.md", "/a/t/"),
        ("news/x.md", "/news/x/"),
        ("x.md", "/top/t/"),
    ],
)
def test_permalinks_may_name_folders_and_the_first_that_fits_counts(
    tmp_path: Path, path: str, permalink: str
) -> None:
    written = page(tmp_path, path, "title: t", "date: 2022-03-14", config=NESTED)
    assert written.permalink == permalink


@pytest.mark.parametrize(
    ("pattern", "permalink"),
    [
        ("/:2006/:01/:2/:3/:slug", "/2022/03/4/2/t-1/"),
        ("/:Jan/:06/:15/:January/:Mon/:slug", "/mar/22/14/march/fri/t-1/"),
        ("/:20060102/:02Jan/:02x/:150405", "/20220304/04mar/04x/140709/"),
        ("/:2006_01/:002/:3PM", "/2022_03/063/2pm/"),
        ("/:sectionslug/:sectionslugs/:sections", "/posts/posts/sub-slug/posts/sub/"),
        ("/:sectionslugs[1:]/:sectionslugs[last]/x", "/sub-slug/sub-slug/x/"),
        ("/:nothing/:slug", "/:nothing/t-1/"),
    ],
)
def test_permalinks_take_layouts_of_dates_and_slugs_of_sections(
    tmp_path: Path, pattern: str, permalink: str
) -> None:
    write(tmp_path, "content/posts/sub/_index.md", "---\ntitle: s\nslug: Sub Slug\n---\n")
    config = f'baseURL = "https://site.example/"\n[permalinks]\nposts = "{pattern}"\n'
    lines = ("title: T 1", "date: 2022-03-04T14:07:09Z")
    assert page(tmp_path, "posts/sub/deep/x.md", *lines, config=config).permalink == permalink


@pytest.mark.parametrize(
    ("hour", "spelled"),
    [(0, "12 12AM am"), (11, "11 11AM am"), (12, "12 12PM pm"), (13, "01 1PM pm")],
)
def test_noon_is_pm_and_midnight_am(hour: int, spelled: str) -> None:
    assert go_date("03 3PM pm", datetime(2022, 3, 4, hour)) == spelled


@pytest.mark.parametrize(
    ("seconds", "spelled"),
    [
        (0, "+00 +0000 +00:00 +000000 +00:00:00 Z"),
        (-12_600, "-03 -0330 -03:30 -033000 -03:30:00 -03:30"),
        (29_143, "+08 +0805 +08:05 +080543 +08:05:43 +08:05"),
        (28_799, "+07 +0759 +07:59 +075959 +07:59:59 +07:59"),
        (3_541, "+00 +0059 +00:59 +005901 +00:59:01 +00:59"),
    ],
)
def test_an_offset_has_as_many_parts_as_its_layout(seconds: int, spelled: str) -> None:
    moment = datetime(2022, 3, 4, tzinfo=timezone(timedelta(seconds=seconds)))
    assert go_date("-07 -0700 -07:00 -070000 -07:00:00 Z07:00", moment) == spelled
    assert go_date("-07:00 Z07:00", datetime(2022, 3, 4)) == "+00:00 Z"


def test_one_pattern_may_be_for_every_section(tmp_path: Path) -> None:
    config = BASE + '[permalinks]\n"*" = "/all/:slug"\n'
    written = page(tmp_path, "posts/x.md", "title: t", "date: 2022-03-14", config=config)
    assert written.permalink == "/all/t/"


@pytest.mark.parametrize("folder", ["/docs/", "./docs", "posts/../docs/"])
def test_the_folder_of_the_content_may_be_written_with_slashes_and_dots(
    tmp_path: Path, folder: str
) -> None:
    assert links(tmp_path, f'contentDir = "{folder}"\n', titled("docs/p/b.md")) == {
        "docs/p/b.md": "/p/b/"
    }


def test_the_page_of_the_content_folder_itself_is_the_sites_first(tmp_path: Path) -> None:
    reason = left_out(tmp_path, "index.md", "title: t", "date: 2022-03-14")
    assert reason == "no post: the site's first page"
    assert page(tmp_path, "n/index.md", "title: t", "date: 2022-03-14").permalink == "/n/"


def test_files_for_pages_are_a_setting_of_the_whole_site(tmp_path: Path) -> None:
    config = "[languages.en]\nuglyURLs = true\ntitle = 'E'\n"
    written = page(tmp_path, "n/a.md", "title: t", "date: 2022-03-14", config=config)
    assert written.permalink == "/n/a/"


@pytest.mark.parametrize(
    ("title", "step"),
    [
        ("C++ & C#", "c-c"),
        ("A#B #", "a%23b-%23"),
        ("İ Σ", "i-%CF%83"),
        ("Ⅷ½ 8", "8"),
        ("What now ?", "what-now"),
        ("« Quai » 🎉", "quai"),
        ("- a -", "-a-"),
        ("5%20x", "5-x"),
    ],
)
def test_odd_letters_and_signs_are_spelled_as_hugo_spells_them(
    tmp_path: Path, title: str, step: str
) -> None:
    config = 'baseURL = "https://site.example/"\n[permalinks]\nposts = "/:title"\n'
    lines = (f"title: '{title}'", "date: 2022-03-04")
    assert page(tmp_path, "posts/x.md", *lines, config=config).permalink == f"/{step}/"


@pytest.mark.parametrize(
    ("url", "permalink"),
    [
        ("/Abc/:title/Bcd", "/Abc/t-1/Bcd/"),
        ("/Abc/:year/:filename.HTML", "/Abc/2022/x.HTML"),
        ("Rel/:slugorcontentbasename", "/Rel/x/"),
        ("../up", "/up/"),
    ],
)
def test_tokens_in_an_own_url_are_spelled_and_the_rest_stays(
    tmp_path: Path, url: str, permalink: str
) -> None:
    lines = ("title: T 1", "date: 2022-03-04", f"url: '{url}'")
    assert page(tmp_path, "posts/X.md", *lines).permalink == permalink


def test_a_slug_from_a_name_ends_before_its_last_dot(tmp_path: Path) -> None:
    config = CONFIG + '[frontmatter]\ndate = [":filename", ":default"]\n'
    written = page(tmp_path, "blog/2021-03-04-a.b.c.md", "title: t", config=config)
    assert written.permalink == "/blog/a.b/"


def test_html_without_front_matter_is_a_file_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", CONFIG + '[frontmatter]\ndate = [":filename", ":default"]\n')
    for suffix in ("md", "html", "HTM"):
        write(tmp_path, f"content/2021-03-04-a.{suffix}", "<h1>a</h1>")
    archive = open_archive(tmp_path)
    assert archive.read("content/2021-03-04-a.md").post
    for suffix in ("html", "HTM"):
        reading = archive.read(f"content/2021-03-04-a.{suffix}")
        assert reading.excluded == Excluded("no post: no front matter")


def test_a_slug_neither_begins_nor_ends_with_a_hyphen(tmp_path: Path) -> None:
    lines = ("title: t", "date: 2022-03-14")
    assert page(tmp_path, "a.md", *lines, "slug: -b c-").permalink == "/b-c/"
    assert page(tmp_path, "a.md", *lines, "slug: --").permalink == "/a/"


MOUNTS = """\
[[module.mounts]]
source = "README.md"
target = "content/about.md"
[[module.mounts]]
source = "NEWS/one.md"
target = "content/news/first/index.md"
[[module.mounts]]
source = "docs"
target = "content/guide"
"""


def test_a_folder_may_be_named_like_a_file() -> None:
    mount = Mount("notes.md", "")
    assert not mount.holds("notes.md")
    assert not mount.holds("others.m/a.md")
    assert mount.holds("notes.md/a.md")
    assert mount.inside("notes.md/a.md") == "a.md"
    assert Mount("notes.md", "a.md").holds("notes.md")
    assert not Mount("notes", "a.md").holds("notes")


def test_a_single_file_may_be_mounted(tmp_path: Path) -> None:
    """As Hugo 0.168: the file has the name that it is mounted on."""
    write(tmp_path, "hugo.toml", "baseURL = 'https://x.example/'\n" + MOUNTS)
    for path in ("README.md", "NEWS/one.md", "NEWS/two.md", "docs/a.md", "content/b.md", "c.md"):
        write(tmp_path, path, "---\ntitle: a\ndate: 2024-01-05\n---\nText.")
    archive = open_archive(tmp_path)
    posts = [archive.read(file.path).post for file in archive.files()]
    assert {post.path: post.permalink for post in posts if post} == {
        "README.md": "/about/",
        "NEWS/one.md": "/news/first/",
        "docs/a.md": "/guide/a/",
    }


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("b.org", "not read: markup in .org files"),
        ("_content.gotmpl", "not read: markup in .gotmpl files"),
        ("b.mkd", "not read: markup in .mkd files"),
        ("b.rst", "not read: markup in .rst files"),
        ("in/index.es.md", "no post: beside the page of its folder, in no language of the site"),
        ("in/index.adoc", "not read: markup in .adoc files"),
    ],
)
def test_a_file_that_is_not_read_is_named(tmp_path: Path, name: str, reason: str) -> None:
    write(tmp_path, "hugo.toml", "baseURL = 'https://x.example/'\n")
    for path in ("in/index.md", "in/picture.md", name):
        write(tmp_path, f"content/{path}", "---\ntitle: a\ndate: 2024-01-05\n---\nText.")
    archive = open_archive(tmp_path)
    readings = {file.path: archive.read(file.path) for file in archive.files()}
    assert sorted(readings) == sorted({"content/in/index.md", f"content/{name}"})
    excluded = readings[f"content/{name}"].excluded
    assert excluded is not None
    assert excluded.reason == reason
    assert archive.look(f"content/{name}") is not None


RAW = """\
a <b>x</b> c<!-- d -->

<div>*e*</div>

{{< figure src="/a.png" caption="*C*" attr="F" >}} and {{< qr text="https://q.example/" />}}

{{% figure src="/b.png" %}}

    <i>f</i>
"""


def test_what_shortcodes_write_into_html_is_html(tmp_path: Path) -> None:
    write(tmp_path, "hugo.toml", "baseURL = 'https://x.example/'\n")
    head = "---\ntitle: a\ndate: 2024-01-05\n---\n"
    write(tmp_path, "content/a.html", head + '<p>x {{< figure src="/i.png" >}}</p>')
    write(tmp_path, "content/b.md", head + '[x]({{< ref "/" >}}) y')
    archive = open_archive(tmp_path)
    shown = {}
    for file in archive.files():
        served = archive.read(file.path).post
        assert served is not None
        (entry,) = entries_of(archive, [(served, "")])
        assert entry is not None
        shown[file.path] = entry.content
    assert '<img src="https://x.example/i.png"' in shown["content/a.html"]
    assert shown["content/b.md"] == '<p><a href="https://x.example/">x</a> y</p>'


def test_html_in_a_text_is_left_out_as_hugo_does(tmp_path: Path) -> None:
    """What its shortcodes write stays, but for those between percent signs, which are read with
    the text."""
    config = "baseURL = 'https://x.example/'\n"
    write(tmp_path, "content/a.md", f"---\ntitle: a\ndate: 2024-01-05\n---\n{RAW}")
    figure = '<figure><img src="https://x.example/a.png" alt="C">'
    caption = "<figcaption><em>C</em> F</figcaption></figure>"
    shown = {}
    for unsafe in ("false", "true"):
        setting = f"[markup.goldmark.renderer]\nunsafe = {unsafe}\n"
        write(tmp_path, "hugo.toml", config + setting)
        archive = open_archive(tmp_path)
        served = archive.read("content/a.md").post
        assert served is not None
        (entry,) = entries_of(archive, [(served, "")])
        assert entry is not None
        shown[unsafe] = entry.content.replace("\n", "")
        assert figure + caption in shown[unsafe]
        assert ">https://q.example/</a>" in shown[unsafe]
        assert "&lt;i&gt;f&lt;/i&gt;" in shown[unsafe]
    assert shown["false"].startswith("<p>a x c</p>")
    assert "*e*" not in shown["false"]
    assert "b.png" not in shown["false"]
    assert shown["true"].startswith("<p>a <b>x</b> c</p><div>*e*</div>")
    assert "b.png" in shown["true"]


def content_of(root: Path, files: dict[str, str], config: str, path: str) -> str:
    """The content of one page's entry, on a site of these pages."""
    write(root, "hugo.toml", f'baseURL = "https://x.example/"\n{config}')
    for name, body in files.items():
        write(root, f"content/{name}", f"---\ntitle: t\ndate: 2022-03-14\n---\n{body}\n")
    archive = open_archive(root)
    served = archive.read(f"content/{path}").post
    assert served is not None
    (entry,) = entries_of(archive, [(served, "")])
    assert entry is not None
    return entry.content


LANGUAGES = 'defaultContentLanguage = "en"\n[languages.en]\n[languages.fr]\n'
PAGES = {
    "posts/b.md": "",
    "posts/b.fr.md": "",
    "posts/s/c.md": "",
    "posts/d/index.md": "",
    "posts/d/e.md": "",
    "posts/f g.md": "",
}


@pytest.mark.parametrize(
    ("config", "target", "address"),
    [
        ("", "b.md", "/posts/b/"),
        ("", "b.md?x=1#y", "/posts/b/?x=1#y"),
        ("", "/posts/s/c.md", "/posts/s/c/"),
        ("", "d/index.md", "/posts/d/"),
        ("", "<f g.md>", "/posts/f-g/"),
        ("", "none.md", "/posts/a/none.md"),
        ("", "b", "/posts/a/b"),
        ("", "d/e.md", "/posts/a/d/e.md"),
        (LANGUAGES, "b", "/posts/b/"),
        (LANGUAGES, "../posts/s/c#y", "/posts/s/c/#y"),
        (LANGUAGES, "d", "/posts/d/"),
        (LANGUAGES, "i.png", "/posts/a/i.png"),
        (
            f"{LANGUAGES}[markup.goldmark.renderHooks.link]\nuseEmbedded = 'never'",
            "b",
            "/posts/a/b",
        ),
        ("[markup.goldmark.renderHooks.link]\nuseEmbedded = 'fallback'", "b", "/posts/b/"),
    ],
)
def test_a_link_to_a_file_leads_to_its_page(
    tmp_path: Path, config: str, target: str, address: str
) -> None:
    """A name without its suffix is one where Hugo's own render hook finds pages by such names."""
    files = PAGES | {"posts/a.md": f"[l]({target}) `[l](b.md)`"}
    content = content_of(tmp_path, files, config, "posts/a.md")
    assert content == (f'<p><a href="https://x.example{address}">l</a> <code>[l](b.md)</code></p>')


@pytest.mark.parametrize(
    ("call", "address"),
    [
        ('{{< ref path="b" lang="fr" >}}', "/fr/posts/b/"),
        ('{{< relref path="/posts/b" lang="fr" >}}', "/fr/posts/b/"),
        ('{{< ref path="b" lang="en" >}}', "/posts/b/"),
        ('{{< ref "b" >}}', "/posts/b/"),
    ],
)
def test_a_reference_may_name_a_language(tmp_path: Path, call: str, address: str) -> None:
    files = PAGES | {"posts/a.md": f"[l]({call})"}
    assert content_of(tmp_path, files, LANGUAGES, "posts/a.md") == (
        f'<p><a href="https://x.example{address}">l</a></p>'
    )


@pytest.mark.parametrize(
    ("config", "section", "path"),
    [
        ("", "title: Q q", "/quays/"),
        ("", "title: q\nslug: harbour", "/harbour/"),
        ("permalinks = {quays = '/all/:slug/'}", "title: q\nurl: /a/b.html", "/a/b.html"),
        ("permalinks = {section = {quays = '/s/:slug/'}}", "title: Q q", "/s/q-q/"),
        ("permalinks = {section = {quays = '/s/:sections/'}}", "title: q", "/s/quays/"),
    ],
)
def test_a_reference_to_a_section_leads_where_the_section_lies(
    tmp_path: Path, config: str, section: str, path: str
) -> None:
    write(tmp_path, "hugo.toml", f'baseURL = "https://news.example/"\n{config}\n')
    write(tmp_path, "content/quays/_index.md", f"---\n{section}\n---\n")
    body = '[q]({{< ref "/quays" >}})'
    write(tmp_path, "content/a.md", f"---\ntitle: a\ndate: 2022-03-14\n---\n{body}")
    archive = open_archive(tmp_path)
    post = archive.read("content/a.md").post
    assert post is not None
    assert text_of(archive, post).strip() == f"[q](https://news.example{path})"


def test_a_reference_to_a_language_that_is_not_there_leaves_its_words(tmp_path: Path) -> None:
    files = PAGES | {"posts/a.md": '[l]({{< ref path="b" lang="nl" >}})'}
    assert content_of(tmp_path, files, LANGUAGES, "posts/a.md") == "<p>l</p>"


def test_what_stands_behind_the_divider_in_its_line_is_text(tmp_path: Path) -> None:
    files = {"a.md": "一\n<!--more-->二 *三*"}
    shown = content_of(tmp_path, files, "", "a.md")
    assert "<p>二 <em>三</em></p>" in shown


def test_a_site_may_have_no_taxonomies(tmp_path: Path) -> None:
    lines = "title: t", "date: 2022-03-14", "tags: [a]", "categories: [b]"
    served = page(tmp_path, "a.md", *lines, config="baseURL = 'https://x.example'\n[taxonomies]\n")
    assert (served.categories, served.tags) == ((), ())


def test_a_name_with_no_day_of_the_calendar_is_no_date(tmp_path: Path) -> None:
    config = "baseURL = 'https://x.example'\n[frontmatter]\ndate = [':filename', ':default']\n"
    served = page(tmp_path, "2020-13-45-a.md", "title: t", "date: 2022-03-14", config=config)
    assert served.permalink == "/2020-13-45-a/"


def test_a_date_may_be_seconds_since_1970(tmp_path: Path) -> None:
    served = page(tmp_path, "a.md", "title: t", "date: 1577836800")
    assert served.published == datetime(2020, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("place", ["../../x.md", ".x.md", "x.txt", "x.json"])
def test_a_reference_to_what_is_no_page_leads_nowhere(tmp_path: Path, place: str) -> None:
    for path in ("x.md", "content/p/.x.md", "content/p/x.txt", "content/p/x.json"):
        write(tmp_path, path, "---\ntitle: x\n---\n文。\n")
    body = f'[一]({{{{< ref "{place}" >}}}})'
    page(tmp_path, "p/a.md", "date: 2022-03-14", "---", body)
    archive = open_archive(tmp_path)
    post = archive.read("content/p/a.md").post
    assert post is not None
    assert "](" not in text_of(archive, post)


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Shanghai", "UTC"])
def test_a_page_without_a_date_is_of_the_first_day_of_the_year_one(
    tmp_path: Path, zone: str
) -> None:
    """Asked of Hugo 0.168."""
    config = f"baseURL = 'https://x.example/'\ntimeZone = '{zone}'\n"
    config += "[permalinks]\np = '/:year/:month/:day/:slug/'\n"
    write(tmp_path, "content/p/u.md", "---\ntitle: u\n---\n文。\n")
    body = '[一]({{< ref "u.md" >}})'
    post = page(tmp_path, "p/a.md", "date: 2022-03-14", "---", body, config=config)
    assert "](https://x.example/1/01/01/u/)" in text_of(open_archive(tmp_path), post)
