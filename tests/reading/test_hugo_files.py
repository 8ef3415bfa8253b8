"""Where the files of a Hugo site stand, what their names and folders say, and where pages lie."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from zoneinfo import ZoneInfo

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.faults import BrokenFileError
from feeds.archive.front_matter import Document
from feeds.archive.hugo import Hugo
from feeds.archive.hugo.cascade import Cascade, cascades, handed_down
from feeds.archive.hugo.content_files import ContentFiles
from feeds.archive.hugo.file_names import date_and_slug
from feeds.archive.hugo.mounts import Mount
from feeds.archive.hugo.page_matcher import fits, folder_pattern, path_pattern
from feeds.archive.hugo.page_names import page_named
from feeds.archive.hugo.page_permalink import PagePermalinks, old_paths
from feeds.archive.hugo.permalinks import Spelling
from feeds.archive.hugo.references import referred_files
from feeds.archive.hugo.section_pages import (
    SectionPage,
    matter_of,
    section_of,
    section_pages,
    sections,
    slugs_of,
    term_titles,
    texts_of_pages,
)
from feeds.archive.hugo.unpublished import unpublished
from feeds.archive.reading import Excluded, Facts
from feeds.archive.taxonomies import Taxonomies
from feeds.archive.values import FrontMatter
from feeds.html.sealed import unsealed
from feeds.model import Term
from feeds.text.dates import Moment
from tests.conftest import write

MOUNTS = (Mount("content/en"), Mount("docs", "guide", "de"), Mount("NEWS.md", "news/index.md"))
FILES = ContentFiles(MOUNTS, "en", ("de", "en"), "en")
HEAD = "---\ntitle: {}\ndate: 2024-01-02\n---\n"


def test_which_folders_lead_to_content() -> None:
    leading = ("content", "content/en", "content/en/a/b", "docs", "docs/x")
    others = ("contents", "content/e", "content/english", "doc", "docs2", "a", "NEWS.md2")
    assert [each for each in (*leading, *others) if FILES.leads_to_content(each)] == [*leading]


def test_what_the_name_of_a_file_says() -> None:
    cases = [
        ("content/en/a.md", "a", "en", "a", "a.md"),
        ("content/en/p/index.md", "index", "en", "p", "p/index.md"),
        ("content/en/p/index.DE.md", "index", "de", "p", "p/index.DE.md"),
        ("content/en/p/a.de.md", "a", "de", "a", "p/a.de.md"),
        ("content/en/p/a.fr.md", "a.fr", "en", "a.fr", "p/a.fr.md"),
        ("content/en/a.b.en.html", "a.b", "en", "a.b", "a.b.en.html"),
        ("content/en/.de.md", ".de", "en", ".de", ".de.md"),
        ("docs/a.md", "a", "de", "a", "guide/a.md"),
        ("docs/a.en.md", "a", "en", "a", "guide/a.en.md"),
        ("NEWS.md", "index", "en", "news", "news/index.md"),
        ("other/a.md", "a", "en", "a", "other/a.md"),
    ]
    found = [
        (path, *FILES.stem_and_language(path), FILES.page_name(path), FILES.inside(path))
        for path, *_ in cases
    ]
    assert found == cases
    assert FILES.mounted("NEWS.md") == "news/index.md"
    assert FILES.mounted("docs/a.md") == "docs/a.md"
    assert FILES.folders == ("content/en", "docs")


def test_which_files_of_a_folder_are_content() -> None:
    names = ["NEWS.md", "a.md"]
    assert FILES.among(names, "") == ["NEWS.md"]
    assert FILES.among(names, "docs") == FILES.among(names, "content/en/p") == names
    assert FILES.among(names, "content") == FILES.among(names, "docs2") == []
    single = ContentFiles((Mount("a/b/NEWS.md", "news.md"),), "en", ("en",), "en")
    assert single.among(names, "a/b") == ["NEWS.md"]
    assert single.among(names, "a") == []


def test_the_page_of_a_bundle(tmp_path: Path) -> None:
    names = FILES.bundle_names("content/en/p")
    assert {"index.md", "index.en.md", "index.de.htm", "index.markdown"} <= names
    assert len(names) == 3 * 5
    assert FILES.bundle_names("content/en") == FILES.bundle_names("other") == frozenset()
    write(tmp_path, "content/en/p/index.de.md", "")
    assert FILES.is_beside_index(tmp_path, "content/en/p/a.md")
    assert not FILES.is_beside_index(tmp_path, "content/en/q/a.md")
    assert not FILES.is_beside_index(tmp_path, "content/en/a.md")


def test_the_files_that_a_reference_may_mean_in_their_order() -> None:
    def referred(place: str, path: str = "content/en/p/a.md") -> list[str]:
        return [*referred_files(Path("/none"), FILES, place, path, anywhere=False)]

    def of(base: str) -> list[str]:
        ends = (".md", ".en.md", "/index.md", "/index.en.md", "/_index.md")
        return [base + end for end in ends]

    below = [*of("content/en/b"), *of("docs/b")]
    assert referred("b.md") == ["content/en/p/b.md", "content/en/b.md", "docs/b.md"]
    assert referred("b.HTML")[0] == "content/en/p/b.HTML"
    assert referred("b") == [*of("content/en/p/b"), *below]
    assert referred("/b/") == below
    assert referred("../b/") == [*of("content/en/b"), *of("content/en/../b"), *of("docs/../b")]
    assert referred("q/b", "a.md")[:5] == of("q/b")
    assert referred("b.txt")[0] == "content/en/p/b.txt.md"


def test_a_page_is_found_by_its_name_wherever_it_stands(tmp_path: Path) -> None:
    for path in ("p/One.md", "p/q/bun/index.md", "x/two.md", "y/two.md", "p/three.de.md"):
        write(tmp_path, f"content/en/{path}", "")
    write(tmp_path, "docs/four.md", "")
    write(tmp_path, "docs/five.en.md", "")

    def named(*names: str) -> list[str | None]:
        return [page_named(tmp_path, FILES, name) for name in names]

    assert named("ONE", "bun", "two", "three", "four", "five", "none") == [
        "content/en/p/One.md", "content/en/p/q/bun/index.md", None, None, None, "docs/five.en.md",
        None,
    ]  # fmt: skip
    referred = [*referred_files(tmp_path, FILES, "bun", "content/en/a.md")]
    assert referred[-1] == "content/en/p/q/bun/index.md"
    assert [*referred_files(tmp_path, FILES, "one.md", "content/en/a.md")][-1].endswith("One.md")
    assert [*referred_files(tmp_path, FILES, "x/bun", "content/en/a.md")][-1].endswith("_index.md")


@pytest.mark.parametrize("folder", ["content/en", "content/en/p", "docs"])
def test_a_page_that_comes_is_found_by_its_name_from_then_on(tmp_path: Path, folder: str) -> None:
    write(tmp_path, "content/en/p/a.md", "")
    write(tmp_path, "docs/a.md", "")
    for path in ("content/en", "content/en/p", "docs"):
        os.utime(tmp_path / path, (1, 1))
    assert page_named(tmp_path, FILES, "new") is None
    write(tmp_path, f"{folder}/new.en.md", "")
    os.utime(tmp_path / folder, (2, 2))
    assert page_named(tmp_path, FILES, "new") == f"{folder}/new.en.md"


def test_the_pages_of_sections_in_a_language(tmp_path: Path) -> None:
    for path in (
        "content/en/_index.md", "content/en/a/_index.en.md", "content/en/a/_index.de.md",
        "content/en/b/_index.DE.md", "content/en/b/x_index.md", "content/en/c/_indexes.md",
        "content/en/d/_index.fr.md", "content/en/e/_index", "docs/_index.md", "docs/f/_index.en.md",
        "docs/g/_index.DE.html",
    ):  # fmt: skip
        write(tmp_path, path, "")

    def folders(language: str, default: str) -> list[str]:
        pages = section_pages(tmp_path, MOUNTS[:2], language, default)
        assert sections(pages) == {page.folder for page in pages}
        return [page.folder for page in pages]

    assert folders("en", "en") == ["guide/f", "a", ""]
    assert folders("de", "en") == ["guide/g", "a", "b", "guide"]
    assert folders("de", "de") == ["guide/g", "a", "b", "guide", ""]
    assert folders("en", "de") == ["guide/f", "a"]


def test_the_closest_folder_with_a_page_is_the_section() -> None:
    pages = {"a/b", "a/b/c/d", "x"}
    cases = [
        (("a", "b", "c", "d"), 4), (("a", "b", "c"), 2), (("a", "b"), 2), (("a",), 1), ((), 0),
        (("x", "y"), 1), (("y", "x"), 1), (("a", "b", "c", "d", "e"), 4),
    ]  # fmt: skip
    assert [(folders, len(section_of(folders, pages))) for folders, _ in cases] == cases


def test_folders_have_the_slugs_of_their_pages() -> None:
    slugs = {"a": "A", "a/b": "B", "b": "no", "": "no"}
    assert slugs_of(("a", "b", "c"), slugs) == ("A", "B", "c")
    assert slugs_of(("a", "b"), {}) == ("a", "b")
    assert slugs_of((), slugs) == ()


def test_what_the_pages_of_sections_say(tmp_path: Path) -> None:
    write(tmp_path, "a.md", "---\ntitle: '*A* <b>b</b>'\nslug: s\n---\n")
    write(tmp_path, "b.md", '\n+++\ntitle = "B"\n++++\n')
    write(tmp_path, "c.md", "no front matter")
    places = {"tags/x": "a", "tags/y": "b", "tags": "a", "tags/x/y": "a", "o/z": "a",
              "categories/x": "a", "categories/n": "none", "tags/c": "c"}  # fmt: skip
    pages = [SectionPage(folder, PurePosixPath(f"{file}.md")) for folder, file in places.items()]
    assert matter_of(tmp_path, pages[1]) == {"title": "B"}
    assert matter_of(tmp_path, pages[-1]) == matter_of(tmp_path, pages[-2]) == {}
    assert texts_of_pages(tmp_path, pages[:2], "slug") == {"tags/x": "s"}
    assert texts_of_pages(tmp_path, pages[:2], "slug", "title") == {"tags/x": "s", "tags/y": "B"}
    titles = term_titles(tmp_path, pages, Taxonomies(("categories",), ("tags",)))
    assert titles == {
        Term("tag", "x"): "*A* b", Term("tag", "y"): "B", Term("category", "x"): "*A* b",
    }  # fmt: skip


def test_values_come_down_from_the_closest_folder(tmp_path: Path) -> None:
    write(
        tmp_path,
        "a.md",
        "---\ncascade:\n- {x: 1, y: 1}\n- {x: 2, z: 2, params: {p: 3, x: 4}}\n---\n",
    )
    write(tmp_path, "b.md", "---\ncascade: {_target: {path: /a/Q*}, w: 5}\n---\n")
    write(
        tmp_path, "c.md", "---\ncascade:\n- {target: {kind: section}, w: 5}\n- {target: {}}\n---\n"
    )
    pages = [SectionPage(folder, PurePosixPath(f"{file}.md"))
             for folder, file in (("a", "a"), ("a", "b"), ("", "c"))]  # fmt: skip
    config: FrontMatter = {"cascade": {"x": "9", "v": "9", "target": {"lang": "en"}}}
    found = cascades(tmp_path, pages, config, "en")
    assert found == (
        Cascade("a", "", {"x": "1", "y": "1"}),
        Cascade("a", "", {"p": "3", "x": "2", "z": "2", "params": {"p": "3", "x": "4"}}),
        Cascade("a", "/a/q*", {"w": "5"}),
        Cascade("", "", {"x": "9", "v": "9"}),
    )
    assert cascades(tmp_path, pages, config, "de") == found[:3]
    assert handed_down(found, "b.md") == handed_down(found, "ab/c.md") == {"x": "9", "v": "9"}
    below = handed_down(found, "a/b.md")
    assert (below["x"], below["y"], below["z"], below["v"], "w" in below) == (
        "1",
        "1",
        "2",
        "9",
        False,
    )
    assert handed_down(found, "a/q.md")["w"] == "5"
    assert handed_down((), "a/q.md") == {}


def test_which_pages_a_target_means() -> None:
    cases: list[tuple[FrontMatter, str | None]] = [
        ({}, ""), ({"path": "/A/**"}, "/a/**"), ({"kind": "page"}, ""),
        ({"kind": "{page,home}"}, ""),
        ({"kind": "Page"}, ""), ({"kind": "section"}, None), ({"environment": "production"}, ""),
        ({"environment": "development"}, None), ({"lang": "EN"}, ""), ({"lang": ["de", "e*"]}, ""),
        ({"lang": "de"}, None), ({"sites": {"matrix": {"languages": ["de"]}}}, None),
        ({"sites": {"matrix": {"languages": "en"}}, "path": "/b"}, "/b"),
        ({"lang": "en", "sites": {"matrix": {"languages": "de"}}}, ""),
    ]  # fmt: skip
    assert [(target, path_pattern(target, "en")) for target, _ in cases] == cases


def test_which_pages_a_pattern_fits() -> None:
    assert (folder_pattern("/"), folder_pattern("A/b")) == ("/*", "/a/b{,/**}")
    cases = [
        ("", "a/b.md", True), ("/a/b", "A/B c/../b.md", False), ("/a/b-c", "A/B c.md", True),
        ("/a/b", "a/b/index.md", True), ("/a/b/index", "a/b/index.md", False), ("/*", "a.md", True),
        ("/*", "a/b.md", False), ("/a{,/**}", "a/index.md", True), ("/a{,/**}", "a/b/c.md", True),
        ("/a{,/**}", "ab/c.md", False), ("/a.de", "a.de.md", True),
    ]  # fmt: skip
    assert [(pattern, page, fits(pattern, page)) for pattern, page, _ in cases] == cases


def test_the_date_and_the_slug_of_a_name() -> None:
    cases: list[tuple[str, tuple[str, str | None]]] = [
        ("2020-02-03-a", ("2020-02-03", "a")), ("2020-02-03", ("2020-02-03", None)),
        ("2020-02-03a", ("2020-02-03", "a")), ("2020-02-03 - _", ("2020-02-03", None)),
        ("2020-02-03--a-", ("2020-02-03", "a")), ("2020-02-03-a.b.c", ("2020-02-03", "a.b")),
        ("2020-02-03.", ("2020-02-03", ".")), ("2020-02-03-.a", ("2020-02-03", None)),
        ("2020-02-03-01-02-03-a", ("2020-02-03T01:02:03", "a")),
        ("2020-02-03T01-02-03", ("2020-02-03T01:02:03", None)),
        ("2020-02-03-01-02-a", ("2020-02-03", "01-02-a")), ("2020-02-30-a", ("", None)),
        ("a-2020-02-03", ("", None)), ("2020-2-3-a", ("", None)),
        ("2020-02-03-a\nb", ("2020-02-03", "a\nb")),
    ]  # fmt: skip
    assert [(name, date_and_slug(name)) for name, _ in cases] == cases


def test_why_a_page_stands_in_no_list() -> None:
    def reason(
        matter: FrontMatter, path: str = "a.md", drafts: bool = False, raw: str = "x"
    ) -> str:
        found = unpublished(path, Document(matter, "", raw, 1), drafts)
        return found.reason if found else ""

    cases: list[tuple[FrontMatter, str]] = [
        ({}, ""), ({"draft": "true"}, "draft"), ({"draft": "false"}, ""), ({"draft": "x"}, ""),
        ({"published": "false"}, "draft"), ({"published": "true"}, ""), ({"published": "x"}, ""),
        ({"draft": "false", "published": "false"}, ""),
        ({"headless": "true"}, "no post: has no page of its own"), ({"headless": "false"}, ""),
        ({"build": {"render": "LINK"}}, "no post: has no page of its own"),
        ({"_build": {"list": "Local"}}, "kept out of lists by build.list: Local"),
        ({"build": {"list": "always"}, "_build": {"list": "never"}}, ""),
        ({"build": "never"}, ""),
    ]  # fmt: skip
    assert [(matter, reason(matter)) for matter, _ in cases] == cases
    assert reason({"draft": "true"}, drafts=True) == ""
    for path, raw, said in (
        ("a.html", "", "no post: no front matter"), ("a.HTM", "", "no post: no front matter"),
        ("a.html", "x", ""), ("a.md", "", ""), ("a.html.md", "", ""),
    ):  # fmt: skip
        assert reason({}, path, raw=raw) == said


def permalinks(**given: object) -> PagePermalinks:
    usual: dict[str, object] = {
        "files": FILES, "section_patterns": {}, "matched_patterns": (), "patterns_of_sections": {},
        "sections": {}, "slugs": {}, "names_of_sections": {}, "ugly": False, "language_folder": "",
        "spelling": Spelling(), "date_keys": ("date",), "zone": ZoneInfo("Asia/Tokyo"),
    }  # fmt: skip
    return PagePermalinks(**usual | given)  # type: ignore[arg-type]


LATE = Moment(datetime(2024, 12, 31, 20, tzinfo=UTC))
PATTERN = {"section_patterns": {"p": "/:year/:month/:slug/", "/": "/top/:filename/"}}
FROM_NAME = PATTERN | {"date_keys": (":filename", "date")}
SLUGS = {"slugs": {"p": "Pp", "p/q": "Qq"}, "names_of_sections": {"p": "Pp", "p/q": "Q name"},
         "sections": {"p/q": None}}  # fmt: skip


@pytest.mark.parametrize(
    ("given", "path", "matter", "permalink"),
    [
        ({}, "p/A b.md", {}, "/p/a-b/"), ({}, "p/a/index.md", {}, "/p/a/"), ({}, "a.md", {}, "/a/"),
        ({}, "p/a.md", {"slug": "-S l-"}, "/p/s-l/"), ({}, "p/a.md", {"slug": "--"}, "/p/a/"),
        ({"language_folder": "/de"}, "p/a.md", {}, "/de/p/a/"),
        ({"language_folder": "/de"}, "a.md", {"url": "x/:slug"}, "/de/x/a/"),
        ({"language_folder": "/de"}, "a.md", {"url": "/X/y"}, "/X/y/"),
        ({"language_folder": "/de"}, "a.md", {"url": "X.html"}, "/de/X.html"),
        ({}, "a.md", {"url": "/:Title/:title", "title": "T t"}, "/:title/t-t/"),
        (PATTERN, "p/a.md", {}, "/2025/01/a/"), (PATTERN, "P/a.md", {"title": "T"}, "/2025/01/t/"),
        (PATTERN, "p/a.md", {"date": "2023-05-06T23:00:00-09:00"}, "/2023/05/a/"),
        (PATTERN, "p/a.md", {"date": "6 May 2023"}, "/2025/01/a/"),
        (PATTERN, "q/a.md", {}, "/q/a/"), (PATTERN, "a.md", {}, "/top/a/"),
        (PATTERN | {"matched_patterns": [("/p/a*", "/m/:slug"), ("", "/n/:slug")]}, "p/ab.md", {},
         "/m/ab/"),
        (PATTERN | {"matched_patterns": [("/p/a*", "/m/:slug"), ("", "/n/:slug")]}, "p/b.md", {},
         "/n/b/"),
        (FROM_NAME, "p/2023-05-06-n.md", {":filename": "2023-05-06"}, "/2023/05/n/"),
        (FROM_NAME, "p/2023-05-06-n.md", {":filename": "2023-05-06", "slug": "s"}, "/2023/05/s/"),
        (FROM_NAME, "p/2023-05-06-n.md", {"date": "2023-06-07"}, "/2023/06/2023-05-06-n/"),
        (PATTERN, "p/2023-05-06-n.md", {}, "/2025/01/2023-05-06-n/"),
        ({"ugly": True}, "p/a.md", {}, "/p/a.html"), ({"ugly": ("p",)}, "P/a.md", {}, "/p/a.html"),
        ({"ugly": ("p",)}, "q/a.md", {}, "/q/a/"), ({"ugly": ("p",)}, "a.md", {}, "/a/"),
        ({"ugly": True}, "p/a.md", {"url": "/x/"}, "/x/"),
        (SLUGS, "p/q/r/a.md", {}, "/pp/qq/r/a/"),
        (SLUGS | {"section_patterns": {"p": "/:sections|:sectionslugs|:sectionslug"}},
         "p/q/r/a.md", {}, "/p/q%7Cpp/q-name%7Cpp/"),
        ({"spelling": Spelling(with_capitals=True)}, "P/A.md", {}, "/P/A/"),
    ],
)  # fmt: skip
def test_where_a_page_lies(
    given: dict[str, object], path: str, matter: FrontMatter, permalink: str
) -> None:
    assert permalinks(**given).of_page(f"content/en/{path}", matter, LATE) == permalink


@pytest.mark.parametrize(
    ("given", "path", "matter", "permalink"),
    [
        ({}, "P q/r/_index.md", {}, "/p-q/r/"), ({}, "_index.md", {}, "/"),
        ({"language_folder": "/de"}, "p/_index.md", {}, "/de/p/"),
        ({"language_folder": "/de"}, "_index.md", {}, "/de/"),
        (SLUGS, "p/q/r/_index.md", {}, "/pp/qq/r/"), ({}, "p/_index.md", {"url": "/X/"}, "/X/"),
        ({"patterns_of_sections": {"p": "/s/:slug"}}, "P/q/_index.md", {}, "/s/q/"),
        ({"patterns_of_sections": {"p": "/s/:title"}}, "p/q/_index.md", {"title": "T t"},
         "/s/t-t/"),
        ({"patterns_of_sections": {"p": "/s/:filename/:year"}}, "p/q/r/_index.md", {},
         "/s/r/2025/"),
        ({"patterns_of_sections": {"p": "/s"}, "language_folder": "/de"}, "p/_index.md", {},
         "/de/s/"),
        ({"patterns_of_sections": {"q": "/s"}}, "p/q/_index.md", {}, "/p/q/"),
    ],
)  # fmt: skip
def test_where_the_page_of_a_section_lies(
    given: dict[str, object], path: str, matter: FrontMatter, permalink: str
) -> None:
    assert permalinks(**given).of_section(f"content/en/{path}", matter, LATE) == permalink
    assert permalinks(**given).of_home() == str(given.get("language_folder", "")) + "/"


def test_old_addresses_are_paths_or_stand_beside_the_page() -> None:
    aliases: FrontMatter = {"aliases": ["/a", "b", "../c.html", "./d/", "e.txt", ".."]}
    assert old_paths(aliases, "/p/q/") == ("/a/", "/p/b/", "/c.html", "/p/d/", "/p/e.txt", "/")
    assert old_paths({"aliases": "b"}, "/q.html") == ("/b/",)
    assert old_paths({}, "/q/") == ()


@pytest.fixture
def hugo(tmp_path: Path) -> Callable[[str], Hugo]:
    def made(config: str) -> Hugo:
        write(tmp_path, "hugo.toml", config)
        return Hugo(tmp_path, Options())

    return made


def test_which_folders_of_a_hugo_site_are_walked(hugo: Callable[[str], Hugo]) -> None:
    walks = hugo('contentDir = "site/content"').walks
    assert [each for each in ("site", "site/content", "site/content/a", "site/x", "x",
            "site/content/.a", "site/content/a/.b", "site/.c") if walks(each)] == [
        "site", "site/content", "site/content/a",
    ]  # fmt: skip


def test_why_a_file_of_a_hugo_site_is_no_post(hugo: Callable[[str], Hugo], tmp_path: Path) -> None:
    write(tmp_path, "content/b/index.md", "")
    kept_out = hugo("[languages.en]\n[languages.de]\n").kept_out
    cases = [
        ("content/a.md", ""), ("content/index.md", "no post: the site's first page"),
        ("content/p/index.md", ""),
        ("content/p/_index.md", "no post: the page of a section or term"),
        ("content/_index.de.md", "no post: the page of a section or term"),
        ("content/p/a.de.md", "in another language: de"),
        ("content/a.rst", "not read: markup in .rst files"),
        ("content/index.de.md", "no post: the site's first page"),
        ("content/b/index.fr.md",
         "no post: beside the page of its folder, in no language of the site"),
        ("other/a.md", ""), ("content/c/index.fr.md", ""), ("content/b/a.md", ""),
    ]  # fmt: skip
    found = [(path, reason.reason if (reason := kept_out(path)) else "") for path, _ in cases]
    assert found == cases


def test_what_front_matter_comes_to_on_a_hugo_site(hugo: Callable[[str], Hugo]) -> None:
    path, changed = "content/p/2024-01-02-a.md", {":git": "2024-05-06"}
    by_git = "last_modified_at"
    cases = [
        ("", {}, {}),
        ("", changed, changed),
        ("enableGitInfo = true", changed, changed | {by_git: "2024-05-06"}),
        ("enableGitInfo = true", {}, {}),
        ("enableGitInfo = false", changed, changed),
        ("enableGitInfo = true\n[frontmatter]\nlastmod = ['lastmod']", changed, changed),
        ("[frontmatter]\nlastmod = [':git']", changed, changed),
        ("[frontmatter]\ndate = [':filename']", {}, {":filename": "2024-01-02"}),
        ("[frontmatter]\npublishDate = [':filename']", {}, {":filename": "2024-01-02"}),
        ("[frontmatter]\nlastmod = [':filename']", {}, {}),
        ("", {"params": {"a": "1", "b": "2"}, "b": "3"},
         {"a": "1", "b": "3", "params": {"a": "1", "b": "2"}}),
    ]  # fmt: skip
    for config, written, matter in cases:
        assert hugo(config).front_matter(path, written) == matter, (config, written)  # type: ignore[arg-type]
    site = hugo("[frontmatter]\ndate = [':filename']")
    assert site.front_matter("content/p/a.md", {}) == {}


def test_what_a_hugo_page_is_published_as(hugo: Callable[[str], Hugo]) -> None:
    matter: FrontMatter = {
        "date": "2024-01-02", "expirydate": "2030-01-02", "tags": ["A b", "a-b", "c"],
        "categories": ["x"], "aliases": ["/old"],
    }  # fmt: skip
    document = Document(matter, "", "x", 1)
    facts = hugo("").facts("content/p/a.md", document)
    assert isinstance(facts, Facts)
    assert facts.expires == datetime(2030, 1, 2, tzinfo=UTC)
    assert (facts.tags, facts.categories, facts.aliases) == (("A b", "c"), ("x",), ("/old/",))
    assert (facts.scheduled, facts.collection, facts.permalink) == (True, None, "/p/a/")
    facts = hugo("buildExpired = true\nbuildFuture = true").facts("content/p/a.md", document)
    assert isinstance(facts, Facts)
    assert (facts.expires, facts.scheduled) == (None, False)
    undated = Document({"title": "t"}, "", "x", 1)
    assert hugo("").facts("content/p/a.md", undated) == Excluded(
        "no post: no date in its front matter"
    )


def test_settings_of_the_whole_site_that_its_kind_knows(
    hugo: Callable[[str], Hugo], tmp_path: Path
) -> None:
    write(tmp_path, "content/tags/x/_index.md", "---\ntitle: X x\n---\n")
    write(tmp_path, "content/tags/y/_index.de.md", "---\ntitle: Y\n---\n")
    site = hugo("title = 'T'\n[languages.en]\n[languages.de]\n").site
    assert (site.title, site.unites_terms, site.labels) == ("T", True, {Term("tag", "x"): "X x"})


REFERRED = {
    "p/_index.md": "---\nslug: pp\n---\n", "p/_index.de.md": "---\n---\n",
    "q/_index.md": "---\ncascade: {draft: true}\n---\n", "q/hidden.md": "---\ntitle: h\n---\n",
    "p/about.md": "\n---\ntitle: a\n-----\nx", "p/soon.md": "---\ndate: soon\n---\n",
    "p/dated.md": "---\ndate: 2024-01-02\nslug: d\n---\n", "p/json.md": '{"title": "j"}',
    "p/dated.de.md": "---\ndate: 2024-01-02\nslug: dd\n---\n", "r/bun/index.md": "---\n---\n",
    "r/bun/part.md": "---\n---\n", "r/only.md": "---\ndate: 2024-01-02\n---\n",
    "r/bun/_index.md": "---\n---\n", "p/about.de.md": "---\n---\n",
}  # fmt: skip


def test_where_references_of_a_page_lead(hugo: Callable[[str], Hugo], tmp_path: Path) -> None:
    for path, text in REFERRED.items():
        write(tmp_path, f"content/{path}", text)
    cases = {
        "dated.md": "/b/pp/d/", "dated.md?x#y": "/b/pp/d/?x#y", "#y": "#y", "?x": "?x", "/": "/b/",
        "/#y": "/b/#y", "about": "/b/pp/about/", "json": "/b/pp/json/", "/p": "/b/pp/",
        "_index.md": "/b/pp/", "_index.de.md": "", "/q/hidden.md": "", "soon": "", "none": "",
        "bun": "/b/r/bun/", "/r/bun": "/b/r/bun/", "/r/bun/part.md": "", "dated.de.md": "",
        "only": "/b/r/only/", "about.de.md": "", "/r/bun/_index.md": "",
    }  # fmt: skip
    body = "\n".join(f'[{{{{< ref "{target}" >}}}}]' for target in cases)
    head = '{"title": "From", "date": "2024-01-02", "mood": "calm"}\n'
    other = (
        '{{< relref path="dated" lang="de" >}}\n{{< ref path="dated" lang="fr" >}}'
        '{{< ref path="/" lang="fr" >}}'
    )
    write(tmp_path, "content/p/from.md", f"{head}{body}\n{other}.{{{{< all >}}}}\n<!--more-->x")
    of_the_site = "{{ site.Title }} {{ site.BaseURL }} {{ site.Params.m }}"
    of_the_page = (
        "{{ .Page.Title }} {{ .Page.Params.mood }} {{ .Page.Permalink }} {{ ref . `about` }}"
    )
    write(tmp_path, "layouts/shortcodes/all.html", f"{of_the_site} {of_the_page}")
    languages = "[languages.en]\n[languages.de]\n"
    params = "title = 'T'\n[params]\nm = 'M'\n"
    site = hugo(f"baseURL = 'https://x.example/b/'\n{params}{languages}")
    served = open_archive(tmp_path).read("content/p/from.md").post
    assert served is not None
    text = unsealed(
        site.readable((tmp_path / "content/p/from.md").read_text()[len(head) :], served)
    )
    lines = text.split("\n")
    found = [line[1:-1].replace("https://x.example", "") for line in lines[: len(cases)]]
    assert dict(zip(cases, found, strict=True)) == cases
    assert lines[len(cases)] == "https://x.example/b/de/p/dd/"
    at = "https://x.example/b/pp"
    assert lines[len(cases) + 1] == f".T https://x.example/b/ M From calm {at}/from/ {at}/about/"
    assert lines[len(cases) + 2 :] == ["", "", "<!--more-->", "", "x"]


def test_a_date_without_meaning_is_that_of_the_files_name(hugo: Callable[[str], Hugo]) -> None:
    soon = Document({"date": "soon", "expirydate": "never"}, "", "date: soon", 1)
    facts = hugo("timeZone = 'Asia/Tokyo'").facts("content/p/2024-01-02-a.md", soon)
    assert isinstance(facts, Facts)
    assert facts.published == Moment(datetime(2024, 1, 1, 15, tzinfo=UTC), True)
    assert ([fault.code for fault in facts.faults], facts.expires) == (["R03"], None)
    bundle = hugo("").facts("content/p/2024-01-02-a/index.md", soon)
    assert isinstance(bundle, Facts)
    assert bundle.published.instant == datetime(2024, 1, 2, tzinfo=UTC)
    with pytest.raises(BrokenFileError):
        hugo("").facts("content/p/a.md", soon)


def test_what_is_dropped_of_a_hugo_page_is_noted(
    hugo: Callable[[str], Hugo], tmp_path: Path
) -> None:
    site = hugo("")
    write(tmp_path, "content/a.md", HEAD.format("a"))
    served = open_archive(tmp_path).read("content/a.md").post
    assert served is not None
    page = Document({}, "", "", 5)
    (note,) = site.notes("{{< gone >}} {{< figure src=/a.png >}} {{% lost %}}", served, page)
    assert (note.line, note.code) == (5, "N02")
    assert note.message == "dropped: {{< gone >}}, {{% lost %}}"
    assert [*site.notes("{{< figure src=/a.png >}}", served, page)] == []


def test_a_link_to_a_file_means_one_beside_or_below_and_none_elsewhere(
    hugo: Callable[[str], Hugo], tmp_path: Path
) -> None:
    for path in ("p/a.md", "p/b.md", "q/only.md"):
        write(tmp_path, f"content/{path}", HEAD.format("t"))
    site = hugo("baseURL = 'https://x.example/'")
    served = open_archive(tmp_path).read("content/p/a.md").post
    assert served is not None
    body = "[b](b.md#x) [o](only.md) [q](/q/only.md) [r](../q/only.md?y) [s](b)"
    at = "https://x.example"
    assert site.readable(body, served) == (
        f"[b]({at}/p/b/#x) [o](only.md) [q]({at}/q/only/) [r]({at}/q/only/?y) [s](b)"
    )
    always = (
        "baseURL = 'https://x.example/'\nmarkup.goldmark.renderHooks.link.useEmbedded = 'always'"
    )
    assert hugo(always).readable("[s](b) [o](only)", served) == f"[s]({at}/p/b/) [o](only)"
