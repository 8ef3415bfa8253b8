"""A plain folder of text files is read, whichever program wrote it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import Archive, Options, open_archive
from feeds.archive.file_dates import FileDates
from feeds.archive.terms import spaced_terms
from feeds.archive.values import Value
from feeds.feed.entries import entries_of
from feeds.model import Post
from tests.conftest import write


def read(archive: Archive, path: str) -> Post:
    post = archive.read(path).post
    assert post is not None
    return post


def test_a_plain_folder_takes_dates_from_front_matter_name_or_path(tmp_path: Path) -> None:
    write(tmp_path, "news/a.md", "---\ndate: 2022-03-14\n---\n# 一\n\n文。")
    write(tmp_path, "2022-03-15-b.md", "# 二\n\n文。")
    write(tmp_path, "2022/03/16/c.md", "---\ntitle: 三\ncategory: x\n---\n文。")
    write(tmp_path, "readme.md", "# 不是文章\n")
    archive = open_archive(tmp_path)
    first, second, third = (
        read(archive, path) for path in ("news/a.md", "2022-03-15-b.md", "2022/03/16/c.md")
    )
    assert [post.title for post in (first, second, third)] == ["一", "二", "三"]
    assert [post.published.day for post in (first, second, third)] == [14, 15, 16]
    assert first.categories == ("news",)
    assert first.permalink == "/news/a.html"
    assert (second.categories, third.categories) == ((), ("x",))
    assert archive.read("readme.md").excluded


@pytest.mark.parametrize(
    "key",
    [
        *("date", "pubDate", "published", "publishDate", "created_at", "pubDatetime"),
        *("publishedAt", "publishedDate", "date_published", "publish_date", "createdAt"),
        *("posted", "post_date", "publicationDate", "dateCreated", "issued"),
    ],
)
def test_a_date_may_have_any_of_the_usual_names(tmp_path: Path, key: str) -> None:
    write(tmp_path, "src/content/blog/a.md", f"---\ntitle: a\n{key}: Jul 08 2022\n---\n文。")
    post = read(open_archive(tmp_path), "src/content/blog/a.md")
    assert post.published == datetime(2022, 7, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    "key", ["updated", "modDatetime", "updatedAt", "lastUpdated", "dateModified"]
)
def test_so_may_the_date_of_a_correction(tmp_path: Path, key: str) -> None:
    write(tmp_path, "a.md", f"---\ntitle: a\ndate: 2022-07-08\n{key}: 2022-07-09\n---\n文。")
    assert read(open_archive(tmp_path), "a.md").updated == datetime(2022, 7, 9, tzinfo=UTC)


def test_published_may_be_a_switch_and_no_date(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\npublished: false\ndate: 2022-07-08\n---\n文。")
    write(tmp_path, "b.md", "---\npublished: true\ndate: 2022-07-08\n---\n文。")
    archive = open_archive(tmp_path)
    assert archive.read("a.md").excluded
    assert read(archive, "b.md").published.day == 8


def test_a_page_of_html_is_a_post_where_it_has_front_matter(tmp_path: Path) -> None:
    write(tmp_path, "2022-07-08-a.html", "---\ntitle: a\n---\n<p>文。</p>")
    write(tmp_path, "2022-07-09-b.html", "<p>文。</p>")
    write(tmp_path, "2022-07-10-c.mdx", "---\ntitle: c\n---\n文。")
    archive = open_archive(tmp_path)
    readings = [archive.read(stat.path) for stat in archive.files()]
    reasons = [reading.excluded and reading.excluded.reason for reading in readings]
    assert reasons == [None, "no post: no front matter", "not read: markup in .mdx files"]


def text_of(folder: Path, path: str) -> str | None:
    archive = open_archive(folder, Options(site_url="https://b.example"))
    return archive.text(read(archive, path))


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ("[b](2022-07-09-b.md)", "[b](https://b.example/2022-07-09-b.html)"),
        ("[b](./2022-07-09-b.md#x)", "[b](https://b.example/2022-07-09-b.html#x)"),
        ("[c](/sub/2022-07-10-c.html)", "[c](https://b.example/c)"),
        ("[c](sub/../sub/2022-07-10-c.html 'c')", "[c](https://b.example/c 'c')"),
        ('<a href="2022-07-09-b.md">b</a>', '<a href="https://b.example/2022-07-09-b.html">b</a>'),
        ("[b]: 2022-07-09-b.md", "[b]: https://b.example/2022-07-09-b.html"),
        ("[d](<2022-07-11-d e.md>)", "[d](https://b.example/d)"),
    ],
)
def test_a_link_to_a_file_of_the_folder_leads_to_its_post(
    tmp_path: Path, link: str, address: str
) -> None:
    write(tmp_path, "2022-07-08-a.md", f"---\ntitle: a\n---\n{link}")
    write(tmp_path, "2022-07-09-b.md", "A post without front matter.")
    write(tmp_path, "sub/2022-07-10-c.html", "---\ntitle: c\npermalink: /c\n---\n<p>c</p>")
    write(tmp_path, "2022-07-11-d e.md", "---\ntitle: d\npermalink: /d\n---\nd")
    assert text_of(tmp_path, "2022-07-08-a.md") == address


@pytest.mark.parametrize(
    "text",
    [
        "[none](2022-07-09-none.md)",
        "[page](page.md)",
        "[draft](2022-07-09-draft.md)",
        "[built](_site/2022-07-09-b.html)",
        "[out](../2022-07-08-a.md)",
        "[away](https://c.example/2022-07-08-a.md)",
        "`[code](2022-07-08-a.md)`",
        "```\n[code](2022-07-08-a.md)\n```",
    ],
)
def test_any_other_link_of_a_folder_stays_as_it_is(tmp_path: Path, text: str) -> None:
    write(tmp_path, "2022-07-08-a.md", f"---\ntitle: a\n---\n{text}")
    write(tmp_path, "page.md", "No date.")
    write(tmp_path, "2022-07-09-draft.md", "---\ndraft: true\n---\nx")
    write(tmp_path, "_site/2022-07-09-b.html", "---\ntitle: b\n---\nx")
    assert text_of(tmp_path, "2022-07-08-a.md") == text


@pytest.mark.parametrize(
    "name",
    [
        *("2024_03_09_a", "20240309-a", "2024.03.09 a", "2024-03-09 a", "2024-03-09/a"),
        "2024-03-09-a/index",
    ],
)
def test_a_day_stands_in_names_in_many_ways(tmp_path: Path, name: str) -> None:
    write(tmp_path, f"{name}.md", "Text.")
    post = read(open_archive(tmp_path), f"{name}.md")
    assert post.published == datetime(2024, 3, 9, tzinfo=UTC)
    assert post.categories == ()


def test_a_day_may_be_written_in_chinese_or_in_thousandths_of_a_second(tmp_path: Path) -> None:
    for written in ("2024年3月9日", "2024年03月09日 00:00", "1709942400000"):
        write(tmp_path, "a.md", f"---\ndate: {written}\n---\nText.")
        assert read(open_archive(tmp_path), "a.md").published == datetime(2024, 3, 9, tzinfo=UTC)


def test_the_dates_of_files_that_eleventy_knows_are_none_here(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ndate: Last Modified\n---\nText.")
    write(tmp_path, "2024-03-09-b.md", "---\ntitle: b\ndate: git Created\n---\nText.")
    archive = open_archive(tmp_path)
    assert archive.read("a.md").excluded
    assert archive.read("2024-03-09-b.md").faults == ()


@pytest.mark.parametrize(
    "text",
    [
        '---json\n{"title": "t", "date": "2024-03-09", "tags": ["x"]}\n---\nText.\n',
        "---toml\ntitle = 't'\ndate = 2024-03-09\ntags = ['x']\n---\nText.\n",
        "---yaml\ntitle: t\ndate: 2024-03-09\ntags: [x]\n---\nText.\n",
        "\n\n---\ntitle: t\ndate: 2024-03-09\ntags: [x]\n---\nText.\n",
        "title: t\ndate: 2024-03-09\ntags:\n- x\n---\nText.\n",
    ],
)
def test_front_matter_may_be_named_or_begin_late_or_without_a_sign(
    tmp_path: Path, text: str
) -> None:
    write(tmp_path, "a.md", text)
    archive = open_archive(tmp_path)
    post = read(archive, "a.md")
    assert (post.title, post.tags) == ("t", ("x",))
    (entry,) = entries_of(archive, [(post, "")])
    assert entry
    assert entry.content == "<p>Text.</p>"


def test_terms_may_be_parted_by_commas_or_stand_in_lists_of_lists(tmp_path: Path) -> None:
    matter = "date: 2024-03-09\ntags: a, b c\ncategories: [X, [Y, Z]]"
    write(tmp_path, "a.md", f"---\n{matter}\n---\nText.")
    post = read(open_archive(tmp_path), "a.md")
    assert (post.tags, post.categories) == (("a", "b c"), ("X", "Y", "Z"))


def test_folders_where_generators_keep_content_are_no_categories(tmp_path: Path) -> None:
    write(tmp_path, "src/content/news/tram/index.md", "---\ndate: 2024-03-09\n---\nText.")
    post = read(open_archive(tmp_path), "src/content/news/tram/index.md")
    assert post.categories == ("news",)


def test_what_generators_pass_over_by_its_name_is_left_out(tmp_path: Path) -> None:
    text = "---\ndate: 2024-03-09\n---\nText."
    for path in ("a.md", "_b.md", "blog/_drafts/c.md", "_includes/d.md", "_layouts/e.html"):
        write(tmp_path, path, text)
    archive = open_archive(tmp_path)
    reasons = {file.path: archive.read(file.path).excluded for file in archive.files()}
    assert {path: excluded and excluded.reason for path, excluded in reasons.items()} == {
        "a.md": None,
        "_b.md": "no post: its name begins with an underscore",
        "blog/_drafts/c.md": "draft",
    }
    with_drafts = open_archive(tmp_path, Options(drafts=True))
    assert with_drafts.read("blog/_drafts/c.md").post


@pytest.mark.parametrize(
    ("pattern", "path", "permalink"),
    [
        ("/:year/:month/:title/", "news/2024-03-09-Big-Tram.md", "/2024/03/Big-Tram/"),
        ("/:year/:month/:day/:title/", "posts/tram.md", "/2024/03/09/tram/"),  # Hexo
        ("/:title/", "2024/03/09/tram.md", "/tram/"),  # Hexo, with `:title` alone
        ("/:title.html", "2024-03-09-tram.md", "/tram.html"),  # Pelican, by the file's name
        ("/:path/", "posts/2024-03-09-tram.md", "/posts/tram/"),  # Eleventy
        ("/:path/", "tram.md", "/tram/"),
        ("/:path/", "blog/tram/index.md", "/blog/tram/"),
        ("/blog/:slug/", "tram/index.md", "/blog/tram/"),  # Astro
        ("/blog/:slug/", "Big Tram.md", "/blog/big-tram/"),
        ("/blog/:title/", "blog/tram/index.md", "/blog/tram/"),
        ("/:categories/:slug", "a/b/tram.md", "/a/b/tram"),
    ],
)
def test_the_permalinks_of_a_folder_follow_a_pattern(
    tmp_path: Path, pattern: str, path: str, permalink: str
) -> None:
    write(tmp_path, path, "---\ntitle: a\ndate: 2024-03-09\n---\nText.\n")
    served = open_archive(tmp_path, Options(permalink=pattern)).read(path).post
    assert served is not None
    assert served.permalink == permalink


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("permalink: false", "no post: has no page of its own"),
        ("eleventyExcludeFromCollections: true", "kept out by `eleventyExcludeFromCollections`"),
        ("status: draft", "draft"),
        ("status: private", "draft"),
    ],
)
def test_what_other_generators_leave_out_is_left_out(
    tmp_path: Path, line: str, reason: str
) -> None:
    write(tmp_path, "a.md", f"---\ntitle: a\ndate: 2024-03-09\n{line}\n---\nText.\n")
    excluded = open_archive(tmp_path).read("a.md").excluded
    assert excluded is not None
    assert excluded.reason == reason


def test_a_pattern_counts_where_the_posts_own_permalink_is_a_template(tmp_path: Path) -> None:
    own = 'permalink: "/x/{{ page.fileSlug }}/"'
    write(tmp_path, "a.md", f"---\ntitle: a\ndate: 2024-03-09\n{own}\n---\nText.\n")
    served = open_archive(tmp_path, Options(permalink="/:title/")).read("a.md").post
    assert served is not None
    assert served.permalink == "/a/"


def test_a_pattern_gives_way_to_a_posts_own_permalink(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ntitle: a\ndate: 2024-03-09\npermalink: /own/\n---\nText.\n")
    served = open_archive(tmp_path, Options(permalink="/:title/")).read("a.md").post
    assert served is not None
    assert served.permalink == "/own/"


@pytest.mark.parametrize(
    ("one", "several", "names"),
    [
        ("a b", "c d", ("a b", "c", "d")),
        (["a b", "c"], "d e", ("a b", "c", "d", "e")),
        ("a", ["b c", "a"], ("a", "b c")),
        (["a"], ["b", "c d"], ("a", "b", "c d")),
    ],
)
def test_terms_may_be_a_text_or_a_list_under_either_key(
    one: Value, several: Value, names: tuple[str, ...]
) -> None:
    assert spaced_terms({"tag": one, "tags": several}, "tag", "tags") == names


def folder(root: Path, options: Options | None = None, **files: str) -> dict[str, object]:
    """Of a plain folder with these files: its post's category and day, or why it is none."""
    for name, text in files.items():
        write(root, name.replace("__", "/") + ".md", text)
    archive = open_archive(root, options)
    found: dict[str, object] = {}
    for name in files:
        reading = archive.read(name.replace("__", "/") + ".md")
        if reading.post:
            found[name] = (reading.post.published.day, reading.post.categories)
        else:
            found[name] = reading.excluded and reading.excluded.reason
    return found


def test_a_file_of_a_folder_is_a_post_where_a_day_is_said_anywhere(tmp_path: Path) -> None:
    found = folder(
        tmp_path,
        **{
            "2024/05/06/2024-05-07-a": "x",
            "2024/05/06/b": "x",
            "2024-05-08-c/d": "x",
            "2024-05-08-c/2024-05-09": "x",
            "x/e": "---\ndate: 2024-05-10\n---\nx",
            "f": "---\ntitle: x\n---\nx",
            "_g": "x",
            "_drafts/2024-05-06-h": "x",
            "my_drafts/2024-05-06-i": "x",
            "x/2024-05-06-j": "---\ndraft: true\n---\nx",
            "x/_2024-05-06-k": "x",
        },
    )
    assert found == {
        "2024/05/06/2024-05-07-a": (7, ()),
        "2024/05/06/b": (6, ()),
        "2024-05-08-c/d": (8, ()),
        "2024-05-08-c/2024-05-09": (9, ()),
        "x/e": (10, ("x",)),
        "f": "no post: no date in its name or front matter",
        "_g": "no post: its name begins with an underscore",
        "_drafts/2024-05-06-h": "draft",
        "my_drafts/2024-05-06-i": (6, ("my_drafts",)),
        "x/2024-05-06-j": "draft",
        "x/_2024-05-06-k": "no post: its name begins with an underscore",
    }


def test_drafts_and_the_future_are_the_operators_choice(tmp_path: Path) -> None:
    files = {"_drafts/2024-05-06-a": "x", "2024-05-07-b": "---\nstatus: draft\n---\nx"}
    assert set(folder(tmp_path, **files).values()) == {"draft"}
    assert set(folder(tmp_path, Options(drafts=True), **files).values()) == {
        (6, ("_drafts",)),
        (7, ()),
    }
    write(tmp_path, "2024-05-08-c.md", "x")
    for future in (True, False):
        post = open_archive(tmp_path, Options(future=future)).read("2024-05-08-c.md").post
        assert post is not None
        assert post.scheduled is not future


def test_a_folder_is_looked_into_but_for_what_belongs_to_tools(tmp_path: Path) -> None:
    write(tmp_path, "2024-05-08-c.md", "x")
    kind = open_archive(tmp_path).kind
    passed = ("node_modules", "vendor", "_site", "public", "_includes", "_layouts", "_data",
              "scaffolds", ".git", "a/.b", "a/public")  # fmt: skip
    looked = ("", "a", "a/b", "_posts", "publications")
    assert [name for name in passed if kind.walks(name)] == []
    assert [name for name in looked if not kind.walks(name)] == []
    names = ["a.md", ".b.md", "c.htm", "d.HTML", "e.mkdown", "f.txt", "g.rst", ".md"]
    assert kind.posts_among(names, "x") == ["a.md", "c.htm", "d.HTML", "e.mkdown", "g.rst"]
    assert kind.bundle_names("x") == frozenset()
    dates = FileDates(tmp_path / "dates")
    for given, counts in ((None, False), (True, True)):
        options = Options(dates=dates, git_dates=given)
        assert (open_archive(tmp_path, options).kind.file_dates is dates) == counts
    assert kind.name == "folder"
    assert kind.site.title == tmp_path.name


def test_a_link_with_a_scheme_or_to_what_is_no_file_stays(tmp_path: Path) -> None:
    write(tmp_path, "x/2024-05-08-b c.md", "x")
    links = (
        "[a](file://x/2024-05-08-b.md) [b](2024-05-08-b%20c.md#d) [c](/x/../x/2024-05-08-b%20c.md)"
    )
    write(tmp_path, "x/2024-05-08-a.md", links)
    archive = open_archive(tmp_path, Options(site_url="https://s.example"))
    post = archive.read("x/2024-05-08-a.md").post
    assert post is not None
    to = "https://s.example/x/2024-05-08-b%20c.html"
    assert archive.text(post) == f"[a](file://x/2024-05-08-b.md) [b]({to}#d) [c]({to})"


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("'a, b c'", ("a", "b c")), ("a b", ("a", "b")), ("[a b, [c, d]]", ("a b", "c", "d")),
        ("[]", ()), ("{a: b}", ()), ("a", ("a",)),
    ],
)  # fmt: skip
def test_tags_of_a_folder_are_parted_by_commas_or_spaces(
    tmp_path: Path, tags: str, expected: tuple[str, ...]
) -> None:
    write(tmp_path, "2024-05-08-a.md", f"---\ntags: {tags}\naliases: [/x, /y]\n---\nx")
    post = open_archive(tmp_path).read("2024-05-08-a.md").post
    assert post is not None
    assert (post.tags, post.aliases) == (expected, ("/x", "/y"))
