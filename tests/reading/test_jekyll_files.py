"""Where the files of a Jekyll site stand, which count, where their pages lie, what bodies see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from feeds.archive import Options, open_archive
from feeds.archive.faults import Fault
from feeds.archive.file_dates import FileDates
from feeds.archive.front_matter import Document, parse
from feeds.archive.jekyll import Jekyll, is_here
from feeds.archive.jekyll.authors import Authors
from feeds.archive.jekyll.collection_documents import Collection
from feeds.archive.jekyll.defaults import Default, default_values, written_defaults
from feeds.archive.jekyll.document_place import (
    date_in_name,
    date_of_permalink,
    parser_with_utc,
    parts_of_document,
    parts_of_post,
    slug_of_name,
    unless_false,
)
from feeds.archive.jekyll.entry_filter import entry_filter
from feeds.archive.jekyll.page_address import page_address
from feeds.archive.jekyll.permalinks import PermalinkParts, jekyll_permalink
from feeds.archive.jekyll.post_limit import oldest_of_newest
from feeds.archive.jekyll.site_collections import (
    FolderPlace,
    collection_patterns,
    ending,
    other_patterns,
    place_of,
)
from feeds.archive.jekyll.site_data import data_at, documents_of, stamps_of
from feeds.archive.jekyll.site_layout import site_layout
from feeds.archive.jekyll.terms import category_list, comma_faults, jekyll_categories, jekyll_tags
from feeds.archive.reading import Excluded, Facts
from feeds.archive.values import FrontMatter, Value
from feeds.text.dates import Moment
from tests.conftest import text_of, write

TOKYO = ZoneInfo("Asia/Tokyo")


def document(raw: str) -> Document:
    """A document with this YAML."""
    parsed = parse(f"---\n{raw}\n---\n", "jekyll")
    assert parsed is not None
    return parsed


def made(root: Path, config: str = "", *options: tuple[str, object]) -> Jekyll:
    write(root, "_config.yml", f"url: https://x.example\n{config}")
    return Jekyll(root, Options(**dict(options)))  # type: ignore[arg-type]


def test_the_folders_of_a_site() -> None:
    usual = site_layout({})
    assert (usual.source, usual.collections_dir, usual.includes_dir) == ("", "", "_includes")
    assert (usual.base, usual.collections) == ("", ("posts", "drafts"))
    own = site_layout({
        "source": "./site/", "collections_dir": "/all/./x", "includes_dir": "parts/",
        "markdown_ext": "MD, text", "feed": {"collections": ["news"]},
    })  # fmt: skip
    assert (own.source, own.collections_dir, own.includes_dir) == ("site", "all/x", "parts")
    assert (own.base, own.collections) == ("site/all/x/", ("news", "posts", "drafts"))
    assert own.markdown == (".md", ".text")
    assert own.suffixes[:7] == (".md", ".text", ".html", ".htm", ".xhtml", ".txt", ".mdown")
    assert ".rst" in own.unread
    assert ".markdown" in own.unread
    assert not {".md", ".mdown"} & {*own.unread}
    assert own.below_source("a", "", "b") == "site/a/b"
    assert usual.below_source("", "a") == "a"


def test_paths_inside_the_folders_of_a_site() -> None:
    own, usual = site_layout({"source": "a/b", "collections_dir": "c"}), site_layout({})
    cases = [
        ("a/b/c/x.md", "c/x.md", "x.md"), ("a/b/x.md", "x.md", "a/b/x.md"),
        ("a/x.md", None, "a/x.md"),
        ("a/bc/x.md", None, "a/bc/x.md"), ("a/b", None, "a/b"), ("a/b/c/", "c/", "a/b/c/"),
    ]  # fmt: skip
    assert [(path, own.in_source(path), own.in_collections(path)) for path, *_ in cases] == cases
    assert (usual.in_source("x.md"), usual.in_collections("x.md")) == ("x.md", "x.md")
    folders = ("a", "a/b", "a/b/c", "b", "a/bc", "")
    assert [folder for folder in folders if own.leads_to_source(folder)] == ["a", "a/b"]
    assert not usual.leads_to_source("a")
    assert not usual.leads_to_source("")


def test_the_suffix_of_a_page() -> None:
    cases = [
        ("a.md", ".html"), ("a.MKD", ".html"), ("a.markdown", ".html"), ("a.mkdn", ".html"),
        ("a.mkdown", ".html"), ("a.htm", ".htm"), ("a.txt", ".txt"), ("a.mdown", ".mdown"),
        ("a", ""),
    ]  # fmt: skip
    layout = site_layout({})
    assert [(path, layout.output_suffix(path)) for path, _ in cases] == cases


def test_what_a_folder_holds() -> None:
    def place(folder: str, base: str = "") -> FolderPlace | None:
        return place_of(folder, base, ("posts", "drafts", "talks"))

    cases = [
        ("_posts", ("posts", (), "")), ("_posts/2022/x", ("posts", (), "2022/x")),
        ("news/_posts", ("posts", ("news",), "")), ("a/b/_drafts/c", ("drafts", ("a", "b"), "c")),
        ("_talks/in", ("talks", (), "in")), ("a/_talks", None), ("talks", None), ("_other", None),
        ("_talks/_posts", ("talks", (), "_posts")),
        ("_other/_posts/c", ("posts", ("_other",), "c")),
        ("_posts/_drafts", ("posts", (), "_drafts")), ("a", None), ("", None), ("_", None),
        ("xposts", None), ("talks/_posts", ("posts", ("talks",), "")),
    ]  # fmt: skip
    assert [(folder, place(folder)) for folder, _ in cases] == cases
    assert place("all/_posts/x", "all/") == ("posts", (), "x")
    assert place("_posts", "all/") is None
    layout = site_layout({})
    assert layout.place_of_file("a/_drafts/b/c.md") == ("drafts", ("a",), "b")
    assert layout.place_of_file("c.md") == layout.place_of_file("a/c.md") == ("posts", (), "")


def test_the_permalinks_of_collections() -> None:
    settings: FrontMatter = {"talks": {"permalink": "/t/:name"}, "notes": {"output": "true"}}
    config: FrontMatter = {"collections": settings, "feed": {"collections": ["talks", "notes"]}}
    date = "/:categories/:year/:month/:day/:title:output_ext"
    notes = "/:collection/:path:output_ext"
    assert collection_patterns({}) == {"posts": date, "drafts": date}
    both = {"talks": "/t/:name", "notes": notes, "posts": date, "drafts": date}
    assert collection_patterns(config) == both
    assert collection_patterns(config | {"feed": {"collections": {"notes": {}}}}) == {
        "notes": notes, "posts": date, "drafts": date,
    }  # fmt: skip
    own: FrontMatter = {"collections": {"posts": {"permalink": "/p/:title"}}, "permalink": "pretty"}
    assert collection_patterns(own) == {"posts": "/p/:title", "drafts": "/p/:title"}
    assert collection_patterns({"permalink": "/x/"})["posts"] == "/x/"
    assert other_patterns(config) == {"talks": "/t/:name", "notes": notes}
    assert other_patterns({"collections": ["posts", "a"], "permalink": "pretty"}) == {
        "a": "/:collection/:path/",
    }  # fmt: skip
    assert other_patterns({}) == {}


def test_what_permalinks_of_pages_end_in() -> None:
    cases = [
        ("date", ":output_ext"), ("ordinal", ":output_ext"), ("none", ":output_ext"),
        ("weekdate", ""), ("pretty", "/"), ("/a/:title", ""), ("/a/:title/", "/"),
        ("/a/:title:output_ext", ":output_ext"), ("/a/:title.html", ""),
    ]  # fmt: skip
    assert [(style, ending(style)) for style, _ in cases] == cases


def test_where_pages_that_are_no_posts_lie() -> None:
    def address(path: str, style: str = "date", **matter: Value) -> str:
        defaults = (Default("d/", "pages", {"permalink": "/of/:basename"}),)
        return page_address(path, matter, defaults, site_layout({}), style)

    cases = [
        ("a.md", "date", "/a.html"), ("a.md", "pretty", "/a/"), ("a.md", "weekdate", "/a"),
        ("b/index.md", "date", "/b/"), ("index.html", "pretty", "/"),
        ("b/a.htm", "date", "/b/a.htm"),
        ("b/a.xhtml", "pretty", "/b/a/"), ("b/index.xhtml", "date", "/b/"),
        ("b/a.txt", "pretty", "/b/a.txt"),
        ("b/index.txt", "pretty", "/b/index.txt"), ("b c/é.md", "date", "/b%20c/%C3%A9.html"),
        ("d/x.md", "date", "/of/x"),
    ]  # fmt: skip
    assert [(path, style, address(path, style)) for path, style, _ in cases] == cases
    assert address("b/a.md", permalink="/:path/:basename-x:output_ext") == "/b/a-x.html"
    assert address("b/a.md", permalink="//:path//c//") == "/b/c/"
    assert address("b/a.md", permalink="x") == "/x"
    assert address("a.md", permalink="/") == "/"
    assert address("a.md", permalink="/" + "x" * 998) == "/" + "x" * 998
    assert address("a.md", permalink="/" + "x" * 999) == "/a.html"


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


def test_which_defaults_a_document_has() -> None:
    def given(path: str, type: str = "posts") -> str:
        return "".join(
            str(value) for _, value in sorted(default_values(defaults, path, type).items())
        )

    config: FrontMatter = {"defaults": [
        {"scope": {"path": "all/a", "type": "post"}, "values": {"v": "1", "w": "1"}},
        {"scope": {"path": ""}, "values": {"v": "2"}},
        {"scope": {"path": "/a/b"}, "values": {"v": "3"}},
        {"scope": {"path": "a/b/*"}, "values": {"v": "4"}},
        {"scope": {"path": "c", "type": "drafts"}, "values": {"v": "5"}},
        {"scope": {"path": "c"}, "values": {"v": "6"}},
        {"values": {"x": "7"}}, {"scope": {"type": "page"}}, {"scope": {"type": "draft"}},
    ]}  # fmt: skip
    defaults = written_defaults(config, "all")
    assert [default.path for default in defaults[:4]] == ["a", "", "/a/b", "a/b/*"]
    assert [default.type for default in defaults] == [
        "posts", None, None, None, "drafts", None, None, "pages", "drafts",
    ]  # fmt: skip
    cases = [
        ("a.md", "posts", "117"), ("a.md", "pages", "27"), ("b.md", "posts", "27"),
        ("/a/b.md", "posts", "37"), ("a/b/c.md", "posts", "417"), ("a/b/c/d.md", "pages", "47"),
        ("a/bc.md", "posts", "117"), ("c.md", "drafts", "57"), ("c.md", "posts", "67"),
    ]  # fmt: skip
    assert [(path, type, given(path, type)) for path, type, _ in cases] == cases
    assert default_values((), "a.md", "posts") == {}
    assert written_defaults(config, "")[0].path == "all/a"


def test_which_paths_a_scope_begins() -> None:
    cases = [
        ("a/**/*.md", "a/x.md", True), ("a/**/*.md", "a/b/c/x.md", True),
        ("**/x.md", "a/x.md", True),
        ("**/x.md", "x.md", True), ("a**c", "abc/x.md", True), ("a**c", "a/c/x.md", False),
        ("*/b", "a/b/c/x.md", True), ("*/b", "a/c/x.md", False), ("a*", "ab.md", True),
        ("a/***/x", "a/b/c/x", True), ("b*", "a/b/x.md", False), ("a/b", "a/bc", True),
        ("a*", "ab/c/x.md", True), ("a*/c", "ab/c/d/x.md", True), ("a*", "b/ab/x.md", False),
    ]  # fmt: skip
    found = [
        (scope, path, bool(default_values((Default(scope, None, {"a": "b"}),), path, "posts")))
        for scope, path, _ in cases
    ]
    assert found == cases


def test_the_terms_of_a_post() -> None:
    assert jekyll_categories(("a", "b"), {"categories": "b c", "category": "d e"}) == (
        "a", "b", "c", "d e",
    )  # fmt: skip
    assert category_list({"categories": "a\u3000b\tc\n\n d"}) == ("a\u3000b", "c", "d")
    assert category_list({"categories": ["a b", ["c", ["d"]], {}]}) == ("a b", "c", "d")
    assert category_list({"categories": ["a b", "c"]}) == ("a b", "c")
    assert category_list({}) == category_list({"categories": {}}) == ()
    assert jekyll_tags({"tag": ["x y"], "tags": "z"}) == ("x y",)
    assert jekyll_tags({"tag": "", "tags": "y z"}) == ("y", "z")


def test_commas_in_a_text_of_terms_are_faults() -> None:
    def faults(raw: str) -> list[tuple[int, str]]:
        return [
            (fault.line, fault.message.partition(" has")[0])
            for fault in comma_faults(document(raw))
        ]

    assert faults("title: a\ntags: b c, d,e") == [(3, "tags: 'c,'")]
    assert faults("tags: b, c\ncategories: d,e") == [(2, "tags: 'b,'"), (3, "categories: 'd,e'")]
    assert faults("tag: x\ntags: b, c\ncategories: d, e") == [(4, "categories: 'd,'")]
    assert faults("tag:\ntags: b, c") == [(3, "tags: 'b,'")]
    assert faults("tags: [b, c]\ncategories: d e") == []
    (fault,) = comma_faults(document(f"tags: a {'x' * 40},y"))
    said = "has a comma: Jekyll parts a text of tags at white space only"
    assert fault == Fault(2, "R10", f"tags: {'x' * 40!r} {said}")


LOCAL = datetime(2024, 5, 6, 7, tzinfo=TOKYO)


def test_what_the_permalink_of_a_post_is_made_of() -> None:
    def parts(path: str, **matter: Value) -> tuple[str, ...]:
        made = parts_of_post(path, matter, LOCAL, site_layout({"feed": {"collections": "t"}}))
        assert made.local is LOCAL
        return (made.slug, made.stem, made.collection, made.path, made.output_ext, *made.categories)

    name = "2024-01-02-a.b"
    cases = [
        (f"_posts/{name}.md", ("a.b", name, "posts", f"/{name}", ".html")),
        (f"n/_posts/x/{name}.TXT", ("a.b", name, "posts", f"/n/x/{name}", ".txt", "n")),
        ("_drafts/a.md", ("a", "a", "posts", "/a", ".html")),
        ("_t/x/2024-01-02-a.htm", ("a", "2024-01-02-a", "t", "/x/2024-01-02-a", ".htm")),
        ("_posts/2024-1-2-a...md", ("a", "2024-1-2-a..", "posts", "/2024-1-2-a..", ".html")),
        ("_posts/24-1-2-.md", ("24-1-2-", "24-1-2-", "posts", "/24-1-2-", ".html")),
    ]  # fmt: skip
    assert [(path, parts(path)) for path, _ in cases] == cases
    assert parts("_posts/2024-01-02-a.md", slug="B c.")[0] == "B c"
    assert parts("_posts/2024-01-02-a.md", slug="No")[0] == "a"
    assert parts("_posts/2024-01-02-a.md", slug="..")[0] == "a"
    assert parts("x/_posts/2024-01-02-a.md", categories="y", category="z")[5:] == ("x", "y", "z")


def test_what_the_permalink_of_another_document_is_made_of() -> None:
    layout = site_layout({"collections_dir": "all"})
    path = "all/_notes/in/2024-01-02-a.b.md"
    made = parts_of_document(path, {"categories": "x"}, "notes", layout, LOCAL)
    assert made == PermalinkParts(
        LOCAL, "a.b", ("x",), "2024-01-02-a.b", "notes", "/in/2024-01-02-a.b", ".html"
    )
    assert parts_of_document(path, {"slug": "s"}, "notes", layout, LOCAL).slug == "s"
    assert parts_of_document("all/_notes/a.txt", {}, "notes", layout, LOCAL).output_ext == ".txt"
    assert parts_of_document(path, {"slug": "off"}, "notes", layout, LOCAL).slug == "a.b"
    assert [slug_of_name(name) for name in ("x/a.md", "99-1-2-b.md", "c..md", "2024-01-02-d")] == [
        "a", "b", "c", "2024-01-02-d",
    ]  # fmt: skip
    assert [unless_false({"a": value}, "a") for value in ("x", "False", "no", "OFF", "n", "")] == [
        "x", None, None, None, "n", None,
    ]  # fmt: skip


def test_the_documents_of_a_collection_come_by_their_dates(tmp_path: Path) -> None:
    """As Jekyll 4.3 has them, asked of it."""
    for name, matter in {
        "a": "date: 2024-05-06 23:30:00 +0000", "b": "title: B\nPermalink: /no/",
        "sub/it's-SO--": "",
        "2023-01-02-c": "date: 2024-05-06 23:30:00", "2023-01-02-d": "slug: dd\nn: 03",
        "e": "date: '2024-05-06 23:30:00'\npermalink: /own/:title/",
    }.items():  # fmt: skip
        write(tmp_path, f"_notes/{name}.md", f"---\n{matter}\n---\n")
    defaults = (Default("_notes", "notes", {"k": "v"}), Default("", "posts", {"k": "w"}))
    pattern = "/:collection/:year/:month/:day/:hour/:title:output_ext"
    notes = Collection(tmp_path, "notes", pattern, site_layout({}), defaults, TOKYO)
    documents = [value for value in notes.documents() if isinstance(value, dict)]
    assert [(d["url"], d["title"], d.get("date", "")) for d in documents[:4]] == [
        ("/notes/2023/01/02/00/dd.html", "D", "2023-01-02 00:00:00 +0900"),
        ("/own/e/", "E", "2024-05-06 23:30:00 +0900"),
        ("/notes/2024/05/07/08/c.html", "C", "2024-05-07 08:30:00 +0900"),
        ("/notes/2024/05/07/08/a.html", "A", "2024-05-07 08:30:00 +0900"),
    ]
    assert [(d["title"], d["slug"], "date" in d) for d in documents[4:]] == [
        ("B", "b", False), ("It's So", "it's-SO--", False),
    ]  # fmt: skip
    assert {str(d["k"]) for d in documents} == {"v"}
    year = str(documents[4]["url"]).split("/")[2]
    assert year in {str(datetime.now(TOKYO).year), str(datetime.now(TOKYO).year - 1)}
    assert notes.document("_notes/none.md") is None


def test_a_document_that_comes_or_changes_is_seen(tmp_path: Path) -> None:
    notes = Collection(tmp_path, "n", "/:name", site_layout({}), (), TOKYO)
    for text in ("one", "longer"):
        write(tmp_path, "_n/a.md", f"---\ntitle: {text}\n---\n")
        assert [value["title"] for value in notes.documents()] == [text]  # type: ignore[index, call-overload]
    write(tmp_path, "_n/b.md", "---\ntitle: b\n---\n")
    assert len(notes.documents()) == 2
    for other in (
        Collection(tmp_path, "m", "/:name", site_layout({}), (), TOKYO),
        Collection(tmp_path, "n", "/:path", site_layout({}), (), TOKYO),
        Collection(tmp_path, "n", "/:name", site_layout({"source": "x"}), (), TOKYO),
        Collection(tmp_path, "n", "/:name", site_layout({}), (Default("", None, {}),), TOKYO),
        Collection(tmp_path, "n", "/:name", site_layout({}), (), ZoneInfo("UTC")),
        Collection(tmp_path / "x", "n", "/:name", site_layout({}), (), TOKYO),
    ):
        assert notes != other
    assert notes != "n"
    assert notes == Collection(tmp_path, "n", "/:name", site_layout({}), (), TOKYO)
    assert stamps_of(tmp_path, ("_n/none.md",)) == ((0, 0),)


def test_a_body_looks_at_two_thousand_documents(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = [f"_n/{number:04}.md" for number in range(2001)]
    monkeypatch.setattr("feeds.archive.jekyll.site_data.paths_below", lambda *_: reversed(paths))
    assert documents_of(tmp_path, "_n") == tuple(paths[:2000])


def test_what_data_files_hold(tmp_path: Path) -> None:
    for path, text in {
        "a.yml": "%YAML 1.1\n---\nb: {c: d}\nn: 0x10\n", "list.yaml": "--- \n- x\n- y\n",
        "e.yml": "",
        "in/j.json": '{"k": [1, "2"]}', "t.tsv": "p\tq\n1\t2,3\n", "c.csv": 'p,q\n1,"2,3"\n4\n',
        "bad.json": "{", "bad.yml": "a: [", "word.yml": "word", "both.yml": "x: 1", "both.json":
        "[2]",
        "none.yml": "---\n",
    }.items():  # fmt: skip
        write(tmp_path, f"_data/{path}", text)
    cases: list[tuple[str, Value | None]] = [
        ("a", {"b": {"c": "d"}, "n": "16"}), ("a.b.c", "d"), ("a.b.x", None), ("a.b.c.x", None),
        ("list", ["x", "y"]), ("in.j.k", ["1", "2"]), ("in.j", {"k": ["1", "2"]}), ("in", None),
        ("t", [{"p": "1", "q": "2,3"}]), ("c", [{"p": "1", "q": "2,3"}, {"p": "4", "q": "None"}]),
        ("bad", None), ("word", "word"), ("both", {"x": "1"}), ("nothing", None), ("none", ""),
        ("e", None), ("..a", None), ("a\0", None),
    ]  # fmt: skip
    found = [(keys, data_at(tmp_path, "_data", keys.split("."))) for keys, _ in cases]
    assert [each for each in found if each not in cases] == []
    write(tmp_path, "_data/word.yml", "other word")
    assert data_at(tmp_path, "_data", ["word"]) == "other word"


@pytest.mark.parametrize("file", ["authors.yml", "authors.yaml", "authors.json"])
def test_authors_are_described_by_their_short_names(tmp_path: Path, file: str) -> None:
    text = '{"ada": {"name": "Ada L."}, "bo": "Bo"}'
    write(tmp_path, f"_data/{file}", text)
    authors = Authors(tmp_path)
    ada = {"name": "Ada L."}
    cases: list[tuple[FrontMatter, FrontMatter]] = [
        ({"author": "ADA"}, {"author": ada}), ({"author": "bo"}, {}),
        ({"author": {"name": "x"}}, {}),
        ({"authors": ["ada", "eve"]}, {"authors": [ada, "eve"]}), ({"other": "ada"}, {}),
        ({"author": "ada", "authors": "eve"}, {"author": ada}),
    ]  # fmt: skip
    assert [(matter, authors.described_in(matter)) for matter, _ in cases] == cases
    assert Authors(tmp_path / "x").described_in({"authors": ["ada"]}) == {}
    assert repr(authors) != repr(Authors(tmp_path / "x"))


def test_which_instant_makes_the_permalink_of_a_post() -> None:
    naive, quoted = document("date: 2024-05-06 20:00:00"), document("date: '2024-05-06 20:00:00'")
    zoned = document("date: 2024-05-06 20:00:00 +0900")
    moment = Moment(datetime(2024, 5, 6, 11, tzinfo=UTC))
    cases = [(naive, True, 7), (naive, False, 6), (quoted, True, 6), (zoned, True, 6)]
    for written, is_written, day in cases:
        assert date_of_permalink(written, moment, is_written, TOKYO, False).day == day
        assert date_of_permalink(written, moment, is_written, TOKYO, True).day == 6
    for spelled, hour in (
        ("2024-05-06 20:00:00", 20), ("2024-05-06t20:00:00", 20), ("2024-05-06  2:00:00.5", 2),
        ("2024-05-06 20:00", 11), ("2024-05-06", 15), ("2024-05-06 20:00:00 +0900", 11),
    ):  # fmt: skip
        read = parser_with_utc(naive)(spelled, TOKYO)
        assert read is not None
        assert read.instant.hour == hour, spelled
    read = parser_with_utc(quoted)("2024-05-06 20:00:00", TOKYO)
    assert read is not None
    assert read.instant.hour == 11
    named = date_in_name("a/2024-05-06-b.md", TOKYO)
    assert named is not None
    assert named.instant == datetime(2024, 5, 5, 15, tzinfo=UTC)
    assert date_in_name("2024-05-06/b.md", TOKYO) is None


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


def test_what_front_matter_comes_to_on_a_jekyll_site(tmp_path: Path) -> None:
    config = (
        "collections_dir: all\ndefaults:\n"
        "- {scope: {path: _posts, type: posts}, values: {categories: a b, lang: de, author: ada}}\n"
        "- {scope: {path: _drafts, type: posts}, values: {lang: fr}}\n"
    )
    write(tmp_path, "_data/authors.yml", "ada: {name: Ada}\n")
    site = made(tmp_path, config)
    ada: Value = {"name": "Ada"}
    cases: list[tuple[str, FrontMatter, FrontMatter]] = [
        ("all/_posts/2024-01-02-a.md", {}, {"categories": "a b", "lang": "de", "author": ada}),
        ("all/_posts/2024-01-02-a.md", {"categories": ["c"], "lang": "en", "author": "x"},
         {"categories": ["a", "b", "c"], "lang": "en", "author": "x"}),
        ("all/_drafts/a.md", {"categories": "c d"}, {"categories": "c d", "lang": "fr"}),
        ("all/_drafts/a.md", {"author": "ada"}, {"author": ada, "lang": "fr"}),
    ]  # fmt: skip
    assert [(path, matter, site.front_matter(path, matter)) for path, matter, _ in cases] == cases
    bare = made(tmp_path)
    assert bare.front_matter("_posts/2024-01-02-a.md", {"a": "b"}) == {"a": "b"}


@pytest.fixture
def shown(tmp_path: Path) -> Callable[..., list[str]]:
    """What each of these expressions or tags becomes in a post's body."""

    def show(*parts: str, config: str = "") -> list[str]:
        write(tmp_path, "_config.yml", f"url: https://x.example\n{config}")
        body = "\n".join(f"[{part}]" for part in parts)
        write(
            tmp_path,
            "n/_posts/2024-01-02-a-b.md",
            f"---\ntitle: '*T*'\ntags: x y\nn: 007\nSlug: z\n---\n{body}",
        )
        archive = open_archive(tmp_path)
        served = archive.read("n/_posts/2024-01-02-a-b.md").post
        assert served is not None
        return [line[1:-1] for line in text_of(archive, served).split("\n")]

    return show


def test_what_a_body_knows_of_its_page_and_site(
    shown: Callable[..., list[str]], tmp_path: Path
) -> None:
    write(tmp_path, "_talks/b.md", "---\ntitle: B\n---\n")
    write(tmp_path, "_data/d.yml", "k: {l: v}\n")
    today = datetime.now(UTC)
    cases = {
        "page.title": "*T*", "page.slug": "a-b", "page.collection": "posts", "page.ext": ".md",
        "page.categories": "n", "page.tags | join: '-'": "x-y", "page.n": "7",
        "page.date": "2024-01-02 00:00:00 +0900", "page.url": "/n/2024/01/02/a-b.html",
        "page.path": "n/_posts/2024-01-02-a-b.md", "page.relative_path":
        "n/_posts/2024-01-02-a-b.md",
        "page.id": "/n/2024/01/02/a-b", "page.none": "", "page.tags.size": "2", "site.title": "S t",
        "site.description": "", "site.url": "https://x.example", "site.baseurl": "/b",
        "site.Own.Key": "v", "site.own.list[1]": "j", "site.talks[0].url": "/talks/b.html",
        "site.talks.size": "1", "site.data.d.k.l": "v", "site.data.none": "",
        "site.num | plus: 1": "9",
        "jekyll.environment": "production", "jekyll.version": "4.3.1",
        "'/q?a=b c#d' | relative_url": "/b/q?a=b%20c#d", "'q' | absolute_url":
        "https://x.example/b/q",
        "'https://y.example/z' | relative_url": "https://y.example/z", "'' | relative_url": "/b/",
    }  # fmt: skip
    config = (
        "baseurl: /b/\ntitle: S <b>t</b>\ntimezone: Asia/Tokyo\n"
        "collections: {talks: {output: true}}\n"
        "own: {key: v, list: [i, j]}\nnum: 010\n"
    )
    found = shown(*(f"{{{{ {name} }}}}" for name in cases), "{{ site.time }}", config=config)
    assert dict(zip(cases, found[:-1], strict=True)) == cases
    assert found[-1] in {f"{day:%Y-%m-%d} 00:00:00 +0000" for day in (today, datetime.now(UTC))}


def test_what_is_certain_of_a_name_without_a_value(shown: Callable[..., list[str]]) -> None:
    """Where it is not, both branches are shown."""
    certain = ("page.a", "page.a.b", "include.a", "site.a", "site.post", "jekyll.a", "page.nextone")
    unknown = (
        "site.posts", "site.pages", "site.tags", "site.categories", "site.static_files",
        "site.html_pages", "site.collections", "site.documents", "site.related_posts",
        "site.github.a",
        "page.content", "page.excerpt", "page.next", "page.previous.url", "layout.a", "paginator",
    )  # fmt: skip
    bodies = [f"{{% if {name} %}}y{{% else %}}n{{% endif %}}" for name in (*certain, *unknown)]
    assert shown(*bodies) == ["n"] * len(certain) + ["yn"] * len(unknown)


def test_where_tags_lead(shown: Callable[..., list[str]], tmp_path: Path) -> None:
    for path in (
        "s/all/_posts/2024-01-03-c.md", "s/all/_posts/in/2024-01-04-d.markdown", "s/x/about.md",
        "s/all/_posts/2024-01-05-e.html", "s/all/_talks/t.md", "s/all/_drafts/f.md",
        "s/_posts/2024-01-06-g.md",
    ):  # fmt: skip
        write(tmp_path, path, "---\ntitle: t\n---\n")
    write(tmp_path, "s/x/about.md", "---\ntitle: t\nPermalink: /no/\n---\n")
    for path in ("s/a b.pdf", "s/bare.md", "s/_hidden.txt", "s/.well/x.txt", "o.txt"):
        write(tmp_path, path, "x")
    write(tmp_path, "s/all/_posts/2024-01-07-h.md", "---\npublished: false\n---\n")
    config = "source: s\ncollections_dir: all\ncollections: [talks]\nbaseurl: b\n"
    cases = {
        "post_url 2024-01-03-c": "/b/2024/01/03/c.html", "post_url /2024-01-03-c":
        "/b/2024/01/03/c.html",
        "post_url in/2024-01-04-d": "/b/2024/01/04/d.html", "post_url 2024-01-05-e":
        "/b/2024/01/05/e.html",
        "post_url 2024-01-04-d": "", "post_url 2024-01-07-h": "", "link x/about.md":
        "/b/x/about.html",
        "link /all/_posts/2024-01-03-c.md": "/b/2024/01/03/c.html", "link all/_talks/t.md":
        "/b/talks/t.html",
        "link all/_talks/none.md": "", "link a b.pdf": "/b/a%20b.pdf", "link bare.md": "/b/bare.md",
        "link _hidden.txt": "", "link .well/x.txt": "", "link o.txt": "", "link ../o.txt": "",
        "link none.txt": "", "link all/_drafts/f.md": "", "link _talks/t.md": "",
    }  # fmt: skip
    write(tmp_path, "_config.yml", f"url: https://x.example\n{config}")
    body = "\n".join(f"[{{% {tag} %}}]" for tag in cases)
    write(tmp_path, "s/all/_posts/2024-01-02-a.md", f"---\ntitle: a\n---\n{body}")
    archive = open_archive(tmp_path)
    served = archive.read("s/all/_posts/2024-01-02-a.md").post
    assert served is not None
    found = [line[1:-1] for line in text_of(archive, served).split("\n")]
    assert dict(zip(cases, found, strict=True)) == cases


@pytest.mark.parametrize(("size", "is_read"), [(65_535, True), (65_536, True), (65_537, False)])
def test_an_include_has_sixty_four_kilobytes_at_most(
    shown: Callable[..., list[str]], tmp_path: Path, size: int, is_read: bool
) -> None:
    write(tmp_path, "parts/in/a.txt", "x" * size)
    write(tmp_path, "n/_posts/b.txt", "y" * size)
    assert shown(
        "{% include in/a.txt %}", "{% include_relative b.txt %}", "{% include ../_config.yml %}",
        config="includes_dir: parts\n",
    ) == ["x" * size * is_read, "y" * size * is_read, ""]  # fmt: skip


def test_a_permalink_of_many_or_long_placeholders_is_filled_as_any_other() -> None:
    moment = datetime(2024, 5, 6, 7, 8, 9, tzinfo=UTC)
    terms = ("A b", "c", "a B")
    place = PermalinkParts(moment, "S l", terms, "N m", "posts", "/in/N m", ".htm")
    usual = "/:title/:name/:collection/:path/:output_ext/:slug/:categories/:slugified_categories"
    filled = "/S-l/n-m/posts/in/N%20m/.htm/s-l/a%20b/c/a-b/c"
    dates = "/:year/:short_year/:month/:i_month/:short_month/:long_month/:day/:i_day/:y_day/:w_year"
    days = "/2024/24/05/5/May/May/06/6/127/2024"
    times = "/:week/:w_day/:short_day/:long_day/:hour/:minute/:second/:none/{x}"
    clock = "/19/1/Mon/Monday/07/08/09/:none/%7Bx%7D"
    cases = [
        (usual, filled), (dates, days), (times, clock),
        (usual + dates + times, filled + days + clock),
        ("/:titles/:month-x:day", "/S-ls/05-x06"),
        ("/" + "x" * 600 + "/:title", "/" + "x" * 600 + "/S-l"),
        ("a/..b/./c", "/a/b/c"), ("/a..b", "/a/b"), ("/:title../x", "/S-l/x"),
        ("/:TITLE", "/:TITLE"),
    ]  # fmt: skip
    assert [(template, jekyll_permalink(template, place)) for template, _ in cases] == cases


def test_a_folder_named_like_a_collection_holds_pages(
    shown: Callable[..., list[str]], tmp_path: Path
) -> None:
    write(tmp_path, "talks/p.md", "---\ntitle: P\n---\n")
    write(tmp_path, "_talks/d.md", "---\ntitle: D\npermalink: /own/\n---\n")
    write(tmp_path, "_other/e.md", "---\ntitle: E\n---\n")
    tags = ("{% link talks/p.md %}", "{% link _talks/d.md %}", "{% link _other/e.md %}")
    assert shown(*tags, config="collections: [talks]\n") == ["/talks/p.html", "/own/", ""]


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
