"""Which files of a Jekyll site count, why others do not, and what they are published as."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from feeds.archive import open_archive
from feeds.archive.file_dates import FileDates
from feeds.archive.front_matter import Document
from feeds.archive.jekyll import Jekyll, is_here
from feeds.archive.jekyll.entry_filter import entry_filter
from feeds.archive.jekyll.post_limit import oldest_of_newest
from feeds.archive.reading import Excluded, Facts
from feeds.text.dates import Moment
from tests.conftest import write
from tests.reading.jekyll_by_hand import document, made


@pytest.mark.parametrize("suffix", ["yml", "yaml", "toml"])
def test_where_a_site_of_jekyll_is(tmp_path: Path, suffix: str) -> None:
    assert not is_here(tmp_path)
    write(tmp_path, f"_config.{suffix}", "")
    write(tmp_path, "x/_posts/a.md", "")
    assert is_here(tmp_path)
    assert is_here(tmp_path / "x")
    assert not is_here(tmp_path / "x/_posts")


def test_which_names_jekyll_passes_over() -> None:
    rules = entry_filter(
        {"exclude": ["/old", "x/*.tmp", "{a}*", "dir/"], "include": ["/_keep", "k*"]}
    )
    excluded, special = (
        "kept out by `exclude` in the site's settings",
        "no post: Jekyll passes over such a name",
    )
    cases = [
        ("a.md", "a.md", None), ("older/a.md", "a.md", excluded), ("b/old", "old", None),
        ("x/y/a.tmp", "a.tmp", excluded), ("{a}b", "{a}b", excluded), ("ab", "ab", None),
        ("b/_a.md", "_a.md", special), ("_in/b.md", "_in/b.md", special), ("b/a~", "a~", special),
        ("b/a.", "a.", special), ("b/~a", "~a", special), ("b/#a", "#a", special),
        ("b/.a", ".a", special),
        ("_keep", "_keep", None), ("b/_keep.md", "_keep.md", None), ("old/k.tmp", "k.tmp", None),
        ("old/_keeper", "_keeper", None), ("in/_keep", "in/_keep", None),
    ]  # fmt: skip
    assert [(path, entry, rules.reason(path, entry)) for path, entry, _ in cases] == cases
    assert rules.reason("dir", "dir") is None
    assert rules.reason("dir", "dir", is_folder=True) == excluded
    passed = (
        "a",
        "_keep",
        "b/_keep",
        "kept",
        "old/x/kept",
        "vendor",
        "vendor/bundles",
        "b/vendor/ruby",
    )
    others = ("old", "dir", "_x", "b/.x", "_site", "vendor/bundle", "vendor/ruby", "node_modules/x")
    assert [folder for folder in (*passed, *others) if rules.passes_folder(folder)] == [*passed]
    assert [folder for folder in (*passed, *others) if rules.includes(folder)] == [
        "_keep", "b/_keep", "kept", "old/x/kept",
    ]  # fmt: skip
    own = entry_filter({"destination": "./out/", "include": "Gemfile"})
    assert (own.passes_folder("out"), own.passes_folder("_site"), own.passes_folder("b/out")) == (
        False, False, True,
    )  # fmt: skip
    assert own.reason("Gemfile", "Gemfile") is None
    assert own.reason(".htaccess", ".htaccess") == special
    assert entry_filter({}).reason(".htaccess", ".htaccess") is None


def test_a_post_that_is_left_out_takes_no_place_of_the_newest(tmp_path: Path) -> None:
    head = "---\ntitle: a\n{}---\n"
    for path, extra in {
        "_posts/2024-01-01-a.md": "", "_posts/2024-01-02-b.md": "", "_posts/2024-01-03-c.md": "",
        "_posts/2024-01-04-d.md": "published: false\n", "_posts/2024-01-05-_e.txt": "draft: true\n",
        "_posts/_2024-01-06-f.md": "", "_drafts/g.md": "date: 2024-01-07\n",
        "_talks/h.md": "date: 2024-01-08\n", "_posts/2094-01-09-i.md": "",
    }.items():  # fmt: skip
        write(tmp_path, path, head.format(extra))
    write(tmp_path, "_posts/2024-01-10-j.md", b"\xff\xfe\x00")
    write(tmp_path, "_posts/2024-01-11-k.md", "---\ndate: [\n---\n")
    write(tmp_path, "_posts/2024-01-12-l.md", "text alone")
    feed = "feed: {collections: [talks]}\n"

    def oldest(limit: int, config: str = feed) -> str | None:
        place = oldest_of_newest(tmp_path, made(tmp_path, config), limit)
        return place[1][-4] if place else None

    assert [oldest(limit) for limit in (1, 2, 3, 4, 5)] == ["l", "c", "b", "a", None]
    assert oldest(2, f"{feed}exclude: [_posts/2024-01-03]\n") == "b"
    assert oldest(1, "future: true\n") == "i"
    assert oldest(2, "unpublished: true\n") == "d"
    assert oldest(2, "show_drafts: true\n") == "g"
    site = made(tmp_path, f"{feed}limit_posts: 3\n")
    for path, is_left in (("_posts/2024-01-02-b.md", True), ("_posts/2024-01-01-a.md", False)):
        assert isinstance(site.facts(path, document("title: a")), Facts) == is_left


def test_which_folders_of_a_jekyll_site_are_walked(tmp_path: Path) -> None:
    def walked(config: str, *folders: str) -> list[str]:
        return [folder for folder in folders if made(tmp_path, config).walks(folder)]

    folders = (
        "a",
        "_posts",
        "_posts/_x",
        "_x",
        ".x",
        "_posts/.x",
        "_site",
        "x/_site",
        "_talks",
        "vendor/ruby",
    )
    assert walked("", *folders) == ["a", "_posts", "_posts/_x"]
    assert walked("include: ['.x', _x]\n", *folders) == [
        "a", "_posts", "_posts/_x", "_x", ".x", "_posts/.x",
    ]  # fmt: skip
    assert "_talks" in walked("feed: {collections: [talks]}\n", *folders)
    assert walked("source: s/t\n", "s", "s/t", "s/t/a", "s/u", "st", "a", "s/t/_x", "s/t/.y") == [
        "s", "s/t", "s/t/a",
    ]  # fmt: skip


def test_why_a_file_of_a_jekyll_site_is_no_post(tmp_path: Path) -> None:
    site = made(tmp_path, "exclude: [_posts/out]\nfeed: {collections: [talks]}\n")
    special, undated = (
        "no post: Jekyll passes over such a name",
        "no post: its name does not begin with a date and a hyphen",
    )
    cases = [
        ("_posts/2024-01-02-a.md", ""), ("_posts/a.md", undated), ("_posts/2024-01-02.md", undated),
        ("_posts/out/2024-01-02-a.md", "kept out by `exclude` in the site's settings"),
        ("_posts/x/_y/2024-01-02-a.md", ""), ("_posts/_y/2024-01-02-a.md", special),
        ("_posts/x/_2024-01-02-a.md", special), ("_drafts/a.md", ""), ("_talks/a.md", ""),
        ("_posts/2024-01-02-a.rst", "not read: markup in .rst files"), ("_talks/_a.md", special),
    ]  # fmt: skip
    found = [(path, reason.reason if (reason := site.kept_out(path)) else "") for path, _ in cases]
    assert found == cases
    own = made(tmp_path, "source: s\nexclude: [_posts/out]\n")
    assert own.kept_out("s/_posts/out/2024-01-02-a.md") == Excluded(cases[3][1])
    assert own.kept_out("s/_posts/in/2024-01-02-a.md") is None
    assert site.bundle_names("_posts") == frozenset()
    assert site.posts_among(["a.md", "a.txt", "a.png", "a.rst"], "_posts") == [
        "a.md",
        "a.txt",
        "a.rst",
    ]
    assert site.posts_among(["a.md"], "x") == []


def test_what_a_jekyll_post_is_published_as(tmp_path: Path) -> None:
    path = "n/_posts/2024-01-02-a.md"
    raw = "title: t\ntags: x\ncategories: y\nredirect_from: [/old/, /older]"

    def facts(config: str, raw: str = raw, path: str = path) -> Facts | Excluded:
        return made(tmp_path, config).facts(path, document(raw))

    usual = facts("")
    assert isinstance(usual, Facts)
    assert usual == Facts(
        "/n/y/2024/01/02/a.html", Moment(datetime(2024, 1, 2, tzinfo=UTC), True), ("n", "y"),
        ("x",),
        None, True, ("/old/", "/older"), (), None, None,
    )  # fmt: skip
    other = facts(
        "future: true\nids: jekyll-feed\nfeed: {collections: [t]}\n", "date: 2024-05-06", "_t/b.md"
    )
    assert isinstance(other, Facts)
    assert (other.scheduled, other.collection, other.permalink) == (False, "t", "/t/b.html")
    own = made(tmp_path, "", ("ids", "jekyll-feed"))
    for matter, identity in (("slug: S", "/n/2024/01/02/S"), ("slug: no", "/n/2024/01/02/a")):
        found = own.facts(path, document(matter))
        assert isinstance(found, Facts)
        assert found.jekyll_id == identity
    cases = [
        ("", "published: false", path, "published: false"),
        ("unpublished: true", "published: false", path, ""),
        ("", "published:", path, "published: without a value"), ("", "draft: true", path, "draft"),
        ("show_drafts: true", "draft: true", path, ""), ("", "a: b", "_drafts/a.md", "draft"),
        ("show_drafts: true", "a: b", "_drafts/a.md",
         "no post: no date in its name or front matter"),
        ("show_drafts: true", "date: 2024-01-02", "_drafts/a.md", ""), ("", "draft: no", path, ""),
    ]  # fmt: skip
    for config, matter, place, reason in cases:
        found = facts(config, matter, place)
        assert (found.reason if isinstance(found, Excluded) else "") == reason, (config, matter)
    bare = Document({}, "", "", 1)
    site = made(tmp_path, "feed: {collections: [t]}\n")
    assert site.facts("_t/a.md", bare) == Excluded("no post: no front matter")
    assert isinstance(site.facts(path, bare), Facts)
    assert site.facts("_t/a.md", document("a: b")) == Excluded(
        "no post: no date in its name or front matter"
    )


def test_what_the_owner_of_a_jekyll_site_may_want_to_know(tmp_path: Path) -> None:
    write(tmp_path, "_posts/2024-01-02-a.md", "---\ntitle: a\nk: v\n---\n")
    zone = "timezone: Asia/Tokyo\ndefaults: [{values: {d: w}}]\n"
    site = made(tmp_path, zone)
    served = open_archive(tmp_path).read("_posts/2024-01-02-a.md").post
    assert served is not None

    def codes(site: Jekyll, body: str, raw: str) -> list[str]:
        return [note.code for note in site.notes(body, served, document(raw))]

    naive = "date: 2024-05-06 20:00:00"
    assert codes(site, "{% seo %}", naive) == ["N01", "N02"]
    assert codes(site, "{{ page.k }}{{ page.d }}", naive) == ["N01"]
    assert codes(site, "{% seo %}", "date: 2024-05-06") == ["N02"]
    assert codes(site, "text", f"{naive} +0900") == []
    assert codes(made(tmp_path, zone, ("naive_dates", "utc")), "", naive) == []
    assert codes(made(tmp_path, ""), "", naive) == []
    assert site.readable("{{ page.k }}{{ page.d }} [a]({{ none }})", served) == "vw a"
    assert site.readable("[a]()", served) == "[a]()"


def test_dates_without_a_zone_are_those_of_the_site_or_utc(tmp_path: Path) -> None:
    path, zone = "_posts/2024-01-02-a.md", "timezone: Asia/Tokyo\n"
    for options, hour in (((), 11), ((("naive_dates", "utc"),), 20)):
        facts = made(tmp_path, zone, *options).facts(path, document("date: 2024-05-06 20:00:00"))
        assert isinstance(facts, Facts)
        assert facts.published.instant.hour == hour
        assert facts.permalink == "/2024/05/07/a.html"
    soon = made(tmp_path, zone).facts(path, document("date: soon\npermalink: /:year/:title/"))
    assert isinstance(soon, Facts)
    assert (soon.published, soon.permalink) == (
        Moment(datetime(2024, 1, 1, 15, tzinfo=UTC), True), "/2024/a/",
    )  # fmt: skip
    assert [fault.code for fault in soon.faults] == ["R03"]


def test_commits_date_the_posts_of_a_jekyll_site_where_the_operator_says_so(tmp_path: Path) -> None:
    dates = FileDates(tmp_path / "dates")
    assert made(tmp_path, "", ("dates", dates)).file_dates is None
    assert made(tmp_path, "", ("dates", dates), ("git_dates", True)).file_dates is dates
