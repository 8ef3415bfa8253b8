"""A Jekyll site is read as Jekyll reads it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import Archive, Options, open_archive
from feeds.index.refresh import settings_of
from feeds.model import Post
from tests.conftest import CONFIG, permalinks, post, text_of, write


def written_post(root: Path, text: str, path: str = "_posts/2022-03-14-a.md") -> Post:
    """The post a file of an archive at `root` becomes."""
    write(root, "_config.yml", CONFIG)
    write(root, path, text)
    post = open_archive(root).read(path).post
    assert post is not None
    return post


def test_a_date_without_a_zone_is_in_the_sites_zone(tmp_path: Path) -> None:
    served = written_post(tmp_path, post("a", "2022-03-14 21:08:48"))
    assert served.published == datetime(2022, 3, 14, 13, 8, 48, tzinfo=UTC)


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2022-03-14 21:08:48 +0800", "2022/03/14"),
        ("2022-03-14 21:08:48", "2022/03/15"),
        ("2022-03-14 15:08:48", "2022/03/14"),
        ("2022-03-14 21:08", "2022/03/14"),
        ("2022-03-14", "2022/03/14"),
    ],
)
def test_the_permalink_has_the_day_jekyll_gives_it(tmp_path: Path, date: str, day: str) -> None:
    """Checked against Jekyll 4.3: a full timestamp without a zone is UTC to Ruby's YAML."""
    assert written_post(tmp_path, post("a", date)).permalink == f"/haizhou/{day}/a.html"


def test_categories_are_split_at_spaces_and_lists_are_not(tmp_path: Path) -> None:
    assert written_post(tmp_path, post("a", "2022-03-14", "a b")).categories == ("a", "b")
    assert written_post(tmp_path, post("a", "2022-03-14", "[a b, c]")).categories == ("a b", "c")


def test_a_folder_above_posts_is_a_category(tmp_path: Path) -> None:
    served = written_post(tmp_path, post("a", "2022-03-14", "x"), "news/_posts/2022-03-14-a.md")
    assert served.categories == ("news", "x")


def test_the_front_matters_own_permalink_wins(tmp_path: Path) -> None:
    served = written_post(tmp_path, post("a", "2022-03-14", permalink="/我/:year/"))
    assert served.permalink == "/%E6%88%91/2022/"


def test_a_title_is_plain_text(tmp_path: Path) -> None:
    assert (
        written_post(tmp_path, post("A &amp; B <b>C</b> 3 < 4", "2022-03-14")).title
        == "A & B C 3 < 4"
    )


def read(archive: Archive, path: str) -> Post:
    post = archive.read(path).post
    assert post is not None
    return post


def test_jekyll_authors_are_described_in_the_data_folder(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_data/authors.yml", "jia:\n  name: 甲\n  url: https://a.example/\n")
    write(tmp_path, "_posts/2022-03-14-a.md", post("a", "2022-03-14", author="jia"))
    write(tmp_path, "_posts/2022-03-14-b.md", post("b", "2022-03-14", authors="[jia, 乙]"))
    archive = open_archive(tmp_path)
    bylines = read(archive, "_posts/2022-03-14-a.md").attribution.bylines
    assert [(person.name, person.url) for person in bylines] == [("甲", "https://a.example/")]
    both = read(archive, "_posts/2022-03-14-b.md").attribution.bylines
    assert [person.name for person in both] == ["甲", "乙"]


def test_a_list_of_authors_describes_nobody(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_data/authors.yml", "- name: jia\n  full_name: 甲\n")
    write(tmp_path, "_posts/2022-03-14-a.md", post("a", "2022-03-14", author="jia"))
    bylines = read(open_archive(tmp_path), "_posts/2022-03-14-a.md").attribution.bylines
    assert [person.name for person in bylines] == ["jia"]


def test_jekyll_collections_may_lie_in_a_folder_and_feeds_may_be_made_of_them(
    tmp_path: Path,
) -> None:
    config = (
        CONFIG + "collections_dir: all\ncollections:\n  talks:\n    output: true\n"
        "feed:\n  collections: [talks]\n"
    )
    write(tmp_path, "_config.yml", config)
    write(tmp_path, "all/_posts/2022-03-14-a.md", post("a", "2022-03-14", "x"))
    write(tmp_path, "all/_talks/b.md", post("b", "2022-03-15", "x"))
    write(tmp_path, "all/_people/c.md", post("c", "2022-03-15", "x"))
    archive = open_archive(tmp_path)
    paths = [stat.path for stat in archive.files()]
    assert paths == ["all/_posts/2022-03-14-a.md", "all/_talks/b.md"]
    assert read(archive, paths[0]).categories == ("x",)
    assert read(archive, paths[1]).permalink == "/talks/b"


def test_jekyll_defaults_hold_by_path_and_type(tmp_path: Path) -> None:
    defaults = (
        "defaults:\n"
        "- scope: {path: '', type: posts}\n  values: {author: 甲, lang: zh}\n"
        "- scope: {path: _posts/old, type: posts}\n  values: {author: 乙}\n"
        "- scope: {path: '', type: pages}\n  values: {author: 丙}\n"
    )
    write(tmp_path, "_config.yml", "url: https://s.example\n" + defaults)
    for folder in ("", "old/"):
        write(tmp_path, f"_posts/{folder}2022-03-14-a.md", "---\ntitle: t\n---\n")
    archive = open_archive(tmp_path)
    new, old = (read(archive, f"_posts/{f}2022-03-14-a.md") for f in ("", "old/"))
    assert (new.attribution.bylines[0].name, new.language) == ("甲", "zh")
    assert (old.attribution.bylines[0].name, old.language) == ("乙", "zh")


def test_jekyll_drafts_are_left_out_unless_asked_for(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_drafts/a.md", post("a", "2022-03-14"))
    assert open_archive(tmp_path).read("_drafts/a.md").excluded
    assert open_archive(tmp_path, Options(drafts=True)).read("_drafts/a.md").post


SITE = "url: https://s.example\n"


def links(root: Path, config: str, posts: dict[str, str], **options: object) -> dict[str, str]:
    """Title → permalink of all posts of a site with these settings and files."""
    write(root, "_config.yml", SITE + config)
    return permalinks(root, posts, **options)


def titled(*paths: str, extra: str = "") -> dict[str, str]:
    """Files whose title is their path."""
    return {path: f"---\ntitle: {path!r}\n{extra}---\nText.\n" for path in paths}


@pytest.mark.parametrize(
    ("config", "kept"),
    [
        ("", {"_posts/2024-01-01-a.md", "_posts/in/2024-01-02-b.md", "x/y/_posts/2024-01-03-c.md"}),
        ("exclude: [x]", {"_posts/2024-01-01-a.md", "_posts/in/2024-01-02-b.md"}),
        ("exclude: [/x/]", {"_posts/2024-01-01-a.md", "_posts/in/2024-01-02-b.md"}),
        ("exclude: [_posts/i]", {"_posts/2024-01-01-a.md", "x/y/_posts/2024-01-03-c.md"}),
        ("exclude: ['*/2024-01-0[12]-?.md']", {"x/y/_posts/2024-01-03-c.md"}),
        ("exclude: ['x/*.md']", {"_posts/2024-01-01-a.md", "_posts/in/2024-01-02-b.md"}),
        ("exclude: [x, _posts]\ninclude: [x]", {"x/y/_posts/2024-01-03-c.md"}),
        (
            "exclude: [_posts]\ninclude: [2024-01-01-a.md]",
            {"_posts/2024-01-01-a.md", "x/y/_posts/2024-01-03-c.md"},
        ),
    ],
)
def test_files_that_the_site_excludes_stay_out(tmp_path: Path, config: str, kept: set[str]) -> None:
    """`*` goes past slashes, a name is the beginning of more names, `include` is stronger."""
    files = titled(
        "_posts/2024-01-01-a.md", "_posts/in/2024-01-02-b.md", "x/y/_posts/2024-01-03-c.md"
    )
    assert set(links(tmp_path, config, files)) == kept


def test_a_folder_that_jekyll_passes_over_may_be_included(tmp_path: Path) -> None:
    files = titled("_blog/_posts/2024-01-01-a.md", "node_modules/x/_posts/2024-01-02-b.md")
    assert links(tmp_path, "", files) == {}
    assert set(links(tmp_path, "include: [_blog]", files)) == {"_blog/_posts/2024-01-01-a.md"}


def test_a_file_below_a_collection_is_passed_over_or_included_by_its_name(tmp_path: Path) -> None:
    config = "collections: {talks: {output: true}}\nfeed: {collections: [talks]}\n"
    paths = ["_talks/in/_a.md", "_talks/in/b.md", "_talks/in/~c.md", "_talks/d.md", "_talks/_e.md"]
    files = titled(*paths, extra="date: 2022-03-14\n")
    assert set(links(tmp_path, config, files)) == {"_talks/in/b.md", "_talks/d.md"}
    included = links(tmp_path, config + "include: [_a.md, in/~c.md]\n", files)
    assert set(included) == {"_talks/in/_a.md", "_talks/in/b.md", "_talks/in/~c.md", "_talks/d.md"}


def test_only_folders_that_may_hold_posts_are_looked_into(tmp_path: Path) -> None:
    """A repository's `.git` has many thousands of files."""
    write(tmp_path, "_config.yml", CONFIG + "include: [.well-known]\n")
    walks = open_archive(tmp_path).kind.walks
    folders = (".git", "a/.cache", ".well-known", "a", "_posts", "_posts/.x")
    assert [folder for folder in folders if walks(folder)] == [".well-known", "a", "_posts"]
    write(tmp_path, "_config.yml", CONFIG + "source: src/in\n")
    walks = open_archive(tmp_path).kind.walks
    folders = ("src", "src/in", "src/in/_posts", "src/out", "_posts")
    assert [folder for folder in folders if walks(folder)] == ["src", "src/in", "src/in/_posts"]


def test_the_site_that_was_built_is_not_read(tmp_path: Path) -> None:
    files = titled("docs/_posts/2024-01-01-a.md", "b/_posts/2024-01-02-b.md")
    assert set(links(tmp_path, "destination: ./docs", files)) == {"b/_posts/2024-01-02-b.md"}


@pytest.mark.parametrize(
    ("path", "permalink"),
    [
        ("_posts/2024-01-03-x.mkdown", "/2024/01/03/x.html"),
        ("_posts/2024-1-3-x.MD", "/2024/01/03/x.html"),
        ("_posts/24-01-03-x.md", "/2024/01/03/x.html"),
        ("_posts/99-01-03-x.md", "/1999/01/03/x.html"),
        ("_posts/2024-02-30-x.md", "/2024/03/01/x.html"),
        ("_posts/2024-01-03-x.txt", "/2024/01/03/x.txt"),
        ("_posts/2024-01-03-x.htm", "/2024/01/03/x.htm"),
        ("_posts/2024-01-03-x...md", "/2024/01/03/x.html"),
        ("_posts/a/_b/2024-01-03-x.md", "/2024/01/03/x.html"),
        ("_posts/2024-01-03-हि_मे.md", "/2024/01/03/%E0%A4%B9%E0%A4%BF_%E0%A4%AE%E0%A5%87.html"),
    ],
)  # fmt: skip
def test_a_post_is_a_file_whose_name_begins_with_a_date(
    tmp_path: Path, path: str, permalink: str
) -> None:
    assert links(tmp_path, "", titled(path)) == {path: permalink}


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("_posts/template.md", "does not begin with a date"),
        ("_posts/2024-01-11.md", "does not begin with a date"),
        ("_posts/_2024-01-08-u.md", "passes over such a name"),
        ("_posts/_hidden/2024-01-09-h.md", "passes over such a name"),
        ("_posts/#2024-01-09-h.md", "passes over such a name"),
        ("_posts/2024-01-09-h.org", "markup in .org files"),
    ],
)
def test_a_file_that_is_no_post_is_named_with_its_reason(
    tmp_path: Path, path: str, reason: str
) -> None:
    assert links(tmp_path, "", titled(path, extra="date: 2024-01-10\n")) == {}
    archive = open_archive(tmp_path)
    assert [stat.path for stat in archive.files()] == [path]
    excluded = archive.read(path).excluded
    assert excluded is not None
    assert reason in excluded.reason


@pytest.mark.parametrize("value", ["false", "False", "no", "off", "", "~", "null"])
def test_an_unpublished_post_stays_out(tmp_path: Path, value: str) -> None:
    files = titled("_posts/2024-01-01-a.md", extra=f"published: {value}\n")
    assert links(tmp_path, "", files) == {}
    assert links(tmp_path, "unpublished: true", files)


@pytest.mark.parametrize("value", ["true", "yes", "0", "2024-01-01", "'false'", '""', "[]"])
def test_any_other_value_of_published_publishes(tmp_path: Path, value: str) -> None:
    assert links(tmp_path, "", titled("_posts/2024-01-01-a.md", extra=f"published: {value}\n"))


@pytest.mark.parametrize(
    ("scopes", "permalink"),
    [
        (["{path: '', type: posts}", "{path: ''}"], "/0/a/"),
        (["{path: ''}", "{path: '', type: posts}"], "/1/a/"),
        (["{path: ''}", "{path: ''}"], "/1/a/"),
        (["{path: n/_posts}", "{path: n}"], "/0/a/"),
        (["{path: n/}", "{path: /n/_posts}", "{path: _posts}"], "/0/a/"),
        (["{path: ''}", "{path: n/_posts/2024, type: post}"], "/1/a/"),
        (["{path: ''}", "{path: 'n/*/2024-*'}"], "/1/a/"),
        (["{path: ''}", "{path: '*/_posts'}"], "/1/a/"),
        (["{path: ''}", "{path: '*2024*'}"], "/0/a/"),
        (["{path: ''}", "{path: n, type: pages}"], "/0/a/"),
    ],
)
def test_the_strongest_default_counts(tmp_path: Path, scopes: list[str], permalink: str) -> None:
    """Checked against Jekyll 4.3: the longer path, then the one with a type, then the later."""
    config = "defaults:\n" + "".join(
        f"- scope: {scope}\n  values: {{permalink: /{n}/:title/}}\n"
        for n, scope in enumerate(scopes)
    )
    path = "n/_posts/2024-01-01-a.md"
    assert links(tmp_path, config, titled(path)) == {path: permalink}


def test_an_empty_value_does_not_hide_a_default(tmp_path: Path) -> None:
    config = "defaults:\n- values: {author: 甲, tags: [t], image: {path: /a.png, alt: a}}\n"
    text = "---\ntitle: a\nauthor:\ntags:\nimage: {alt: b}\n---\n"
    links(tmp_path, config, {"_posts/2024-01-01-a.md": text})
    post = read(open_archive(tmp_path), "_posts/2024-01-01-a.md")
    assert ([person.name for person in post.attribution.bylines], post.tags) == (["甲"], ("t",))
    assert post.image == "https://s.example/a.png"


@pytest.mark.parametrize(
    ("path", "lines", "categories", "tags"),
    [
        ("_posts/2024-01-01-a.md", "categories: [own]", ("blog", "own"), ("t",)),
        ("_posts/2024-01-01-a.md", "categories: own more", ("blog", "own", "more"), ("t",)),
        ("_posts/2024-01-01-a.md", "category: 1 x\ncategories: [y]", ("blog", "y", "1 x"), ("t",)),
        ("_posts/2024-01-01-a.md", "categories: []", ("blog",), ("t",)),
        ("f/g/_posts/h/2024-01-01-a.md", "categories: [f, own]", ("f", "g", "blog", "own"), ("t",)),
        ("_posts/2024-01-01-a.md", "tag: u v", ("blog",), ("u v",)),
        ("_posts/2024-01-01-a.md", "tag:\ntags: u v", ("blog",), ("u", "v")),
    ],
)  # fmt: skip
def test_terms_of_folders_defaults_and_post_are_united(
    tmp_path: Path, path: str, lines: str, categories: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    config = "defaults:\n- scope: {path: ''}\n  values: {categories: [blog], tags: [t]}\n"
    links(tmp_path, config, titled(path, extra=lines + "\n"))
    post = read(open_archive(tmp_path), path)
    assert (post.categories, post.tags) == (categories, tags)


def test_the_site_may_stand_in_a_folder_of_its_own(tmp_path: Path) -> None:
    write(tmp_path, "site/_data/authors.yml", "jane: {name: Jane Roe}\n")
    files = titled(
        "site/_posts/2024-01-01-a.md", "site/news/_posts/2024-01-02-b.md", extra="author: jane\n"
    )
    files |= titled("_posts/2024-01-03-c.md", "other/_posts/2024-01-04-d.md")
    assert links(tmp_path, "source: ./site\nexclude: [old]\n", files) == {
        "site/_posts/2024-01-01-a.md": "/2024/01/01/a.html",
        "site/news/_posts/2024-01-02-b.md": "/news/2024/01/02/b.html",
    }
    post = read(open_archive(tmp_path), "site/_posts/2024-01-01-a.md")
    assert [person.name for person in post.attribution.bylines] == ["Jane Roe"]


@pytest.mark.parametrize(
    ("permalink", "expected"),
    [
        ("/:name/", "/2021-03-05-one-two/"),
        ("pretty", "/pretty"),
        ("/:collection/:path:output_ext", "/posts/in/2021-03-05-One_Two.html"),
        ("/a/../b/./:title", "/a/b/One_Two"),
        ("/:year_:month/:slug", "/2021_03/one-two"),
    ],
)
def test_a_posts_own_permalink_is_a_template(tmp_path: Path, permalink: str, expected: str) -> None:
    path = "_posts/in/2021-03-05-One_Two.md"
    assert links(tmp_path, "", titled(path, extra=f"permalink: '{permalink}'\n")) == {
        path: expected
    }


@pytest.mark.parametrize("extra", ["permalink: false\n", "slug: no\n"])
def test_false_is_no_address(tmp_path: Path, extra: str) -> None:
    path = "_posts/2021-03-05-one.md"
    assert links(tmp_path, "", titled(path, extra=extra)) == {path: "/2021/03/05/one.html"}


@pytest.mark.parametrize(
    ("date", "permalink"),
    [
        ("2021-07-01 21:30:00", "/2021/07/02/a.html"),
        ("'2021-07-01 21:30:00'", "/2021/07/01/a.html"),
        ("2021-07-01 21:61:00", "/2021/05/04/a.html"),
    ],
)
def test_only_a_timestamp_without_quotes_is_utc(tmp_path: Path, date: str, permalink: str) -> None:
    path = "_posts/2021-05-04-a.md"
    files = titled(path, extra=f"date: {date}\n")
    assert links(tmp_path, "timezone: Asia/Tokyo\n", files) == {path: permalink}


@pytest.mark.parametrize(
    ("style", "ending"),
    [("date", ".html"), ("pretty", "/"), ("weekdate", ""), ("/x/:title/", "/"), ("/x/:title", "")],
)
def test_other_collections_end_as_the_posts_do(tmp_path: Path, style: str, ending: str) -> None:
    config = f"permalink: {style}\nfeed: {{collections: [talks]}}\ncollections: [talks]\n"
    files = titled("_talks/in/b.md", "x/_talks/c.md", extra="date: 2024-01-01\n")
    assert links(tmp_path, config, files) == {"_talks/in/b.md": f"/talks/in/b{ending}"}


@pytest.mark.parametrize(
    ("tags", "names", "codes"),
    [
        ("tags: foo, bar", ("foo,", "bar"), ["R10"]),
        ("tags: [foo, bar]", ("foo", "bar"), []),
        ("tags: foo bar", ("foo", "bar"), []),
        ("tag: foo, bar", ("foo, bar",), []),
        ("categories: [foo]\ntags: []", (), []),
    ],
)
def test_commas_in_a_text_of_tags_are_kept_and_noted(
    tmp_path: Path, tags: str, names: tuple[str, ...], codes: list[str]
) -> None:
    write(tmp_path, "_posts/2024-01-01-a.md", f"---\ntitle: a\n{tags}\n---\nText.")
    reading = open_archive(tmp_path).read("_posts/2024-01-01-a.md")
    assert reading.post is not None
    assert reading.post.tags == names
    assert [(fault.code, fault.line) for fault in reading.faults] == [(c, 3) for c in codes]


@pytest.mark.parametrize(
    ("date", "instant"),
    [
        ("2022-03-14 21:08:48", datetime(2022, 3, 14, 21, 8, 48, tzinfo=UTC)),
        ("'2022-03-14 21:08:48'", datetime(2022, 3, 14, 13, 8, 48, tzinfo=UTC)),
        ("2022-03-14", datetime(2022, 3, 13, 16, tzinfo=UTC)),
        ("2022-03-14 21:08:48 +0800", datetime(2022, 3, 14, 13, 8, 48, tzinfo=UTC)),
    ],
)
def test_naive_dates_can_be_in_utc_as_jekyll_has_them(
    tmp_path: Path, date: str, instant: datetime
) -> None:
    as_written = written_post(tmp_path, post("a", date))
    as_jekyll = open_archive(tmp_path, Options(naive_dates="utc")).read(as_written.path).post
    assert as_jekyll is not None
    assert as_jekyll.published == instant
    assert as_jekyll.permalink == as_written.permalink


def test_limit_posts_leaves_the_newest(tmp_path: Path) -> None:
    """As Jekyll 4.3: posts that lie ahead do not count, drafts and other collections neither."""
    files = titled(
        *(f"_posts/2024-01-0{day}-a.md" for day in range(1, 6)), "_posts/2094-01-01-b.md"
    )
    assert sorted(links(tmp_path, "limit_posts: 2", files)) == [
        "_posts/2024-01-04-a.md",
        "_posts/2024-01-05-a.md",
        "_posts/2094-01-01-b.md",
    ]
    archive = open_archive(tmp_path)
    excluded = archive.read("_posts/2024-01-03-a.md").excluded
    assert excluded is not None
    assert excluded.reason == "kept out by `limit_posts` in the site's settings"
    before = settings_of(archive)
    write(tmp_path, "_posts/2024-01-06-c.md", post("c", "2024-01-06"))
    archive.reopen()
    assert settings_of(archive) != before  # so that all files are read again
    assert archive.read("_posts/2024-01-04-a.md").post is None


def test_a_value_that_loses_its_quotes_is_a_change_of_the_settings(tmp_path: Path) -> None:
    prints = []
    for value in ("'9'", "9"):
        write(tmp_path, "_config.yml", f"motto: {value}\n")
        prints.append(settings_of(open_archive(tmp_path)))
    assert prints[0] != prints[1]


def test_a_file_that_nobody_foresaw_does_not_stop_a_site_with_limit_posts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = titled("_posts/2024-01-01-a.md", "_posts/2024-01-02-b.md", "_posts/2024-01-03-c.md")
    kind_of_site = type(open_archive(write(tmp_path, "_config.yml", "").parent).kind)
    facts = kind_of_site.facts

    def failing(kind: object, path: str, document: object) -> object:
        if path == "_posts/2024-01-03-c.md":
            raise ZeroDivisionError
        return facts(kind, path, document)  # type: ignore[arg-type]

    monkeypatch.setattr(kind_of_site, "facts", failing)
    assert list(links(tmp_path, "limit_posts: 1", files)) == ["_posts/2024-01-02-b.md"]


def test_a_limit_that_is_not_reached_leaves_all(tmp_path: Path) -> None:
    assert len(links(tmp_path, "limit_posts: 5", titled("_posts/2024-01-01-a.md"))) == 1


def test_include_names_a_folder_with_a_dot(tmp_path: Path) -> None:
    files = titled(".notes/_posts/2024-01-01-a.md")
    assert links(tmp_path, "", files) == {}
    assert links(tmp_path, "include: ['.notes']", files) == {
        ".notes/_posts/2024-01-01-a.md": "/.notes/2024/01/01/a.html"
    }


@pytest.mark.parametrize("suffix", [".org", ".textile", ".rst", ".mdx", ".ipynb"])
def test_markup_that_is_not_read_is_named(tmp_path: Path, suffix: str) -> None:
    write(tmp_path, "_config.yml", "")
    write(tmp_path, f"_posts/2024-01-01-a{suffix}", "x")
    archive = open_archive(tmp_path)
    (file,) = archive.files()
    excluded = archive.read(file.path).excluded
    assert excluded is not None
    assert excluded.reason == f"not read: markup in {suffix} files"


def test_commas_in_a_text_of_categories_are_noted(tmp_path: Path) -> None:
    write(tmp_path, "_posts/2024-01-01-a.md", "---\ntitle: a\ncategories: foo, bar\n---\nText.")
    reading = open_archive(tmp_path).read("_posts/2024-01-01-a.md")
    assert reading.post is not None
    assert reading.post.categories == ("foo,", "bar")
    assert [(fault.code, fault.line) for fault in reading.faults] == [("R10", 3)]


def test_keys_with_capitals_mean_nothing_to_jekylls_addresses(tmp_path: Path) -> None:
    """As Jekyll 4.3, which knows its keys in lower case alone; a title is shown all the same."""
    head = "---\nTitle: A\nDate: 2024-03-05\nCategories: x\nTags: y\nSlug: z\n---\nText."
    write(tmp_path, "_posts/2024-01-01-a.md", head)
    served = open_archive(tmp_path).read("_posts/2024-01-01-a.md").post
    assert served is not None
    assert served.permalink == "/2024/01/01/a.html"
    assert (served.title, served.categories, served.tags) == ("A", (), ())


@pytest.mark.parametrize(
    ("path", "permalink"),
    [
        ("_posts/2024-01-01-a.md", "/posts/2024-01-01-a/"),
        ("_posts/in/2024-01-01-a.md", "/posts/in/2024-01-01-a/"),
        ("x/y/_posts/in/2024-01-01-a.md", "/posts/x/y/in/2024-01-01-a/"),
    ],
)
def test_the_path_of_a_post_has_the_folders_above_it(
    tmp_path: Path, path: str, permalink: str
) -> None:
    config = "permalink: /:collection/:path/"
    assert links(tmp_path, config, titled(path)) == {path: permalink}


def test_two_stars_in_a_default_are_any_number_of_folders_or_none(tmp_path: Path) -> None:
    """As Ruby's `Dir.glob` finds files; elsewhere two stars are one."""
    config = (
        "defaults:\n"
        "- scope: {path: '_posts/**/*.md'}\n  values: {permalink: '/deep/:title'}\n"
        "- scope: {path: '_posts/a**c', type: posts}\n  values: {tags: [a]}\n"
    )
    paths = "_posts/2024-01-01-x.md", "_posts/b/d/2024-01-01-y.md"
    assert links(tmp_path, config, titled(*paths)) == {paths[0]: "/deep/x", paths[1]: "/deep/y"}


@pytest.mark.parametrize(
    ("line", "tags"),
    [
        ("tags: [[a, b], c, [d, [e]]]", ("a", "b", "c", "d", "e")),
        ("tags: 甲　乙 丙", ("甲 乙", "丙")),
    ],
)
def test_lists_in_a_list_of_terms_are_united_and_a_wide_space_parts_none(
    tmp_path: Path, line: str, tags: tuple[str, ...]
) -> None:
    written = written_post(tmp_path, f"---\ntitle: a\ndate: 2022-03-14\n{line}\n---\n文。\n")
    assert written.tags == tags


def test_a_title_that_is_switched_off_is_none(tmp_path: Path) -> None:
    assert written_post(tmp_path, "---\ntitle: false\n---\n正文。\n").title == "正文。"
    assert written_post(tmp_path, "---\ntitle: 'false'\n---\n正文。\n").title == "false"


@pytest.mark.parametrize(
    ("style", "page", "address"),
    [
        ("", "about.md", "/b/about.html"),
        ("permalink: pretty\n", "about.md", "/b/about/"),
        ("permalink: pretty\n", "docs/index.md", "/b/docs/"),
        ("", "own.md", "/b/own/place/"),
        ("", "_notes/n.md", "/b/notes/n.html"),
        ("", "data.txt", "/b/data.txt"),
        ("", "bare.md", "/b/bare.md"),
        ("", "endless.md", "/b/endless.html"),
    ],
)
def test_link_leads_to_pages_and_to_documents_of_collections(
    tmp_path: Path, style: str, page: str, address: str
) -> None:
    settings = (
        f"url: https://x.example\nbaseurl: /b\n{style}collections: {{notes: {{output: true}}}}\n"
    )
    write(tmp_path, "_config.yml", settings)
    for path in ("about.md", "docs/index.md", "_notes/n.md"):
        write(tmp_path, path, "---\ntitle: t\n---\n")
    write(tmp_path, "own.md", "---\npermalink: /:basename/place/\n---\n")
    write(tmp_path, "endless.md", f"---\npermalink: {'/:basename' * 10_000}\n---\n")
    for path in ("data.txt", "bare.md"):
        write(tmp_path, path, "文")
    write(tmp_path, "_posts/2022-03-14-a.md", post("a", "2022-03-14", body=f"{{% link {page} %}}"))
    archive = open_archive(tmp_path)
    assert text_of(archive, read(archive, "_posts/2022-03-14-a.md")) == address


def test_an_address_that_liquid_makes_is_encoded(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", "url: https://x.example\nbaseurl: /甲 乙\n")
    addresses = "{{ '/a b?c=d#e' | relative_url }} {{ 'é' | absolute_url }}"
    body = f"{addresses} {{{{ page.id }}}} {{{{ jekyll.version }}}}"
    write(tmp_path, "_posts/2022-03-14-a.md", post("a", "2022-03-14", body=body))
    archive = open_archive(tmp_path)
    base = "/%E7%94%B2%20%E4%B9%99"
    assert text_of(archive, read(archive, "_posts/2022-03-14-a.md")) == (
        f"{base}/a%20b?c=d#e https://x.example{base}/%C3%A9 /haizhou/2022/03/14/a 4.3.1"
    )


def test_a_file_beside_the_post_may_be_included_and_none_above_it(tmp_path: Path) -> None:
    write(tmp_path, "_config.yml", CONFIG)
    write(tmp_path, "_posts/x/part.txt", "part")
    write(tmp_path, "secret.txt", "secret")
    body = "{% include_relative part.txt %} {% include_relative ../../secret.txt %}"
    write(tmp_path, "_posts/x/2022-03-14-a.md", post("a", "2022-03-14", body=body))
    archive = open_archive(tmp_path)
    assert text_of(archive, read(archive, "_posts/x/2022-03-14-a.md")).strip() == "part"
